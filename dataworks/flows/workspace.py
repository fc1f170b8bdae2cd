"""What a workspace offers to those who create tasks: data sources, resource groups, folders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.folders import Workspace, flows_in, folders_in, remember_folders
from dataworks.flows.groups import Groups, MaySend, groups_in
from dataworks.flows.lookups import look_through
from dataworks.folder_paths import SYNC, engine_of
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.operations.v2020.data_sources import DataSource, ListDataSources
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.workspaces import ListBusiness, ListedProject, ListFolders, ListProjects
from dataworks.retry import ONCE
from dataworks.studios.groups import ACCOUNT_GROUPS

PAGES = 5
FLOWS = 20
"""How many pages of a list, and the folders of how many flows, one description reads."""

COUNTED = 5
"""Of how many workspaces the content is counted, by two calls each; one alone needs no count to be chosen."""

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
        in_folders: whether tasks are in folders, as on the classic Data Studio.
        unread: what this identity may not list.
    """

    sources: dict[str, list[DataSource]]
    groups: Groups
    folders: tuple[str, ...]
    flows: int
    in_folders: bool = True
    unread: tuple[Text, ...] = ()


async def workspaces(api: DataWorks, *, refresh: bool = False) -> list[ListedProject]:
    """The workspaces of the account in the region."""
    pages = look_through(api, ListProjects(), PAGES, refresh=refresh)
    return [project async for page in pages for project in page.project_list]


@dataclass(frozen=True)
class Content:
    """How much a workspace has; ``None``: not known. ``more``: it has more data sources than were counted."""

    data_sources: int | None = None
    tasks: int | None = None
    more: bool = False


@flow
async def contents(
    api: DataWorks, may_send: MaySend, projects: Sequence[ListedProject], *, refresh: bool = False
) -> dict[str, Content]:
    """The content of each workspace, by its id; none if there are too many of them, or only one."""
    if not 1 < len(projects) <= COUNTED:
        return {}
    once = replace(api, retries=ONCE)
    return {each.project_id: await _content(once, may_send, each.project_id, refresh) for each in projects}


async def _content(api: DataWorks, may_send: MaySend, project_id: str, refresh: bool) -> Content:
    sources = ListDataSources(project_id=project_id)
    files = ListFiles(project_id=project_id, file_types=f"{BATCH_FILE},{REALTIME_FILE}", page_number=1, page_size=1)
    try:
        # The page that describing the workspace reads too, so that choosing one costs no call twice.
        pages = [page async for page in look_through(api, sources, 1, refresh=refresh)] if may_send(sources) else []
        tasks = (await api.call(files)).total_count if may_send(files) else None
    except DataWorksError:
        return Content()
    names = {source.name or source.id for page in pages for source in page.data_sources}
    more = any(page.total_count > len(page.data_sources) for page in pages)
    return Content(len(names) if pages else None, tasks, more)


async def offer_of(api: DataWorks, project_id: str, *, refresh: bool = False) -> Offer:
    """What a workspace offers."""
    sources: dict[str, list[DataSource]] = {}
    async for page in look_through(api, ListDataSources(project_id=project_id), PAGES, refresh=refresh):
        for source in page.data_sources:
            sources.setdefault(source.name or source.id, []).append(source)
    groups = await groups_in(api, ACCOUNT_GROUPS, refresh=refresh)
    workspace = Workspace(project_id)
    flows = await flows_in(api, workspace, refresh=refresh)
    paths = folders_in(api, workspace, flows[:FLOWS], refresh=refresh)
    folders = [path async for path in paths if engine_of(path) == SYNC]
    remember_folders(api, workspace, folders)
    return Offer(sources, groups, tuple(folders), len(flows))
