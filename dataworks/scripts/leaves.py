"""The leaves in which two JSON texts differ. A leaf is a value that holds no others; ``{}`` and ``[]`` are leaves too.

Types count: ``1``, ``1.0``, ``true`` and ``"1"`` differ, and so do ``{}``, ``[]``, ``null`` and nothing at all. Numbers
are compared exactly. The order of keys does not count, that of lists does: an item that moves is gone in one place and
new in another. JSON text in a value is compared by what it says, down to a few levels of text in text; where only its
spelling differs, it is the leaf.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from dataworks.json_size import DEEPEST
from dataworks.scripts.alignment import aligned
from dataworks.scripts.reading import fields, items

MOST = 10_000
"""Leaves that are listed one by one. If there are more, all of what is new or gone in one place is one entry; and if
there are too many of these, both texts are."""


STEP = 8
"""Characters that a step takes besides its key."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way to a value: its last step, and the way before it, which all that is in one value share.

    Attributes:
        step: its last step.
        start: the way before that; ``None`` where the way begins.
        texts: how many JSON texts the value is in.
        size: about how many characters it takes to write the way.
    """

    step: str | int | Missing = ""
    start: "Way | None" = None
    texts: int = 0
    size: int = 0

    def to(self, step: str | int | Missing) -> "Way":
        """The way that goes one step further; what is in a text is written with escapes, twice as long."""
        texts = self.texts + isinstance(step, Missing)
        length = STEP + (len(step) if isinstance(step, str) else 0)
        return Way(step, self, texts, self.size + (length << texts))

    def path(self) -> Path:
        """All its steps."""
        steps = list[str | int | Missing]()
        here = self
        while here.start is not None:
            steps.append(here.step)
            here = here.start
        return tuple(reversed(steps))


BEGIN = Way()


class Pair(NamedTuple):
    """Two values that belong together, each with the way to it; one of them may be ``ABSENT``."""

    before: object
    after: object
    old: Way = BEGIN
    new: Way = BEGIN

    @property
    def was(self) -> Path:
        """The path of the first."""
        return self.old.path()

    @property
    def path(self) -> Path:
        """The path of the second."""
        return self.new.path()

    def ways(self, old: str | int | Missing, new: str | int | Missing) -> tuple[Way, Way]:
        """The ways one step further; one way if they are the same."""
        first = self.old.to(old)
        return first, first if self.old is self.new and old == new else self.new.to(new)


def same(before: str, after: str) -> bool:
    """Whether two texts have the same JSON value; those that nest too deeply only if they are the same text."""
    try:
        return before == after or next(differing(before, after), None) is None
    except RecursionError:
        return False


def pointers(before: str, after: str) -> Iterator[str]:
    """The JSON pointers at which two texts differ: what is new or gone as a whole has one."""
    return map(place, differing(before, after))


def place(pair: Pair) -> str:
    """The JSON pointer of a pair: of the second value, or of the first one if that is gone."""
    return pointers_at(pair.was if pair.after is ABSENT else pair.path)[0]


def differing(before: str, after: str) -> Iterator[Pair]:
    """The pairs of values in which two texts differ: of two leaves, or of what has nothing to be compared with."""
    return _differing(Pair(read(before), read(after))) if before != after else iter(())


def _differing(whole: Pair) -> Iterator[Pair]:
    left = [iter([whole])]
    while left:
        pair = next(left[-1], None)
        if pair is None:
            left.pop()
        elif (inner := _inner(pair)) is not None:
            left.append(iter(inner))
        elif (texts := _in_texts(pair)) is not None:
            yield from texts
        elif not _equal(pair.before, pair.after):
            yield pair


def _inner(pair: Pair) -> Iterable[Pair] | None:
    """The pairs of values in two objects or two lists; ``None``: both are compared as they are."""
    before, after = pair.before, pair.after
    if not before or not after:
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        return _in_objects(pair, fields(before), fields(after))
    if isinstance(before, list) and isinstance(after, list):
        return _in_lists(pair, items(before), items(after))
    return None


def _in_objects(pair: Pair, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Pair]:
    for name in {**before, **after}:
        yield Pair(before.get(name, ABSENT), after.get(name, ABSENT), *pair.ways(name, name))


def _in_lists(pair: Pair, before: list[object], after: list[object]) -> Iterator[Pair]:
    for one, two in aligned(before, after):
        if one is not None and two is not None and _alike(before[one], after[two]):
            continue
        old = (ABSENT, two) if one is None else (before[one], one)
        new = (ABSENT, one) if two is None else (after[two], two)
        yield Pair(old[0], new[0], *pair.ways(old[1] or 0, new[1] or 0))


def _alike(before: object, after: object) -> bool:
    """Whether two values are surely the same: both comparisons are fast, and together they are strict."""
    return before == after and repr(before) == repr(after)


def _in_texts(pair: Pair) -> Iterator[Pair] | None:
    """The pairs in which two JSON texts differ; ``None``: both are compared as they are."""
    before, after = pair.before, pair.after
    if not isinstance(before, str) or not isinstance(after, str) or before == after or pair.new.texts == DEEPEST:
        return None
    if not (_may_hold_json(before) and _may_hold_json(after)):
        return None
    inner = Pair(read(before), read(after), *pair.ways(IN_TEXT, IN_TEXT))
    if isinstance(inner.before, str) or isinstance(inner.after, str):
        return None
    found = _differing(inner)
    first = next(found, None)
    return None if first is None else chain([first], found)


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
            yield from (Pair(value, ABSENT, way, way) for value, way in _leaves_in(pair.before, pair.old))
            yield from (Pair(ABSENT, value, way, way) for value, way in _leaves_in(pair.after, pair.new))


def _is_leaf(value: object) -> bool:
    return not isinstance(value, dict | list) or not value


def _leaves_in(value: object, way: Way) -> Iterator[tuple[object, Way]]:
    left = [iter([(value, way)])]
    while left:
        here = next(left[-1], None)
        if here is None:
            left.pop()
        elif not _is_leaf(here[0]):
            left.append(_children(*here))
        elif here[0] is not ABSENT:
            yield here


def _children(value: object, way: Way) -> Iterator[tuple[object, Way]]:
    children = fields(value).items() if isinstance(value, dict) else enumerate(items(value))
    return ((child, way.to(key)) for key, child in children)


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
