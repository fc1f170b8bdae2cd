"""Secrets in rows of values with commas between them, below a row of names of which one is a key of secrets."""

import re
from collections.abc import Iterator

from dataworks.redaction.forms import Span
from dataworks.redaction.keys import kind_of
from dataworks.redaction.values import PROSE, is_empty

HEADER = re.compile(r"^[\w-]+(?P<sign>[,;\t])[\w-]+(?:(?P=sign)[\w-]+){0,500}+(?=\r?\n)", re.MULTILINE)
"""A row of names only."""

MOST = 1_000
"""Tables in a text that are read; what follows more is hidden."""


def spans(text: str, key: re.Pattern[str]) -> Iterator[Span]:
    """Yield where the values are in the columns of secrets; a table ends where a row has another number of values.

    Args:
        text: the text.
        key: what a key of secrets has in lower case.
    """
    end = tables = 0
    for header in HEADER.finditer(text):
        if header.start() < end or key.search(header[0].lower()) is None:
            continue
        if tables == MOST:
            yield header.end(), len(text)
            return
        tables += 1
        end = header.end()
        for span, row_end in _below(text, header):
            end = row_end
            yield span


def _below(text: str, header: re.Match[str]) -> Iterator[tuple[Span, int]]:
    """The values in the columns of secrets, each with the end of its row."""
    sign = header["sign"]
    names = header[0].split(sign)
    columns = [number for number, name in enumerate(names) if kind_of(name) == "secret"]
    for start, row in _rows(text, header.end(), sign, len(names)) if columns else ():
        end = start + len(sign.join(row))
        yield from ((span, end) for column in columns for span in _value(start, row, column))


def _rows(text: str, end: int, sign: str, size: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table: where each begins, and its values."""
    for line in re.compile(r"\r?\n(?P<row>[^\r\n]*)").finditer(text, end):
        row = line["row"].split(sign)
        if line.start() != end or len(row) != size:
            return
        end = line.end()
        yield line.start("row"), row


def _value(start: int, row: list[str], column: int) -> Iterator[Span]:
    value = row[column].strip("\"' ")
    if not is_empty(value) and value.lower() not in PROSE:
        first = start + sum(map(len, row[:column])) + column + row[column].index(value)
        yield first, first + len(value)
