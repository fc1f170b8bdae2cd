"""The generation of a real-time script: from the requested tables to their mapping onto a destination.

The result has the structure of the official sample (facts of the API, section 3.3).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from emulator.failures import UNREACHABLE, Malformed, WorkFailed, invalid
from emulator.generation.column_types import destination_type
from emulator.generation.destinations import Sink, Target, sink_for
from emulator.generation.script_reader import (
    ChangeParam,
    Connection,
    Extend,
    GeneratedJob,
    GenerationParam,
    WriterParameter,
    decoded,
    read,
)
from emulator.world.state import Column, DataSource, Table, Workspace, World

Script = dict[str, Any]


class SourceTable(NamedTuple):
    """A table of a data source."""

    database: str
    name: str
    table: Table


@dataclass(frozen=True)
class Source:
    """A data source and the tables to read from it."""

    data_source: DataSource
    tables: tuple[SourceTable, ...]


@dataclass(frozen=True)
class Plan:
    """The contents of a script to generate.

    ``kept`` holds the rules of tables that are already in the mapping, by data source, database and table; ``rest``
    what else the current script has, apart from its steps.
    """

    sources: tuple[Source, ...]
    sink: Sink
    destination: str
    extend: Extend
    kept: dict[tuple[str, str, str], Script] = field(default_factory=dict[tuple[str, str, str], Script])
    rest: Script = field(default_factory=dict[str, Any])


def plan_creation(world: World, workspace: Workspace, text: str) -> Plan:
    """Read TaskParam of a new task, and find the data sources, tables and resource groups that it names."""
    param = read(GenerationParam, _valid_unicode(text))
    setting = param.setting
    writer = param.only("writer")
    sink = sink_for(writer.step_type, setting.task_type)
    if param.only("reader").step_type != "mysql":
        raise Malformed
    group = world.sync_group(setting.resource_group)
    if setting.schedule_resgroup_id is not None:
        world.schedule_group(setting.schedule_resgroup_id)
    sources = tuple(_source(workspace, connection) for connection in param.connections())
    destination = workspace.data_source(read(WriterParameter, writer.parameter).datasource, sink.step_type).name
    extend = {"mode": sink.mode, "resourceGroup": str(group.id), "name": setting.name or destination}
    return Plan(sources, sink, destination, Extend.model_validate(extend))


def plan_update(workspace: Workspace, current: GeneratedJob, text: str) -> Plan:
    """Read TaskParam of a task to change: its reader lists all tables to read, everything else stays the same.

    That the list is the full set, not a difference, is assumed; so is that kept tables keep their rule.
    """
    writer = current.writer_parameter()
    names = [connection.datasource for connection in current.connections()]
    connections = read(ChangeParam, _valid_unicode(text)).connections()
    sources = tuple(_source(workspace, connection, names) for connection in connections)
    kept = {
        (source.src_datasource_name, rule.src_db_name, rule.src_table): rule.model_dump(by_alias=True)
        for source in writer.table_mapping_rule.datasource
        for rule in source.table_rule
    }
    return Plan(sources, sink_for(current.only("writer").step_type), writer.datasource, current.extend, kept)


def generated(plan: Plan) -> str:
    """Return the script of a plan, as the JSON text of the service's answer."""
    script = {
        "extend": plan.extend.model_dump(by_alias=True),
        "type": "job",
        "version": "2.0",
        "order": {"hops": [{"from": "reader", "to": "writer"}]},
        **plan.rest,
        "steps": [_reader(plan.sources), _writer(plan)],
    }
    return json.dumps(script, ensure_ascii=False, separators=(",", ":"))


def _valid_unicode(text: str) -> str:
    """Return the text, unless it contains a lone surrogate, which no name can contain (assumed)."""
    try:
        json.dumps(decoded(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Malformed from None
    return text


def _source(workspace: Workspace, connection: Connection, current: list[str | None] | None = None) -> Source:
    """Find a source; a connection without a data source means the first of the task's current ones."""
    name = current[0] if connection.datasource is None and current else connection.datasource
    if name is None or not connection.tables() or connection.ambiguous():
        raise Malformed
    if current is not None and name not in current:
        raise invalid("datasource", name)
    data_source = workspace.data_source(name, "mysql")
    if not data_source.reachable:
        raise WorkFailed(UNREACHABLE)
    return Source(data_source, tuple(_found(data_source, *table) for table in connection.tables()))


def _found(data_source: DataSource, database: str | None, name: str) -> SourceTable:
    for candidate, table in _candidates(data_source, database, name):
        found = data_source.databases.get(candidate, {}).get(table)
        if found is not None:
            return SourceTable(candidate, table, found)
    raise invalid("table", name if database is None else f"{database}.{name}")


def _candidates(data_source: DataSource, database: str | None, name: str) -> Iterator[tuple[str, str]]:
    """Yield database and table for a name: the given database, else any, else the one before the first dot."""
    if database is not None:
        yield database, name
        return
    yield from ((each, name) for each in data_source.databases)
    prefix, _, rest = name.partition(".")
    yield prefix, rest


def _reader(sources: Iterable[Source]) -> Script:
    connection = [
        {
            "datasourceType": source.data_source.type,
            "datasource": source.data_source.name,
            "selectedTables": _selected(source.tables),
        }
        for source in sources
    ]
    return {"stepType": "mysql", "parameter": {"connection": connection}, "name": "reader", "category": "reader"}


def _selected(tables: Iterable[SourceTable]) -> list[Script]:
    by_database: dict[str, list[Script]] = {}
    for database, name, _ in tables:
        by_database.setdefault(database, []).append({"enable": True, "table": name, "tableName": name})
    return [{"schema": [{"tableInfos": infos}], "dbName": database} for database, infos in by_database.items()]


def _writer(plan: Plan) -> Script:
    rules = [
        {
            "tableRule": [_kept_rule(plan, source, table) for table in source.tables],
            "srcDatasourceName": source.data_source.name,
        }
        for source in plan.sources
    ]
    count = sum(len(source.tables) for source in plan.sources)
    parameter = {
        "datasource": plan.destination,
        "tableMappingRule": {"datasource": rules, "totalTableMapping": count},
        **plan.sink.settings,
    }
    return {"stepType": plan.sink.step_type, "parameter": parameter, "name": "writer", "category": "writer"}


def _kept_rule(plan: Plan, source: Source, table: SourceTable) -> Script:
    kept = plan.kept.get((source.data_source.name, table.database, table.name))
    return kept or _rule(plan.sink, table)


def _rule(sink: Sink, source: SourceTable) -> Script:
    target = sink.target(source.database, source.name)
    key = source.table.primary_key
    return {
        "srcDbName": source.database,
        "srcTable": source.name,
        "dstTable": target.full,
        "mergeIntoCycleType": "DEFAULT",
        "hourDeltaEnable": False,
        "dayDeltaEnable": False,
        "primaryKeyInfo": {"column": list(key), "type": "pk" if key else "none"},
        "dstCreateTableInfo": _created_table(sink, target, source.table),
    }


def _created_table(sink: Sink, target: Target, table: Table) -> Script:
    columns = [_column(sink, index, column, table) for index, column in enumerate(table.columns)]
    # In the official sample "indexType" is the table's name.
    return {
        "indexType": target.table,
        "dataColumn": columns,
        "schemaName": target.schema,
        "tableName": target.table,
    }


def _column(sink: Sink, index: int, column: Column, table: Table) -> Script:
    mapped = destination_type(column.type, sink.types)
    return {
        "columnSize": mapped.precision,
        "name": column.name,
        "index": index,
        "comment": column.comment,
        "newDigit": mapped.scale,
        "type": mapped.text,
        "digit": mapped.scale,
        "primaryKey": column.name in table.primary_key,
    }
