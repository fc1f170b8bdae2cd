"""Text that was meant as JSON: everything in it that JSON does not have is named, with its place."""

import json
from collections.abc import Callable

import pytest

from dataworks.json_faults import faults, without_mark
from tests.alone import times_as_long

PROBLEMS: dict[str, tuple[str, list[str]]] = {
    "line comment": ('{"a": 1, // one\n"b": 2}', ["a comment at line 1, column 10 (character 9)"]),
    "block comment": ('{/* x\n */"a": 1}', ["a comment at line 1, column 2"]),
    "hash comment": ('{"a": 1} # end', ["a comment at line 1, column 10"]),
    "two comments": ('{"a": 1, // x\n"b": 2} // y', ["a comment at line 1, column 10 (character 9), and 1 more"]),
    "code fence": ('```json\n{"a": 1}\n```', ["a code fence (```) at line 1, column 1"]),
    "typographic quotes": ("{“a”: 1}", ["a typographic quote at line 1, column 2"]),
    "low quotes": ("{„a“: 1}", ["a typographic quote at line 1, column 2"]),
    "typographic single quotes": ("{‘a’: 1}", ["a single quote at line 1, column 2"]),
    "single quotes": ("{'a': 'b'}", ["a single quote at line 1, column 2 (character 1), and 1 more"]),
    "non-breaking space": (
        '{"a":\u00a01}',
        ["a space that is not plain, such as a non-breaking one, at line 1, column 6"],
    ),
    "space without width": ('{"a":\u200b1}', ["a space that is not plain, such as a non-breaking one, at line 1"]),
    "wide space": ('{\n\u3000"a": 1}', ["a space that is not plain, such as a non-breaking one, at line 2, column 1"]),
    "comma before a brace": ('{"a": 1,}', ["a comma before a closing bracket at line 1, column 8"]),
    "comma before a bracket": ('{"a": [1,\n]}', ["a comma before a closing bracket at line 1, column 9"]),
    "comma before a comment": (
        '{"a": 1, // x\n}',
        ["a comma before a closing bracket at line 1, column 8", "a comment at line 1, column 10"],
    ),
    "wide punctuation": ('{"a"：1，"b":2}', ["full-width punctuation at line 1, column 5 (character 4), and 1 more"]),
    "Python": ("{'a': True}", ["a single quote at line 1", "a word of Python at line 1, column 7"]),
}


@pytest.mark.parametrize(("text", "problems"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_every_fault_of_a_text_is_named_with_its_place(text: str, problems: list[str]) -> None:
    found = [fault.problem for fault in faults(text)]

    assert len(found) == len(problems), found
    assert all(problem in each for problem, each in zip(problems, found, strict=True)), found
    assert all(fault.remedy for fault in faults(text))


@pytest.mark.parametrize(
    "text",
    ['{"url": "http://h/*x*/"}', '{"a": "“x” ‘y’, # no, ]"}', '{"a": "it\'s，\u00a0True"}', '{"a": "\\"// x"}'],
)
def test_what_stands_inside_a_text_of_json_is_no_fault(text: str) -> None:
    assert json.loads(text)
    assert faults(text) == []


def test_what_is_wrong_otherwise_is_named_at_its_own_place_too() -> None:
    found = [fault.problem for fault in faults('{"a": 1, // x\n"b" 2}')]

    assert found == [
        "has a comment at line 1, column 10 (character 9)",
        "Expecting ':' delimiter at line 2, column 5 (character 18)",
    ]


def test_a_lone_mark_at_the_start_is_left_out() -> None:
    assert without_mark('\ufeff{"a": 1}') == '{"a": 1}'


@pytest.mark.alone
@pytest.mark.parametrize("unit", ['\\"', '"\\', ",", "/*", "'", "\u201c"])
def test_the_time_grows_with_the_length_of_a_text(unit: str, processor_clock: Callable[[], float]) -> None:
    def seconds(length: int) -> float:
        started = processor_clock()
        faults("{" + unit * (length // len(unit)))
        return processor_clock() - started

    assert times_as_long(lambda: seconds(80_000), lambda: max(seconds(20_000), 0.0005), 12) < 12
