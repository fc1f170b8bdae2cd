"""A hundred flows with faults at every step; ``make chaos`` runs a thousand."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from emulator.faults.fault_rules import KINDS, Faults
from emulator.world.state import Task, Workspace
from tests.chaos.faults import as_toml, faults
from tests.chaos.memory import MemorySession, run_in_memory
from tests.chaos.processes import run_with_processes
from tests.chaos.scenarios import ALL_KINDS
from tests.chaos.totals import BAD

pytestmark = pytest.mark.repeats


HALF = len(ALL_KINDS) // 2

BESIDE_OTHERS = ("two: ", "somebody ")
"""How the kinds begin in which somebody else works on the same tasks."""


@pytest.mark.parametrize("flows", [range(HALF), range(HALF, 2 * HALF)], ids=["first half", "second half"])
def test_a_hundred_flows_lose_double_and_strand_nothing(flows: range) -> None:
    totals = run_in_memory(flows, seed=1)
    all_of_them = sum(totals.kinds.values(), Counter[str]())

    assert totals.notes == []
    assert not totals.bad
    assert {*totals.kinds} == {ALL_KINDS[number] for number in flows}
    assert sum(kind.startswith("new: ") for kind in ALL_KINDS) == HALF, "half of the flows are on each studio"
    assert all_of_them["finished"] + all_of_them["reported"] == len(flows)
    alone = [
        counts for kind, counts in totals.kinds.items() if not kind.removeprefix("new: ").startswith(BESIDE_OTHERS)
    ]
    assert sum(counts["finished"] for counts in alone) >= 0.8 * len(alone), "most of them are finished all the same"
    # A create whose task somebody has renamed or changed is refused, and reported.
    assert all_of_them["finished"] >= 0.6 * len(flows), "beside others more than half of them are"
    assert all_of_them["killed"] >= 0.3 * len(flows), "servers were killed under way"


def test_nothing_is_doubled_by_a_service_that_keeps_no_client_tokens() -> None:
    totals = run_in_memory(range(24), seed=1, tokens=False)

    assert totals.notes == []


def test_real_processes_may_be_killed_as_well() -> None:
    totals = run_with_processes(range(2), seed=1)

    assert totals.notes == []
    assert (totals.sums["flows"], totals.sums["wanted"]) == (2, 2)


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


class DefectiveSession(MemorySession):
    """A server with a defect: after each task that it creates it does something that was not requested."""

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        facts = await super().call(tool, arguments)
        workspace = self.emulator.world.workspaces["10000"]
        for task in [*workspace.tasks.values()]:
            if task.name == arguments.get("task_name") and task.task_type == "DI_REALTIME" and facts:
                self.misbehave(workspace, task)
        return facts

    def misbehave(self, workspace: Workspace, task: Task) -> None:
        raise NotImplementedError


class Doubling(DefectiveSession):
    """It creates the task a second time."""

    def misbehave(self, workspace: Workspace, task: Task) -> None:
        workspace.add(replace(task, file_id=self.emulator.world.new_id("file")))


class Straying(DefectiveSession):
    """It creates another task."""

    def misbehave(self, workspace: Workspace, task: Task) -> None:
        workspace.add(replace(task, file_id=self.emulator.world.new_id("file"), name=f"{task.name}_copy"))


class Losing(DefectiveSession):
    """It deletes the task."""

    def misbehave(self, workspace: Workspace, task: Task) -> None:
        workspace.remove(task)


class Silent(MemorySession):
    """It does not tell what failed calls did."""

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        await super().call(tool, arguments)
        return {"error": {"code": "Refused", "message": "It failed.", "retry": "after a fix"}}


class Lying(MemorySession):
    """It reports every task as running."""

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        facts = await super().call(tool, arguments)
        return facts | {"state": "RUN"} if facts and "state" in facts else facts


@pytest.mark.parametrize(
    ("session", "counter"),
    [(Doubling, "doubles"), (Straying, "strays"), (Losing, "lost"), (Lying, "untrue"), (Silent, "unsaid")],
)
def test_a_server_with_a_defect_is_noticed(session: type[MemorySession], counter: str) -> None:
    totals = run_in_memory(range(2), 1, session)

    assert totals.sums[counter] > 0
    assert totals.bad
    assert any(note.startswith(f"{counter}: ") for note in totals.notes)
