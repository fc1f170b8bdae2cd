"""What a busy machine adds to a measured time decides nothing."""

from collections.abc import Iterable, Iterator

import pytest

from tests.alone import ROUNDS, times_as_long


def seconds(*first: float, then: float) -> Iterator[float]:
    yield from first
    while True:
        yield then


def ratio(long: Iterable[float], short: Iterable[float]) -> float:
    return times_as_long(iter(long).__next__, iter(short).__next__, 10)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (seconds(then=8), seconds(then=1)),
        (seconds(80, 12, then=8), seconds(then=1)),
        (seconds(then=8), seconds(0.9, 0.81, then=1)),
        (seconds(*[40] * (ROUNDS - 1), then=8), seconds(1, 3, then=1)),
    ],
    ids=["in peace", "long disturbed", "short a little shorter", "disturbed until the last"],
)
def test_a_ratio_below_the_limit_once_is_below_it(long: Iterator[float], short: Iterator[float]) -> None:
    assert ratio(long, short) < 10


def test_a_ratio_that_stays_above_the_limit_is_told_after_some_times() -> None:
    assert ratio(seconds(then=16), seconds(1.5, 1.2, then=1)) == 16


def test_one_time_is_enough_where_it_is_below_the_limit() -> None:
    assert ratio([8], [1]) == 8
