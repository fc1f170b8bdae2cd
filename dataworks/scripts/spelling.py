"""Which known word was meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

LONGEST = 60
"""Longer words are not compared: they are seldom misspelt, and comparing takes time."""

CLOSE = 0.75
"""From this likeness on (0 to 1) a word counts as misspelt. ``tables`` and ``table`` have 0.91."""


def folded(word: str) -> str:
    """The word normalised: ``selected_tables``, ``SelectedTables`` and ``selectedTables`` are one."""
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")


def nearest(word: str, known: Iterable[str], close: float = CLOSE) -> str | None:
    """The most similar known word, if one is similar enough."""
    return _nearest(word, tuple(known), close) if 0 < len(word) <= LONGEST else None


@lru_cache(maxsize=2048)
def _nearest(word: str, known: tuple[str, ...], close: float) -> str | None:
    likeness = SequenceMatcher(b=folded(word))
    best, found = close, None
    for candidate in known:
        likeness.set_seq1(folded(candidate))
        if likeness.real_quick_ratio() >= best and likeness.quick_ratio() >= best and likeness.ratio() >= best:
            best, found = likeness.ratio() + 1e-9, candidate
    return found


def did_you_mean(word: str | None) -> str | None:
    """The question, if there is a word."""
    return f"did you mean {word!r}?" if word else None
