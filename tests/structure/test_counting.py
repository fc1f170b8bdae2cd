"""Coverage ignores what it is told to ignore."""

import os
import sys

import pytest

from tests.counting import PROCESSES


@pytest.mark.repeats
def test_a_test_that_repeats_is_not_counted_nor_are_its_processes() -> None:
    assert sys.gettrace() is None
    assert PROCESSES not in os.environ
