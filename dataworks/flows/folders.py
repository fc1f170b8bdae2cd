"""Business flows and the folders in them. The service may not know the root in every language."""

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

from pydantic import ValidationError

from dataworks.client import DataWorks
from dataworks.flows.lookups import look_through, looked_up
from dataworks.folder_paths import ROOTS
from dataworks.operations.workspaces import FolderPage, ListBusiness, ListFolders

PAGES = 5
"""Pages of business flows that are read."""

ANCESTORS = 2
"""How many levels above a path that does not exist are searched for one that does."""


NO_SUCH_PATH = FolderPage(request_id=None)
"""What is kept for a path that does not exist. It is no page that the service has sent."""


class Workspace(NamedTuple):
    """A workspace by its id, or by its name."""

    project_id: str | None = None
    project_identifier: str | None = None


async def flows_in(api: DataWorks, workspace: Workspace, *, refresh: bool = False) -> list[str]:
    """The names of the business flows."""
    asked = ListBusiness(project_id=workspace.project_id, project_identifier=workspace.project_identifier)
    pages = look_through(api, asked, PAGES, refresh=refresh)
    return [flow.business_name async for page in pages for flow in page.business if flow.business_name]


async def folders_in(
    api: DataWorks, workspace: Workspace, flows: Iterable[str], *, refresh: bool = False
) -> AsyncIterator[str]:
    """The folders right below these flows. The root that fits the workspace's language is tried first from then on.

    A name may be listed twice, so each parent is read once.
    """
    roots, seen = list(ROOTS["bizroot"]), set[str]()
    for flow in flows:
        for root in tuple(roots):
            parent = f"{root}/{flow}"
            paths = None if parent in seen else await _below(api, workspace, parent, refresh=refresh)
            if paths is None:
                continue
            seen.add(parent)
            roots.remove(root)
            roots.insert(0, root)
            for path in paths:
                yield path
            break


async def folders_near(api: DataWorks, workspace: Workspace, path: str) -> list[str]:
    """The folders in the nearest folder or flow above a path that does not exist; empty if there is none."""
    parts = [part for part in path.split("/") if part]
    for depth in range(len(parts) - 1, 1, -1)[:ANCESTORS]:  # two parts are a flow
        parent = "/".join(parts[:depth])
        paths = await _below(api, workspace, parent)
        if paths is not None:
            return [parent, *paths] if depth > 2 else paths
    return []


async def _below(api: DataWorks, workspace: Workspace, parent: str, *, refresh: bool = False) -> list[str] | None:
    """The folders right below a path, or ``None`` when there is no such path."""
    try:
        asked = ListFolders(
            project_id=workspace.project_id,
            project_identifier=workspace.project_identifier,
            parent_folder_path=parent,
            page_size=100,
        )
    except ValidationError:
        return None  # it can't be sent
    page = await looked_up(api, asked, refresh=refresh, absent=NO_SUCH_PATH)
    return None if page is NO_SUCH_PATH else [folder.folder_path for folder in page.folders if folder.folder_path]
