"""A pytest plugin: a test that measures time, and so is marked ``alone``, runs while no other test of this tree does.

Other trees may keep the machine busy all the same: what is measured is compared with something measured beside it.

Every test locks the room, those that are alone for themselves. Who wants in takes the door first, so that nobody
overtakes a test that waits to be alone.
"""

import gc
import math
import time
from collections.abc import Callable, Generator, Iterator
from fcntl import LOCK_EX, LOCK_SH, LOCK_UN, flock
from pathlib import Path

import pytest

ROOM = Path(__file__)
DOOR = ROOM.with_name("conftest.py")
"""Two files that all processes of a run find. A lock changes nothing in them, and ends with its process."""

ROUNDS = 10


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hold the room while a test runs."""
    with DOOR.open() as door, ROOM.open() as room:
        flock(door, LOCK_EX)
        flock(room, LOCK_EX if item.get_closest_marker("alone") else LOCK_SH)
        flock(door, LOCK_UN)
        return (yield)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[Callable[[], float]]:
    """Counts seconds, in which objects of earlier tests are not searched for garbage."""
    assert request.node.get_closest_marker("alone"), "only a test that is alone measures time"
    gc.collect()
    gc.freeze()
    yield time.monotonic
    gc.unfreeze()


@pytest.fixture
def processor_clock(clock: Callable[[], float]) -> Callable[[], float]:
    """Counts the seconds that this process has been at work."""
    del clock
    return time.process_time


class Compared:
    """How many times as long one work takes as another, at the best that was measured of each.

    What else the machine does makes the ratio larger, seldom smaller. So a ratio below the limit needs no further time,
    and only work that is above it again and again is.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.long = self.short = math.inf
        self.rounds = 0

    @property
    def undecided(self) -> bool:
        """Whether to measure (once more)."""
        return not self.rounds or (self.ratio >= self.limit and self.rounds < ROUNDS)

    def measured(self, long: float, short: float) -> None:
        """Take the seconds of both."""
        self.long, self.short, self.rounds = min(self.long, long), min(self.short, short), self.rounds + 1

    @property
    def ratio(self) -> float:
        """The best of the one, divided by the best of the other."""
        return self.long / self.short


def times_as_long(long: Callable[[], float], short: Callable[[], float], limit: float) -> float:
    """How many times the seconds of ``short`` those of ``long`` are, as ``Compared`` tells."""
    compared = Compared(limit)
    while compared.undecided:
        compared.measured(long(), short())
    return compared.ratio
