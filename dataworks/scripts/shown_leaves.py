"""The leaves in which two JSON texts differ, as a plan shows them: without secrets."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from dataworks.scripts.leaves import (
    ABSENT,
    MOST,
    Missing,
    Pair,
    Path,
    differing,
    pointers_at,
    read,
    single_leaves,
    written,
)
from dataworks.scripts.reading import fields, items
from dataworks.secrets import HIDDEN, masked, secret_values

MOST_CHARACTERS = 4_000_000
"""Characters of the ways to all leaves that are listed one by one."""


@dataclass(frozen=True)
class Leaf:
    """A leaf that differs. Its values are JSON text without secrets; ``None`` where there is no value.

    Attributes:
        pointer: its JSON pointer (RFC 6901); if it is gone, the one that it had.
        was: the one that it had, if that is another: items before it in a list came or went.
        inside: where it is in the JSON text that is at ``pointer``.
    """

    pointer: str
    before: str | None
    after: str | None
    was: str | None = None
    inside: str | None = None

    @property
    def secret(self) -> bool:
        """Whether it differs only in what is masked."""
        return self.before == self.after


def leaves(before: str, after: str) -> list[Leaf]:
    """All leaves in which two texts differ. A text that is not JSON is one leaf."""
    try:
        found = [*islice(differing(before, after), MOST + 1)]
        shown = _few(single_leaves(found)) or _few(found)
        if shown is None:
            return _whole(before, after)
        secrets = secret_values(before) | secret_values(after)
        return [_leaf(pair, secrets) for pair in shown]
    except RecursionError:
        return _whole(before, after)


def _few(pairs: Iterable[Pair]) -> list[Pair] | None:
    """The pairs; ``None`` if they are too many to list, or the ways to them too long."""
    found, size = list[Pair](), 0
    for pair in pairs:
        size += max(pair.old.size, pair.new.size)
        if len(found) == MOST or size > MOST_CHARACTERS:
            return None
        found.append(pair)
    return found


def _whole(before: str, after: str) -> list[Leaf]:
    """Both texts as they are: one entry holds all differences."""
    return [Leaf("", masked(before), masked(after))]


def _leaf(pair: Pair, secrets: frozenset[object]) -> Leaf:
    pointer, inside = pointers_at(pair.was if pair.after is ABSENT else pair.path)
    was, _ = pointers_at(pair.was)
    return Leaf(
        pointer,
        None if pair.before is ABSENT else _shown(pair.before, pair.was, secrets),
        None if pair.after is ABSENT else _shown(pair.after, pair.path, secrets),
        None if was == pointer or pair.before is ABSENT else was,
        inside,
    )


def _shown(value: object, path: Path, secrets: frozenset[object]) -> str:
    """A leaf without secrets; what is next to it can make it one, such as a name of a parameter next to its value."""
    return written(HIDDEN) if isinstance(value, str | int) and value in secrets else masked_at(value, path)


def masked_at(value: object, path: Path) -> str:
    """A value as JSON text without secrets; they are looked for with all keys on the way to it."""
    if isinstance(value, str) and not path:
        return written(masked(value))
    whole: object = value
    for step in reversed(path):
        whole = _held(whole, step)
    text = written(whole)
    shown = masked(text)
    value = value if shown == text else _end(read(shown), path)
    return written(masked(value) if isinstance(value, str) and shown == text else value)


def _held(value: object, step: str | int | Missing) -> object:
    """What holds a value as the only one, behind a step."""
    if isinstance(step, Missing):
        return written(value)
    return {step: value} if isinstance(step, str) else [value]


def _end(value: object, path: Path) -> object:
    """The value at the end of a way; a mask in its middle stands for all that is behind it."""
    for step in path:
        if isinstance(value, str):
            value = read(value)
        if not isinstance(step, Missing) and not isinstance(value, str):
            value = next(iter(fields(value).values())) if isinstance(step, str) else items(value)[0]
    return value
