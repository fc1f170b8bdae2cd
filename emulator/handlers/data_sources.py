"""Handlers of data sources: list them and their tables and columns, and test their connections."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.v2020.tables import GetMetaTableColumn
from emulator.failures import GUID_FORMAT, UNREACHABLE, RequestRefused, WorkFailed
from emulator.gateway.evidence import CAPTURES, assumed, documented, sdk, seen
from emulator.gateway.families import META, STATUS
from emulator.handlers.connection_details import UNREACHABLE_MESSAGE, content
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted, page_of
from emulator.world.state import PRODUCTION, Column, DataSource, Table, World

CREATED = datetime(2021, 3, 17, 16, 9, 32, tzinfo=UTC)
REACHABLE, NOT_REACHABLE = 1, 2
STATES = {"ENABLED": 1, "DISABLED": 2}


@handles(
    ListDataSources,
    sdk("Sent by GET; a row is a data source in one environment, with its Content as JSON text."),
    sdk("Status is 1 where it is enabled, 2 where disabled; ConnectStatus 1 where it was reached, 2 where not."),
    seen("In Content, accessKey and password are masked, accessId and username are not.", CAPTURES),
    assumed(
        "The other fields of Content; what is in an address or another text is not masked.", case="data-source-content"
    ),
    assumed(
        "Name is the exact name; without EnvType both environments are listed.",
        case="data-source-by-part-of-name data-source-of-both-environments",
    ),
    family=STATUS,
)
def list_data_sources(world: World, request: ListDataSources) -> Data:
    """Return a page of rows, one for each data source in each of its environments."""
    workspace = world.workspace(request.project_id)
    rows = [
        _row(number, environment, source, request.project_id)
        for number, source, environment in workspace.data_source_ids()
        if _matches(source, environment, request)
    ]
    return counted(rows, "DataSources", request.page_number, request.page_size)


@handles(
    GetDataSourceMeta,
    documented("Meta is JSON text in the shape that TaskParam takes as selectedTables."),
    documented("A source that is not reachable fails with read datasource time out."),
    assumed(
        "A page counts tables, and there is no total; without EnvType it is production.",
        case="tables-page-of-one tables-without-environment",
    ),
)
def get_meta(world: World, request: GetDataSourceMeta) -> Data:
    """Return a page of tables, in the format of selectedTables in TaskParam."""
    environment = int(request.env_type or PRODUCTION)
    source = world.workspace(request.project_id).data_source(request.datasource_name, environment=environment)
    if not source.reachable:
        raise WorkFailed(UNREACHABLE)
    tables = [(database, name) for database, named in source.databases.items() for name in named]
    meta = {"dbTables": _databases(page_of(tables, request.page_number, request.page_size))}
    return {"Status": "success", "Message": "", "Meta": json.dumps(meta, separators=(",", ":"))}


@handles(
    TestNetworkConnection,
    sdk("TaskList is next to Success, not in Data; ConnectMessage is empty when connected."),
    seen("The resource group must be one for data integration, else: ResourceGroup:[x] is invalid.", CAPTURES),
    assumed("The text of ConnectMessage.", case="connection-test-fails"),
)
def test_connection(world: World, request: TestNetworkConnection) -> Data:
    """Return whether the source is reachable from a resource group for data integration."""
    workspace, environment = world.workspace(request.project_id), int(request.env_type)
    source = workspace.data_source(request.datasource_name, environment=environment)
    world.sync_group(request.resource_group)
    return {"ConnectStatus": source.reachable, "ConnectMessage": "" if source.reachable else UNREACHABLE_MESSAGE}


@handles(
    GetMetaTableColumn,
    sdk("Sent by GET; pages are counted by PageNum; a table is named odps.project.table."),
    seen("Only by a TableGuid of the right form; else it is InvalidParameter.Meta.GuidFormat.", CAPTURES),
    assumed("A table that does not exist is refused with the same code.", case="columns-of-an-unknown-table"),
    family=META,
)
def get_columns(world: World, request: GetMetaTableColumn) -> Data:
    """Return a page of the columns of a MaxCompute table, by its guid."""
    guid = request.table_guid or ""
    table = dict(_maxcompute(world)).get(guid)
    if table is None:
        raise RequestRefused(GUID_FORMAT)
    rows = [_column(guid, place, column, table) for place, column in enumerate(table.columns, 1)]
    page = counted(rows, "ColumnList", request.page_num, request.page_size)
    return {"PageNum": page.pop("PageNumber"), **page}


def _matches(source: DataSource, environment: int, request: ListDataSources) -> bool:
    return (
        request.env_type in (None, environment)
        and request.name in (None, source.name)
        and request.data_source_type in (None, source.type)
        and request.sub_type in (None, "")
        and request.status in (None, _status(source))
    )


def _status(source: DataSource) -> str:
    return "ENABLED" if source.enabled else "DISABLED"


def _row(number: int, environment: int, source: DataSource, project_id: str) -> Data:
    created = CREATED.strftime("%b %d, %Y %I:%M:%S %p")
    return {
        "Id": number,
        "Name": source.name,
        "DataSourceType": source.type,
        "SubType": "",
        "EnvType": environment,
        "Content": content(source.type, next(iter(source.databases), source.name)),
        "Status": STATES[_status(source)],
        "ConnectStatus": REACHABLE if source.reachable else NOT_REACHABLE,
        "Shared": False,
        "DefaultEngine": False,
        "ProjectId": int(project_id),
        "GmtCreate": created,
        "GmtModified": created,
    }


def _databases(tables: list[tuple[str, str]]) -> list[Data]:
    """Return ``dbTables`` as in the sample: a ``schema`` item for each table."""
    found: dict[str, list[Data]] = {}
    for database, name in tables:
        info = {"dbName": database, "enable": True, "table": name, "tableName": name}
        found.setdefault(database, []).append({"tableInfos": [info]})
    return [{"dbName": database, "schema": groups} for database, groups in found.items()]


def _maxcompute(world: World) -> Iterator[tuple[str, Table]]:
    """Yield every MaxCompute table with its guid."""
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
