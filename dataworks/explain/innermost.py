"""The order of the explanations of a log: the innermost cause of the earliest record comes first."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from dataworks.explain.explanation import Explanation, Symptom

_RECORD = re.compile(r"^\W{0,3}\d{4}-\d\d-\d\d[ T]\d\d:\d\d", re.MULTILINE)
"""The start of a record of a log."""

_NESTED = re.compile(r"caused[ _]?by\b|nested exception is|root cause", re.IGNORECASE)
"""Before the cause of what is written before it."""


class Match(NamedTuple):
    """A part of a text, and its explanation."""

    matched: str
    explanation: Explanation


class _Places(NamedTuple):
    """Where the records of a log begin, and where causes are nested in others."""

    records: list[int]
    nested: list[int]

    def order(self, place: int) -> tuple[int, int]:
        """Return how many causes of the same record are nested around a place, negative; and the record's number."""
        record = bisect_left(self.records, place + 1)
        start = self.records[record - 1] if record else 0
        return bisect_left(self.nested, start) - bisect_left(self.nested, place), record


def innermost(text: str, rows: Iterable[Symptom]) -> list[Match]:
    """Return the explanations of a text: the innermost cause first, then by record, then by order in the table."""
    places = _Places(_starts(_RECORD, text), _starts(_NESTED, text))
    found = ((row, _match(text, row, places)) for row in rows)
    matches = [(places.order(match.start()), Match(match[0].strip(), row.explanation)) for row, match in found if match]
    return [match for _, match in sorted(matches, key=lambda ordered: ordered[0])]


def _match(text: str, row: Symptom, places: _Places) -> re.Match[str] | None:
    """Return the innermost match of a row."""
    matches = _compiled(row.pattern).finditer(text)
    return min(matches, key=lambda match: places.order(match.start()), default=None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern; there are more of them than ``re`` keeps."""
    return re.compile(pattern, re.MULTILINE)


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.start() for found in pattern.finditer(text)]
