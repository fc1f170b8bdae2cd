"""Which known word somebody meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

LONGEST = 60
"""Longer words are not compared: nobody misspells a word that long, and comparing takes time."""

CLOSE = 0.75
"""From this likeness on (0 to 1) a word counts as misspelt. ``tables`` and ``table`` come to 0.91."""


def folded(word: str) -> str:
    """The word without its dress: ``selected_tables``, ``SelectedTables`` and ``selectedTables`` are one."""
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")


def nearest(word: str, known: Iterable[str], close: float = CLOSE) -> str | None:
    """The known word that comes closest, if one does."""
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
    """The question, if there is something to ask."""
    return f"did you mean {word!r}?" if word else None
