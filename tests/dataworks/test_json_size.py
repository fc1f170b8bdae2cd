"""How many separators a JSON text has outside of strings, counted without parsing it."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from dataworks.json_size import LONGEST, MOST_SEPARATORS, is_crowded
from tests.alone import times_as_long

FULL = MOST_SEPARATORS + 1


def counted(text: str) -> int:
    """The number of separators outside of strings, character by character."""
    inside, skipped, count = False, False, 0
    for character in text:
        if skipped:
            skipped = False
        elif inside and character == "\\":
            skipped = True
        elif character == '"':
            inside = not inside
        elif not inside and character in ",:[]{}":
            count += 1
    return count


def any_value(source: random.Random, depth: int = 0) -> Any:
    kind = source.random()
    if depth > 3 or kind < 0.4:
        return "".join(source.choice('a"\\,:[]{}é\n') for _ in range(source.randrange(12)))
    if kind < 0.7:
        return [any_value(source, depth + 1) for _ in range(source.randrange(4))]
    return {any_value(source, 9): any_value(source, depth + 1) for _ in range(source.randrange(4))}


def test_it_counts_as_one_who_reads_character_by_character() -> None:
    source = random.Random(1)  # noqa: S311
    for _ in range(3000):
        text = json.dumps(any_value(source), ensure_ascii=source.random() < 0.5)
        number = counted(text)
        for most in {max(number - 1, 0), number, number + 1}:
            assert is_crowded(text, most) is is_crowded(text.encode(), most) is (number > most)


@pytest.mark.parametrize(
    ("text", "crowded"),
    [
        pytest.param("[" + ",".join("0" * FULL), True, id="a list of numbers"),
        pytest.param("[" + ",".join("0" * (FULL - 2)) + "]", False, id="a list at the limit"),
        pytest.param("{" * FULL, True, id="nothing but brackets"),
        pytest.param('["a"' + ',"b"' * FULL + "]", True, id="strings"),
        pytest.param('"' + "{}," * FULL + '"', False, id="all of them inside of a string"),
        pytest.param('["\\\\",' + "[]," * FULL + "]", True, id="after a string that ends in a backslash"),
        pytest.param('["\\\\\\",' + "[]," * FULL + '"]', False, id="inside of a string with a quote in it"),
        pytest.param('""' * (FULL + 1) + "[]" * FULL, True, id="more strings than can stand between so few separators"),
        pytest.param("\ud800" + "[]" * FULL, True, id="half of a character"),
        pytest.param('"{}":[' * 100, False, id="a short text"),
    ],
)
def test_only_separators_outside_of_strings_count(text: str, crowded: bool) -> None:
    assert is_crowded(text) is crowded


@pytest.mark.alone
@pytest.mark.parametrize("piece", ["{},", '"",', '\\"', "\\\\", '"', '\\"{},', "a", '"\\\\",'])
def test_counting_takes_as_much_longer_as_the_text_is_longer(piece: str, processor_clock: Callable[[], float]) -> None:
    def spent(length: int) -> float:
        text = ('"' + piece * (length // len(piece))).encode()
        began = processor_clock()
        for _ in range(5):
            is_crowded(text)
        return processor_clock() - began

    assert times_as_long(lambda: spent(LONGEST), lambda: spent(LONGEST // 4) + 0.001, 12) < 12
