"""Requests about jobs with numbers and texts that mean nothing are refused, and never an internal error."""

import time
from typing import Any

import pytest

from emulator.service import Emulator
from tests.emulator.job_calls import HOME, ask, created, info, started
from tests.emulator.serving import emulator_of_today

PERIOD = {"StartTime": 1, "EndTime": 2_000_000_000}
HUGE = 10**400


@pytest.fixture
def service() -> Emulator:
    return emulator_of_today()


@pytest.mark.parametrize("page", ["0", "-1", str(HUGE)])
@pytest.mark.parametrize(
    ("action", "query"),
    [
        ("GetDIJobLog", {"Id": 11500}),
        ("ListDIJobs", {"ProjectId": HOME}),
        ("ListDIJobRunDetails", {"DIJobId": 11500}),
        ("ListDIJobEvents", {"DIJobId": 11500, "EventType": "Alarm", **PERIOD}),
        ("ListDIAlarmRules", {"JobId": 11500}),
    ],
    ids=str,
)
def test_pages_count_from_1(service: Emulator, action: str, query: dict[str, Any], page: str) -> None:
    answer = ask(service, action, PageNumber=page, **query)

    assert (answer.status, answer.payload["Code"]) == (400, "InvalidPageNumber")


def test_a_page_far_after_the_end_of_a_log_is_empty(service: Emulator) -> None:
    job_id = started(service)

    assert ask(service, "GetDIJobLog", Id=job_id, PageNumber=2**62).payload["Log"] == ""


@pytest.mark.parametrize("names", ['[["delayTime"]]', "[{}]", "[1]", "[null]", '"delayTime"'])
def test_names_of_metrics_that_are_no_texts_are_refused(service: Emulator, names: str) -> None:
    answer = ask(service, "ListDIJobMetrics", DIJobId=11500, MetricName=names, **PERIOD)

    assert answer.payload["Code"] == "InvalidMetricName"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", str(HUGE)])
@pytest.mark.parametrize(
    ("action", "name", "text"),
    [
        ("StartDIJob", "RealtimeStartSettings", '{"StartTime":NUMBER}'),
        ("UpdateDIJob", "ResourceSettings", '{"RealtimeResourceSettings":{"RequestedCu":NUMBER}}'),
    ],
)
def test_numbers_that_are_none_or_too_large_are_refused(
    service: Emulator, action: str, name: str, text: str, number: str
) -> None:
    answer = ask(service, action, Id=created(service), **{name: text.replace("NUMBER", number)})

    assert answer.payload["Code"] == f"Invalid{name}"


def test_a_start_from_a_time_in_milliseconds_is_not_ahead_of_the_source(service: Emulator) -> None:
    job_id = created(service)
    ask(service, "StartDIJob", Id=job_id, RealtimeStartSettings={"StartTime": int(time.time() * 1000)})
    service.move(60)

    (series,) = info(service, "ListDIJobMetrics", DIJobId=job_id, MetricName=["delayTime"], **PERIOD)["JobMetrics"]
    assert {each["Value"] for each in series["SeriesList"]} == {0}
