"""How soon the end of a generation is noticed and what that costs, by a clock that only waiting moves."""

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
"""Seconds of each call, where the wait is continued with ``waited_seconds`` in another one."""

MORE = 3
"""Looks that a wait in several calls may need beyond those of one in one go."""

FIXED = 2.0
"""Seconds between two looks of the yardstick."""


@dataclass(frozen=True)
class Noticed:
    """How late the end was noticed (seconds), after how many looks, and how long the longest call took."""

    late: float
    looks: int
    longest_call: float


@dataclass
class Clock:
    """A clock, in seconds, that moves when somebody waits."""

    now: float = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def most_looks(seconds: int) -> float:
    """The looks that a wait in one go may take."""
    return 4 + 2 * math.log2(seconds)


def latest(seconds: int) -> float:
    """How late the end may be noticed."""
    return 0.25 * seconds + 2


async def noticed(seconds: float, call: float | None = None) -> Noticed:
    """Wait for work that takes so long: in one go, or in calls of so many seconds that pass on what was waited."""
    clock, looks, waited, longest = Clock(), 0, 0.0, 0.0
    api = DataWorks("", static(Credentials("", "")), connect("http://127.0.0.1"), _timing(clock))

    async def look() -> bool | None:
        nonlocal looks
        looks += 1
        return clock.now >= seconds or None

    while True:
        began = clock.now
        limited = api if call is None else api.until(began + call)
        found = await finished(limited, look, _unheard, waited=waited)
        longest = max(longest, clock.now - began)
        if not isinstance(found, Pending):
            return Noticed(clock.now - seconds, looks, longest)
        waited = found.waited


def fixed(seconds: float) -> Noticed:
    """The same with a look every two seconds."""
    looks = math.ceil(seconds / FIXED)
    return Noticed(looks * FIXED - seconds, looks, looks * FIXED)


async def waits_table() -> list[str]:
    """Looks and lateness of ours, in one go and in calls of 45 s, beside a fixed poll."""
    rows = [("generation takes", "one go", "calls of 45 s", "fixed 2 s poll")]
    for seconds in DURATIONS:
        ways = (await noticed(seconds), await noticed(seconds, CALL), fixed(seconds))
        one_go, calls, poll = map(_told, ways)
        rows.append((f"{seconds} s", one_go, calls, poll))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


async def measured_waits() -> list[Limit]:
    """The worst of all durations, as a share of what is allowed."""
    once = {seconds: await noticed(seconds) for seconds in DURATIONS}
    again = {seconds: await noticed(seconds, CALL) for seconds in DURATIONS}
    return [
        _share("looks in one go", lambda seconds: once[seconds].looks / most_looks(seconds)),
        _share("lateness in one go", lambda seconds: once[seconds].late / latest(seconds)),
        _share("looks in calls of 45 s", lambda seconds: again[seconds].looks / (most_looks(seconds) + MORE)),
    ]


def _told(way: Noticed) -> str:
    return f"{way.looks} look{'' if way.looks == 1 else 's'}, {way.late:.1f} s late"


def _share(name: str, share: Callable[[int], float]) -> Limit:
    return Limit(f"waits: {name}, at most", "%", 100, max(map(share, DURATIONS)) * 100)


def _timing(clock: Clock) -> Timing:
    return Timing(clock=lambda: clock.now, sleep=clock.sleep)


async def _unheard(_text: str) -> None:
    """Nobody listens."""
