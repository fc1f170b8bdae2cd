"""Which items of two lists belong together: those of one name, and between them those in the same order."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from dataworks.scripts.reading import fields

NAMING = (
    "category",
    "datasource",
    "srcDatasourceName",
    "dbName",
    "srcDbName",
    "srcTable",
    "table",
    "tableName",
    "name",
    "from",
    "to",
)
"""The keys that name an item: a step, a data source, a database, a table, a column, or a way between two steps."""

Places = tuple[int | None, int | None]
"""The positions of an item in both lists; ``None`` where it is not."""


def aligned(before: Sequence[object], after: Sequence[object]) -> Iterator[Places]:
    """Each item of both lists, with the one that it belongs to. Items that belong together are in the same order."""
    names, others = [*map(_name, before)], [*map(_name, after)]
    start = _alike(names, others)
    end = _alike(names[start:][::-1], others[start:][::-1])
    middle = _anchors(names[start : len(names) - end], others[start : len(others) - end])
    tail = zip(range(len(names) - end, len(names)), range(len(others) - end, len(others)), strict=True)
    fixed = [*zip(range(start), range(start), strict=True), *((start + one, start + two) for one, two in middle), *tail]
    ends = [(-1, -1), *fixed, (len(names), len(others))]
    for (one, two), (next_one, next_two) in pairwise(ends):
        yield from zip_longest(range(one + 1, next_one), range(two + 1, next_two))
        if next_one < len(names):
            yield next_one, next_two


def _name(item: object) -> object:
    """What an item is called, or a plain value itself; ``None`` if it has no name."""
    if isinstance(item, dict):
        named = fields(item)
        return tuple((key, named[key]) for key in NAMING if isinstance(named.get(key), str)) or None
    return None if item is None or isinstance(item, list) else (type(item), str(item))


def _alike(names: Sequence[object], others: Sequence[object]) -> int:
    """How many names both begin with."""
    for place, (one, two) in enumerate(zip(names, others, strict=False)):
        if one is None or one != two:
            return place
    return min(len(names), len(others))


def _anchors(names: Sequence[object], others: Sequence[object]) -> list[tuple[int, int]]:
    """The longest run of names that occur once in both and are in the same order, as positions."""
    times, others_times = Counter(names), Counter(others)
    places = {name: place for place, name in enumerate(others) if name is not None and others_times[name] == 1}
    common = [(one, places[name]) for one, name in enumerate(names) if name in places and times[name] == 1]
    ends, rows, previous = list[int](), list[int](), list[int]()
    for row, (_, two) in enumerate(common):
        length = bisect_left(ends, two)
        previous.append(rows[length - 1] if length else -1)
        ends[length : length + 1], rows[length : length + 1] = [two], [row]
    found, row = list[tuple[int, int]](), rows[-1] if rows else -1
    while row >= 0:
        found.append(common[row])
        row = previous[row]
    return found[::-1]
