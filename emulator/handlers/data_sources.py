"""Handlers of data sources: listing them, their tables, and testing whether they are reached."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from dataworks.operations.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.tables import GetMetaTableColumn
from emulator.failures import UNREACHABLE, RequestRefused, WorkFailed, invalid, missing
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import STATUS, STUDIO
from emulator.handlers.connection_details import NOT_REACHED, content
from emulator.handlers.handler import handles
from emulator.handlers.paging import counted, page_of
from emulator.world.state import PRODUCTION, Column, DataSource, Table, World

Data = dict[str, Any]

MADE = datetime(2021, 3, 17, 16, 9, 32, tzinfo=UTC)
ENABLED, REACHED, NOT_REACHED_STATUS = 1, 1, 2
STATES = {"ENABLED": 1, "DISABLED": 2}


@handles(
    ListDataSources,
    sdk("Sent by GET; a row is a data source in one environment, with its Content as JSON text."),
    assumed("Which fields Content has; secrets are planted there in full, where samples mask some."),
    assumed("Name is the exact name; without EnvType both environments are listed."),
    family=STATUS,
)
def list_data_sources(world: World, request: ListDataSources) -> Data:
    """A row for each data source in each environment it has."""
    workspace = world.workspace(request.project_id)
    rows = [
        _row(number, environment, source, request.project_id)
        for number, source in enumerate(workspace.data_sources.values(), 1)
        for environment in sorted(source.environments)
        if _wanted(source, environment, request)
    ]
    return counted(rows, "DataSources", request.page_number, request.page_size)


@handles(
    GetDataSourceMeta,
    documented("Meta is JSON text in the shape that TaskParam takes as selectedTables."),
    documented("A source that is not reached fails with read datasource time out."),
    assumed("A page counts tables, and there is no total; without EnvType it is production."),
)
def get_meta(world: World, request: GetDataSourceMeta) -> Data:
    """The tables, in the shape that TaskParam takes; a page counts tables."""
    environment = int(request.env_type or PRODUCTION)
    source = world.workspace(request.project_id).source_in(request.datasource_name, environment)
    if not source.reachable:
        raise WorkFailed(UNREACHABLE)
    tables = [(database, name) for database, named in source.databases.items() for name in named]
    meta = {"dbTables": _databases(page_of(tables, request.page_number, request.page_size))}
    return {"Status": "success", "Message": "", "Meta": json.dumps(meta, separators=(",", ":"))}


@handles(
    TestNetworkConnection,
    sdk("TaskList stands beside Success, not in Data; ConnectMessage is empty when connected."),
    assumed("The resource group only has to exist; the words of ConnectMessage."),
)
def test_connection(world: World, request: TestNetworkConnection) -> Data:
    """Whether the source is reached; the group only has to be there."""
    source = world.workspace(request.project_id).source_in(request.datasource_name, int(request.env_type))
    world.sync_group(request.resource_group)
    return {"ConnectStatus": source.reachable, "ConnectMessage": "" if source.reachable else NOT_REACHED}


@handles(
    GetMetaTableColumn,
    sdk("Sent by GET; pages are counted by PageNum; a table is named odps.project.table."),
    assumed("Only by TableGuid; a table that does not exist fails, and the text is ours."),
    family=STUDIO,
)
def get_columns(world: World, request: GetMetaTableColumn) -> Data:
    """The columns of a MaxCompute table, by its guid."""
    if request.table_guid is None:
        raise RequestRefused(missing("TableGuid"))
    table = dict(_maxcompute(world)).get(request.table_guid)
    if table is None:
        raise invalid("tableGuid", request.table_guid)
    rows = [_column(request.table_guid, place, column, table) for place, column in enumerate(table.columns, 1)]
    page = counted(rows, "ColumnList", request.page_num, request.page_size)
    return {"PageNum": page.pop("PageNumber"), **page}


def _wanted(source: DataSource, environment: int, request: ListDataSources) -> bool:
    return (
        request.env_type in (None, environment)
        and request.name in (None, source.name)
        and request.data_source_type in (None, source.type)
        and request.sub_type in (None, "")
        and STATES.get(request.status or "ENABLED") == ENABLED
    )


def _row(number: int, environment: int, source: DataSource, project_id: str) -> Data:
    made = MADE.strftime("%b %d, %Y %I:%M:%S %p")
    return {
        "Id": number * 2 + environment,
        "Name": source.name,
        "DataSourceType": source.type,
        "SubType": "",
        "EnvType": environment,
        "Content": content(source.type, next(iter(source.databases), source.name)),
        "Status": ENABLED,
        "ConnectStatus": REACHED if source.reachable else NOT_REACHED_STATUS,
        "Shared": False,
        "DefaultEngine": False,
        "ProjectId": int(project_id),
        "GmtCreate": made,
        "GmtModified": made,
    }


def _databases(tables: list[tuple[str, str]]) -> list[Data]:
    """As in the sample: a ``schema`` item for each table."""
    found: dict[str, list[Data]] = {}
    for database, name in tables:
        info = {"dbName": database, "enable": True, "table": name, "tableName": name}
        found.setdefault(database, []).append({"tableInfos": [info]})
    return [{"dbName": database, "schema": groups} for database, groups in found.items()]


def _maxcompute(world: World) -> Iterator[tuple[str, Table]]:
    """Every MaxCompute table by its guid."""
    for workspace in world.workspaces.values():
        for source in workspace.data_sources.values():
            if source.type == "odps":
                for project, tables in source.databases.items():
                    yield from ((f"odps.{project}.{name}", table) for name, table in tables.items())


def _column(guid: str, place: int, column: Column, table: Table) -> Data:
    return {
        "ColumnGuid": f"{guid}.{column.name}",
        "ColumnName": column.name,
        "ColumnType": column.type,
        "Comment": column.comment,
        "IsPrimaryKey": column.name in table.primary_key,
        "IsForeignKey": False,
        "IsPartitionColumn": column.name in table.partitions,
        "Position": place,
    }
