"""A task that somebody changes while a call is at work on it: the next step is not made, and the failure says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.lifecycle import AfterSeconds, AtOnce
from emulator.world.state import Task
from server.hosting import Hosting
from tests.others import acts_before
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.test_batch_to_production import DEPLOYED
from tests.tools.test_changed_tasks import written
from tools.rules.gate import Gate
from tools.rules.mode import Mode

FLOW = {"project_id": "10000", "task_ids": ["100"]}
DEPLOY, START, DELETE, LOOK = "DeployDISyncTask", "StartDISyncInstance", "DeleteDISyncTask", "GetDISyncInstanceInfo"
TERMINATE, STOP = "TerminateDISyncInstance", "StopDISyncInstance"


def other(task: Task) -> Task:
    """The task with another script."""
    return replace(task, script=task.script.replace('"errorLimit":{', '"errorLimit":{"record":7,'), committed=False)


def more(task: Task) -> Task:
    """The task with a key more in its script."""
    return replace(task, script='{"more":1,' + task.script[1:], committed=False)


def changed_before(
    emulator: Emulator, operation: str, number: int = 1, change: Callable[[Task], Task] = other, key: Any = None
) -> None:
    """Have somebody change a task right before the nth such operation is answered."""
    workspace = emulator.world.workspaces["10000"]

    def act() -> None:
        latest = max(workspace.tasks.values(), key=lambda task: (task.created, task.file_id))
        workspace.add(change(workspace.tasks[key] if key else latest))

    acts_before(emulator, operation, act, number)


REALTIME = ("DI_REALTIME", 100)


async def agreed(client: Client, tool: str, arguments: dict[str, Any], then: Callable[[], None]) -> Any:
    """The result of a call after consent; ``then`` happens in between."""
    plan = facts_of(await client.call_tool(tool, arguments))
    then()
    return await client.call_tool(tool, {**arguments, "confirmation": plan["confirmation"]})


@pytest.mark.parametrize(
    ("operation", "number", "made", "not_sent"),
    [
        ("GetDISyncTask", 2, [], DEPLOY),  # the first is that of the plan
        (DEPLOY, 1, [DEPLOY], START),
    ],
)
async def test_a_definition_that_nobody_agreed_to_is_not_started(
    operation: str, number: int, made: list[str], not_sent: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await agreed(
            client, "start_tasks", FLOW, lambda: changed_before(emulator, operation, number, key=REALTIME)
        )

    error = facts_of(result)["error"]
    assert (error["code"], error["operation"], error["retry"]) == ("ChangedMeanwhile", not_sent, "look first")
    assert written(emulator) == made
    assert (error["next_tool"], error["next_arguments"]) == (
        "get_task_status",
        {"project_id": "10000", "task_id": "100"},
    )


async def test_a_definition_that_changes_while_the_task_stops_is_not_deployed() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    stopping = Course(("KILLING", "PAUSE"), AfterSeconds(3), time.now)
    workspace.add(replace(workspace.tasks[REALTIME], deployed=True, committed=True, instance=stopping))
    changed_before(emulator, LOOK, 2, key=REALTIME)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("start_tasks", FLOW))["error"]

    assert error["code"] == "ChangedMeanwhile"
    assert written(emulator) == []


@pytest.mark.parametrize(
    ("operation", "number", "made"),
    [(STOP, 1, [STOP]), (TERMINATE, 1, [STOP, TERMINATE])],
)
async def test_a_definition_that_changes_before_it_is_deleted_stays(
    operation: str, number: int, made: list[str]
) -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    workspace.add(replace(workspace.tasks[REALTIME], deployed=True, instance=Course(("RUN",), AtOnce(), time.now)))
    changed_before(emulator, operation, number, key=REALTIME)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("retire_tasks", FLOW)

    assert facts_of(result)["error"]["code"] == "ChangedMeanwhile"
    assert written(emulator) == made
    assert REALTIME in workspace.tasks


async def test_a_new_task_that_somebody_changes_at_once_is_not_started() -> None:
    time = Time()
    emulator = emulated(time)
    changed_before(emulator, DEPLOY, change=more)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))["error"]

    assert error["code"] == "NewTaskChanged"
    assert "deployed by this call" in error["exists"]
    assert START not in sent(emulator)


async def test_tables_are_changed_in_the_definition_that_was_agreed_to_or_not_at_all() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
    emulator.calls.clear()
    wish = {"project_id": "10000", "task_id": made["task_id"], "remove": ["shop.refunds"], "apply": True}
    async with assistant(emulator, time) as client:
        result = await agreed(
            client,
            "change_realtime_tables",
            wish,
            lambda: changed_before(emulator, "GenerateDISyncTaskConfigForUpdating", change=more),
        )

    assert facts_of(result)["outcome"] == "stale"
    assert written(emulator) == []


SAID = {
    "en": (
        "is submitted and was not deployed",
        "Somebody else changed the task after this call had created or found it.",
    ),
    "zh": ("已提交，尚未发布", "任务被他人修改"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_failure_says_what_was_done_who_acts_and_whether_to_repeat(language: Any) -> None:
    time = Time()
    emulator = emulated(time)
    changed_before(emulator, "GetDeployment")
    hosting = Hosting(gate=Gate(Mode.FULL), language=language)
    async with assistant(emulator, time, hosting=hosting) as client:
        result = await client.call_tool("create_batch_task", DEPLOYED)

    error = facts_of(result)["error"]
    exists, means = SAID[language]
    assert (error["code"], error["operation"], error["who"]) == ("NewTaskChanged", "DeployFile", "caller")
    assert exists in error["exists"]
    assert means in error["means"]
    assert error["next_tool"] == "find_sync_tasks"
    assert "unexplained" not in text_of(result)


async def test_a_version_that_somebody_else_submitted_is_reported_if_it_was_deployed() -> None:
    time = Time()
    emulator = emulated(time)
    changed_before(emulator, "DeployFile", change=lambda task: replace(task, version=task.version + 1))
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("create_batch_task", DEPLOYED))["error"]

    assert error["code"] == "NewTaskChanged"
    assert "is in production with version 3, not 2" in error["exists"]
    assert error["exists"].endswith("was scheduled and submitted and deployed by this call.")


async def test_a_new_task_whose_definition_is_empty_is_not_created_twice() -> None:
    time = Time()
    emulator = emulated(time)
    changed_before(emulator, "GetDISyncTask", change=lambda task: replace(task, script=""))
    async with trusted(emulator, time) as client:
        result = await client.call_tool("create_realtime_task", WISH)

    assert not result.is_error, text_of(result)
    assert written(emulator) == ["CreateDISyncTask"]
