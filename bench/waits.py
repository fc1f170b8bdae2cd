"""How late the end of a generation is noticed, and with how many reads, with a clock that only waiting moves."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from bench.limits import Limit
from dataworks.client import DataWorks, Timing
from dataworks.credentials import static
from dataworks.flows.waits import Pending, finished
from dataworks.signing import Credentials
from dataworks.transport import connect

DURATIONS = (1, 5, 20, 60, 300)
"""Seconds that a generation takes."""

CALL = 45.0
"""Seconds of each call, if the wait is continued with ``waited_seconds`` in the next one."""

MORE = 3
"""Reads that a wait in several calls may need more than one in a single call."""

FIXED = 2.0
"""Seconds between two reads of the yardstick."""


@dataclass(frozen=True)
class Noticed:
    """How late the end was noticed (seconds), after how many reads, and the seconds of the longest call."""

    late: float
    reads: int
    longest_call: float


@dataclass
class Clock:
    """A clock, in seconds, that only waiting moves."""

    now: float = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def most_reads(seconds: int) -> float:
    """Return the most reads of a wait in a single call."""
    return 4 + 2 * math.log2(seconds)


def latest(seconds: int) -> float:
    """Return the seconds by which the end may be noticed late."""
    return 0.25 * seconds + 2


async def noticed(seconds: float, call: float | None = None) -> Noticed:
    """Wait for work of so many seconds: in one call, or in calls of ``call`` seconds that pass on the time waited."""
    clock, reads, waited, longest = Clock(), 0, 0.0, 0.0
    api = DataWorks("", static(Credentials("", "")), connect("http://127.0.0.1"), _timing(clock))

    async def read() -> bool | None:
        nonlocal reads
        reads += 1
        return clock.now >= seconds or None

    while True:
        began = clock.now
        limited = api if call is None else api.until(began + call)
        found = await finished(limited, read, _ignored, waited=waited)
        longest = max(longest, clock.now - began)
        if not isinstance(found, Pending):
            return Noticed(clock.now - seconds, reads, longest)
        waited = found.waited


def fixed(seconds: float) -> Noticed:
    """Return the same with a read every two seconds."""
    reads = math.ceil(seconds / FIXED)
    return Noticed(reads * FIXED - seconds, reads, reads * FIXED)


async def waits_table() -> list[str]:
    """Return reads and lateness, in a single call and in calls of 45 s, and those of a fixed poll."""
    rows = [("generation takes", "a single call", "calls of 45 s", "fixed 2 s poll")]
    for seconds in DURATIONS:
        ways = (await noticed(seconds), await noticed(seconds, CALL), fixed(seconds))
        single, calls, poll = map(_shown, ways)
        rows.append((f"{seconds} s", single, calls, poll))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


async def measured_waits() -> list[Limit]:
    """Return the worst of all durations, as a share of what is allowed."""
    once = {seconds: await noticed(seconds) for seconds in DURATIONS}
    again = {seconds: await noticed(seconds, CALL) for seconds in DURATIONS}
    return [
        _share("reads in a single call", lambda seconds: once[seconds].reads / most_reads(seconds)),
        _share("lateness in a single call", lambda seconds: once[seconds].late / latest(seconds)),
        _share("reads in calls of 45 s", lambda seconds: again[seconds].reads / (most_reads(seconds) + MORE)),
    ]


def _shown(way: Noticed) -> str:
    return f"{way.reads} read{'' if way.reads == 1 else 's'}, {way.late:.1f} s late"


def _share(name: str, share: Callable[[int], float]) -> Limit:
    return Limit(f"waits: {name}, at most", "%", 100, max(map(share, DURATIONS)) * 100)


def _timing(clock: Clock) -> Timing:
    return Timing(clock=lambda: clock.now, sleep=clock.sleep)


async def _ignored(_text: str) -> None:
    """Ignore progress."""
