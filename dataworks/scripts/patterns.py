"""Patterns for table names: ``*`` stands for any characters, everything else for itself. Case matters, as in MySQL.

A name is compared in one pass, however many stars a pattern has. Of many names, only those that begin like the pattern
are compared.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOST_SEARCHES = 300_000
"""Searches of pieces of patterns in names, by one list of patterns: 15 patterns that begin with a star, and have
another one inside, may be compared with 10,000 names. Of patterns that begin with a database there may be many more."""


def is_pattern(table: str) -> bool:
    """Whether it stands for several tables."""
    return "*" in table


@dataclass(frozen=True)
class Pattern:
    """A pattern: how a name begins, what follows in this order, and how it ends."""

    text: str

    @cached_property
    def start(self) -> str:
        """What a name begins with."""
        return self.text.partition("*")[0]

    @cached_property
    def middle(self) -> tuple[re.Pattern[str], ...]:
        """What follows. A regular expression without wildcards is searched in linear time; ``str.find`` is not."""
        return tuple(re.compile(re.escape(piece)) for piece in self.text.split("*")[1:-1] if piece)

    @cached_property
    def end(self) -> str:
        """What a name ends with."""
        return self.text.rpartition("*")[2]

    def matches(self, name: str) -> bool:
        """Whether the pattern, which has a star, stands for this name."""
        place, stop = len(self.start), len(name) - len(self.end)
        if place > stop or not (name.startswith(self.start) and name.endswith(self.end)):
            return False
        for piece in self.middle:
            found = piece.search(name, place, stop)
            if found is None:
                return False
            place = found.end()
        return True


class Names:
    """Names that patterns are compared with."""

    def __init__(self, names: Iterable[str]) -> None:
        self._places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self._sorted = sorted(self._places)

    def too_many(self, entries: Iterable[str]) -> bool:
        """Whether matching all these entries takes more than ``MOST_SEARCHES``."""
        return sum(map(self._searches, entries)) > MOST_SEARCHES

    def matching(self, entry: str) -> list[str]:
        """The names that an entry stands for, in their own order: a pattern for several, a name for itself."""
        if not is_pattern(entry):
            return [entry] if entry in self._places else []
        pattern = Pattern(entry)
        return sorted(filter(pattern.matches, self._candidates(pattern)), key=self._places.__getitem__)

    def _searches(self, entry: str) -> int:
        """How many searches ``matching`` makes at most."""
        if not is_pattern(entry):
            return 1
        pattern = Pattern(entry)
        return len(self._candidates(pattern)) * (1 + len(pattern.middle))

    def _candidates(self, pattern: Pattern) -> list[str]:
        """The names that begin like the pattern."""
        start = pattern.start
        last = bisect_right(self._sorted, start, key=lambda name: name[: len(start)])
        return self._sorted[bisect_left(self._sorted, start) : last]
