"""Patterns for table names: what they stand for, and that nobody can make one that takes long."""

import random
from collections.abc import Callable
from fnmatch import fnmatchcase

import pytest

from dataworks.scripts.patterns import MOST_SEARCHES, Names
from tests.alone import times_as_long

TABLES = tuple(f"shop.table_{number:05d}" for number in range(10_000))


def test_a_pattern_stands_for_what_the_star_of_a_shell_stands_for() -> None:
    source = random.Random(2)  # noqa: S311
    for _ in range(5000):
        names = ["".join(source.choices("ab.\n", k=source.randrange(8))) for _ in range(8)]
        pattern = "".join(source.choices("ab.**", k=source.randrange(8)))
        assert Names(names).matching(pattern) == [name for name in dict.fromkeys(names) if fnmatchcase(name, pattern)]


@pytest.mark.parametrize("sign", ["?", "[a]", ".", "+", "(a|b)", "\\"])
def test_everything_else_stands_for_itself(sign: str) -> None:
    assert Names([f"a{sign}", "ab", "aa"]).matching(f"*{sign}") == [f"a{sign}"]


@pytest.mark.alone
@pytest.mark.parametrize("pattern", ["a*" * 40 + "b", "*" * 80 + "b", "*a" * 40 + "*b", "*" + "a" * 40 + "b*"])
def test_stars_take_no_longer_than_the_names_are_longer(pattern: str, processor_clock: Callable[[], float]) -> None:
    def spent(length: int) -> float:
        names = Names(["a" * length + str(number) for number in range(200)])
        began = processor_clock()
        assert names.matching(pattern) == []
        return processor_clock() - began

    assert times_as_long(lambda: spent(4000), lambda: spent(1000) + 0.0002, 12) < 12


@pytest.mark.parametrize(
    ("patterns", "too_many"),
    [
        (["shop.*"] * 25, False),
        ([f"shop.table_{number:03d}*" for number in range(600)], False),
        (list(TABLES), False),
        ([f"*{number}*" for number in range(600)], True),
        (["*1*2*3*4*5*6*7*8*9*0*1*2*3*4*5*6*7*8*9*0*1*2*3*4*5*"] * 2, True),
        (["*"] * 1000, True),
    ],
)
def test_more_patterns_than_can_be_compared_in_time_are_known_beforehand(patterns: list[str], too_many: bool) -> None:
    assert Names(TABLES).too_many(patterns) is too_many
    assert len(TABLES) * 25 < MOST_SEARCHES
