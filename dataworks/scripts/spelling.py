"""Which known word was meant."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from dataworks.language import Text

LONGEST = 60
"""Longer words are not compared: they are seldom misspelt, and comparing takes time."""

CLOSE = 0.75
"""From this likeness on (0 to 1) a word counts as misspelt. ``tables`` and ``table`` have 0.91."""


MOST_KNOWN = 100
"""Known words that one is compared with, at most; the keys of an object, and all step types, are fewer."""

MOST_UNKNOWN = 500
"""Different words that one check compares, at most: nobody mistypes more in one script."""

Compared = dict[tuple[str, tuple[str, ...], float], str | None]

_compared = ContextVar[Compared | None]("compared", default=None)


DID_YOU_MEAN = Text("did you mean {}?", "是否应为 {}？")


@contextmanager
def few_comparisons() -> Generator[None]:
    """Compare at most ``MOST_UNKNOWN`` words in this block; others count as unlike any known one."""
    token = _compared.set({})
    try:
        yield
    finally:
        _compared.reset(token)


def folded(word: str) -> str:
    """The word normalised: ``selected_tables``, ``SelectedTables`` and ``selectedTables`` are one."""
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")


def nearest(word: str, known: Iterable[str], close: float = CLOSE) -> str | None:
    """The most similar known word, if one is similar enough."""
    if not 0 < len(word) <= LONGEST:
        return None
    key, compared = (word, tuple(islice(known, MOST_KNOWN)), close), _compared.get()
    if compared is None:
        return _nearest(*key)
    if key not in compared and len(compared) < MOST_UNKNOWN:
        compared[key] = _nearest(*key)
    return compared.get(key)


@lru_cache(maxsize=2048)
def _nearest(word: str, known: tuple[str, ...], close: float) -> str | None:
    likeness = SequenceMatcher(b=folded(word))
    best, found = close, None
    for candidate in known:
        likeness.set_seq1(folded(candidate))
        if likeness.real_quick_ratio() >= best and likeness.quick_ratio() >= best and _likeness(likeness) >= best:
            best, found = _likeness(likeness) + 1e-9, candidate
    return found


def _likeness(likeness: SequenceMatcher[str]) -> float:
    """The likeness of two words; where all letters are the same and only swapped, the difference counts half."""
    ratio = likeness.ratio()
    return (1 + ratio) / 2 if likeness.quick_ratio() == 1 else ratio


def did_you_mean(word: str | None) -> str | None:
    """The question, if there is a word."""
    return DID_YOU_MEAN.said(f"{word!r}") if word else None
