"""Changing the tables of a real-time task: which it reads, what asks for others, and what else a change would change.

A generated script is taken apart into what belongs to one table and the rest, so that a change of tables shows as
that and as nothing else, in whatever order the service lists them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.reading import decoded, inner, rows, texts, words
from dataworks.scripts.realtime_script import selection

Table = tuple[str, str]
"""A data source, and a table of it as ``db.table``."""

SHOWN = 10
"""How many other differences are named; the rest are counted."""


@dataclass(frozen=True)
class Difference:
    """What a new script changes: tables, and in words whatever else."""

    added: tuple[Table, ...]
    removed: tuple[Table, ...]
    others: tuple[str, ...]


def tables_by_source(script: str) -> dict[str, tuple[str, ...]]:
    """The tables that a generated script reads, as ``db.table``, by data source."""
    found: dict[str, list[str]] = {}
    for connection in connections(decoded(script)):
        tables = [name for name, _ in read_tables(connection)]
        found.setdefault(" ".join(words(connection.get("datasource"))), []).extend(tables)
    return {source: tuple(dict.fromkeys(tables)) for source, tables in found.items()}


def change_script(wanted: Mapping[str, Sequence[str]]) -> str:
    """The script that asks for exactly these tables, by data source: everything else stays as it is."""
    connection = [{"datasource": source, **selection(tables)} for source, tables in wanted.items() if tables]
    reader = {"name": "Reader", "category": "reader", "parameter": {"connection": connection}}
    return json.dumps({"steps": [reader]}, ensure_ascii=False, separators=(",", ":"))


def change(present: str, wanted: str) -> Difference:
    """What the wanted script changes about the present one."""
    before, after = _parts(decoded(present)), _parts(decoded(wanted))
    added = [key for key in after.tables if key not in before.tables]
    removed = [key for key in before.tables if key not in after.tables]
    kept = [(f"table {table} of {source}", (source, table)) for source, table in before.tables]
    others = [
        *(name for name, key in kept if key in after.tables and before.tables[key] != after.tables[key]),
        *_rest_differences(before, after),
    ]
    more = (f"and {len(others) - SHOWN} more",) if len(others) > SHOWN else ()
    return Difference(tuple(added), tuple(removed), (*others[:SHOWN], *more))


@dataclass(frozen=True)
class _Parts:
    """A script taken apart: what it says of each table, of each data source, and all the rest."""

    tables: dict[Table, list[object]]
    sources: dict[str, list[object]]
    rest: dict[str, object]


def _parts(script: Mapping[str, Any]) -> _Parts:
    tables: dict[Table, list[object]] = {}
    sources: dict[str, list[object]] = {}
    for connection in connections(script):
        source = " ".join(words(connection.get("datasource")))
        sources.setdefault(source, []).append(without(connection, "selectedTables", "table"))
        for name, info in read_tables(connection):
            tables.setdefault((source, name), []).append(info)
    for rules in rule_groups(script):
        source = " ".join(words(rules.get("srcDatasourceName")))
        sources.setdefault(source, []).append(without(rules, "tableRule"))
        for rule in rows(rules, "tableRule"):
            name = ".".join(words(rule.get("srcDbName"), rule.get("srcTable")))
            tables.setdefault((source, name), []).append(rule)
    return _Parts(tables, sources, {**script, "steps": [_bare(step) for step in rows(script, "steps")]})


def _rest_differences(before: _Parts, after: _Parts) -> Iterator[str]:
    """What differs besides tables. A data source whose tables all came or went did so with them."""
    for source in before.sources.keys() & after.sources.keys():
        if before.sources[source] != after.sources[source]:
            yield f"data source {source}"
    names = sorted(before.rest.keys() | after.rest.keys())
    yield from (f"/{name}" for name in names if before.rest.get(name) != after.rest.get(name))


def _bare(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step without what belongs to tables and data sources."""
    parameter = without(inner(step, "parameter"), "connection")
    mapping = without(inner(parameter, "tableMappingRule"), "datasource", "totalTableMapping")
    return {**step, "parameter": {**parameter, "tableMappingRule": mapping}}


def without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """An object without these names."""
    return {name: child for name, child in value.items() if name not in names}


def connections(script: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What its readers read, by data source."""
    for step in rows(script, "steps"):
        if step.get("category") == "reader":
            yield from rows(inner(step, "parameter"), "connection")


def rule_groups(script: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Where its tables go, by data source."""
    for step in rows(script, "steps"):
        yield from rows(inner(step, "parameter", "tableMappingRule"), "datasource")


def read_tables(connection: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Each table that a connection reads, with what it says of it."""
    yield from ((table, None) for table in texts(connection.get("table")))
    for database in rows(connection, "selectedTables"):
        for schema in rows(database, "schema"):
            for info in rows(schema, "tableInfos"):
                yield ".".join(words(database.get("dbName"), info.get("table"))), [without(schema, "tableInfos"), info]
