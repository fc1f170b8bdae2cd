"""What a generated script (type job, version 2.0) says about tables: from where, to where, with which columns.

The service's scripts are read defensively: the official sample of one is not even valid JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.reading import decoded, inner, rows, texts, words


@dataclass(frozen=True)
class TableMapping:
    """One table of a task: its names on both sides, its primary key, and its destination columns as ``name type``."""

    source: str
    destination: str
    primary_key: tuple[str, ...]
    columns: tuple[str, ...]


def table_mappings(script: str) -> list[TableMapping]:
    """The tables of a generated script, in its order; an empty list if it can't be read."""
    return [mapping_of(rule) for rule in _rules(decoded(script))]


def _rules(script: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for step in rows(script, "steps"):
        for source in rows(inner(step, "parameter", "tableMappingRule"), "datasource"):
            yield from rows(source, "tableRule")


def mapping_of(rule: Mapping[str, Any]) -> TableMapping:
    """What a script says about one table."""
    columns = rows(inner(rule, "dstCreateTableInfo"), "dataColumn")
    return TableMapping(
        source=".".join(words(rule.get("srcDbName"), rule.get("srcTable"))),
        destination=" ".join(words(rule.get("dstTable"))),
        primary_key=texts(inner(rule, "primaryKeyInfo").get("column")),
        columns=tuple(" ".join(words(column.get("name"), column.get("type"))) for column in columns),
    )
