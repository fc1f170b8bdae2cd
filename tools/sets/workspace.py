"""What a workspace offers for new tasks: data sources, tables, resource groups, folders."""

from typing import Annotated

from dataworks.errors import DataWorksError
from dataworks.fields import Name, PageNumber, ProjectId
from dataworks.flows.data_map import DATA_MAP, tables_on_new
from dataworks.flows.new_workspace import NEW_WORKSPACE_LOOKS, new_offer_of
from dataworks.flows.tables import find_tables
from dataworks.flows.workspace import (
    WORKSPACE_LOOKS,
    WORKSPACES_LISTED,
    Offer,
    contents,
    offer_of,
    workspaces,
)
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.workspaces import ListedProject
from dataworks.operations.v2024.nodes import ListNodes
from dataworks.studio_settings import StudioName
from dataworks.studios.choosing import is_not_classic
from tools.arguments.parsing import Arguments
from tools.catalog import Call, tool
from tools.rules.refusals import RefusedCall
from tools.views.workspace import SourceTablesView, WorkspaceView

TABLES_ON_A_PAGE = 100

Refresh = Annotated[bool | None, described("Read it again.", "重新读取。")]


class WorkspaceArguments(Arguments):
    """The workspace to describe."""

    project_id: Annotated[ProjectId | None, described("Workspace id.", "工作空间 ID。")] = None
    refresh: Refresh = None


class SourceTablesArguments(Arguments):
    """The tables to find."""

    project_id: ProjectId
    source: Annotated[Name, described("Data source.", "数据源。")]
    pattern: Annotated[Name | None, described("Such as shop.* or *.order*.", "例如 shop.* 或 *.order*。")] = None
    page: PageNumber | None = None
    refresh: Refresh = None


def _operations(arguments: WorkspaceArguments) -> Operations:
    return WORKSPACES_LISTED if arguments.project_id is None else WORKSPACE_LOOKS


async def _offer(call: Call, project_id: str, *, refresh: bool) -> Offer:
    """What the workspace offers; its studio is found out where nothing shows it, and it has no folders."""
    chooser = call.chooser()
    studio = chooser.known(project_id)
    offer = None if studio is StudioName.NEW else await _classic_offer(call, project_id, refresh=refresh)
    if offer is not None and (offer.flows or studio is not None):
        return offer
    if offer is None or await chooser.studio_of(project_id) is StudioName.NEW:
        return await new_offer_of(call.api, call.may_send, project_id, refresh=refresh)
    return offer


async def _classic_offer(call: Call, project_id: str, *, refresh: bool) -> Offer | None:
    """What a workspace of the classic studio offers; ``None``: it is on the new one."""
    try:
        return await offer_of(call.api, project_id, refresh=refresh)
    except DataWorksError as error:
        if not is_not_classic(error):
            raise
        return None


@tool(
    Text("Describe a workspace", "查看工作空间"),
    WorkspaceArguments,
    WorkspaceView,
    operations=(*WORKSPACES_LISTED, *WORKSPACE_LOOKS),
    optional=(ListFiles, ListNodes, *NEW_WORKSPACE_LOOKS),
    repeatable=True,
    operations_of=_operations,
)
async def describe_workspace(call: Call, arguments: WorkspaceArguments) -> WorkspaceView:
    """Show what a task can be created from; without a workspace, list the workspaces where there are several."""
    refresh, project_id, listed = bool(arguments.refresh), arguments.project_id, None
    if project_id is None:
        projects = await workspaces(call.api, refresh=refresh)
        project_id = _only(call, projects)
        if project_id is None:
            counts = await contents(call.api, call.may_send, projects, refresh=refresh)
            return WorkspaceView.listing(projects, counts, call.api.meter.calls)
        listed = WorkspaceView.listing(projects, {}, call.api.meter.calls)
    offer = await _offer(call, project_id, refresh=refresh)
    described = WorkspaceView.of(offer, call.api.meter.calls)
    return described if listed is None else described.model_copy(update={"workspaces": listed.workspaces})


def _only(call: Call, projects: list[ListedProject]) -> str | None:
    """The only workspace that is available, which later calls may leave out, if the policy lets it be described."""
    if len(projects) != 1:
        return None
    call.home.project_id = projects[0].project_id
    named = WorkspaceArguments(project_id=call.home.project_id)
    try:
        call.check_policy(describe_workspace.called_with(named), named)
    except RefusedCall:
        return None
    return call.home.project_id


@tool(
    Text("List the tables of a source", "来源端的表列表"),
    SourceTablesArguments,
    SourceTablesView,
    operations=(GetDataSourceMeta,),
    optional=DATA_MAP,
    repeatable=True,
)
async def list_source_tables(call: Call, arguments: SourceTablesArguments) -> SourceTablesView:
    """List one page of the tables that match."""
    page = arguments.page or 1
    place = arguments.project_id, arguments.source, arguments.pattern or "*"
    if call.chooser().known(arguments.project_id) is StudioName.NEW:
        found = await tables_on_new(call.api, call.may_send, *place, page * TABLES_ON_A_PAGE)
    else:
        found = await find_tables(call.api, *place, page * TABLES_ON_A_PAGE, refresh=bool(arguments.refresh))
    narrowed = page > 1 or arguments.pattern is not None
    return SourceTablesView.of(found, page, TABLES_ON_A_PAGE, call.api.meter.calls, narrowed=narrowed)


TOOLS = (describe_workspace, list_source_tables)
