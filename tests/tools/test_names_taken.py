"""A task that exists already is continued with as it is, or left alone: nothing of it is replaced without asking."""

from dataclasses import replace
from typing import Any

import pytest

from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, trusted
from tests.tools.test_batch_to_production import CRON, SCHEDULED, TOOL, writes
from tests.tools.test_create_batch_task import PLAIN, changed

THEIRS: dict[str, dict[str, Any]] = {
    "when it runs": {"CronExpress": "00 15 * * * ?"},
    "its values": {"ParaValue": "bizdate=20260101"},
    "both": {"CronExpress": "00 15 * * * ?", "ParaValue": "bizdate=20260101"},
}
OURS = changed(cron=CRON, para_value="bizdate=$bizdate")


@pytest.mark.parametrize("deploy", [True, False], ids=["deployed", "draft"])
@pytest.mark.parametrize("schedule", THEIRS.values(), ids=THEIRS.keys())
@pytest.mark.parametrize("found", ["by its token", "by its name"])
async def test_a_schedule_that_a_colleague_gave_a_draft_is_not_replaced(
    found: str, schedule: dict[str, Any], deploy: bool
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, PLAIN))
        workspace = emulator.world.workspaces["10000"]
        time.now += 60
        edited = time.now if found == "by its token" else workspace.file(made["task_id"], None).edited
        workspace.add(replace(workspace.file(made["task_id"], None), schedule=schedule, edited=edited))
        if found == "by its name":
            emulator.world.tokens.clear()
        error = facts_of(await client.call_tool(TOOL, {**OURS, "deploy": deploy}))["error"]

    assert "change_task {" in error["exists"]
    assert workspace.file(made["task_id"], None).schedule == schedule
    assert writes(emulator)[1:] == ["CreateDISyncTask"]


async def test_a_task_of_the_name_in_another_folder_is_another_task() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, PLAIN))
        workspace = emulator.world.workspaces["10000"]
        task = workspace.file(made["task_id"], None)
        workspace.add(replace(task, folder=replace(task.folder, path="Business Flow/theirs/Data Integration")))
        emulator.world.tokens.clear()
        error = facts_of(await client.call_tool(TOOL, SCHEDULED))["error"]

    assert 'is in the folder "Business Flow/theirs/Data Integration"' in error["exists"]
    assert "UpdateFile" not in sent(emulator)


async def test_the_plan_shows_the_task_that_has_the_name_and_the_schedule_that_it_keeps() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, SCHEDULED))
        plan = facts_of(await client.call_tool(TOOL, changed(deploy=True)))["plan"]

    assert made["task_id"]
    assert plan["task"].endswith("; it exists already.")
    assert f'keeps the schedule "{CRON}"' in plan["changes"]


async def test_a_real_time_task_of_the_name_in_another_folder_is_not_started() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        workspace = emulator.world.workspaces["10000"]
        task = workspace.file(made["task_id"], None)
        workspace.add(replace(task, folder=replace(task.folder, path="Business Flow/theirs/Data Integration")))
        emulator.world.tokens.clear()
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))["error"]

    assert 'is in the folder "Business Flow/theirs/Data Integration"' in error["exists"]
    assert "StartDISyncInstance" not in sent(emulator)


@pytest.mark.parametrize(
    "path", ["业务流程/shop/数据集成", "bizroot/shop/folderDi", "/业务流程/shop/Data Integration/"]
)
async def test_contradiction_3_a_folder_in_another_spelling_is_the_same_folder(path: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        workspace = emulator.world.workspaces["10000"]
        task = workspace.file(made["task_id"], None)
        workspace.add(replace(task, folder=replace(task.folder, path=path)))
        emulator.world.tokens.clear()
        again = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert (again["task_id"], again["existed"]) == (made["task_id"], True)
