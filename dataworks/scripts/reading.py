"""Reading a script that somebody else wrote: what is not as expected is as if it were not there."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast


def decoded(script: str) -> Mapping[str, Any]:
    """The object in a JSON text; an empty one if there is none."""
    try:
        value: object = json.loads(script)
    except (ValueError, RecursionError):
        return {}
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def words(*values: object) -> tuple[str, ...]:
    """Those values that are texts, and not empty."""
    return tuple(value for value in values if isinstance(value, str) and value)


def texts(value: object) -> tuple[str, ...]:
    """The texts in a list; a text stands for itself."""
    return words(*cast("list[object]", value)) if isinstance(value, list) else words(value)


def inner(value: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object that a path of names leads to."""
    for name in names:
        found = value.get(name)
        value = cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
    return value


def rows(value: object, name: str) -> Iterator[Mapping[str, Any]]:
    """The objects in the list of this name."""
    found = cast("Mapping[str, object]", value).get(name) if isinstance(value, dict) else None
    for row in cast("list[object]", found) if isinstance(found, list) else []:
        if isinstance(row, dict):
            yield cast("Mapping[str, Any]", row)
