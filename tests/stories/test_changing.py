"""Somebody wants a task to have other settings, and it to work with them, in a few calls."""

import json
from typing import Any

from dataworks.task_ids import number_of
from tests.sessions import GROUP, Time, assistant, emulated, facts_of, text_of, trusted
from tests.stories.homes import Home, both
from tests.stories.talks import eras

OTHER_GROUP = "S_res_group_XXX_XXXX"
LATER = "00 00 04 * * ?"


@both
@eras
async def test_a_nightly_task_runs_at_another_time_after_four_calls_from_an_empty_conversation(
    home: Home, mode: str
) -> None:
    time = Time()
    emulator = emulated(time)
    made = await home.nightly(emulator, time)
    calls = 0
    async with assistant(emulator, time, mode=mode) as client:

        async def call(tool: str, **arguments: Any) -> dict[str, Any]:
            nonlocal calls
            calls += 1
            return facts_of(await client.call_tool(tool, {**home.workspace, **arguments}))

        (row,) = (await call("find_sync_tasks", name="orders_to_odps"))["tasks"]
        change = {"task_id": row["task_id"], "cron": LATER}
        seen = await call("change_task", **change)
        asked = await call("change_task", **change, apply=True)
        done = await call("change_task", **change, apply=True, confirmation=asked["confirmation"])

    assert calls == 4
    assert seen["changes"] == [{"setting": "cron", "before": "00 30 02 * * ?", "after": LATER}]
    assert (done["outcome"], done["state"]) == ("applied", "DEPLOYED")
    assert home.cron(emulator, time, made) == LATER


@both
@eras
async def test_a_running_task_moves_to_another_resource_group_and_runs_there(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish, "start": True}))
    task = {**home.workspace, "task_id": made["task_id"]}
    async with assistant(emulator, time, mode=mode) as client:
        change = {**task, "resource_group": OTHER_GROUP, "apply": True}
        asked = await client.call_tool("change_task", change)
        confirmed = {**change, "confirmation": facts_of(asked)["confirmation"]}
        done = facts_of(await client.call_tool("change_task", confirmed))
        status = facts_of(await client.call_tool("get_task_status", task))

    assert f"{GROUP} (di_exclusive)" in text_of(asked)
    assert (done["outcome"], done["state"]) == ("applied", "RUN")
    assert home.groups(emulator, made["task_id"]) == {OTHER_GROUP}
    assert status["resource_group"]["identifier"] == OTHER_GROUP
    assert home.state(emulator, time, made["task_id"]) == "RUN"


@both
@eras
async def test_asking_for_an_existing_task_with_another_schedule_leads_to_the_change(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.nightly(emulator, time)
    async with assistant(emulator, time, mode=mode) as client:
        asked = facts_of(await client.call_tool("create_batch_task", {**home.batch_wish, "cron": LATER}))
    async with trusted(emulator, time, mode=mode) as client:
        error = facts_of(await client.call_tool("create_batch_task", {**home.batch_wish, "cron": LATER}))["error"]
        call = {"task_id": task_id, "cron": LATER}
        changed = facts_of(await client.call_tool("change_task", {**home.workspace, **call, "apply": True}))
        again = facts_of(await client.call_tool("create_batch_task", {**home.batch_wish, "cron": LATER}))

    assert "so it will be refused" in " ".join(asked["plan"]["changes"])
    for text in (error["exists"], " ".join(asked["plan"]["changes"])):
        assert f"change_task {json.dumps(call)}" in text
    assert changed["outcome"] == "applied"
    assert (again["state"], again["task_id"]) == ("deployed", task_id)
    assert home.cron(emulator, time, task_id) == LATER


@both
@eras
async def test_asking_for_an_existing_task_with_another_filter_leads_to_the_change(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.nightly(emulator, time)
    wish = {**home.batch_wish, "where": "id > 5"}
    async with assistant(emulator, time, mode=mode) as client:
        asked = facts_of(await client.call_tool("create_batch_task", wish))
    async with trusted(emulator, time, mode=mode) as client:
        error = facts_of(await client.call_tool("create_batch_task", wish))["error"]

    assert "so it will be refused" in " ".join(asked["plan"]["changes"])
    assert f'change_task {{"task_id": "{task_id}", "where": "id > 5"}}' in error["exists"]


@both
@eras
async def test_asking_for_an_existing_task_with_another_schedule_leads_to_that_task(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        task_id = await home.nightly(emulator, time)
        error = facts_of(await client.call_tool("create_batch_task", {**home.batch_wish, "cron": LATER}))["error"]
        followed = await client.call_tool(error["next_tool"], error["next_arguments"])

    assert task_id in error["exists"]
    assert LATER in error["exists"]
    assert number_of(task_id) in text_of(followed)
