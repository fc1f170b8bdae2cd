"""Texts that fit a width, in columns of a terminal: a Chinese character takes two, an accent of its own none."""

import os
import re
import unicodedata
from collections.abc import Iterator
from typing import TextIO

USUAL, NARROWEST = 80, 16
"""Columns where no terminal says how many it has, and the fewest that texts are fitted to."""

ELLIPSIS = "..."

WORDS = re.compile(r"(?:[^\s\u1100-\U0010ffff]+|\S)[，。；：、！？）”》]*")
"""What stays in one line: a word of letters, or a wide character with the marks that must not begin a line."""


def columns_of(stream: TextIO) -> int:
    """The columns of a terminal, as ``COLUMNS`` or the terminal says."""
    given = os.environ.get("COLUMNS", "")
    try:
        columns = int(given) if given.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return max(columns or USUAL, NARROWEST)


def width_of(text: str) -> int:
    """The columns that a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int) -> str:
    """The text with spaces up to a width."""
    return text + " " * (width - width_of(text))


def shortened(text: str, width: int) -> str:
    """The text, without its end if it is wider."""
    if width_of(text) <= width:
        return text
    return _start(text, width - len(ELLIPSIS)) + ELLIPSIS if width > len(ELLIPSIS) else ELLIPSIS[: max(width, 0)]


def _start(text: str, width: int) -> str:
    """As much of the text as fits."""
    used = 0
    for place, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return text[:place]
    return text


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The lines of a paragraph, each within a width; ``first`` is before the first line, ``rest`` before the others."""
    lines, before, line = list[str](), first, ""
    for gap, word in _parts(text, width - max(width_of(first), width_of(rest or first))):
        longer = f"{line}{gap if line else ''}{word}"
        if line and width_of(before + longer) > width:
            lines.append(before + line)
            before, longer = first if rest is None else rest, word
        line = longer
    return [*lines, (before + line).rstrip()]


def _parts(text: str, width: int) -> Iterator[tuple[str, str]]:
    """Yield the words, none wider than a line, each with the space before it."""
    end = 0
    for match in WORDS.finditer(text):
        gap, word, end = text[end : match.start()], match[0], match.end()
        while width_of(word) > width:
            start = _start(word, width) or word[0]
            yield gap, start
            gap, word = "", word[len(start) :]
        if word:
            yield gap, word
