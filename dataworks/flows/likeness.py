"""What exists instead of a name that was given, the most similar first."""

from collections.abc import Mapping
from difflib import SequenceMatcher

from dataworks.errors import ListedKind, Seen
from dataworks.folder_paths import place_of
from dataworks.quoting import named as quoted
from dataworks.scripts.spelling import CLOSE

SHOWN = 20
"""Values that are reported."""


def seen_values(kind: ListedKind, names: Mapping[str, str], asked: str, *, whole: bool = True) -> Seen:
    """The values, the most similar first: by the value, or by its display name."""

    def distance(value: str) -> float:
        words = ((asked, value), (asked, names[value]), (place_of(asked), place_of(value)))
        return -max(likeness(one, other) for one, other in words)

    values = sorted(names, key=distance)[:SHOWN]
    close = values[:1] if values and -distance(values[0]) >= CLOSE else []
    meant = next(map(quoted, close), None)
    return Seen(kind, tuple(map(quoted, values)), whole and len(values) == len(names), meant=meant)


def likeness(asked: str, word: str) -> float:
    """How similar two names are, from 0 to 1."""
    return SequenceMatcher(None, asked[:200].lower(), word[:200].lower()).ratio()
