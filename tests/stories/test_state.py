"""Somebody wants to know whether what is defined is what runs."""

from dataclasses import replace

import pytest

from dataworks.studios.standing import STOP_AND_START, SUBMIT_AND_DEPLOY
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
    assert status["changed"] == STOP_AND_START.en
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
    assert then["changed"] == SUBMIT_AND_DEPLOY.en
    assert "change_task" in then["next"]


@eras
async def test_starting_what_runs_an_earlier_definition_says_how_the_newer_one_counts(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
        same = facts_of(await client.call_tool("create_realtime_task", {**WISH, "task_name": "other", "start": True}))
        workspace = emulator.world.workspaces["10000"]
        workspace.add(replace(workspace.task("DI_REALTIME", made["task_id"]), version=2, committed=False))
        alone = {**WORKSPACE, "task_ids": [made["task_id"]]}
        one = facts_of(await client.call_tool("start_tasks", alone))
        two = facts_of(await client.call_tool("start_tasks", {**alone, "task_ids": [made["task_id"], same["task_id"]]}))
        again = facts_of(await client.call_tool("start_tasks", {**alone, "restart": True}))

    assert one["next"] == two["next"]
    assert one["next"].startswith(f"The same call with restart: true stops and starts {made['task_id']}")
    assert again["rows"][0]["done"] == ["stopped", "deployed", "started"]
    assert again["next"].startswith("Nothing: ")
