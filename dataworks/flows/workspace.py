"""What a workspace offers to those who create tasks: data sources, resource groups, folders."""

from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.folders import Workspace, flows_in, folders_in
from dataworks.flows.lookups import look_through, looked_up
from dataworks.folder_paths import SYNC, engine_of
from dataworks.operations.data_sources import DataSource, ListDataSources
from dataworks.operations.resource_groups import DATA_INTEGRATION, ListResourceGroups, ResourceGroup
from dataworks.operations.workspaces import ListBusiness, ListedProject, ListFolders, ListProjects

PAGES = 5
FLOWS = 20
"""How many pages of a list, and the folders of how many flows, one description reads."""

WORKSPACES_LISTED = (ListProjects,)
WORKSPACE_LOOKS = (ListDataSources, ListResourceGroups, ListBusiness, ListFolders)
"""The operations that listing the workspaces, and describing one, may call."""


@dataclass(frozen=True)
class Offer:
    """What a task can be made from.

    Attributes:
        sources: the rows of each data source, one for each environment it exists in.
        folders: full paths of the folders that tasks can be in, as the service spells them.
        flows: how many business flows were found; ``folders`` has those of the first ``FLOWS``.
    """

    sources: dict[str, list[DataSource]]
    groups: tuple[ResourceGroup, ...]
    folders: tuple[str, ...]
    flows: int


async def workspaces(api: DataWorks, *, refresh: bool = False) -> list[ListedProject]:
    """The workspaces of the account in the region."""
    pages = look_through(api, ListProjects(), PAGES, refresh=refresh)
    return [project async for page in pages for project in page.project_list]


async def offer_of(api: DataWorks, project_id: str, *, refresh: bool = False) -> Offer:
    """What a workspace offers."""
    sources: dict[str, list[DataSource]] = {}
    async for page in look_through(api, ListDataSources(project_id=project_id), PAGES, refresh=refresh):
        for source in page.data_sources:
            sources.setdefault(source.name or source.id, []).append(source)
    asked = ListResourceGroups(resource_group_type=DATA_INTEGRATION)
    groups = await looked_up(api, asked, refresh=refresh)
    workspace = Workspace(project_id)
    flows = await flows_in(api, workspace, refresh=refresh)
    paths = folders_in(api, workspace, flows[:FLOWS], refresh=refresh)
    folders = [path async for path in paths if engine_of(path) == SYNC]
    return Offer(sources, groups.items, tuple(folders), len(flows))
