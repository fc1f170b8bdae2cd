"""The log of the last run of a batch task on the new Data Studio, in plain words."""

from dataclasses import replace
from typing import Any

from emulator.service import Emulator
from emulator.world.ids import FIRST_NODE
from tests.sessions import BATCH_WISH, Time, emulated, facts_of, sent, text_of, trusted

HOME = {"project_id": "10002"}
NODE = f"node-{FIRST_NODE}"
DAY = 86_400
DRAFT = {**{name: value for name, value in BATCH_WISH.items() if name != "folder"}, **HOME, "deploy": False}


async def log_of(emulator: Emulator, time: Time, task_id: str = NODE, **arguments: Any) -> Any:
    async with trusted(emulator, time) as client:
        return await client.call_tool("get_task_log", {**HOME, "task_id": task_id, **arguments})


async def test_the_log_of_the_last_run_is_shown() -> None:
    time = Time()
    emulator = emulated(time)
    time.now += 3 * DAY

    result = await log_of(emulator, time)

    seen = facts_of(result)
    assert not result.is_error, text_of(result)
    assert (seen["task_id"], seen["name"], seen["state"]) == (NODE, "u_pk_to_odps", "Success")
    assert "Exit with SUCCESS" in seen["log"]
    assert seen["run"]
    assert sent(emulator) == ["GetNode", "ListTaskInstances", "GetTaskInstanceLog"]


async def test_a_run_that_failed_says_why_in_known_words() -> None:
    time = Time()
    emulator = emulated(time)
    sources = emulator.world.workspaces["10002"].data_sources
    sources["mysql_pub"] = replace(sources["mysql_pub"], reachable=False)
    time.now += 3 * DAY

    seen = facts_of(await log_of(emulator, time))

    assert seen["state"] == "Failure"
    assert "DBUtilErrorCode-10" in seen["errors"][0]["text"]
    assert seen["cause"]["fix"]


async def test_a_draft_has_no_runs_and_a_failover_is_of_jobs() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        draft = facts_of(await client.call_tool("create_batch_task", DRAFT))

    seen = facts_of(await log_of(emulator, time, draft["task_id"]))
    wrong = await log_of(emulator, time, failover_id="7")

    assert seen["next"].startswith("It is not in production")
    assert "/failover_id: is for jobs only" in text_of(wrong)
