"""A pytest plugin: a test that measures time, and so is marked ``alone``, runs while no other test of this tree does.

Other trees may keep the machine busy all the same: what is measured is compared with something measured beside it.

Every test locks the room, those that are alone for themselves. Who wants in takes the door first, so that nobody
overtakes a test that waits to be alone.
"""

import time
from collections.abc import Callable, Generator
from fcntl import LOCK_EX, LOCK_SH, LOCK_UN, flock
from pathlib import Path

import pytest

ROOM = Path(__file__)
DOOR = ROOM.with_name("conftest.py")
"""Two files that all processes of a run find. A lock changes nothing in them, and ends with its process."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hold the room while a test runs."""
    with DOOR.open() as door, ROOM.open() as room:
        flock(door, LOCK_EX)
        flock(room, LOCK_EX if item.get_closest_marker("alone") else LOCK_SH)
        flock(door, LOCK_UN)
        return (yield)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Callable[[], float]:
    """Counts seconds."""
    assert request.node.get_closest_marker("alone"), "only a test that is alone measures time"
    return time.monotonic


@pytest.fixture
def processor_clock(clock: Callable[[], float]) -> Callable[[], float]:
    """Counts the seconds that this process has been at work."""
    del clock
    return time.process_time


def times_as_long(long: Callable[[], float], short: Callable[[], float], limit: float) -> float:
    """How many times the seconds of ``short`` those of ``long`` are, at the best of three times.

    A ratio below the limit needs no further time: what else the machine does makes it larger, seldom smaller.
    """
    best_long, best_short = long(), short()
    for _ in range(2):
        if best_long >= limit * best_short:
            best_long, best_short = min(best_long, long()), min(best_short, short())
    return best_long / best_short
