"""The status of a job of the new studio: what it does, its state, and why it has failed."""

from typing import Any

import pytest

from emulator.world.lifecycle import Failing
from tests import faults
from tests.emulator.job_calls import HOME, ask
from tests.sessions import Time, emulated, facts_of, text_of, trusted, without_jobs
from tests.stories.talks import conversation, made
from tests.stories.test_running_jobs import START, jobs, put, sent
from tools.rules.gate import Gate
from tools.rules.policy import Policy


@pytest.mark.parametrize(
    ("state", "shown", "means"),
    [
        ("Initialized", "NORUN", "A job that has not run yet."),
        ("Running", "RUN", "A job that is running."),
        ("Stopped", "PAUSE", "A job that is stopped."),
    ],
)
async def test_the_status_says_what_a_job_does_and_its_state(state: str, shown: str, means: str) -> None:
    async with jobs(state) as (talk, (job,)):
        facts = facts_of(await talk.call("get_task_status", project_id=HOME, task_id=job))

        assert (facts["task_id"], facts["name"], facts["state"]) == (job, "shop_0", shown)
        assert facts["means"].startswith(means)
        assert (facts["task_type"], facts["sources"], facts["tables"]) == (
            "DI_REALTIME",
            ["mysql_shop"],
            ["shop.orders"],
        )
        assert sent(talk, "ListFiles", "GetDISyncInstanceInfo") == []


async def test_a_job_that_failed_says_why_and_what_to_do() -> None:
    time = Time()
    emulator = emulated(time)
    job = put(emulator, "shop_0", "Initialized")
    emulator.world.running_speed = Failing("binlog is missing")
    ask(emulator, START, Id=int(job.removeprefix("job-")))
    async with conversation(emulator, time) as talk:
        await talk.call("get_task_status", project_id=HOME, task_id=job)
        facts = facts_of(await talk.call("get_task_status", project_id=HOME, task_id=job))

    assert (facts["state"], "binlog is missing" in facts["means"]) == ("FAILED", True)
    assert "start_tasks" in facts["next"]


async def test_a_batch_job_is_no_task_of_a_schedule() -> None:
    async with jobs() as (talk, _):
        job = put(talk.emulator, "nightly", "Initialized", JobType="DatabaseOfflineMigration", MigrationType="Full")
        facts = facts_of(await talk.call("get_task_status", project_id=HOME, task_id=job))

        assert (facts["task_type"], facts["state"], "note" in facts) == ("DI_OFFLINE", "NORUN", False)


async def test_a_job_is_found_by_its_exact_name() -> None:
    async with jobs("Running", "Stopped") as (talk, ids):
        found = facts_of(await talk.call("get_task_status", project_id=HOME, name="shop_1"))
        missing = await talk.call("get_task_status", project_id=HOME, name="shop")

        assert (found["task_id"], found["state"]) == (ids[1], "PAUSE")
        assert '/name: no task has exactly the name "shop"; find_sync_tasks finds parts' in text_of(missing)


async def test_an_id_in_place_of_a_name_is_found_when_it_is_given_as_one() -> None:
    async with jobs("Running") as (talk, (job,)):
        missing = await talk.call("get_task_status", project_id=HOME, name=job)
        found = facts_of(await talk.call("get_task_status", project_id=HOME, task_id=job))

        assert f'no task has exactly the name "{job}"; if that is an id, give it as task_id' in text_of(missing)
        assert found["name"] == "shop_0"


@pytest.mark.parametrize(
    "fault", [faults.refused(403, "Forbidden.Access"), faults.refused(404, "InvalidAction.NotFound")]
)
async def test_a_service_without_jobs_has_no_job_of_a_name(fault: faults.Fault) -> None:
    emulator, time, _ = await made(1)
    emulator.fail("ListDIJobs", fault, times=None)
    async with conversation(emulator, time) as talk:
        result = await talk.call("get_task_status", name="nowhere")

        assert '/name: no task has exactly the name "nowhere"' in text_of(result)


async def test_a_service_without_files_is_asked_for_jobs_and_else_its_refusal_is_shown() -> None:
    async with jobs("Running") as (talk, (job,)):
        talk.emulator.fail("ListFiles", faults.refused(400, "1201111431", "/bizroot does not exist."), times=None)
        found = facts_of(await talk.call("get_task_status", project_id=HOME, name="shop_0"))
        missing = await talk.call("get_task_status", project_id=HOME, name="nowhere")

        assert found["task_id"] == job
        assert "1201111431" in text_of(missing)


async def test_no_job_is_looked_for_where_the_rules_forbid_it() -> None:
    emulator, time, files = await made(1)
    async with conversation(emulator, time, gate=Gate(policy=Policy(deny=["2024-05-18/ListDIJobs"]))) as talk:
        result = await talk.call("get_task_status", name="nowhere")
        found: dict[str, Any] = facts_of(await talk.call("get_task_status", name="tmp_orders_1"))

        assert "no task has exactly the name" in text_of(result)
        assert (found["task_id"], sent(talk, "ListDIJobs")) == (files[0], [])


async def test_a_job_of_another_workspace_is_not_shown() -> None:
    async with jobs("Running") as (talk, (job,)):
        result = await talk.call("get_task_status", task_id=job)

        assert result.is_error
        assert "shop_0" not in text_of(result)


async def test_a_stopped_job_is_not_said_to_keep_up_and_that_nobody_is_notified_of_failures_is() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    task_id = put(emulator, "shop_to_holo", "Stopped")
    async with trusted(emulator, time) as client:
        task = {"project_id": HOME, "task_id": task_id}
        stopped = facts_of(await client.call_tool("get_task_status", task))["watch"]
        await client.call_tool("set_task_alarm", {**task, "on": "state", "enabled": False})
        muted = facts_of(await client.call_tool("get_task_status", task))["watch"]
        await client.call_tool("set_task_alarm", {**task, "on": "delay", "above": 60})
        told = facts_of(await client.call_tool("get_task_status", task))["watch"]

    assert "keeps up" not in stopped["summary"]
    assert stopped["notes"][0].startswith("It has no alarm rule: nobody is notified")
    assert muted["notes"][0].startswith("All of its alarm rules are switched off")
    assert len(told["alarms"]) == 2
    assert told.get("notes", []) == []


async def test_metrics_that_may_not_be_read_are_not_said_to_be_none() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    task_id = put(emulator, "shop_to_holo", "Running")
    emulator.fail("ListDIJobMetrics", faults.refused(403, "Forbidden.Access"))
    async with trusted(emulator, time) as client:
        watch = facts_of(await client.call_tool("get_task_status", {"project_id": HOME, "task_id": task_id}))["watch"]

    assert watch["summary"] == "Not known, as it could not be read: ListDIJobMetrics."
