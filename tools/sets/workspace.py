"""What a workspace offers for new tasks: data sources, tables, resource groups, folders."""

from typing import Annotated

from pydantic import Field

from dataworks.fields import Name, PageNumber, ProjectId
from dataworks.flows.tables import find_tables
from dataworks.flows.workspace import (
    WORKSPACE_LOOKS,
    WORKSPACES_LISTED,
    contents,
    offer_of,
    workspaces,
)
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.workspaces import ListedProject
from tools.arguments.parsing import Arguments
from tools.catalog import Call, tool
from tools.rules.refusals import RefusedCall
from tools.views.workspace import SourceTablesView, WorkspaceView

TABLES_ON_A_PAGE = 100

Refresh = Annotated[bool | None, Field(description="Read it again.")]


class WorkspaceArguments(Arguments):
    """The workspace to describe."""

    project_id: Annotated[ProjectId | None, Field(description="Workspace id.")] = None
    refresh: Refresh = None


class SourceTablesArguments(Arguments):
    """The tables to find."""

    project_id: ProjectId
    source: Annotated[Name, Field(description="Data source.")]
    pattern: Annotated[Name | None, Field(description="Such as shop.* or *.order*.")] = None
    page: PageNumber | None = None
    refresh: Refresh = None


def _operations(arguments: WorkspaceArguments) -> Operations:
    return WORKSPACES_LISTED if arguments.project_id is None else WORKSPACE_LOOKS


@tool(
    "Describe a workspace",
    WorkspaceArguments,
    WorkspaceView,
    operations=(*WORKSPACES_LISTED, *WORKSPACE_LOOKS),
    optional=(ListFiles,),
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
    offer = await offer_of(call.api, project_id, refresh=refresh)
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
    "List the tables of a source",
    SourceTablesArguments,
    SourceTablesView,
    operations=(GetDataSourceMeta,),
    repeatable=True,
)
async def list_source_tables(call: Call, arguments: SourceTablesArguments) -> SourceTablesView:
    """List one page of the tables that match."""
    page = arguments.page or 1
    found = await find_tables(
        call.api,
        arguments.project_id,
        arguments.source,
        arguments.pattern or "*",
        page * TABLES_ON_A_PAGE,
        refresh=bool(arguments.refresh),
    )
    narrowed = page > 1 or arguments.pattern is not None
    return SourceTablesView.of(found, page, TABLES_ON_A_PAGE, call.api.meter.calls, narrowed=narrowed)


TOOLS = (describe_workspace, list_source_tables)
