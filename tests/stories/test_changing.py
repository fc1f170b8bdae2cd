"""Somebody wants a task to have other settings, and it to work with them, in a few calls."""

from typing import Any

import pytest

from tests.sessions import BATCH_WISH, GROUP, WISH, Time, assistant, emulated, facts_of, text_of, trusted

WORKSPACE = {"project_id": "10000"}
OTHER_GROUP = "S_res_group_XXX_XXXX"

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


@eras
async def test_a_nightly_task_runs_at_another_time_after_four_calls_from_an_empty_conversation(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = await client.call_tool("create_batch_task", {**WORKSPACE, **BATCH_WISH, "cron": "00 30 02 * * ?"})
    calls = 0
    async with assistant(emulator, time, mode=mode) as client:

        async def call(tool: str, **arguments: Any) -> dict[str, Any]:
            nonlocal calls
            calls += 1
            return facts_of(await client.call_tool(tool, {**WORKSPACE, **arguments}))

        (row,) = (await call("find_sync_tasks", name="orders_to_odps"))["tasks"]
        change = {"task_id": row["task_id"], "cron": "00 00 04 * * ?"}
        seen = await call("change_task", **change)
        asked = await call("change_task", **change, apply=True)
        done = await call("change_task", **change, apply=True, confirmation=asked["confirmation"])

    task = emulator.world.workspace("10000").task("DI_OFFLINE", facts_of(made)["task_id"])
    assert calls == 4
    assert seen["changes"] == [{"setting": "cron", "before": "00 30 02 * * ?", "after": "00 00 04 * * ?"}]
    assert (done["outcome"], done["state"]) == ("applied", "DEPLOYED")
    assert task.schedule["CronExpress"] == "00 00 04 * * ?"
    assert emulator.world.production_version("10000", task.file_id) == task.version


@eras
async def test_a_running_task_moves_to_another_resource_group_and_runs_there(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
    async with assistant(emulator, time, mode=mode) as client:
        change = {**WORKSPACE, "task_id": made["task_id"], "resource_group": OTHER_GROUP, "apply": True}
        asked = await client.call_tool("change_task", change)
        confirmed = {**change, "confirmation": facts_of(asked)["confirmation"]}
        done = facts_of(await client.call_tool("change_task", confirmed))

    task = emulator.world.workspace("10000").task("DI_REALTIME", made["task_id"])
    assert f"{GROUP} (di_exclusive)" in text_of(asked)
    assert (done["outcome"], done["state"]) == ("applied", "RUN")
    assert (task.resource_group, task.run_state(time.now)) == (OTHER_GROUP, "RUN")


@eras
async def test_asking_for_an_existing_task_with_another_schedule_leads_to_the_change(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**WORKSPACE, **BATCH_WISH, "cron": "00 30 02 * * ?"}
    async with trusted(emulator, time, mode=mode) as client:
        made = facts_of(await client.call_tool("create_batch_task", wish))
        taken = await client.call_tool("create_batch_task", {**wish, "cron": "00 00 04 * * ?"})

    assert taken.is_error
    expected = f'change_task {{"task_id": "{made["task_id"]}", "cron": "00 00 04 * * ?"}}'
    assert expected in facts_of(taken)["error"]["exists"]
