"""How far a run is: what it has read, how far it is behind, and how fast it reads.

The sources change at a constant rate. A run reads as fast as its resources allow until it has caught up, and then as
fast as the sources change; so its delay shrinks, or grows if the resources are not enough.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from emulator.world.jobs import Run

ROWS_OF_A_TABLE = 25.0
"""Rows a second that change in a table."""

ROWS_OF_A_UNIT = 200.0
"""Rows a second that a compute unit (CU) can write."""

STEP = 10
"""Seconds between two values of a metric."""

MOST_VALUES = 1_000


def end_of(run: Run, now: float) -> float:
    """Return when the run ended, or now."""
    return now if run.ended is None else run.ended


def has_read(run: Run, time: float) -> float:
    """Return the rows of the stream that were read until a time."""
    elapsed, spare = max(0.0, time - run.started), run.plan.capacity - run.plan.rows
    backlog = run.plan.rows * (run.started - run.position)
    if spare <= 0 or backlog > spare * elapsed:
        return run.plan.capacity * elapsed
    return backlog + run.plan.rows * elapsed


def delay(run: Run, time: float) -> float:
    """Return the seconds that the run is behind at a time."""
    if not run.plan.rows:
        return 0.0
    return round(time - run.position - has_read(run, time) / run.plan.rows, 3)


def speed(run: Run, time: float) -> float:
    """Return the rows a second that are read at a time."""
    return run.plan.capacity if delay(run, time) > 0 else min(run.plan.rows, run.plan.capacity)


def position(run: Run, time: float) -> float:
    """Return up to when the source's log was read at a time."""
    return time - delay(run, time)


def utilization(run: Run, time: float) -> float:
    """Return the percentage of the resources that is used at a time."""
    return round(100 * speed(run, time) / run.plan.capacity, 1) if run.plan.capacity else 0.0


METRICS: Mapping[str, Callable[[Run, float], float]] = MappingProxyType(
    {
        "delayTime": delay,
        "speedRecordsRead": speed,
        "speedRecordsWrite": speed,
        "totalRecordsRead": has_read,
        "totalRecordsWrite": has_read,
        "resourceUtilization": utilization,
    }
)
"""The metrics, each a function of a run and a time."""


def series(run: Run, metric: str, since: float, until: float) -> list[tuple[int, float]]:
    """Return the values of a metric in the part of a period in which the run was on, with their times."""
    if run.plan.failure or (metric == "resourceUtilization" and not run.plan.measured):
        return []
    step = STEP * max(1, round((until - since) / STEP / MOST_VALUES))
    first, last = -int(-max(run.started, since) // step) * step, min(until, end_of(run, until))
    return [(time, METRICS[metric](run, time)) for time in range(first, int(last) + 1, step)]
