"""A series of measured values, summed up: now, median, worst, trend and gaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import mean, median
from typing import Literal, NamedTuple

Trend = Literal["rising", "falling", "steady"]

STEADY = 0.1
"""The part of the larger median by which the last third may differ from the first one without being a trend."""

GAP = 3
"""Times the usual distance between two values from which a distance is a gap."""

SILENCE = 300
"""Seconds after the last value from which it says nothing about the end of a period."""

FEWEST = 6
"""Values from which there is a trend."""

GAPS_SHOWN = 5

POINTS = 60
"""Values of a line at most; where there are more, each stands for a longer time."""


class Value(NamedTuple):
    """A value at a time in epoch seconds."""

    time: int
    value: float


class Gap(NamedTuple):
    """A time without values, in epoch seconds."""

    since: int
    until: int


class Line(NamedTuple):
    """Values at even distances, in seconds, from a time in epoch seconds."""

    since: int
    every: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Summary:
    """A series in a few numbers.

    Attributes:
        now: the last value.
        worst: the largest value, or the smallest one where less is worse.
        trend: how the last third compares with the first one; ``None``: there are too few values.
        gained: the sum of what the value rose by; it starts at 0 again with each run, if it is a total.
        gaps: the longest times without values, in their order.
        values: all values, in their order.
    """

    count: int
    now: Value
    median: float
    worst: Value
    trend: Trend | None
    gained: float
    gaps: tuple[Gap, ...]
    values: tuple[Value, ...] = ()


def summary_of(values: Sequence[Value], *, less_is_worse: bool = False) -> Summary | None:
    """Return the summary of a series in any order, or ``None`` if it is empty."""
    ordered = sorted(values)
    if not ordered:
        return None
    worst = (min if less_is_worse else max)(ordered, key=lambda each: each.value)
    return Summary(
        count=len(ordered),
        now=ordered[-1],
        median=median(each.value for each in ordered),
        worst=worst,
        trend=_trend(ordered),
        gained=_gained(ordered),
        gaps=_gaps(ordered),
        values=tuple(ordered),
    )


def _trend(ordered: Sequence[Value]) -> Trend | None:
    if len(ordered) < FEWEST:
        return None
    third = len(ordered) // 3
    first, last = (median(each.value for each in part) for part in (ordered[:third], ordered[-third:]))
    if abs(last - first) <= STEADY * max(abs(first), abs(last)):
        return "steady"
    return "rising" if last > first else "falling"


def _gained(ordered: Sequence[Value]) -> float:
    steps = (
        after.value - before.value if after.value >= before.value else after.value
        for before, after in pairwise(ordered)
    )
    return sum(steps)


def _gaps(ordered: Sequence[Value]) -> tuple[Gap, ...]:
    distances = [after.time - before.time for before, after in pairwise(ordered)]
    if not distances:
        return ()
    usual = median(distances)
    found = [Gap(one.time, other.time) for one, other in pairwise(ordered) if other.time - one.time > GAP * usual]
    longest = sorted(found, key=lambda gap: gap.since - gap.until)[:GAPS_SHOWN]
    return tuple(sorted(longest))


def silence_before(until: int, summary: Summary) -> Gap | None:
    """Return the time without values at the end of a period, if it is a gap."""
    usual = median(after.time - before.time for before, after in pairwise(summary.values)) if summary.count > 1 else 0
    silent = until - summary.now.time > max(SILENCE, GAP * usual)
    return Gap(summary.now.time, until) if silent else None


def lines_of(values: Sequence[Value], *, largest: bool) -> tuple[Line, ...]:
    """Return values in their order as lines, one between two gaps, of about ``POINTS`` values together.

    ``largest``: a value that stands for several is the largest of them, else their mean.
    """
    distances = [after.time - before.time for before, after in pairwise(values)]
    usual = max(int(median(distances)), 1) if distances else 1
    every = usual * max(-(-(values[-1].time - values[0].time) // (POINTS * usual)), 1)
    ends = [place for place, distance in enumerate(distances, 1) if distance > GAP * every]
    runs = (values[start:end] for start, end in pairwise((0, *ends, len(values))))
    return tuple(_line(run, every, max if largest else mean) for run in runs)


def _line(run: Sequence[Value], every: int, one: Callable[[Sequence[float]], float]) -> Line:
    """The line of a run; where it has no value for once, the one before is repeated."""
    first, found = run[0].time, list[float]()
    parts = {place: [*part] for place, part in groupby(run, lambda value: (value.time - first) // every)}
    for place in range(max(parts) + 1):
        part = parts.get(place)
        found.append(one([value.value for value in part]) if part else found[-1])
    return Line(first, every, tuple(found))
