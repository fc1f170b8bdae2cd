"""Batch tasks that somebody else changes before they are scheduled, submitted or deployed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from emulator.world.state import Task
from tests.emulator.calls import call
from tests.faults import refused
from tests.others import acts_before
from tests.sessions import Time, emulated, facts_of, trusted
from tests.tools.test_batch_to_production import CRON, DEPLOYED, TOOL, writes
from tests.tools.test_create_batch_task import PLAIN, changed


def interfered(emulator: Emulator, operation: str, change: Callable[[Task], Task]) -> None:
    """Have somebody change the newest task right before the first such operation."""
    workspace = emulator.world.workspaces["10000"]
    acts_before(emulator, operation, lambda: workspace.add(change(newest(emulator))))


def newest(emulator: Emulator) -> Task:
    return max(emulator.world.workspaces["10000"].tasks.values(), key=lambda task: task.file_id)


def faster(task: Task) -> Task:
    """The task with another script."""
    return replace(task, script=task.script.replace('"concurrent":3', '"concurrent":9'), committed=False)


def later(task: Task) -> Task:
    """The task with another schedule."""
    return replace(task, schedule={**task.schedule, "CronExpress": "00 30 09 * * ?"}, committed=False)


def newer(task: Task) -> Task:
    """The task in a later version that looks the same."""
    return replace(task, version=task.version + 1)


@pytest.mark.parametrize(
    ("operation", "change", "said", "made"),
    [
        ("GetProject", faster, "has another script: /setting/speed/concurrent differs", []),
        ("SubmitFile", faster, "has another script: /setting/speed/concurrent differs", ["SubmitFile"]),
        ("GetDeployment", faster, "has another script: /setting/speed/concurrent differs", ["SubmitFile"]),
        ("GetDeployment", later, 'has a schedule without cron_express "00 30 02 * * ?"', ["SubmitFile"]),
        ("GetDeployment", newer, "was not deployed: it has version 3, and version 2 was submitted", ["SubmitFile"]),
    ],
)
async def test_a_task_that_is_changed_on_the_way_goes_no_further(
    operation: str, change: Callable[[Task], Task], said: str, made: list[str]
) -> None:
    time = Time()
    emulator = emulated(time)
    interfered(emulator, operation, change)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert said in error["exists"]
    assert ("was not deployed" in error["exists"], error["code"]) == (bool(made), "NewTaskChanged")
    assert writes(emulator) == ["CreateDISyncTask", "UpdateFile", *made]


async def test_production_keeps_the_earlier_version_of_a_task_whose_newest_is_not_deployed() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool(TOOL, DEPLOYED)
        workspace = emulator.world.workspaces["10000"]
        workspace.add(replace(newer(newest(emulator)), committed=False))
        emulator.world.deploying_speed = Failing("locked")
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert "exists; its newest version was not submitted; after the fix" in error["exists"]


async def test_an_earlier_version_that_was_submitted_is_not_denied() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("DeployFile", refused(400, "Forbidden.Access"))
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]
        emulator.world.workspaces["10000"].add(replace(newer(newest(emulator)), committed=False))
        emulator.world.deploying_speed = Failing("locked")
        second = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert first["operation"] == "DeployFile"
    assert "exists; its newest version was not submitted; after the fix" in second["exists"]


async def test_a_task_that_somebody_deploys_and_changes_is_not_said_to_be_in_no_production() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]

    def deploys_and_changes() -> None:
        assert call(emulator, "DeployFile", ProjectId="10000", FileId=str(newest(emulator).file_id)).status == 200
        workspace.add(faster(newer(newest(emulator))))

    acts_before(emulator, "GetFile", deploys_and_changes, 3)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert "SubmitFile" in writes(emulator)
    assert "exists; its newest version was not deployed: it has another script" in error["exists"]


async def test_a_draft_that_somebody_changed_gets_no_schedule() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, PLAIN))
        edit = {"project_id": "10000", "file_id": made["task_id"], "scheduler_type": "PAUSE"}
        await client.call_tool("update_file", edit)
        error = facts_of(await client.call_tool(TOOL, changed(cron=CRON, para_value="bizdate=1")))["error"]

    assert "was changed since it was created" in error["exists"]
    assert writes(emulator) == ["CreateDISyncTask", "UpdateFile", "CreateDISyncTask"]
