"""The leaves in which two JSON texts differ. A leaf is a value that holds no others; ``{}`` and ``[]`` are leaves too.

Types count: ``1``, ``1.0``, ``true`` and ``"1"`` differ, and so do ``{}``, ``[]``, ``null`` and nothing at all. Numbers
are compared exactly. The order of keys does not count, that of lists does: an item that moves is gone in one place and
new in another. JSON text in a value is compared by what it says; where only its spelling differs, it is the leaf.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from dataworks.scripts.alignment import aligned
from dataworks.scripts.reading import fields, items

MOST = 10_000
"""Leaves that are listed one by one. If there are more, all of what is new or gone in one place is one entry; and if
there are too many of these, both texts are."""


class Missing:
    """The type of ``ABSENT``."""


ABSENT = Missing()
"""The value of what is not there."""

IN_TEXT = Missing()
"""A step on the way to a value: into the JSON text that a value is."""

Path = tuple[str | int | Missing, ...]
"""The way to a value: keys, positions, and steps into JSON text."""


@dataclass(frozen=True)
class Repeated:
    """The values of a key that an object has several times. The last one counts, as in the service (assumed)."""

    values: tuple[object, ...]


class Pair(NamedTuple):
    """Two values that belong together, each with the way to it; one of them may be ``ABSENT``."""

    before: object
    after: object
    was: Path = ()
    path: Path = ()


def same(before: str, after: str) -> bool:
    """Whether two texts have the same JSON value; those that nest too deeply only if they are the same text."""
    try:
        return before == after or next(differing(before, after), None) is None
    except RecursionError:
        return False


def pointers(before: str, after: str) -> Iterator[str]:
    """The JSON pointers at which two texts differ: what is new or gone as a whole has one."""
    return (pointers_at(pair.was if pair.after is ABSENT else pair.path)[0] for pair in differing(before, after))


def differing(before: str, after: str) -> Iterator[Pair]:
    """The pairs of values in which two texts differ: of two leaves, or of what has nothing to be compared with."""
    return _differing(Pair(read(before), read(after))) if before != after else iter(())


def _differing(whole: Pair) -> Iterator[Pair]:
    left = [whole]
    while left:
        pair = left.pop()
        inner = _inner(pair)
        if inner is not None:
            left += reversed([*inner])
        elif not _equal(pair.before, pair.after):
            yield pair


def _inner(pair: Pair) -> Iterable[Pair] | None:
    """The pairs of values in two objects, two lists or two JSON texts; ``None``: both are compared as they are."""
    before, after = pair.before, pair.after
    if not before or not after:
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        return _in_objects(pair, fields(before), fields(after))
    if isinstance(before, list) and isinstance(after, list):
        return _in_lists(pair, items(before), items(after))
    return _in_texts(pair, before, after) if isinstance(before, str) and isinstance(after, str) else None


def _in_objects(pair: Pair, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Pair]:
    for name in {**before, **after}:
        yield Pair(before.get(name, ABSENT), after.get(name, ABSENT), (*pair.was, name), (*pair.path, name))


def _in_lists(pair: Pair, before: list[object], after: list[object]) -> Iterator[Pair]:
    for one, two in aligned(before, after):
        if one is not None and two is not None and _alike(before[one], after[two]):
            continue
        old = (ABSENT, two) if one is None else (before[one], one)
        new = (ABSENT, one) if two is None else (after[two], two)
        yield Pair(old[0], new[0], (*pair.was, old[1] or 0), (*pair.path, new[1] or 0))


def _alike(before: object, after: object) -> bool:
    """Whether two values are surely the same: both comparisons are fast, and together they are strict."""
    return before == after and repr(before) == repr(after)


def _in_texts(pair: Pair, before: str, after: str) -> list[Pair] | None:
    if before == after or not (_may_hold_json(before) and _may_hold_json(after)):
        return None
    inner = Pair(read(before), read(after), (*pair.was, IN_TEXT), (*pair.path, IN_TEXT))
    hold = not isinstance(inner.before, str) and not isinstance(inner.after, str)
    return [inner] if hold and next(_differing(inner), None) else None


def _may_hold_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _equal(before: object, after: object) -> bool:
    """Whether two leaves are the same; other values are not, unless they are the same thing."""
    if type(before) is not type(after):
        return False
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        return str(before) == str(after) or (before == after and before.is_signed() == after.is_signed())
    if isinstance(before, Repeated) and isinstance(after, Repeated):
        return written(before) == written(after)
    return before == after


def single_leaves(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The leaves in pairs of values that are not both leaves."""
    for pair in pairs:
        if _is_leaf(pair.before) and _is_leaf(pair.after):
            yield pair
        else:
            yield from (Pair(value, ABSENT, path, path) for value, path in _leaves_in(pair.before, pair.was))
            yield from (Pair(ABSENT, value, path, path) for value, path in _leaves_in(pair.after, pair.path))


def _is_leaf(value: object) -> bool:
    return not isinstance(value, dict | list) or not value


def _leaves_in(value: object, path: Path) -> Iterator[tuple[object, Path]]:
    left = [(value, path)]
    while left:
        here, way = left.pop()
        if _is_leaf(here):
            yield from () if here is ABSENT else [(here, way)]
            continue
        children = fields(here).items() if isinstance(here, dict) else enumerate(items(here))
        left += reversed([(child, (*way, key)) for key, child in children])


def pointers_at(path: Path) -> tuple[str, str | None]:
    """The JSON pointer of a value, and that in the JSON text which is there."""
    border = path.index(IN_TEXT) if IN_TEXT in path else len(path)
    outer, inner = ("".join(map(_token, part)) for part in (path[:border], path[border:]))
    return outer, inner if border < len(path) else None


def _token(step: str | int | Missing) -> str:
    return "" if isinstance(step, Missing) else "/" + str(step).replace("~", "~0").replace("/", "~1")


def read(text: str) -> object:
    """The JSON value of a text; the text itself where it has none."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, ArithmeticError):
        return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    values: dict[str, list[object]] = {}
    for name, child in pairs:
        values.setdefault(name, []).append(child)
    return {name: each[0] if len(each) == 1 else Repeated(tuple(each)) for name, each in values.items()}


def written(value: object) -> str:
    """A value as the shortest JSON text; several values of one key one after the other."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except TypeError:  # it has exact numbers, which the library does not write
        return _written(value)


def _written(value: object) -> str:
    match value:
        case dict():
            return f"{{{','.join(f'{written(name)}:{_written(child)}' for name, child in fields(value).items())}}}"
        case list():
            return f"[{','.join(map(_written, items(value)))}]"
        case Repeated(values):
            return " and ".join(map(_written, values))
        case Decimal():
            return str(value)
        case _:
            return written(value)
