"""Handlers of workspaces: listing and reading them, their business flows and folders, and their settings."""

import json
from typing import Any

from dataworks.operations.project_config import ListDIProjectConfig, UpdateDIProjectConfig
from dataworks.operations.workspaces import CreateFolder, GetProject, ListBusiness, ListFolders, ListProjects
from emulator.failures import FOLDER_EXISTS, WorkFailed, invalid_path
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import SILENT, STATUS, STUDIO
from emulator.handlers.handler import handles
from emulator.handlers.paging import counted
from emulator.world.state import Folder, Workspace, World

Data = dict[str, Any]

OWNER = "1000000000000001"
AVAILABLE = 0
STANDARD = 3

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
"""The sample of ListDIProjectConfig; that it is what a new workspace has is assumed."""


@handles(
    ListProjects,
    sdk("The rows stand in PageResult, without Success and Data; 10 rows a page, 100 at most."),
    assumed("No workspace of ours has tags, so asking for any finds none."),
    family=SILENT,
)
def list_projects(world: World, request: ListProjects) -> Data:
    """All workspaces of the account; none of ours has tags."""
    hidden = request.tags or request.resource_manager_resource_group_id
    rows = [] if hidden else [_listed(workspace) for workspace in world.workspaces.values()]
    return counted(rows, "ProjectList", request.page_number, request.page_size)


@handles(
    GetProject,
    sdk("By id or by identifier; Status 0 is an available workspace, not a failed call."),
    assumed("Every workspace is a standard one: development and production apart."),
    family=STATUS,
)
def get_project(world: World, request: GetProject) -> Data:
    """A workspace with development and production apart."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    group = next((group for group in world.resource_groups.values() if group.runs_sync_tasks()), None)
    return {
        **_named(workspace),
        "ProjectMode": STANDARD,
        "EnvTypes": ["DEV", "PROD"],
        "DefaultDiResourceGroupIdentifier": group.identifier if group else "",
        "Status": AVAILABLE,
    }


@handles(
    ListBusiness,
    sdk("Names and ids of flows, in pages."),
    assumed("A flow is there when a folder lies in it; Keyword ignores case."),
    family=STUDIO,
)
def list_business(world: World, request: ListBusiness) -> Data:
    """The flows that the folders lie in."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    keyword = (request.keyword or "").lower()
    flows = {folder.business_id: folder.flow for folder in workspace.folders.values()}
    rows = [_flow(workspace, number, name) for number, name in flows.items() if keyword in name.lower()]
    return counted(rows, "Business", request.page_number, request.page_size)


@handles(
    ListFolders,
    sdk("Ids and full paths, in pages."),
    assumed("Only the folders right below the path; a path that is not there fails, and the text is ours."),
    family=STUDIO,
)
def list_folders(world: World, request: ListFolders) -> Data:
    """The folders right below a path."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    parent = request.parent_folder_path.rstrip("/")
    if not any(f"{path}/".startswith(f"{parent}/") for path in workspace.folders):
        raise invalid_path(parent)
    below = [folder for folder in workspace.folders.values() if folder.path.rpartition("/")[0] == parent]
    rows = [{"FolderId": folder.id, "FolderPath": folder.path} for folder in below]
    return counted(rows, "Folders", request.page_number, request.page_size)


@handles(
    CreateFolder,
    sdk("Data is the folder's id."),
    assumed("The flow must be there; a path that is taken fails, and the text is ours."),
    family=STUDIO,
)
def create_folder(world: World, request: CreateFolder) -> str:
    """A folder in a flow that is there."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    path = request.folder_path.rstrip("/")
    if path in workspace.folders:
        raise WorkFailed(FOLDER_EXISTS.format(path=path))
    flows = {folder.path.rpartition("/")[0]: folder.business_id for folder in workspace.folders.values()}
    business = next((number for flow, number in flows.items() if path.startswith(f"{flow}/")), None)
    if business is None:
        raise invalid_path(path)
    folder = Folder(f"f{len(workspace.folders) + 1}", path, business)
    workspace.folders[path] = folder
    return folder.id


@handles(
    ListDIProjectConfig,
    documented("Config is a JSON text: what is done with each of eight kinds of DDL message."),
    assumed("What was set for the pair, else for the destination alone, else WARNING for all."),
)
def list_config(world: World, request: ListDIProjectConfig) -> Data:
    """What was set for the pair, else for the destination, else the default."""
    configs = world.workspace(request.project_id).configs
    keys = ((request.destination_type, request.source_type), (request.destination_type, None))
    found = next((configs[key] for key in keys if key in configs), DDL_DEFAULT)
    return {"Config": json.dumps(found, separators=(",", ":"))}


@handles(
    UpdateDIProjectConfig,
    documented("Without a source type the setting holds for all sources."),
    assumed("The whole setting is replaced."),
)
def update_config(world: World, request: UpdateDIProjectConfig) -> Data:
    """The whole setting is replaced."""
    configs = world.workspace(request.project_id).configs
    configs[request.destination_type, request.source_type] = {
        str(message): str(mark) for message, mark in request.project_config.items()
    }
    return {"Status": "success"}


def _named(workspace: Workspace) -> Data:
    return {
        "ProjectId": int(workspace.id),
        "ProjectIdentifier": workspace.identifier,
        "ProjectName": workspace.identifier,
        "ProjectDescription": "",
        "ProjectOwnerBaseId": OWNER,
        "DisableDevelopment": False,
        "IsDefault": 0,
    }


def _listed(workspace: Workspace) -> Data:
    return {**_named(workspace), "ProjectStatus": AVAILABLE, "ProjectStatusCode": "AVAILABLE"}


def _flow(workspace: Workspace, number: int, name: str) -> Data:
    named = {"BusinessId": number, "BusinessName": name, "ProjectId": int(workspace.id)}
    return {**named, "Owner": OWNER, "Description": "", "UseType": "NORMAL"}
