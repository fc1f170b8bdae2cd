"""Handlers of workspaces: list and read them, their business flows, folders and settings."""

import json

from dataworks.folder_paths import engine_of, place_of
from dataworks.operations.v2020.project_config import ListDIProjectConfig, UpdateDIProjectConfig
from dataworks.operations.v2020.workspaces import CreateFolder, GetProject, ListBusiness, ListFolders, ListProjects
from emulator.failures import FOLDER_EXISTS, WorkFailed, invalid_path
from emulator.gateway.evidence import CAPTURES, FOLDER_NAMES, WORKSPACES, assumed, documented, sdk, seen
from emulator.gateway.families import BARE, STATUS, STUDIO
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted
from emulator.world.roles import ACCOUNT
from emulator.world.state import Folder, Workspace, World

OWNER = ACCOUNT
AVAILABLE = 0
BASIC, STANDARD = 2, 3

DDL_DEFAULT = dict.fromkeys(
    (
        "RENAMECOLUMN",
        "DROPTABLE",
        "CREATETABLE",
        "MODIFYCOLUMN",
        "TRUNCATETABLE",
        "DROPCOLUMN",
        "ADDCOLUMN",
        "RENAMETABLE",
    ),
    "WARNING",
)
"""The sample of ListDIProjectConfig; that it is the default of a new workspace is assumed."""


@handles(
    ListProjects,
    sdk("The rows are in PageResult, without Success and Data; 10 rows a page, 100 at most."),
    assumed("No emulated workspace has tags, so a filter by tags finds none.", case="workspaces-with-an-unknown-tag"),
    family=BARE,
)
def list_projects(world: World, request: ListProjects) -> Data:
    """Return a page of the account's workspaces; none has tags or a resource manager's group."""
    filtered = request.tags or request.resource_manager_resource_group_id
    rows = [] if filtered else [_project_row(workspace) for workspace in world.workspaces.values()]
    return counted(rows, "ProjectList", request.page_number, request.page_size)


@handles(
    GetProject,
    sdk("By id or by identifier; Status 0 is an available workspace, not a failed call."),
    seen("EnvTypes are PRD, and DEV in standard mode.", WORKSPACES),
    assumed(
        "The workspaces are in standard mode: with separate development and production.",
        unsettled="It is about the emulated workspaces; real ones are in standard or in simple mode.",
    ),
    family=STATUS,
)
def get_project(world: World, request: GetProject) -> Data:
    """Return a workspace."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    group = next((group for group in world.resource_groups.values() if group.runs_sync_tasks()), None)
    return {
        **_project_fields(workspace),
        "ProjectMode": STANDARD if workspace.standard else BASIC,
        "EnvTypes": ["DEV", "PRD"] if workspace.standard else ["PRD"],
        "DefaultDiResourceGroupIdentifier": group.identifier if group else "",
        "Status": AVAILABLE,
    }


@handles(
    ListBusiness,
    sdk("Names and ids of flows, in pages."),
    seen("Data has PageSize and TotalCount, and no PageNumber.", CAPTURES),
    assumed("A flow exists if it has a folder; Keyword ignores case.", case="flows-by-keyword"),
    family=STUDIO,
)
def list_business(world: World, request: ListBusiness) -> Data:
    """Return a page of the business flows of the folders."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    keyword = (request.keyword or "").lower()
    folders = () if workspace.new_studio else workspace.folders.values()
    flows = {folder.business_id: folder.flow for folder in folders}
    rows = [_flow(workspace, number, name) for number, name in flows.items() if keyword in name.lower()]
    page = counted(rows, "Business", request.page_number, request.page_size)
    del page["PageNumber"]
    return page


@handles(
    ListFolders,
    sdk("Ids and full paths, in pages."),
    assumed(
        "Only the folders directly below the path; a path that does not exist fails; the text is assumed.",
        case="folders-of-a-flow folders-of-an-unknown-path",
    ),
    family=STUDIO,
)
def list_folders(world: World, request: ListFolders) -> Data:
    """Return a page of the folders directly below a path."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    parent = place_of(request.parent_folder_path)
    places = {place_of(folder.path): folder for folder in workspace.folders.values()}
    if not any(f"{place}/".startswith(f"{parent}/") for place in places):
        raise invalid_path(request.parent_folder_path)
    below = [folder for place, folder in places.items() if place.rpartition("/")[0] == parent]
    rows = [{"FolderId": folder.id, "FolderPath": folder.path} for folder in below]
    return counted(rows, "Folders", request.page_number, request.page_size)


@handles(
    CreateFolder,
    sdk("Data is the folder's id."),
    seen("A path without an engine, such as Data Integration, is refused: 不合法的目录路径.", CAPTURES),
    seen("Roots and engines have Chinese, English and internal names, which may be mixed.", FOLDER_NAMES),
    assumed(
        "The flow must exist; the text is assumed.",
        case="folder-create-in-an-unknown-flow",
    ),
    assumed(
        "A path that is in use fails; the text is assumed.",
        unsettled="A comparison names no path of others, and could not remove one that it makes.",
    ),
    family=STUDIO,
)
def create_folder(world: World, request: CreateFolder) -> str:
    """Create a folder in an existing business flow, and return its id."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    path = "/".join(part for part in request.folder_path.strip().split("/") if part)
    if workspace.folder(path) is not None:
        raise WorkFailed(FOLDER_EXISTS.format(path=path))
    flows = {_flow_of(folder.path): folder.business_id for folder in workspace.folders.values()}
    business = flows.get(_flow_of(path))
    if business is None or engine_of(path) is None:
        raise invalid_path(path)
    folder = Folder(f"f{len(workspace.folders) + 1}", path, business)
    workspace.folders[path] = folder
    return folder.id


@handles(
    ListDIProjectConfig,
    documented("Config is a JSON text: the reaction to each of eight kinds of DDL message."),
    assumed(
        "The setting of the pair, else that of the destination alone, else WARNING for all.",
        case="settings-of-a-pair settings-of-a-destination",
    ),
)
def list_config(world: World, request: ListDIProjectConfig) -> Data:
    """Return the setting of the pair, else that of the destination, else the default."""
    configs = world.workspace(request.project_id).configs
    keys = ((request.destination_type, request.source_type), (request.destination_type, None))
    found = next((configs[key] for key in keys if key in configs), DDL_DEFAULT)
    return {"Config": json.dumps(found, separators=(",", ":"))}


@handles(
    UpdateDIProjectConfig,
    documented("Without a source type the setting applies to all sources."),
    assumed(
        "The whole setting is replaced.",
        unsettled="It is a setting for all tasks of a workspace, and an interruption would leave it changed.",
    ),
)
def update_config(world: World, request: UpdateDIProjectConfig) -> Data:
    """Replace the whole setting."""
    configs = world.workspace(request.project_id).configs
    configs[request.destination_type, request.source_type] = {
        str(message): str(reaction) for message, reaction in request.project_config.items()
    }
    return {"Status": "success"}


def _project_fields(workspace: Workspace) -> Data:
    return {
        "ProjectId": int(workspace.id),
        "ProjectIdentifier": workspace.identifier,
        "ProjectName": workspace.identifier,
        "ProjectDescription": "",
        "ProjectOwnerBaseId": OWNER,
        "DisableDevelopment": False,
        "IsDefault": 0,
    }


def _project_row(workspace: Workspace) -> Data:
    return {**_project_fields(workspace), "ProjectStatus": AVAILABLE, "ProjectStatusCode": "AVAILABLE"}


def _flow_of(path: str) -> str:
    """Return the place of the flow of a path."""
    return "/".join(place_of(path).split("/")[:2])


def _flow(workspace: Workspace, number: int, name: str) -> Data:
    fields = {"BusinessId": number, "BusinessName": name, "ProjectId": int(workspace.id)}
    return {**fields, "Owner": OWNER, "Description": "", "UseType": "NORMAL"}
