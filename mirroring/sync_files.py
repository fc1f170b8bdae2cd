"""The files of a workspace on the classic studio: its sync tasks, with script, schedule and state."""

import json
from typing import Any

from pydantic import ValidationError

from dataworks.language import Text
from dataworks.operations.v2020.deployments import ListFileVersions
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, GetFile, ListedFile, ListFiles
from dataworks.operations.v2020.running import RUN_STATES, GetDISyncInstanceInfo
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.scripts.reading import inner
from dataworks.studios.standing import RAN
from emulator.seed.world_file import FolderEntry, TaskEntry
from mirroring.flow_folders import folder_entry
from mirroring.ids import number
from mirroring.notes import Notes
from mirroring.pages import page_of, rows
from mirroring.read_only import ReadOnly

UNREAD = Text(
    "These tasks are left out, since the service refuses to read them", "未包含这些任务，因为服务拒绝读取它们"
)
NO_LIST = Text("The tasks of these workspaces could not be listed", "未能列出这些工作空间的任务")
NO_SCRIPT = Text(
    "These tasks have no script that is a JSON object, so an empty one is in its place",
    "这些任务的脚本不是 JSON 对象，已用空脚本代替",
)
NEVER_STARTED = "NORUN"


def asked_files(project_id: str) -> ListFiles:
    """Return the request for the first page of the sync tasks of a workspace."""
    kinds = f"{BATCH_FILE},{REALTIME_FILE}"
    listed = ListFiles(project_id=project_id, file_types=kinds, need_content=True, need_absolute_folder_path=True)
    return page_of(listed, 1)  # type: ignore[return-value]


async def tasks_of(api: ReadOnly, project_id: str, folders: dict[str, FolderEntry], notes: Notes) -> list[TaskEntry]:
    """Return the tasks; folders of theirs that are not known yet are added."""
    found = dict[tuple[str, int], TaskEntry]()
    listed = await rows(api, asked_files(project_id))
    if listed is None:
        notes.add(NO_LIST, project_id)
    for file in listed or ():
        path = file.absolute_folder_path or ""
        folder = folders.get(path) or folder_entry(path, file.file_folder_id)
        entry = await _task(api, project_id, file, notes) if folder and number(file.file_id) else None
        if entry is None or folder is None:
            notes.add(UNREAD, f"{file.file_name} ({file.file_id})")
        else:
            folders[path] = folder
            found.setdefault((entry.type, entry.id), entry)
    return [*found.values()]


async def _task(api: ReadOnly, project_id: str, file: ListedFile, notes: Notes) -> TaskEntry | None:
    if file.file_type == BATCH_FILE:
        kind, facts = "batch", await _batch(api, project_id, file)
    else:
        kind, facts = await _running(api, project_id, file)
    if facts is None:
        return None
    committed = bool(file.commit_status)
    known = {} if committed is facts["deployed"] else {"committed": committed}
    given = {**_listed(file, notes), "folder": file.absolute_folder_path, "type": kind, **known, **facts}
    try:
        return TaskEntry.model_validate(given)
    except ValidationError:
        return None


def _listed(file: ListedFile, notes: Notes) -> dict[str, Any]:
    """What the list shows of a task."""
    script = file.content.text if isinstance(file.content.value, dict) else "{}"
    if script != file.content.text:
        notes.add(NO_SCRIPT, f"{file.file_name} ({file.file_id})")
    shown = {"owner": file.owner, "node_id": number(file.node_id)}
    return {
        "id": int(file.file_id),
        "name": file.file_name,
        "script": script,
        "version": file.current_version or 1,
        **{name: value for name, value in shown.items() if value},
    }


async def _batch(api: ReadOnly, project_id: str, file: ListedFile) -> dict[str, Any] | None:
    """The schedule of a batch task, and whether production has it."""
    asked = GetFile(project_id=project_id, file_id=file.file_id)
    if await api.if_allowed(asked) is None:
        return None
    schedule = inner(await api.payload(asked), "NodeConfiguration")
    submitted = file.node_id is not None
    asked_versions = ListFileVersions(project_id=project_id, file_id=file.file_id)
    versions = (await rows(api, asked_versions) or ()) if submitted else ()
    deployed = any(version.is_current_prod for version in versions)
    return {"schedule": _json(schedule), "deployed": deployed}


async def _running(api: ReadOnly, project_id: str, file: ListedFile) -> tuple[str, dict[str, Any] | None]:
    """The kind of a task of the console's type 900, which real-time tasks and solutions have, with its run state."""
    asked = GetDISyncInstanceInfo(project_id=project_id, task_type="DI_REALTIME", file_id=file.file_id)
    info = await api.if_allowed(asked)
    if info is not None and info.name in (None, file.file_name):
        return "real-time", _state(file, info.status)
    info = await api.if_allowed(asked.model_copy(update={"task_type": "DI_SOLUTION"}))
    wanted = GetDISyncTask(project_id=project_id, task_type="DI_SOLUTION", file_id=file.file_id)
    if info is None or await api.if_allowed(wanted) is None:
        return "solution", None
    detail = inner(await api.payload(wanted), "SolutionDetail")
    state = info.solution_info.status if info.solution_info else None
    return "solution", {"detail": _json(detail) if detail else None, **_state(file, state)}


def _state(file: ListedFile, state: str | None) -> dict[str, Any]:
    """The run state; only what is deployed can have been started."""
    known = (state or "").upper() if (state or "").upper() in RUN_STATES else NEVER_STARTED
    return {"state": known, "deployed": known in RAN or bool(file.commit_status)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
