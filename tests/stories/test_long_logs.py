"""The end of a job's log is found, however long the log is and whatever the service answers after it."""

from dataclasses import replace
from typing import Any

import pytest

from dataworks.flows.job_log import log_in
from dataworks.operations.v2024.job_watching import LAST_LOG_PAGE
from dataworks.operations.v2024.jobs import JobDetail
from emulator.faults.fault_rules import Fault
from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from tests.emulator.job_calls import ask, created, started
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted
from tools.sets.watching import without_log
from tools.views.watching import TaskLogView

FAILURE = "java.sql.SQLException: Access denied for user 'sync'@'10.0.0.7' (using password: YES)"
DAY = 86_400


async def log(emulator: Emulator, time: Time, job_id: int, **arguments: str) -> Any:
    call = {"project_id": "10002", "task_id": f"job-{job_id}", **arguments}
    async with trusted(emulator, time) as client:
        return await client.call_tool("get_task_log", call)


async def test_the_newest_error_of_a_log_of_more_than_100_pages_is_shown() -> None:
    time = Time()
    emulator = emulated(time)
    job_id = created(emulator)
    for _ in range(6):
        for action in ("StartDIJob", "StopDIJob"):
            ask(emulator, action, Id=job_id)
            time.now += DAY
    emulator.world.running_speed = Failing(FAILURE)
    ask(emulator, "StartDIJob", Id=job_id)
    emulator.calls.clear()

    result = await log(emulator, time, job_id)
    seen = facts_of(result)

    assert not result.is_error, text_of(result)
    assert seen["pages"] > 100
    assert "Access denied" in seen["errors"][0]["text"] + seen["errors"][1]["text"]
    assert "password" in seen["cause"]["means"]
    assert sent(emulator).count("GetDIJobLog") <= 20


async def test_a_page_after_the_last_one_that_is_refused_is_the_end_of_the_log() -> None:
    time = Time()
    emulator = emulated(time)
    job_id = started(emulator)
    refused = Fault(kind="refuse", code="InvalidPageNumber", status=400)
    emulator.fail("GetDIJobLog", refused, after=1, times=None)

    result = await log(emulator, time, job_id)

    assert not result.is_error, text_of(result)
    assert (facts_of(result)["pages"], facts_of(result)["all_read"]) == (1, True)
    assert "starts run 1" in facts_of(result)["log"]


async def test_a_first_page_that_is_refused_is_a_failure() -> None:
    time = Time()
    emulator = emulated(time)
    job_id = started(emulator)
    emulator.fail("GetDIJobLog", Fault(kind="refuse"), times=None)

    assert (await log(emulator, time, job_id)).is_error


def test_a_log_whose_end_was_not_looked_for_is_not_said_to_be_free_of_errors() -> None:
    read = replace(log_in({1: "2026-09-21 14:13:20 INFO start"}), pages=LAST_LOG_PAGE, whole=False)

    view = TaskLogView.of(read, "en", task_id="job-1", api_calls=1)

    assert view.next == "The log has more than 10000 pages; its end was not read, so newer errors may be missing."


async def test_a_failover_that_is_unknown_is_not_said_to_be_a_job_that_was_never_started() -> None:
    time = Time()
    emulator = emulated(time)
    job_id = started(emulator)

    seen = facts_of(await log(emulator, time, job_id, failover_id="77"))

    assert seen["next"].startswith("There is no log of this failover: get_task_status lists")


@pytest.mark.parametrize(("state", "says"), [("Initialized", "was never started"), ("Stop", "although it was started")])
def test_an_empty_log_is_that_of_a_job_that_was_never_started_only_if_its_state_says_so(state: str, says: str) -> None:
    job = JobDetail.read({"PagingInfo": {"Id": 7, "JobStatus": state}})

    assert says in without_log(job).said()


async def test_the_cause_of_a_failure_is_that_of_its_line_whatever_stack_follows() -> None:
    time = Time()
    emulator = emulated(time)
    job_id = created(emulator, SourceDataSourceSettings=[{"DataSourceName": "没有的数据源"}])
    ask(emulator, "StartDIJob", Id=job_id)

    seen = facts_of(await log(emulator, time, job_id))

    assert seen["cause"]["means"].startswith("The workspace has no data source of this name")
