"""Lenient readers of scripts that somebody else wrote: unexpected values count as absent."""

from collections.abc import Iterator
from typing import Any, cast


def fields(value: Any) -> dict[str, Any]:
    """An object; an empty one for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list; an empty one for anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def text(value: Any) -> str:
    """A text; an empty one for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: Any) -> tuple[str, ...]:
    """The texts in a list, without empty ones; a text stands for itself."""
    return tuple(filter(None, map(text, items(value) or [value])))


def inner(value: Any, *names: str) -> dict[str, Any]:
    """The object at the end of a path of names."""
    for name in names:
        value = fields(value).get(name)
    return fields(value)


def rows(value: Any, name: str) -> Iterator[dict[str, Any]]:
    """The objects in the list of this name."""
    return (cast("dict[str, Any]", row) for row in items(fields(value).get(name)) if isinstance(row, dict))


def joined(by: str, *names: Any) -> str:
    """The names that are texts, joined: ``db.table``, or ``column type``."""
    return by.join(filter(None, map(text, names)))


def without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """An object without these names."""
    return {name: child for name, child in value.items() if name not in names}


def selected(connection: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any], Any]]:
    """The entries of ``selectedTables``, switched off and misshapen ones too: place, database, schema, and entry."""
    for one, database in enumerate(map(fields, items(connection.get("selectedTables")))):
        for two, schema in enumerate(map(fields, items(database.get("schema")))):
            for three, info in enumerate(items(schema.get("tableInfos"))):
                yield f"/selectedTables/{one}/schema/{two}/tableInfos/{three}", database.get("dbName"), schema, info
