"""Views of what a workspace offers for new tasks."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from dataworks.flows.tables import PAGES, Found
from dataworks.flows.workspace import FLOWS, Offer
from dataworks.operations.data_sources import PRODUCTION, DataSource
from dataworks.operations.workspaces import ListedProject
from tools.views.groups import GroupRow
from tools.views.view import View
from tools.views.workspaces import ProjectRow

SOURCES_SHOWN, GROUPS_SHOWN, FOLDERS_SHOWN, PROJECTS_SHOWN = 100, 20, 60, 100

ENVIRONMENTS = {0: "development", PRODUCTION: "production"}


class OfferedSource(View):
    """A data source; tasks run with the one in production."""

    name: str
    type: str | None = None
    environments: tuple[str, ...]

    @classmethod
    def of(cls, name: str, rows: Sequence[DataSource]) -> Self:
        """The view of a data source's rows."""
        numbers = sorted({row.env_type for row in rows if row.env_type is not None})
        return cls(
            name=name,
            type=rows[0].data_source_type,
            environments=tuple(ENVIRONMENTS.get(number, str(number)) for number in numbers),
        )


class OfferedGroup(View):
    """A data integration group."""

    identifier: Annotated[str | None, Field(description="Pass this to tasks.")] = None
    name: str | None = None
    status: str | None = None


class WorkspaceView(View):
    """All workspaces, or what one of them offers."""

    workspaces: Annotated[tuple[ProjectRow, ...] | None, Field(description="Only without project_id.")] = None
    data_sources: tuple[OfferedSource, ...] | None = None
    resource_groups: tuple[OfferedGroup, ...] | None = None
    folders: Annotated[tuple[str, ...] | None, Field(description="Full paths.")] = None
    notes: tuple[str, ...] = ()
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def listing(cls, projects: Sequence[ListedProject], api_calls: int) -> Self:
        """The view of all workspaces."""
        return cls(
            workspaces=tuple(map(ProjectRow.of, projects[:PROJECTS_SHOWN])),
            notes=_cut("workspaces", len(projects), PROJECTS_SHOWN, "list_projects"),
            api_calls=api_calls,
            next="Call describe_workspace with the project_id of one of them.",
        )

    @classmethod
    def of(cls, offer: Offer, api_calls: int) -> Self:
        """The view of what one workspace offers."""
        groups = (GroupRow.of(group) for group in offer.groups[:GROUPS_SHOWN])
        rows = tuple(OfferedGroup(identifier=row.identifier, name=row.name, status=row.status) for row in groups)
        return cls(
            data_sources=tuple(OfferedSource.of(*each) for each in list(offer.sources.items())[:SOURCES_SHOWN]),
            resource_groups=rows,
            folders=offer.folders[:FOLDERS_SHOWN],
            notes=(
                *_cut("data sources", len(offer.sources), SOURCES_SHOWN, "list_data_sources"),
                *_cut("resource groups", len(offer.groups), GROUPS_SHOWN, "list_resource_groups"),
                *_cut("folders", len(offer.folders), FOLDERS_SHOWN, "list_folders"),
                *_cut("business flows, with their folders,", offer.flows, FLOWS, "list_folders"),
                *_missing(offer),
            ),
            api_calls=api_calls,
            next="list_source_tables shows the tables of a source; create_realtime_task or create_batch_task follows.",
        )


class SourceTablesView(View):
    """One page of the tables behind a data source."""

    databases: Annotated[tuple[str, ...], Field(description="Databases of these tables.")]
    tables: Annotated[tuple[str, ...], Field(description="As create_realtime_task takes them.")]
    count: Annotated[int, Field(description="Tables on this page.")]
    page: int
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def of(cls, found: Found, page: int, size: int, api_calls: int, *, narrowed: bool) -> Self:
        """The view of one page of tables; ``narrowed``: a pattern or a page was given."""
        tables = found.tables[(page - 1) * size :]
        return cls(
            databases=tuple(dict.fromkeys(table.partition(".")[0] for table in tables)),
            tables=tables,
            count=len(tables),
            page=page,
            api_calls=api_calls,
            next=_after(found, page, bool(tables), narrowed),
        )


def _after(found: Found, page: int, any_here: bool, narrowed: bool) -> str:
    if found.more:
        return f"More tables match: page {page + 1}."
    if found.unseen:
        return f"Only the first {PAGES * 100} tables of the source were read; a complete name works without."
    if any_here:
        return "These are all. Pass the tables wanted to create_realtime_task; patterns such as shop.* as well."
    if not narrowed:
        return "The service shows no tables of this source: it may be empty, or of a type whose tables are not listed."
    return "No table on this page; leave out pattern and page to see all tables."


def _cut(what: str, count: int, shown: int, tool: str) -> tuple[str, ...]:
    return (f"These are the first {shown} of {count} {what}; {tool} shows more.",) if count > shown else ()


def _missing(offer: Offer) -> list[str]:
    wanted = {
        "data source": (offer.sources, "add one in the DataWorks console"),
        "data integration resource group": (offer.groups, "buy or bind one in the DataWorks console"),
        "folder for tasks": (offer.folders, "create a business flow in the console, or use create_folder"),
    }
    return [f"There is no {what}: {advice}." for what, (things, advice) in wanted.items() if not things]
