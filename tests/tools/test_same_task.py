"""The same call again: the task is the same one only as long as all that was wished is still there."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.state import Task
from tests.faults import Fault, doubled, dropped_after, refused
from tests.others import acts_before
from tests.sessions import WISH, Time, emulated, facts_of, sent, trusted
from tests.tools.test_batch_to_production import DEPLOYED
from tests.tools.test_create_batch_task import PLAIN

REALTIME, BATCH = ("create_realtime_task", WISH), ("create_batch_task", PLAIN)
STARTED = ("create_realtime_task", {**WISH, "start": True})
DEPLOYMENT = ("create_batch_task", DEPLOYED)
CALLS = ["real-time", "real-time, started", "batch", "batch, deployed"]

ONLY_CREATED: dict[str, dict[str, Any]] = {
    "create_realtime_task": {"start": False},
    "create_batch_task": {"cron": None, "deploy": False},
}
"""What makes a call of a tool create the task and do no more."""

Change = Callable[[Task], Task]


def scripted(old: str, new: str) -> Change:
    """A change of a part of the script, by somebody who edits it a minute later."""

    def changed(task: Task) -> Task:
        assert old in task.script
        return edited(replace(task, script=task.script.replace(old, new)))

    return changed


def edited(task: Task) -> Task:
    return replace(task, edited=task.edited + 60, version=task.version + 1, committed=False)


def completed(task: Task) -> Task:
    """The task with a setting that the service has added."""
    return replace(task, script=task.script.replace("{", '{"by_the_service":1,', 1))


def renamed(task: Task) -> Task:
    return edited(replace(task, name="another_name"))


def newest(emulator: Emulator) -> Task:
    return max(emulator.world.workspaces["10000"].tasks.values(), key=lambda task: (task.created, task.file_id))


def change(emulator: Emulator, by: Change) -> None:
    emulator.world.workspaces["10000"].add(by(newest(emulator)))


OTHERS: dict[str, tuple[tuple[str, dict[str, Any]], Change, str]] = {
    "name": (REALTIME, renamed, 'is "another_name" by now'),
    "name, to be started": (STARTED, renamed, 'is "another_name" by now'),
    "source": (REALTIME, scripted('"mysql_shop"', '"mysql_other"'), "datasource differs"),
    "destination": (STARTED, scripted('"odps_shop"', '"odps_other"'), "datasource differs"),
    "destination table": (STARTED, scripted('"dstTable":"', '"dstTable":"other_'), "dstTable differs"),
    "tables": (STARTED, scripted('"refunds"', '"customers"'), 'lacks table "shop.refunds"'),
    "resource group": (REALTIME, scripted('"resourceGroup":"', '"resourceGroup":"9'), "/extend/resourceGroup differs"),
    "a setting more": (STARTED, scripted('{"extend"', '{"more":1,"extend"'), "/more differs"),
    "name of a batch task": (BATCH, renamed, 'is "another_name" by now'),
    "script of a batch task": (
        BATCH,
        scripted('"concurrent":3', '"concurrent":9'),
        "/setting/speed/concurrent differs",
    ),
    "destination of a batch task": (BATCH, scripted('"odps_shop"', '"odps_other"'), "datasource differs"),
    "name of one to be deployed": (DEPLOYMENT, renamed, 'is "another_name" by now'),
}


@pytest.mark.parametrize(("call", "by", "said"), OTHERS.values(), ids=OTHERS.keys())
async def test_a_task_that_is_no_longer_as_wished_is_refused_with_the_difference(
    call: tuple[str, dict[str, Any]], by: Change, said: str
) -> None:
    time, (tool, arguments) = Time(), call
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(tool, {**arguments, **ONLY_CREATED[tool]}))
        change(emulator, by)
        emulator.calls.clear()
        result = await client.call_tool(tool, arguments)

    error, is_renamed = facts_of(result)["error"], by is renamed
    expected = "NewTaskChanged" if is_renamed else "Invalid.DI.Parameter.File.Existed"
    assert (result.is_error, error["code"]) == (True, expected)
    assert ("file of this name is already" in error["means"]) is not is_renamed
    assert made["task_id"] in error["exists"]
    assert said in error["exists"]
    assert not {"DeployDISyncTask", "StartDISyncInstance", "SubmitFile", "UpdateFile"} & set(sent(emulator))


@pytest.mark.parametrize("fault", [dropped_after(), doubled()], ids=repr)
@pytest.mark.parametrize("call", [REALTIME, STARTED, BATCH, DEPLOYMENT], ids=CALLS)
async def test_a_create_without_an_answer_finds_its_task(call: tuple[str, dict[str, Any]], fault: Fault) -> None:
    time, (tool, arguments) = Time(), call
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", fault, times=None)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(tool, arguments))

    assert (answer["task_id"], answer["existed"]) == (str(newest(emulator).file_id), True)
    assert sum(task.name == arguments["task_name"] for task in emulator.world.workspaces["10000"].tasks.values()) == 1


async def test_settings_that_the_service_adds_are_no_difference() -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, "ListFiles", lambda: change(emulator, completed))
    async with trusted(emulator, time) as client:
        result = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert result["state"] == "created"
    assert sent(emulator)[-2:] == ["ListFiles", "GetDISyncTask"]


async def test_the_script_of_a_batch_task_is_the_one_that_the_service_shows() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("create_batch_task", PLAIN)
        change(emulator, lambda task: replace(task, script=json.dumps(json.loads(task.script), indent=1)))
        answer = facts_of(await client.call_tool("create_batch_task", PLAIN))

    assert answer["script"] == newest(emulator).script


async def test_a_batch_task_that_was_found_says_that_its_resource_group_is_not_shown() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("create_batch_task", PLAIN)
        emulator.world.tokens.clear()
        found = facts_of(await client.call_tool("create_batch_task", PLAIN))

    assert found["existed"] is True
    assert found["next"].startswith("The service does not show whether it runs on this resource group.")


@pytest.mark.parametrize("denied", ["ListFiles", "GetDISyncTask"])
async def test_one_of_two_reads_is_enough_to_see_a_new_task(denied: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(denied, refused(403, "Forbidden.Access"), times=None)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert (answer["state"], answer["tables"]["count"]) == ("created", 2)


@pytest.mark.parametrize(
    ("operation", "number", "start"),
    [("GetDISyncInstanceInfo", 1, True), ("DeployDISyncTask", 1, True), ("StartDISyncInstance", 1, True)],
)
async def test_a_new_task_that_somebody_deletes_before_it_runs_is_made_anew(
    operation: str, number: int, start: bool
) -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, operation, lambda: emulator.world.workspaces["10000"].remove(newest(emulator)), number)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": start}))["error"]
        answer = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": start}))

    assert (error["code"], error["retry"]) == ("NewTaskDeleted", "yes")
    assert "exists;" not in error["exists"]
    assert error["exists"].endswith("is no longer among the files of the workspace. The same call creates another one.")
    assert (answer["state"], len(answer["replaced"])) == ("RUN", 1)


async def test_a_new_task_that_somebody_renames_is_not_started() -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, "DeployDISyncTask", lambda: change(emulator, renamed))
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))["error"]

    assert (error["code"], error["retry"]) == ("NewTaskChanged", "look first")
    assert "renamed the task" in error["message"]
    assert "refuses a task that differs" in error["fix"][1]
    assert (error["next_tool"], error["next_arguments"]) == ("find_sync_tasks", {"project_id": "10000"})
    assert "StartDISyncInstance" not in sent(emulator)


async def test_between_the_look_at_a_new_task_and_its_deployment_nothing_is_sent() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("create_realtime_task", {**WISH, "start": True})

    after = sent(emulator).index("CreateDISyncTask") + 1
    assert sent(emulator)[after:] == [
        "ListFiles",
        "DeployDISyncTask",
        "ListFiles",
        "StartDISyncInstance",
        "GetDISyncInstanceInfo",
    ]


async def test_a_found_task_that_is_stopped_and_renamed_is_not_started() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
        await client.call_tool("stop_tasks", {"project_id": "10000", "task_ids": [made["task_id"]]})
        emulator.calls.clear()
        acts_before(emulator, "GetDISyncInstanceInfo", lambda: change(emulator, renamed))
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))["error"]

    assert error["code"] == "NewTaskChanged"
    assert "StartDISyncInstance" not in sent(emulator)


@pytest.mark.parametrize("tool", ["create_realtime_task", "create_batch_task"])
async def test_a_task_that_is_found_by_its_name_and_deleted_at_once_is_made_anew(tool: str) -> None:
    time, arguments = Time(), WISH if tool == "create_realtime_task" else PLAIN
    emulator = emulated(time)
    read = "GetDISyncTask" if tool == "create_realtime_task" else "GetFile"
    async with trusted(emulator, time) as client:
        await client.call_tool(tool, arguments)
        emulator.world.tokens.clear()
        change(emulator, completed)
        acts_before(emulator, read, lambda: emulator.world.workspaces["10000"].remove(newest(emulator)))
        error = facts_of(await client.call_tool(tool, arguments))["error"]
        again = facts_of(await client.call_tool(tool, arguments))

    assert (error["code"], error["retry"]) == ("NewTaskDeleted", "yes")
    assert again["state"] == "created"


@pytest.mark.parametrize("tool", ["start_tasks", "stop_tasks", "retire_tasks"])
async def test_an_id_that_never_existed_is_not_called_deleted(tool: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        facts = facts_of(await client.call_tool(tool, {"project_id": "10000", "task_ids": ["999"]}))

    assert facts.get("error", {}).get("code") != "DeletedMeanwhile"


async def test_a_change_of_a_task_that_does_not_exist_does_not_call_it_as_it_was() -> None:
    time = Time()
    asked = {"project_id": "10000", "task_id": "999", "add": ["shop.orders"]}
    async with trusted(emulated(time), time) as client:
        error = facts_of(await client.call_tool("change_realtime_tables", asked))["error"]

    assert error["exists"] == "Workspace 10000 shows no file of this id."
