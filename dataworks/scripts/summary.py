"""What a task's script says in short: from which data sources, to which, and which tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.reading import decoded, inner, rows, texts, words


@dataclass(frozen=True)
class Summary:
    """A script in short; every name once, in the script's order.

    Attributes:
        sources: data sources that are read.
        destinations: data sources that are written to.
        tables: what is read, as ``db.table`` where the script names the database.
    """

    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    tables: tuple[str, ...]


def summary(script: str) -> Summary | None:
    """The script of a batch task, a real-time task or a solution in short; ``None`` if it has no steps."""
    steps = list(_steps(decoded(script)))
    if not steps:
        return None
    readers = [inner(step, "parameter") for step in steps if step.get("category") == "reader"]
    writers = [inner(step, "parameter") for step in steps if step.get("category") == "writer"]
    tables = (table for reader in readers for place in _places(reader) for table in _tables(place))
    return Summary(_sources(readers), _sources(writers), tuple(dict.fromkeys(tables)))


def _steps(script: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The steps, which lie deeper in a solution."""
    yield from rows(script, "steps")
    yield from rows(inner(script, "realtimeSyncConfig", "content"), "steps")


def _places(parameter: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Where a step names its data sources and tables: itself, or its connections."""
    yield parameter
    yield from rows(parameter, "connection")


def _sources(parameters: list[Mapping[str, Any]]) -> tuple[str, ...]:
    found = (name for step in parameters for place in _places(step) for name in words(place.get("datasource")))
    return tuple(dict.fromkeys(found))


def _tables(place: Mapping[str, Any]) -> Iterator[str]:
    yield from texts(place.get("table"))
    for database in rows(place, "selectedTables"):
        for group in rows(database, "schema"):
            for info in rows(group, "tableInfos"):
                yield ".".join(words(database.get("dbName"), info.get("table")))
