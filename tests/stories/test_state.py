"""Somebody wants to know whether what is defined is what runs."""

from dataclasses import replace

import pytest

from dataworks.flows.standing import STOP_AND_START, SUBMIT_AND_DEPLOY
from tests.sessions import BATCH_WISH, WISH, Time, emulated, facts_of, trusted

WORKSPACE = {"project_id": "10000"}

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


@eras
async def test_a_running_task_that_somebody_edits_in_the_console_is_said_to_run_an_earlier_definition(
    mode: str,
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
        workspace = emulator.world.workspaces["10000"]
        task = workspace.task("DI_REALTIME", made["task_id"])
        workspace.add(replace(task, version=2, committed=False, cu=2.0))
        status = facts_of(await client.call_tool("get_task_status", {**WORKSPACE, "name": WISH["task_name"]}))

    assert (made["state"], status["state"]) == ("RUN", "RUN")
    assert status["changed"] == STOP_AND_START
    assert "restart: true" in status["next"]


@eras
async def test_a_nightly_task_is_deployed_and_stays_so_when_somebody_edits_it(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        wish = {**WORKSPACE, **BATCH_WISH, "cron": "00 30 02 * * ?"}
        made = facts_of(await client.call_tool("create_batch_task", wish))
        task = {**WORKSPACE, "task_id": made["task_id"]}
        first = facts_of(await client.call_tool("get_task_status", task))
        edited = {"project_id": "10000", "file_id": made["task_id"], "cron_express": "00 30 04 * * ?"}
        await client.call_tool("update_file", edited)
        then = facts_of(await client.call_tool("get_task_status", task))

    assert (made["state"], first["state"], then["state"]) == ("deployed", "DEPLOYED", "DEPLOYED")
    assert "changed" not in first
    assert then["changed"] == SUBMIT_AND_DEPLOY
    assert "change_task" in then["next"]
