"""Handlers that list the files of a workspace, and the resource groups of the account."""

from dataworks.folder_paths import same_place
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.resource_groups import SCHEDULING, ListResourceGroups
from emulator.failures import RequestRefused, unreadable
from emulator.gateway.evidence import assumed, sdk
from emulator.gateway.families import STATUS, STUDIO
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted
from emulator.world.state import ResourceGroup, Task, World

FILE_TYPES = {"DI_OFFLINE": 23, "DI_REALTIME": 900, "DI_SOLUTION": 900}
"""DataStudio's file types. The pages state that solutions are listed; that it is as real-time files is assumed."""

MOST_IDS = 50
"""The most ids in FileIdIn."""


@handles(
    ListFiles,
    sdk("All filters; 23 is a batch task, 900 a real-time task; 10 rows a page, 100 at most."),
    assumed("Oldest first; solutions are listed as 900; Keyword ignores case.", case="files-order files-by-keyword"),
    assumed("A task that was never committed has no NodeId.", case="realtime-list-new"),
    family=STUDIO,
)
def list_files(world: World, request: ListFiles) -> Data:
    """Return a page of the workspace's tasks, oldest first (the order is assumed)."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    rows = [_row(world, task, request) for task in workspace.tasks.values() if _file_matches(world, task, request)]
    return counted(rows, "Files", request.page_number, request.page_size)


@handles(
    ListResourceGroups,
    sdk("Data is the list itself; without a type, scheduling groups are listed."),
    assumed("Keyword is a part of the name and ignores case.", case="groups-by-keyword"),
    family=STATUS,
)
def list_resource_groups(world: World, request: ListResourceGroups) -> list[Data]:
    """Return all groups of one type; ``Data`` is the list itself."""
    return [_group(group) for group in world.resource_groups.values() if _group_matches(group, request)]


def _file_matches(world: World, task: Task, request: ListFiles) -> bool:
    folder = request.file_folder_path
    kinds, ids = _numbers("FileTypes", request.file_types), _numbers("FileIdIn", request.file_id_in)
    return (
        (folder is None or same_place(task.folder.path, folder))
        and (kinds is None or FILE_TYPES[task.task_type] in kinds)
        and (ids is None or task.file_id in ids)
        and (request.keyword or "").lower() in task.name.lower()
        and request.exact_file_name in (None, task.name)
        and (request.node_id is None or world.node_of(task) == int(request.node_id))
        and request.owner in (None, task.owner)
        and request.last_edit_user in (None, task.owner)
        and request.use_type in (None, "NORMAL")
    )


def _numbers(parameter: str, text: str | None) -> set[int] | None:
    """Return the numbers of a comma-separated list."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > MOST_IDS or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):
        raise RequestRefused(unreadable(parameter))
    return {int(part) for part in parts}


def _row(world: World, task: Task, request: ListFiles) -> Data:
    row = file_row(world, task)
    if request.need_absolute_folder_path:
        row["AbsoluteFolderPath"] = task.folder.path
    if request.need_content:
        row["Content"] = task.script
    return row


def file_row(world: World, task: Task) -> Data:
    """Return a task as a file, with the fields that ListFiles and GetFile have in common."""
    row: Data = {
        "FileId": task.file_id,
        "FileName": task.name,
        "FileType": FILE_TYPES[task.task_type],
        "FileFolderId": task.folder.id,
        "BusinessId": task.folder.business_id,
        "Owner": task.owner,
        "CreateUser": task.owner,
        "LastEditUser": task.owner,
        "CreateTime": int(task.created * 1000),
        "LastEditTime": int(task.edited * 1000),
        "CommitStatus": int(world.is_committed(task)),
        "CurrentVersion": task.version,
        "UseType": "NORMAL",
    }
    node = world.node_of(task)
    return row if node is None else {**row, "NodeId": node}


def _group_matches(group: ResourceGroup, request: ListResourceGroups) -> bool:
    kind = SCHEDULING if request.resource_group_type is None else request.resource_group_type
    return (
        group.type == kind
        and request.biz_ext_key in (None, group.biz_ext_key)
        and (request.keyword or "").lower() in group.name.lower()
        and all(group.tags.get(tag.key) == tag.value for tag in request.tags or [])
        and request.resource_manager_resource_group_id in (None, group.manager_group)
    )


def _group(group: ResourceGroup) -> Data:
    return {
        "Id": group.id,
        "Identifier": group.identifier,
        "Name": group.name,
        "ResourceGroupType": str(group.type),
        "Mode": group.mode,
        "Status": group.status,
        "IsDefault": group.is_default,
        "BizExtKey": group.biz_ext_key,
        "Cluster": group.cluster,
        "Specs": {},
    }
