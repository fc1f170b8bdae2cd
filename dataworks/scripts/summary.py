"""What a task's script says in short: from which data sources, to which, and which tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.reading import decoded, inner, rows, texts, words


@dataclass(frozen=True)
class Summary:
    """A script in short; everything once, in the script's order.

    Attributes:
        sources: data sources that are read.
        destinations: data sources that are written to.
        tables: what is read, as ``db.table`` where the script names the database. One that is read from several
            sources comes once for each, with its source behind it.
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
    return Summary(_sources(readers), _sources(writers), _told_apart(dict.fromkeys(_read(readers))))


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


def _read(readers: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each table that is read, behind its data source, which the step may name for all its connections."""
    for reader in readers:
        for place in _places(reader):
            source = place.get("datasource") or reader.get("datasource")
            yield from ((", ".join(texts(source)), table) for table in _tables(place))


def _told_apart(tables: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    named = list(tables)
    times = Counter(table for _, table in named)
    return tuple(f"{table} ({source or '?'})" if times[table] > 1 else table for source, table in named)


def _tables(place: Mapping[str, Any]) -> Iterator[str]:
    yield from texts(place.get("table"))
    for database in rows(place, "selectedTables"):
        for group in rows(database, "schema"):
            for info in rows(group, "tableInfos"):
                yield ".".join(words(database.get("dbName"), info.get("table")))
