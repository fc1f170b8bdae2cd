"""Lenient readers of scripts that somebody else wrote: unexpected values count as absent."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast


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
    return (fields(row) for row in items(fields(value).get(name)) if isinstance(row, dict))


def joined(by: str, *names: Any) -> str:
    """The names that are texts, joined: ``db.table``, or ``column type``."""
    return by.join(filter(None, map(text, names)))


def without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """An object without these names."""
    return {name: child for name, child in value.items() if name not in names}


class Selected(NamedTuple):
    """An entry of a connection's ``selectedTables``: its place below the connection, and where it is listed."""

    pointer: str
    database: Any
    schema: dict[str, Any]
    info: Any


def selected(connection: dict[str, Any]) -> Iterator[Selected]:
    """The entries of ``selectedTables``, those of tables that are switched off and misshapen ones included."""
    for one, database in enumerate(map(fields, items(connection.get("selectedTables")))):
        for two, schema in enumerate(map(fields, items(database.get("schema")))):
            for three, info in enumerate(items(schema.get("tableInfos"))):
                place = f"/selectedTables/{one}/schema/{two}/tableInfos/{three}"
                yield Selected(place, database.get("dbName"), schema, info)
