"""The user agreed to one state of the task: if it is another by then, the plan is shown again and nothing is done."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import anyio
import pytest
from mcp.client.session import ClientRequestContext
from mcp_types import ElicitRequestParams, ElicitResult

from dataworks.operation import Effect
from emulator.seed.initial_world import SCHEDULE
from emulator.seed.samples import BATCH_SCRIPT
from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.lifecycle import AtOnce
from emulator.world.state import Task, Workspace
from tests.faults import refused
from tests.operations import OPERATIONS
from tests.sessions import FOLDER, Time, assistant, emulated, facts_of, sent, text_of
from tools.rules.consent import MOST_QUESTIONS
from tools.views.plan import CHANGED

RUNNING = Course(("RUN",), AtOnce(), 0.0)
STOPPED = Course(("PAUSE",), AtOnce(), 0.0)

Key = tuple[str, int]
REALTIME, SOLUTION, BATCH = ("DI_REALTIME", 100), ("DI_SOLUTION", 100), ("DI_OFFLINE", 1000000)


@dataclass(frozen=True)
class Case:
    """A call, what the task is like when its plan is shown, and what a colleague then changes."""

    change: Callable[[Workspace], None]
    key: Key = REALTIME
    tool: str = "delete_di_sync_task"
    more: dict[str, Any] | None = None
    before: dict[str, Any] | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        more = self.more or {}
        kind = {} if self.tool == "update_file" else {"task_type": self.key[0]}
        return {"project_id": "10000", "file_id": str(self.key[1]), **kind, **more}

    def setting(self) -> tuple[Time, Emulator, Workspace]:
        time = Time()
        emulator = emulated(time)
        workspace = emulator.world.workspaces["10000"]
        workspace.add(replace(workspace.tasks[self.key], **(self.before or {})))
        return time, emulator, workspace


def put(key: Key = REALTIME, **change: Any) -> Callable[[Workspace], None]:
    """A change of some fields of a task."""
    return lambda workspace: workspace.add(replace(workspace.tasks[key], **change))


def edited(key: Key, edit: Callable[[Any], None]) -> Callable[[Workspace], None]:
    """A change of a task's script."""

    def change(workspace: Workspace) -> None:
        task = workspace.tasks[key]
        script = json.loads(task.script)
        edit(script)
        workspace.add(replace(task, script=json.dumps(script)))

    return change


def other_status(workspace: Workspace) -> None:
    task = workspace.tasks[SOLUTION]
    assert task.detail is not None
    workspace.add(replace(task, detail={**task.detail, "Status": "4" if task.detail["Status"] != "4" else "1"}))


def moved(workspace: Workspace) -> None:
    workspace.add(replace(workspace.tasks[REALTIME], folder=workspace.folders[FOLDER]))


def deleted(workspace: Workspace) -> None:
    workspace.remove(workspace.tasks[REALTIME])


def recreated(workspace: Workspace) -> None:
    """Somebody deletes the task, and another one gets its id."""
    task = workspace.tasks[REALTIME]
    workspace.remove(task)
    workspace.add(replace(task, name="another", version=1))


def other_table(script: Any) -> None:
    script["steps"][0]["parameter"]["connection"][0]["table"] = ["another"]


def other_group(script: Any) -> None:
    script["extend"]["resourceGroup"] = "S_res_group_XXX_XXXX"


UPDATE: dict[str, Any] = {"tool": "update_di_sync_task", "key": BATCH, "more": {"task_param": {"Cu": 1.5}}}
CASES: dict[str, Case] = {
    "started": Case(put(instance=RUNNING)),
    "stopped": Case(put(instance=STOPPED), before={"instance": RUNNING}),
    "submitted": Case(put(committed=True)),
    "a new version": Case(put(version=2)),
    "its definition": Case(edited(REALTIME, lambda script: script.update(extend={"mode": "another"}))),
    "its definition, the same version, an update": Case(
        edited(BATCH, lambda script: script["setting"].update(speed={"concurrent": 9})), **UPDATE
    ),
    "its tables": Case(edited(BATCH, other_table), **UPDATE),
    "its resource group": Case(edited(REALTIME, other_group)),
    "its schedule": Case(
        put(BATCH, schedule={**SCHEDULE, "CronExpress": "00 00 01 * * ?"}),
        BATCH,
        "update_file",
        {"cron_express": "00 30 05 * * ?"},
    ),
    "renamed": Case(put(name="another")),
    "moved": Case(moved),
    "deleted": Case(deleted),
    "deleted and created": Case(recreated),
    "the state of a solution": Case(
        other_status, SOLUTION, "update_di_sync_task", {"task_content": json.dumps({"srcType": "another"})}
    ),
    "started, before a stop": Case(
        put(instance=RUNNING), tool="stop_di_sync_instance", before={"instance": STOPPED, "deployed": True}
    ),
    "changed, before it is deployed": Case(put(version=2), tool="deploy_di_sync_task"),
}

cases = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def written(emulator: Emulator) -> list[str]:
    """The operations that changed something."""
    return [action for action in sent(emulator) if OPERATIONS[action].effect is not Effect.READ]


@cases
async def test_a_confirmation_is_not_valid_for_a_task_that_changed(case: Case) -> None:
    time, emulator, workspace = case.setting()
    async with assistant(emulator, time) as client:
        first = facts_of(await client.call_tool(case.tool, case.arguments))
        case.change(workspace)
        result = await client.call_tool(case.tool, {**case.arguments, "confirmation": first["confirmation"]})

    second = facts_of(result)
    assert text_of(result).startswith("Nothing was done")
    assert "not valid: the task changed since the plan was shown" in text_of(result)
    assert second["confirmation"] != first["confirmation"]
    assert written(emulator) == []


@cases
@eras
async def test_a_yes_is_not_valid_for_a_task_that_changed_and_the_user_is_asked_again(case: Case, mode: str) -> None:
    time, emulator, workspace = case.setting()
    seen = list[tuple[str, list[str]]]()

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        seen.append((params.message, written(emulator)))
        if len(seen) == 1:
            case.change(workspace)
            return ElicitResult(action="accept", content={"approve": True})
        return ElicitResult(action="decline")

    async with assistant(emulator, time, mode=mode, answer=answer) as client:
        result = await client.call_tool(case.tool, case.arguments)

    (first, _), (second, done) = seen
    assert not first.startswith(CHANGED.said())
    assert second.startswith(CHANGED.said())
    assert done == written(emulator) == []
    assert "the user did not agree" in text_of(result)


RENAMED = CASES["renamed"]


async def test_the_new_confirmation_is_valid_for_the_new_state() -> None:
    time, emulator, workspace = RENAMED.setting()
    async with assistant(emulator, time) as client:
        first = facts_of(await client.call_tool(RENAMED.tool, RENAMED.arguments))
        RENAMED.change(workspace)
        call = {**RENAMED.arguments, "confirmation": first["confirmation"]}
        second = facts_of(await client.call_tool(RENAMED.tool, call))
        done = await client.call_tool(RENAMED.tool, {**call, "confirmation": second["confirmation"]})

    assert not done.is_error, text_of(done)
    assert written(emulator) == ["DeleteDISyncTask"]


async def test_a_confirmation_that_met_another_state_is_used_even_if_the_old_state_returns() -> None:
    time, emulator, workspace = RENAMED.setting()
    before = workspace.tasks[REALTIME]
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool(RENAMED.tool, RENAMED.arguments))
        call = {**RENAMED.arguments, "confirmation": plan["confirmation"]}
        RENAMED.change(workspace)
        await client.call_tool(RENAMED.tool, call)
        workspace.add(before)
        result = await client.call_tool(RENAMED.tool, call)

    assert "it was used before" in text_of(result)
    assert written(emulator) == []


@eras
async def test_after_three_questions_about_a_task_that_keeps_changing_nothing_is_done(mode: str) -> None:
    time, emulator, workspace = RENAMED.setting()
    seen = list[str]()

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        seen.append(params.message)
        workspace.add(replace(workspace.tasks[REALTIME], version=len(seen) + 1))
        return ElicitResult(action="accept", content={"approve": True})

    async with assistant(emulator, time, mode=mode, answer=answer) as client:
        result = await client.call_tool(RENAMED.tool, RENAMED.arguments)

    assert len(seen) == MOST_QUESTIONS
    assert result.is_error
    assert "each time the task had changed" in text_of(result)
    assert written(emulator) == []


@eras
async def test_a_state_that_could_not_be_read_before_is_shown_once_it_can_be_read(mode: str) -> None:
    """The user agreed to a plan that did not show the task."""
    time, emulator, _ = RENAMED.setting()
    seen = list[str]()

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        seen.append(params.message)
        return ElicitResult(action="accept", content={"approve": True})

    emulator.fail("ListFiles", refused(403, "Forbidden.Access"))
    async with assistant(emulator, time, mode=mode, answer=answer) as client:
        result = await client.call_tool(RENAMED.tool, RENAMED.arguments)

    assert "It could not be read." in seen[0]
    assert "datahub_to_datahub" in seen[1]
    assert not result.is_error, text_of(result)


def task_of(workspace: Workspace) -> Task:
    return workspace.tasks[BATCH]


@eras
async def test_figures_that_move_by_themselves_do_not_ask_again(mode: str) -> None:
    time, emulator, workspace = CASES["its tables"].setting()
    seen = list[str]()

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        seen.append(params.message)
        time.now += 60
        return ElicitResult(action="accept", content={"approve": True})

    workspace.add(replace(task_of(workspace), script=BATCH_SCRIPT))
    async with assistant(emulator, time, mode=mode, answer=answer) as client:
        result = await client.call_tool("update_di_sync_task", CASES["its tables"].arguments)

    assert len(seen) == 1
    assert not result.is_error, text_of(result)


@pytest.mark.parametrize("count", [2, 6])
async def test_a_confirmation_that_is_sent_several_times_at_once_is_valid_once(count: int) -> None:
    time, emulator, _ = CASES["its tables"].setting()
    arguments, results = CASES["its tables"].arguments, list[str]()
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("update_di_sync_task", arguments))

        async def call() -> None:
            results.append(
                text_of(
                    await client.call_tool("update_di_sync_task", {**arguments, "confirmation": plan["confirmation"]})
                )
            )

        async with anyio.create_task_group() as group:
            for _ in range(count):
                group.start_soon(call)

    assert written(emulator) == ["UpdateDISyncTask"]
    assert sum("it was used before" in text for text in results) == count - 1


async def test_a_confirmation_is_used_even_if_the_call_fails() -> None:
    time, emulator, _ = CASES["its tables"].setting()
    arguments = CASES["its tables"].arguments
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("update_di_sync_task", arguments))
        call = {**arguments, "confirmation": plan["confirmation"]}
        emulator.fail("UpdateDISyncTask", refused(400, "Invalid.DI.Parameter"))
        failed = await client.call_tool("update_di_sync_task", call)
        again = await client.call_tool("update_di_sync_task", call)

    assert failed.is_error
    assert "it was used before" in text_of(again)
    assert facts_of(again)["confirmation"] != plan["confirmation"]
