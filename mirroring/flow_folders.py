"""The business flows and folders of a workspace on the classic studio."""

from pydantic import ValidationError

from dataworks.folder_paths import ROOTS, SYNC, engine_of
from dataworks.language import Text
from dataworks.operations.v2020.workspaces import Business, Folder, ListBusiness, ListFolders
from emulator.seed.world_file import FolderEntry
from mirroring.ids import number
from mirroring.notes import Notes
from mirroring.pages import rows
from mirroring.read_only import ReadOnly, request

NORMAL = "NORMAL"
NO_FLOWS = Text("The business flows of these workspaces could not be read", "未能读取这些工作空间的业务流程")
UNREAD = Text("The folders of these business flows could not be read", "未能读取这些业务流程的文件夹")


async def flows_of(api: ReadOnly, project_id: str, notes: Notes) -> list[Business]:
    """Return the business flows of scheduled tasks."""
    found = await rows(api, ListBusiness(project_id=project_id))
    if found is None:
        notes.add(NO_FLOWS, project_id)
    return [flow for flow in found or () if flow.business_name and flow.use_type in (None, NORMAL)]


async def folders_of(api: ReadOnly, project_id: str, flows: list[Business], notes: Notes) -> list[FolderEntry]:
    """Return the folders of all flows: those of the engines, and all below Data Integration."""
    roots, found = [*ROOTS["bizroot"]], dict[str, FolderEntry]()
    for flow in flows:
        below = await _of_flow(api, project_id, flow, roots)
        if below is None:
            notes.add(UNREAD, f"{flow.business_name} ({project_id})")
        paths: dict[str, str | None] = {folder.folder_path or "": folder.folder_id for folder in below or ()}
        for path, folder_id in (paths or {f"{roots[0]}/{flow.business_name}": None}).items():
            entry = folder_entry(path, folder_id, number(flow.business_id))
            if entry is not None:
                found.setdefault(path, entry)
    return [*found.values()]


def folder_entry(path: str, folder_id: str | None, business_id: int | None = None) -> FolderEntry | None:
    """Return a folder of a world file; ``None`` if its path is none of a business flow."""
    try:
        return FolderEntry(path=path, id=folder_id, business_id=business_id)
    except ValidationError:
        return None


async def _of_flow(api: ReadOnly, project_id: str, flow: Business, roots: list[str]) -> list[Folder] | None:
    """The folders of a flow; ``None``: no root leads to it. The root that does is tried first from then on."""
    for root in tuple(roots):
        below = await _below(api, project_id, f"{root}/{flow.business_name}")
        if below is not None:
            roots.remove(root)
            roots.insert(0, root)
            return below
    return None


async def _below(api: ReadOnly, project_id: str, path: str) -> list[Folder] | None:
    """The folders in a folder; each that can have tasks of Data Integration with all that is in it."""
    listed = await rows(api, request(ListFolders, project_id=project_id, parent_folder_path=path))
    if listed is None:
        return None
    found = list[Folder]()
    for folder in listed:
        if folder.folder_path:
            is_sync = engine_of(folder.folder_path) == SYNC
            found += [folder, *((await _below(api, project_id, folder.folder_path) or ()) if is_sync else ())]
    return found
