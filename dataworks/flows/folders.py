"""Business flows and the folders in them. The service may not know the root in every language."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from pydantic import ValidationError

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, FolderMissing, Seen
from dataworks.flows.likeness import likeness, seen_values
from dataworks.flows.lookups import look_through, looked_up
from dataworks.flows.once import NOTHING
from dataworks.folder_paths import ROOTS, engine_of, place_of
from dataworks.language import Text
from dataworks.operations.v2020.workspaces import FolderPage, ListBusiness, ListFolders
from dataworks.quoting import named
from dataworks.scripts.spelling import CLOSE

PAGES = 5
"""Pages of business flows that are read."""

ANCESTORS = 2
"""How many levels above a path that does not exist are searched for one that does, before that of the engine."""

FLOW, ENGINE = 2, 3
"""How many parts the paths of a business flow and of an engine in it have."""


REMEMBERED = 600.0
"""Seconds that a folder which was there is not looked for again."""

NO_SUCH_PATH = FolderPage(request_id=None)
"""What is kept for a path that does not exist. It is no page that the service has sent."""


NO_FOLDER = Text("there is no folder {}", "没有文件夹 {}")


class KnownFolders(NamedTuple):
    """The places of folders that were there lately."""

    places: frozenset[str]


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


async def folders_near(api: DataWorks, workspace: Workspace, path: str) -> list[str] | None:
    """The folders in the nearest folder or flow above a path that does not exist; ``None`` if there is none."""
    parts = _parts(path)
    depths = range(len(parts) - 1, FLOW - 1, -1)
    for depth in dict.fromkeys([*depths[:ANCESTORS], *(depth for depth in depths if depth == ENGINE)]):
        parent = "/".join(parts[:depth])
        paths = await _below(api, workspace, parent)
        if paths is not None:
            return [parent, *paths] if depth > FLOW else paths
    return None


async def require_folder(api: DataWorks, project_id: str, path: str) -> None:
    """Check that there is a folder, with one read at most if it is there, and none if it was there lately.

    Raises:
        FolderMissing: there is none; it says which ones are near.
    """
    workspace = Workspace(project_id)
    if place_of(path) in known_folders(api, workspace):
        return
    try:
        found = await _below(api, workspace, path)
    except DataWorksError:
        return  # what is to be created there will show it
    if found is not None:
        remember_folders(api, workspace, [path])
        return
    near = await folders_near(api, workspace, path)
    can_be_made = near is not None and engine_of(path) is not None
    message = NO_FOLDER.said(named(path))
    error = FolderMissing(ListFolders.action(), message, exists=NOTHING.said(), can_be_made=can_be_made)
    error.seen = _seen(near, path) if near is not None else None
    raise error


async def is_there(api: DataWorks, project_id: str, path: str) -> bool:
    """Whether there is a folder, as far as it can be read; see ``require_folder``."""
    workspace = Workspace(project_id)
    if place_of(path) in known_folders(api, workspace):
        return True
    try:
        found = await _below(api, workspace, path) is not None
    except DataWorksError:
        return False
    if found:
        remember_folders(api, workspace, [path])
    return found


def _seen(near: Sequence[str], path: str) -> Seen:
    """The folders near one that does not exist; the one that was probably meant is as deep, and has almost its name."""
    *above, name = _parts(path)
    alike = [each for each in near if _is_like(_parts(each), len(above), name)]
    seen = seen_values("near", dict.fromkeys(near, ""), path)
    return replace(seen, meant=named(alike[0]) if alike else None)


def _is_like(parts: Sequence[str], depth: int, name: str) -> bool:
    return len(parts) == depth + 1 and likeness(parts[-1], name) >= CLOSE


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def known_folders(api: DataWorks, workspace: Workspace) -> frozenset[str]:
    """The places of folders that were there lately."""
    known = api.memory.find(_key(api, workspace), KnownFolders, api.timing.clock())
    return known.places if known else frozenset()


def remember_folders(api: DataWorks, workspace: Workspace, paths: Iterable[str]) -> None:
    """Remember that these folders are there."""
    known = known_folders(api, workspace) | {place_of(path) for path in paths}
    api.memory.keep(_key(api, workspace), KnownFolders(known), api.timing.clock() + REMEMBERED)


def _key(api: DataWorks, workspace: Workspace) -> str:
    return f"folders/{workspace.project_id}/{api.endpoint}"


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
