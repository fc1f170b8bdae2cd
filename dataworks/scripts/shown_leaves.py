"""The leaves in which two JSON texts differ, as a plan shows them: without secrets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dataworks.redaction.connection_texts import CONNECTION_KEY, connection
from dataworks.redaction.keys import OF_ALL, kind_of
from dataworks.scripts.leaves import (
    ABSENT,
    IN_TEXT,
    MOST,
    Pair,
    Path,
    differing,
    pointers_at,
    read,
    single_leaves,
    written,
)
from dataworks.scripts.reading import fields
from dataworks.secrets import HIDDEN, masked, secret_values

MOST_CHARACTERS = 3_000_000
"""Characters of the ways to all leaves that are listed one by one."""


JDBC = "jdbc:"
"""What ``masked`` hides all of, since it reads no more than the beginning; a plan shows where a task connects to."""


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
    """All leaves in which two texts differ. A text that is not JSON is one leaf.

    A text in which both a secret and something else differ is there twice: without its secrets, and as a secret.
    """
    try:
        found = [*islice(differing(before, after), MOST + 1)]
        shown = _few(single_leaves(found)) or _few(found)
        if shown is None:
            return _whole(before, after)
        secrets = secret_values(before) | secret_values(after)
        return [leaf for pair in shown for leaf in _leaves_of(pair, secrets)]
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


def _leaves_of(pair: Pair, secrets: frozenset[object]) -> Iterator[Leaf]:
    leaf = _leaf(pair, secrets)
    yield leaf
    both = leaf.before is not None and leaf.after is not None and HIDDEN in leaf.before and HIDDEN in leaf.after
    if both and not leaf.secret and _hidden(pair.before, leaf.before) != _hidden(pair.after, leaf.after):
        yield replace(leaf, before=written(HIDDEN), after=written(HIDDEN))


def _hidden(value: object, shown: str | None) -> list[object]:
    """The parts of a text that are not shown of it; the whole value if they are not found."""
    text = value if isinstance(value, str) else ""
    pieces, parts, at = str(read(shown or "")).split(HIDDEN), list[object](), -1
    for number, piece in enumerate(pieces, 1):
        start = max(at, 0)
        found = text.find(piece, start) if number < len(pieces) else text.rfind(piece, start)
        if found < 0:
            return [value]
        parts += [] if at < 0 else [text[at:found]]
        at = found + len(piece)
    return parts


def _leaf(pair: Pair, secrets: frozenset[object]) -> Leaf:
    old = pair.was
    new = old if pair.old is pair.new else pair.path
    pointer, inside = pointers_at(old if pair.after is ABSENT else new)
    was = pointer if old is new or pair.after is ABSENT else pointers_at(old)[0]
    return Leaf(
        pointer,
        None if pair.before is ABSENT else _shown(pair.before, old, secrets),
        None if pair.after is ABSENT else _shown(pair.after, new, secrets),
        None if was == pointer or pair.before is ABSENT else was,
        inside,
    )


def _shown(value: object, path: Path, secrets: frozenset[object]) -> str:
    """A leaf without secrets; what is next to it can make it one, such as a name of a parameter next to its value."""
    is_known = isinstance(value, str | int) and value in secrets
    return written(HIDDEN) if is_known and not CONNECTION_KEY.search(_deciding(path)[0]) else masked_at(value, path)


def masked_at(value: object, path: Path) -> str:
    """A value as JSON text without secrets. Of all keys on the way to it, only the one that decides is read with it."""
    key, rest = _deciding(path)
    if IN_TEXT in rest:  # it is in a text that is a secret
        return written(HIDDEN)
    if isinstance(value, str) and (value.startswith(JDBC) if not key else CONNECTION_KEY.search(key)):
        shown = connection(value)
        if shown is not None:
            return written(masked(shown))
    if key:
        text = written({key: value})
        shown = masked(text)
        if shown != text:
            return written(next(iter(fields(read(shown)).values()), HIDDEN))  # several values are no JSON
    if isinstance(value, str):
        return written(masked(value))
    text = written(value)
    shown = masked(text)
    return text if shown == text else written(read(shown))


def _deciding(path: Path) -> tuple[str, Path]:
    """The key on a way that decides whether what is at its end is a secret, if one can, and the way from there.

    Behind a key of secrets all is one; else each key decides again, as each text does.
    """
    key = kind = ""
    for place, step in enumerate(path):
        if kind in OF_ALL or (kind == "name" and step is IN_TEXT):
            return key, path[place:]
        if isinstance(step, str):
            key, kind = step, kind_of(step)
        elif step is IN_TEXT:
            key = kind = ""
    return key if kind else "", ()
