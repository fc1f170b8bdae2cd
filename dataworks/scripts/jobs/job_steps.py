"""A job in the form that scripts have: a reader and a writer, with the tables that they read and write.

So everything that takes a definition takes a job too. Where a table goes follows from the rules that rename; a table
without such a rule keeps its name (inferred), and a mapping by pattern has one row, whose names are patterns too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dataworks.scripts.jobs.enumerations import (
    DATABASE,
    DESTINATIONS,
    EXACT,
    EXCLUDE,
    INCLUDE,
    RENAME_VARIABLES,
    SCHEMA,
    SOURCES,
    TABLE,
)
from dataworks.scripts.jobs.patterns import pattern_of
from dataworks.scripts.jobs.specification import Rule, Selection, Specification, is_job, normalised
from dataworks.scripts.reading import joined, text, texts

VARIABLE = re.compile(r"\$\{(\w+)\}")
SOURCE_KEY = "source"
"""The type of a key that is the source's, which is the default of a job."""

REPLACED = ("Rename", "DefinePrimaryKey")
"""Actions whose effect a row shows by itself."""


class Source(NamedTuple):
    """A table that a job reads, or a pattern of tables; ``enabled``: it is selected, not left out."""

    data_source: str
    database: str
    table: str
    enabled: bool = True


def job_steps(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a job; none of anything else."""
    if not is_job(content):
        return
    job = Specification(normalised(content))
    connection = [_connection(job, name, rows) for name, rows in _by_source(job).items()]
    yield _step("reader", SOURCES.get(job.source_type, job.source_type), {"connection": connection})
    rules = [
        {"srcDatasourceName": name, "tableRule": [_table_rule(job, *row) for row in rows if row[0].enabled]}
        for name, rows in _by_source(job).items()
    ]
    for name in job.destinations or ("",):
        parameter = {"datasource": name, "tableMappingRule": {"datasource": rules}}
        yield _step("writer", DESTINATIONS.get(job.destination_type, job.destination_type), parameter)


def sources(job: Specification) -> Iterator[tuple[Source, Selection]]:
    """The tables that a job selects, and those that it leaves out, each with its mapping."""
    for mapping in job.mappings:
        for data_source in job.sources_of(mapping):
            for database in _names(mapping, DATABASE) or [""]:
                for table in _names(mapping, TABLE):
                    yield Source(data_source, database, table), mapping
                for table in _names(mapping, TABLE, EXCLUDE):
                    yield Source(data_source, database, table, enabled=False), mapping


def destination_of(job: Specification, source: Source, mapping: Selection) -> str:
    """The table or topic that a table goes to, with its schema or database where a rule gives one."""
    renames = {rule.key.target: text(rule.expression.get("expression")) for rule in renaming(job, mapping)}
    table = renames.get(TABLE) or source.table.rpartition(".")[2]
    return joined(
        ".", *(expanded(each, source) for each in (renames.get(DATABASE), renames.get(SCHEMA), table) if each)
    )


def renaming(job: Specification, mapping: Selection) -> Iterator[Rule]:
    """The rules of a mapping that rename."""
    return (rule for rule in job.rules_of(mapping) if rule.key.action == "Rename")


def expanded(expression: str, source: Source) -> str:
    """An expression with the names of a table in the place of its variables."""
    values: dict[str, str] = dict(zip(RENAME_VARIABLES, source[:3], strict=True))
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), expression)


def _by_source(job: Specification) -> dict[str, list[tuple[Source, Selection]]]:
    found: dict[str, list[tuple[Source, Selection]]] = {name: [] for name in job.sources}
    for source, mapping in sources(job):
        found.setdefault(source.data_source, []).append((source, mapping))
    return found


def _names(mapping: Selection, object_type: str, action: str = INCLUDE) -> list[str]:
    """The names or patterns of the objects of a type; a table's name is preceded by that of its schema."""
    found = [
        each.expression if each.expression_type == EXACT else pattern_of(each.expression)
        for each in mapping.of(object_type, action)
    ]
    schemas = _names(mapping, SCHEMA) if object_type == TABLE else []
    return [joined(".", schema, name) for schema in schemas for name in found] if schemas else found


def _connection(job: Specification, name: str, rows: list[tuple[Source, Selection]]) -> dict[str, Any]:
    databases = dict[str, list[dict[str, Any]]]()
    for source, _ in rows:
        table = {"table": source.table} if source.enabled else {"table": source.table, "enable": False}
        databases.setdefault(source.database, []).append(table)
    selected = [{"dbName": database, "schema": [{"tableInfos": tables}]} for database, tables in databases.items()]
    kind = SOURCES.get(job.source_type, job.source_type)
    return {"datasourceType": kind, "datasource": name, "selectedTables": selected}


def _table_rule(job: Specification, source: Source, mapping: Selection) -> dict[str, Any]:
    rules = [*job.rules_of(mapping)]
    keys = [texts(rule.expression.get("columns")) for rule in rules if rule.key.action == "DefinePrimaryKey"]
    others = {rule.key.action: rule.expression for rule in rules if rule.key.action not in REPLACED}
    names = {"srcDbName": source.database, "srcTable": source.table, "dstTable": destination_of(job, source, mapping)}
    key = {"column": [*keys[0]]} if keys else {"type": SOURCE_KEY}
    return {**names, "primaryKeyInfo": key, **others}


def _step(category: str, step_type: str, parameter: dict[str, Any]) -> dict[str, Any]:
    return {"stepType": step_type, "name": category.capitalize(), "category": category, "parameter": parameter}
