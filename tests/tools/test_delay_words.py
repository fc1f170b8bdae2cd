"""What is said of how far behind a job is: of now only where it was just measured."""

import pytest

from dataworks.flows.series import Summary, Value, summary_of
from dataworks.operations.v2024.job_watching import MetricName
from tests.emulator.job_calls import ask, started
from tests.sessions import Time, emulated, facts_of, trusted
from tools.views.delay_words import in_words
from tools.views.metrics import gaps_of

NOON = 1_790_000_000
"""2026-09-21 14:13:20 UTC."""


def measured(*delays: float, name: MetricName = "delayTime", last: int = NOON) -> dict[MetricName, Summary]:
    """A metric with these values, ten seconds apart, of which the last is of this time."""
    values = [Value(last - 10 * ago, delay) for ago, delay in enumerate(reversed(delays))]
    summary = summary_of(values)
    return {name: summary} if summary else {}


@pytest.mark.parametrize(
    ("delays", "says"),
    [
        ((0.0,) * 9, "At 2026-09-21 14:13:20 UTC it kept up with the source."),
        ((9.0,) * 9, "At 2026-09-21 14:13:20 UTC it was 9 s behind, and that did not change."),
        ((9.0,), "At 2026-09-21 14:13:20 UTC it was 9 s behind."),
    ],
    ids=str,
)
def test_a_value_of_a_running_job_that_is_old_is_not_said_of_now(delays: tuple[float, ...], says: str) -> None:
    metrics = measured(*delays)

    assert in_words(metrics, NOON + 3000, runs=True).startswith(f"{says} Nothing was measured after that, although")
    assert gaps_of(metrics, NOON + 3000) == ("2026-09-21 14:13:20 - 2026-09-21 15:03:20",)
    assert gaps_of(metrics, NOON + 60) == ()


def test_a_distance_that_is_usual_in_a_long_period_is_no_silence() -> None:
    values = [Value(NOON - 600 * ago, 9.0) for ago in range(9)]
    summary = summary_of(values)

    assert summary is not None
    assert in_words({"delayTime": summary}, NOON + 1500, runs=True).startswith("It is 9 s behind")


def test_a_delay_that_was_not_measured_is_not_said_to_be_that_of_a_job_that_did_not_run() -> None:
    speed = measured(25.0, name="speedRecordsRead")

    assert in_words(speed, NOON, runs=True) == "The delay was not measured, so how far behind it is is not known."
    assert "although the job runs" in in_words({}, NOON, runs=True)
    assert "the job did not run" in in_words({}, NOON, runs=False)


async def test_a_period_that_is_over_is_told_in_the_past_whatever_the_job_does_now() -> None:
    time = Time()
    emulator = emulated(time)
    job_id = started(emulator, "customers", "orders", "order_items", "refunds", "products", cu=0.5)
    time.now += 3600
    ask(emulator, "StopDIJob", Id=job_id)
    time.now += 3600
    call = {"project_id": "10002", "task_id": f"job-{job_id}", "minutes": 30, "ended_ago": 90}
    async with trusted(emulator, time) as client:
        seen = facts_of(await client.call_tool("get_task_metrics", call))

    assert seen["summary"] == "At 2026-09-21 14:43:20 UTC it was 360 s behind, and fell further behind."
