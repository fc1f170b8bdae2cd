"""Handlers of data sources of version 2024-05-18: list them, read one, test a connection."""

import json
from collections.abc import Iterator

from dataworks.operations.v2024.data_sources import (
    CONNECTABLE,
    DEVELOPMENT,
    ENVIRONMENT_KEY,
    PRODUCTION,
    GetDataSource,
    ListDataSources,
    TestDataSourceConnectivity,
)
from emulator.failures import Forbidden, refused
from emulator.gateway.evidence import SKILLS, assumed, sdk, seen
from emulator.gateway.families import NEW
from emulator.handlers.connection_details import UNREACHABLE_MESSAGE, content
from emulator.handlers.data_sources import CREATED
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted, in_order
from emulator.handlers.v2024.workspaces import is_bound
from emulator.handlers.workspaces import OWNER
from emulator.world.state import DataSource, Workspace, World

ENVIRONMENTS = {0: DEVELOPMENT, 1: PRODUCTION}
UNREACHABLE = "Unreachable"


@handles(
    ListDataSources,
    sdk("A row is a data source by name, with an item for each environment; ConnectionProperties is an object."),
    sdk("The environment is in ConnectionProperties as envType; Types are separated by commas, Name is a part."),
    assumed(
        "The fields of ConnectionProperties are those of Content in version 2020-05-18.", case="data-source-properties"
    ),
    family=NEW,
)
def list_data_sources(world: World, request: ListDataSources) -> Data:
    """Return a page of rows, one for each name."""
    workspace, rows = world.workspace(request.project_id), dict[str, Data]()
    for number, source, environment in workspace.data_source_ids():
        if _matches(source, environment, request):
            row = rows.setdefault(source.name, {"Name": source.name, "Type": source.type, "DataSource": []})
            row["DataSource"].append(_item(number, source, environment))
    wanted = in_order([*rows.values()], request.sort_by, request.order or "Desc", _fields)
    return counted(wanted, "DataSources", request.page_number, request.page_size)


@handles(
    GetDataSource,
    sdk("By the id of one environment."),
    assumed(
        "An unknown id is refused with the code of a missing data source that Terraform knows.",
        case="data-source-unknown",
    ),
    family=NEW,
)
def get_data_source(world: World, request: GetDataSource) -> Data:
    """Return a data source in one environment."""
    for workspace, number, source, environment in _every(world):
        if number == int(request.id):
            facts = {"Name": source.name, "Type": source.type, "ProjectId": int(workspace.id)}
            return {**_item(number, source, environment), **facts}
    raise refused("The data source does not exist.", "400010")


@handles(
    TestDataSourceConnectivity,
    sdk("By the id of one environment; ConnectState is Connectable or Unreachable, with the steps of the test."),
    seen("A group that is not bound to the workspace is refused: resourceGroupId is not in the project.", SKILLS),
    assumed("The texts of ConnectMessage and DetailLogs.", case="connection-test-fails-in-2024"),
    family=NEW,
)
def test_connectivity(world: World, request: TestDataSourceConnectivity) -> Data:
    """Return whether the source is reachable from a resource group."""
    workspace, group = world.workspace(request.project_id), world.resource_groups.get(request.resource_group_id)
    if group is None or not group.runs_sync_tasks() or not is_bound(group, workspace.id):
        raise refused("resourceGroupId is not in the project")
    found = {number: source for number, source, _ in workspace.data_source_ids()}
    if int(request.data_source_id) not in found:
        raise Forbidden
    reachable = found[int(request.data_source_id)].reachable
    message = "" if reachable else UNREACHABLE_MESSAGE
    now = int(world.clock() * 1000)
    step = {"Code": "validate", "Message": message or "ok", "StartTime": now - 800, "EndTime": now}
    state = CONNECTABLE if reachable else UNREACHABLE
    return {"ConnectState": state, "ConnectMessage": message, "DetailLogs": [step]}


def _fields(row: Data) -> Data:
    """Return what a row can be sorted by: its own fields, and those of its first environment."""
    return {**row["DataSource"][0], **row}


def _every(world: World) -> Iterator[tuple[Workspace, int, DataSource, int]]:
    for workspace in world.workspaces.values():
        yield from ((workspace, *row) for row in workspace.data_source_ids())


def _matches(source: DataSource, environment: int, request: ListDataSources) -> bool:
    return (
        request.env_type in (None, ENVIRONMENTS[environment])
        and (request.name or "").lower() in source.name.lower()
        and (request.types is None or source.type in request.types)
        and request.tags is None
    )


def _item(number: int, source: DataSource, environment: int) -> Data:
    properties = json.loads(content(source.type, next(iter(source.databases), source.name)))
    created = int(CREATED.timestamp() * 1000)
    return {
        "Id": number,
        "ConnectionPropertiesMode": "UrlMode",
        "ConnectionProperties": {**properties, ENVIRONMENT_KEY: ENVIRONMENTS[environment]},
        "QualifiedName": f"{source.type}.{source.name}",
        "Description": "",
        "CreateTime": created,
        "CreateUser": OWNER,
        "ModifyTime": created,
        "ModifyUser": OWNER,
    }
