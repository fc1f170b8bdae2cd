"""Every tool that needs consent does nothing to a task that changed since its plan, in whichever way."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from dataworks.operation import NEW
from dataworks.operations.v2020.sync_tasks import UpdateDISyncTask
from emulator.seed.initial_world import SCHEDULE
from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.lifecycle import AtOnce
from emulator.world.state import Task, Workspace
from tests.sessions import WISH, Time, assistant, client_of, emulated, facts_of, text_of, trusted
from tests.tools.test_batch_to_production import DEPLOYED
from tests.tools.test_changed_tasks import written
from tests.tools.test_create_batch_task import PLAIN
from tools.declarations import TOOLS

Key = tuple[str, int]
REALTIME, SOLUTION, BATCH = ("DI_REALTIME", 100), ("DI_SOLUTION", 100), ("DI_OFFLINE", 1000000)
PROJECT = {"project_id": "10000"}
RAW = {**PROJECT, "file_id": "100", "task_type": "DI_REALTIME"}
FLOW = {**PROJECT, "task_ids": ["100"]}
FILE = {**PROJECT, "file_id": "1000000"}


@dataclass(frozen=True)
class Target:
    """A call, and the task that it is for: one of the seed, or the one that another call makes first."""

    arguments: dict[str, Any]
    key: Key = REALTIME
    made_by: tuple[str, dict[str, Any]] | None = None
    before: dict[str, Any] = field(default_factory=dict[str, Any])


RUNS: dict[str, Any] = {"deployed": True}
WRITES: dict[str, Any] = {**RUNS, "committed": False, "instance": Course(("WAIT",), AtOnce(), 0.0)}
WISHED = ("create_realtime_task", WISH)
TARGETS: dict[str, Target] = {
    "delete_di_sync_task": Target(RAW),
    "update_di_sync_task": Target({**RAW, "task_param": {"Cu": 1.5}}),
    "deploy_di_sync_task": Target(RAW),
    "start_di_sync_instance": Target(RAW, before=RUNS),
    "stop_di_sync_instance": Target(RAW, before=RUNS),
    "terminate_di_sync_instance": Target(RAW, before=RUNS),
    "start_tasks": Target(FLOW),
    "stop_tasks": Target(FLOW, before=WRITES),
    "retire_tasks": Target(FLOW, before=WRITES),
    "change_realtime_tables": Target({**PROJECT, "remove": ["shop.refunds"], "apply": True}, made_by=WISHED),
    "change_task": Target({**PROJECT, "task_id": "1000000", "cron": "00 40 05 * * ?", "apply": True}, BATCH),
    "create_realtime_task": Target({**WISH, "start": True}, made_by=WISHED),
    "update_file": Target({**FILE, "cron_express": "00 40 05 * * ?"}, BATCH),
    "submit_file": Target(FILE, BATCH),
    "deploy_file": Target(FILE, BATCH),
    "delete_file": Target(FILE, BATCH),
    "create_batch_task": Target(DEPLOYED, BATCH, made_by=("create_batch_task", PLAIN)),
}
WITHOUT_A_TASK = {"update_di_project_config"}
OF_NEW_STUDIO = {
    "set_task_alarm",  # tests/stories/test_watching_jobs.py
    *(spec.name for spec in TOOLS if spec.operation and spec.operations[0].version == NEW),
}
"""Tools about what is no file; those of one operation each show what is sent, by its name."""

Change = Callable[[Task, Workspace], Task | None]


def put(**change: Any) -> Change:
    return lambda task, _: replace(task, **change)


def scripted(**change: Any) -> Change:
    return lambda task, _: replace(task, script=json.dumps({**json.loads(task.script), **change}))


def running(state: str) -> Change:
    return put(instance=Course((state,), AtOnce(), 0.0))


def deleted(_: Task, __: Workspace) -> None:
    return None


def moved(task: Task, workspace: Workspace) -> Task:
    return replace(task, folder=next(folder for folder in workspace.folders.values() if folder != task.folder))


WAYS: dict[str, Change] = {
    "renamed": put(name="another"),
    "moved": moved,
    "deleted": deleted,
    "a new version": put(version=7),
    "submitted": put(committed=True),
    "edited": put(edited=1_700_000_001.0),
    "another owner": put(owner="2"),
    "its script": scripted(more={"preSql": "drop table x"}),
    "its error limit": scripted(setting={"errorLimit": {"record": 9}}),
    "its resource group": scripted(extend={"resourceGroup": "S_res_group_XXX_XXXX"}),
}
OF_REALTIME = {"started": running("RUN"), "paused": running("PAUSE"), "stopping": running("KILLING")}
OF_BATCH: dict[str, Change] = {
    "its schedule": put(schedule={**SCHEDULE, "CronExpress": "00 00 01 * * ?"}),
    "its parameters": put(schedule={**SCHEDULE, "ParaValue": "bizdate=1"}),
    "its scheduling group": put(schedule={**SCHEDULE, "ResourceGroupId": 1}),
}


OTHERWISE = {
    ("start_tasks", "deleted"): "/task_ids/0: is no ",
    ("stop_tasks", "deleted"): "/task_ids/0: is no ",
    ("start_tasks", "started"): "result=as wished, state=RUN",
    ("stop_tasks", "paused"): "result=as wished, state=PAUSE",
    ("stop_tasks", "stopping"): "result=unfinished, state=KILLING",
    ("retire_tasks", "deleted"): "result=as wished, state=GONE",
    ("change_task", "deleted"): "is invalid",
    ("change_realtime_tables", "deleted"): "is invalid",
}
"""Where nothing is left that could be done, the call says so, and needs no other consent."""


def cases() -> list[tuple[str, str]]:
    return [
        (tool, way)
        for tool, target in TARGETS.items()
        for way in (*WAYS, *(OF_BATCH if target.key[0] == "DI_OFFLINE" else OF_REALTIME))
    ]


async def prepared(target: Target, time: Time) -> tuple[Emulator, Key, dict[str, Any]]:
    emulator, key, arguments = emulated(time), target.key, target.arguments
    workspace = emulator.world.workspaces["10000"]
    if target.made_by is not None:
        async with trusted(emulator, time) as client:
            made = facts_of(await client.call_tool(*target.made_by))
        key = (target.key[0], int(made["task_id"]))
        arguments = arguments if "task_name" in arguments else {**arguments, "task_id": made["task_id"]}
    workspace.add(replace(workspace.tasks[key], **target.before))
    emulator.calls.clear()
    return emulator, key, arguments


@pytest.mark.parametrize(("tool", "way"), cases())
async def test_a_task_that_changed_is_shown_again_and_nothing_is_done(tool: str, way: str) -> None:
    time = Time()
    emulator, key, arguments = await prepared(TARGETS[tool], time)
    workspace = emulator.world.workspaces["10000"]
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool(tool, arguments))
        task = workspace.tasks[key]
        changed = {**WAYS, **OF_REALTIME, **OF_BATCH}[way](task, workspace)
        workspace.remove(task)
        if changed is not None:
            workspace.add(changed)
        result = await client.call_tool(tool, {**arguments, "confirmation": plan["confirmation"]})

    assert changed != task
    assert OTHERWISE.get((tool, way), "not valid: the task changed since the plan was shown") in text_of(result)
    assert written(emulator) == []


def test_every_tool_that_needs_consent_is_tried() -> None:
    assert {spec.name for spec in TOOLS if spec.needs_consent} - OF_NEW_STUDIO == TARGETS.keys() | WITHOUT_A_TASK


@pytest.mark.parametrize("change", [{"Cu": 2.5}, {"ResourceGroup": "S_res_group_XXX_XXXX"}])
async def test_what_the_service_does_not_show_counts_by_the_version_that_it_makes(change: dict[str, Any]) -> None:
    """No operation returns the compute units of a task, nor a batch task's group."""
    time = Time()
    emulator = emulated(time)
    theirs = UpdateDISyncTask(
        project_id="10000", task_type="DI_OFFLINE", file_id="1000000", task_param=json.dumps(change)
    )
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("deploy_file", FILE))
        await client_of(emulator, time).call(theirs)
        result = await client.call_tool("deploy_file", {**FILE, "confirmation": plan["confirmation"]})

    assert "not valid: the task changed since the plan was shown" in text_of(result)
    assert written(emulator) == ["UpdateDISyncTask"]


@pytest.mark.parametrize("way", ["started", "renamed", "moved", "a new version", "submitted", "edited"])
async def test_a_solution_that_changed_is_shown_again(way: str) -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    call = {**RAW, "task_type": "DI_SOLUTION"}
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("deploy_di_sync_task", call))
        task = workspace.tasks[SOLUTION]
        workspace.add(({**WAYS, **OF_REALTIME}[way])(task, workspace) or task)
        result = await client.call_tool("deploy_di_sync_task", {**call, "confirmation": plan["confirmation"]})

    assert "not valid: the task changed since the plan was shown" in text_of(result)
    assert written(emulator) == []


async def test_a_definition_that_the_list_of_files_leaves_out_counts_too() -> None:
    time = Time()
    emulator = emulated(time)
    answer = emulator.answer

    def without_content(request: Any) -> Any:
        if request.action == "ListFiles":
            request.parameters.pop("NeedContent", None)
        return answer(request)

    vars(emulator)["answer"] = without_content
    workspace = emulator.world.workspaces["10000"]
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("start_tasks", FLOW))
        workspace.add(WAYS["its script"](workspace.tasks[REALTIME], workspace) or workspace.tasks[REALTIME])
        result = await client.call_tool("start_tasks", {**FLOW, "confirmation": plan["confirmation"]})

    assert "not valid: the task changed since the plan was shown" in text_of(result)
    assert written(emulator) == []
    assert all("NeedContent" not in call.parameters for call in emulator.calls if call.action == "ListFiles")
