"""A hundred flows while everything goes wrong; ``make chaos`` lives through a thousand."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from emulator.faults.fault_rules import KINDS, Faults
from emulator.world.state import Task, Workspace
from tests.chaos.faults import as_toml, faults
from tests.chaos.ledger import BAD
from tests.chaos.memory import MemoryDesk, run_in_memory
from tests.chaos.processes import run_with_processes
from tests.chaos.wishes import KINDS as STORIES


@pytest.mark.parametrize("flows", [range(48), range(48, 100)], ids=["first half", "second half"])
def test_a_hundred_flows_lose_double_and_strand_nothing(flows: range) -> None:
    ledger = run_in_memory(flows, seed=1)
    all_of_them = sum(ledger.kinds.values(), Counter[str]())

    assert ledger.notes == []
    assert not ledger.bad
    assert {*ledger.kinds} == {*STORIES}
    assert all_of_them["finished"] + all_of_them["reported"] == len(flows)
    assert all_of_them["finished"] >= 0.85 * len(flows), "most of them are finished all the same"
    assert all_of_them["killed"] >= 0.3 * len(flows), "servers were killed under way"


def test_real_processes_may_be_killed_as_well() -> None:
    ledger = run_with_processes(range(2), seed=1)

    assert ledger.notes == []
    assert (ledger.sums["flows"], ledger.sums["wanted"]) == (2, 2)


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    first, again, other = (run_in_memory(range(6), seed).line() for seed in (4, 4, 5))

    assert first == again
    assert first != other
    assert [*json.loads(first)] == ["flows", "wanted", "made", *BAD, "calls"]


def test_every_kind_of_fault_is_among_those_that_may_strike() -> None:
    met = {rule.kind for world in range(20) for rule in faults(1, world).rules}

    assert met == {*KINDS}


def test_the_faults_of_a_process_are_those_of_its_file(tmp_path: Any) -> None:
    told, file = faults(1, 1), tmp_path / "faults.toml"
    file.write_text(as_toml(told), "utf-8")

    assert Faults.load(file) == told


class SloppyDesk(MemoryDesk):
    """A server with a defect: after each task that it has made it does something that nobody asked for."""

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        facts = await super().call(tool, arguments)
        workspace = self.emulator.world.workspaces["10000"]
        for task in [*workspace.tasks.values()]:
            if task.name == arguments.get("task_name") and task.task_type == "DI_REALTIME" and facts:
                self.slip(workspace, task)
        return facts

    def slip(self, workspace: Workspace, task: Task) -> None:
        raise NotImplementedError


class Doubling(SloppyDesk):
    """It makes the task a second time."""

    def slip(self, workspace: Workspace, task: Task) -> None:
        workspace.add(replace(task, file_id=self.emulator.world.new_file_id()))


class Straying(SloppyDesk):
    """It leaves another task behind."""

    def slip(self, workspace: Workspace, task: Task) -> None:
        workspace.add(replace(task, file_id=self.emulator.world.new_file_id(), name=f"{task.name}_copy"))


class Losing(SloppyDesk):
    """It takes the task away again."""

    def slip(self, workspace: Workspace, task: Task) -> None:
        workspace.remove(task)


class Lying(MemoryDesk):
    """It says of every task that it runs."""

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        facts = await super().call(tool, arguments)
        return facts | {"state": "RUN"} if facts and "state" in facts else facts


@pytest.mark.parametrize(
    ("desk", "counter"), [(Doubling, "doubles"), (Straying, "strays"), (Losing, "lost"), (Lying, "untrue")]
)
def test_a_server_with_a_defect_is_noticed(desk: type[MemoryDesk], counter: str) -> None:
    ledger = run_in_memory(range(2), 1, desk)

    assert ledger.sums[counter] > 0
    assert ledger.bad
    assert any(note.startswith(f"{counter}: ") for note in ledger.notes)
