"""What a workspace offers to those who create tasks: data sources, resource groups, folders."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.looking import look_through, looked_up, not_there
from dataworks.operations.data_sources import DataSource, ListDataSources
from dataworks.operations.resource_groups import DATA_INTEGRATION, ListResourceGroups, ResourceGroup
from dataworks.operations.workspaces import ListBusiness, ListedProject, ListFolders, ListProjects

ROOTS = ("Business Flow", "业务流程")
TASK_FOLDERS = ("Data Integration", "数据集成")
"""Names of the root of all flows and of a flow's folder for tasks, by the language of the workspace."""

PAGES = 5
FLOWS = 20
"""How many pages of a list, and the folders of how many flows, one description reads."""

WORKSPACE_LOOKS = (ListProjects, ListDataSources, ListResourceGroups, ListBusiness, ListFolders)
"""The operations that describing a workspace may call."""


@dataclass(frozen=True)
class Offer:
    """What a task can be made from.

    Attributes:
        sources: the rows of each data source, one for each environment it exists in.
        folders: full paths of the folders that tasks may lie in, as the service spells them.
        flows: how many business flows were found; the folders of the first ``FLOWS`` are there.
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
    names = await _flows(api, project_id, refresh=refresh)
    folders = [path async for path in _folders(api, project_id, names[:FLOWS], refresh=refresh)]
    return Offer(sources, groups.items, tuple(folders), len(names))


async def _flows(api: DataWorks, project_id: str, *, refresh: bool) -> list[str]:
    pages = look_through(api, ListBusiness(project_id=project_id), PAGES, refresh=refresh)
    return [flow.business_name async for page in pages for flow in page.business if flow.business_name]


async def _folders(api: DataWorks, project_id: str, flows: list[str], *, refresh: bool) -> AsyncIterator[str]:
    """The folders for tasks. A path needs its root in the right language: the one that fits comes first from then on.

    Two flows of one name lie below different roots, so a parent is looked at once.
    """
    roots, seen = list(ROOTS), set[str]()
    for flow in flows:
        for root in tuple(roots):
            parent = f"{root}/{flow}"
            paths = None if parent in seen else await _below(api, project_id, parent, refresh=refresh)
            if paths is None:
                continue
            seen.add(parent)
            roots.remove(root)
            roots.insert(0, root)
            for path in paths:
                if path.rpartition("/")[2] in TASK_FOLDERS:
                    yield path
            break


async def _below(api: DataWorks, project_id: str, parent: str, *, refresh: bool) -> list[str] | None:
    """The folders right below a path, or ``None`` when there is no such path."""
    asked = ListFolders(project_id=project_id, parent_folder_path=parent, page_size=100)
    try:
        page = await looked_up(api, asked, refresh=refresh)
    except DataWorksError as error:
        if not_there(error):
            return None
        raise
    return [folder.folder_path for folder in page.folders if folder.folder_path]
