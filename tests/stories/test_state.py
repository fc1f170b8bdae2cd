"""Somebody wants to know whether what is defined is what runs."""

from dataclasses import replace

from dataworks.studios.standing import STOP_AND_START, SUBMIT_AND_DEPLOY
from tests.sessions import WISH, Time, emulated, facts_of, trusted
from tests.stories.homes import Home, both
from tests.stories.talks import HOME, eras


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
        status = facts_of(await client.call_tool("get_task_status", {**HOME, "name": WISH["task_name"]}))

    assert (made["state"], status["state"]) == ("RUN", "RUN")
    assert status["changed"] == STOP_AND_START.en
    assert "restart: true" in status["next"]


@both
@eras
async def test_a_nightly_task_is_deployed_and_stays_so_when_somebody_edits_it(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task = {**home.workspace, "task_id": await home.nightly(emulator, time)}
    async with trusted(emulator, time, mode=mode) as client:
        first = facts_of(await client.call_tool("get_task_status", task))
        time.now += 60
        home.reschedule(emulator, time, task["task_id"], "00 30 04 * * ?")
        then = facts_of(await client.call_tool("get_task_status", task))

    assert (first["state"], then["state"]) == ("DEPLOYED", "DEPLOYED")
    assert (first["schedule"], then["schedule"]) == ("00 30 02 * * ?", "00 30 04 * * ?")
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
        alone = {**HOME, "task_ids": [made["task_id"]]}
        one = facts_of(await client.call_tool("start_tasks", alone))
        two = facts_of(await client.call_tool("start_tasks", {**alone, "task_ids": [made["task_id"], same["task_id"]]}))
        again = facts_of(await client.call_tool("start_tasks", {**alone, "restart": True}))

    assert one["next"] == two["next"]
    assert one["next"].startswith(f"The same call with restart: true stops and starts {made['task_id']}")
    assert again["rows"][0]["done"] == ["stopped", "deployed", "started"]
    assert again["next"].startswith("Nothing: ")
