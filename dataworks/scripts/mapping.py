"""What a generated script (type job, version 2.0) says about tables: from where, to where, with which columns.

The service's scripts are read defensively: the official sample of one is not even valid JSON.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast


@dataclass(frozen=True)
class TableMapping:
    """One table of a task: its names on both sides, its primary key, and its destination columns as ``name type``."""

    source: str
    destination: str
    primary_key: tuple[str, ...]
    columns: tuple[str, ...]


def table_mappings(script: str) -> list[TableMapping]:
    """The tables of a generated script, in its order; an empty list if it can't be read."""
    try:
        decoded: object = json.loads(script)
    except (ValueError, RecursionError):
        return []
    return [_mapping(rule) for rule in _rules(decoded)]


def _rules(script: object) -> Iterator[Mapping[str, Any]]:
    for step in _rows(script, "steps"):
        for source in _rows(_inner(step, "parameter", "tableMappingRule"), "datasource"):
            yield from _rows(source, "tableRule")


def _mapping(rule: Mapping[str, Any]) -> TableMapping:
    keys = _inner(rule, "primaryKeyInfo").get("column")
    columns = _rows(_inner(rule, "dstCreateTableInfo"), "dataColumn")
    return TableMapping(
        source=".".join(_words(rule.get("srcDbName"), rule.get("srcTable"))),
        destination=" ".join(_words(rule.get("dstTable"))),
        primary_key=_words(*cast("list[object]", keys)) if isinstance(keys, list) else (),
        columns=tuple(" ".join(_words(column.get("name"), column.get("type"))) for column in columns),
    )


def _words(*values: object) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str) and value)


def _inner(value: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        found = value.get(name)
        value = cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
    return value


def _rows(value: object, name: str) -> Iterator[Mapping[str, Any]]:
    found = cast("Mapping[str, object]", value).get(name) if isinstance(value, dict) else None
    for row in cast("list[object]", found) if isinstance(found, list) else []:
        if isinstance(row, dict):
            yield cast("Mapping[str, Any]", row)
