"""Coverage ignores what it is told to ignore."""

import os
import sys

import pytest

from tests.counting import COUNTED_ROWS, PROCESSES


@pytest.mark.repeats
def test_a_test_that_repeats_is_not_counted_nor_are_its_processes() -> None:
    assert sys.gettrace() is None
    assert PROCESSES not in os.environ


@pytest.mark.parametrize("row", range(10 * COUNTED_ROWS))
def test_of_many_rows_few_are_counted_at_even_distances(row: int, request: pytest.FixtureRequest) -> None:
    assert bool(request.node.get_closest_marker("repeats")) == (row % 10 > 0)
