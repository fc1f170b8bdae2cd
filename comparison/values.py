"""Values in answers, by their paths: ``Data.Files[].FileId``, and what can be said about several of them.

A path goes through objects by name, through all items of a list by ``[]``, one of them by ``[0]`` or those with a value
by ``[FileName=orders]``, and through texts that are JSON. Around a path there may be a function: ``count(...)`` of the
items of a list, ``order(...)`` of values, ``step(...)`` between neighbouring numbers, ``distinct(...)`` values in
alphabetical order.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

FUNCTION = re.compile(r"(?P<name>[a-z]+)\((?P<path>[^()]+)\)")
PART = re.compile(r"(?P<name>[^.\[\]]+)|\[(?:(?P<field>\w+)=(?P<value>[^\]]*)|(?P<index>\d*))\]")


def values_at(value: object, path: str) -> list[Any]:
    """Return the values at a path, without ``null``."""
    found = [value]
    for part in PART.finditer(path):
        found = [child for each in found for child in _children(each, part)]
    return [each for each in found if each is not None]


def objects_at(value: object, path: str) -> list[Mapping[str, Any]]:
    """Return the objects at a path."""
    return [cast("Mapping[str, Any]", each) for each in values_at(value, path) if isinstance(each, dict)]


def measured(value: object, expression: str, normal: Callable[[Any], Any]) -> list[Any]:
    """Return what is to be compared, each value in its normal form; empty: the answer does not show it."""
    function = FUNCTION.fullmatch(expression)
    if function is None:
        return list(map(normal, values_at(value, expression)))
    return FUNCTIONS[function["name"]](values_at(value, function["path"]), normal)


def is_expression(expression: str) -> bool:
    """Return whether a path or function of a case can be read."""
    function = FUNCTION.fullmatch(expression)
    path = function["path"] if function else expression
    rest = PART.sub("", path).replace(".", "")
    return not rest and (function is None or function["name"] in FUNCTIONS)


def json_in(value: object) -> object:
    """Return the object or list that a text holds as JSON; any other value as it is."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _children(value: object, part: re.Match[str]) -> Sequence[Any]:
    inner: object = json_in(value)
    if part["name"] is not None:
        fields = cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}
        return [fields[part["name"]]] if part["name"] in fields else []
    items = _items(inner) or []
    if part["field"] is not None:
        return [each for each in objects_at(items, "[]") if str(each.get(part["field"])) == part["value"]]
    return items if part["index"] == "" else items[int(part["index"]) : int(part["index"]) + 1]


def _items(value: object) -> list[Any] | None:
    """Return a list, also one that is JSON text; ``None``: it is none."""
    inner = json_in(value)
    return cast("list[object]", inner) if isinstance(inner, list) else None


def _count(values: list[Any], _: Callable[[Any], Any]) -> list[Any]:
    return [len(found) for found in map(_items, values) if found is not None]


def _order(values: list[Any], _: Callable[[Any], Any]) -> list[Any]:
    """Which way the values go; numbers may be text."""
    numeric = all(str(each).lstrip("-").isdigit() for each in values)
    keys = [int(each) if numeric else str(each) for each in values]
    if len(set(keys)) < 2:
        return []
    if keys == sorted(keys):
        return ["ascending"]
    return ["descending" if keys == sorted(keys, reverse=True) else "in no order"]


def _step(values: list[Any], _: Callable[[Any], Any]) -> list[Any]:
    numbers = [each for each in values if isinstance(each, int | float)]
    steps = Counter(after - before for before, after in pairwise(numbers))
    return [steps.most_common(1)[0][0]] if steps else []


def _distinct(values: list[Any], normal: Callable[[Any], Any]) -> list[Any]:
    return sorted({json.dumps(normal(each), ensure_ascii=False) for each in values})


FUNCTIONS: Mapping[str, Callable[[list[Any], Callable[[Any], Any]], list[Any]]] = {
    "count": _count,
    "order": _order,
    "step": _step,
    "distinct": _distinct,
}
