"""Plans: what a call would do, from the fixed sentences of its tool and the current state of the task.

If the task can't be read, the plan says so; the call itself reports the error.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
from pydantic import BaseModel

from dataworks.errors import DataWorksError
from dataworks.operations.files import GetFile, ListedFile, ListFiles
from dataworks.operations.project_config import ListDIProjectConfig, UpdateDIProjectConfig
from dataworks.operations.running import GetDISyncInstanceInfo
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.quoting import named
from dataworks.scripts.definition import Definition
from dataworks.task_ids import is_solution, number_of
from tools.arguments.outlook import NOTHING_KNOWN, Look, Outlook
from tools.arguments.outlook import MayRead as MayRead
from tools.arguments.parsing import Arguments, Finding, InvalidArguments, task_of
from tools.catalog import Call, ToolSpec
from tools.rules.changes import Changes, Present, changes_of
from tools.views.plan import Plan
from tools.views.tasks import SOLUTION_STATES

REALTIME = 900
FILE_TYPES = {"DI_OFFLINE": 23, "DI_REALTIME": REALTIME}
"""File types of DataStudio, by task type."""


LARGE = 16 * 1024
"""Characters to compare from which a thread does it."""

AS_IN_FILE = ("file_name", "file_description", "owner")
"""Parameters of ``UpdateFile`` that a file has; most others are settings of its schedule under the same names."""

LISTS = {"input_list": "input", "output_list": "output"}


@dataclass(frozen=True)
class CurrentTask:
    """A task before the call.

    Attributes:
        text: name, folder and state, as the plan shows them.
        present: what the call may replace.
    """

    text: str
    present: Present

    @property
    def basis(self) -> str:
        """The task, with its definition (tables and resource group are in it) as a hash, and its settings.

        It has no figures that move by themselves, such as delays and durations.
        """
        return json.dumps([self.text, _hash(self.present.definition.text), dict(self.present.settings)])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""


async def plan_of(spec: ToolSpec, call: Call, arguments: Any, may_read: MayRead) -> Plan:
    """The plan of a call.

    Raises:
        InvalidArguments: the call can't do what it is to do.
        DataWorksError: what it would send can't be read.
    """
    if spec.plan is None:
        raise TypeError(f"{spec.name} needs consent, but has no plan")
    task = task_of(arguments)
    read = bool(task or getattr(arguments, "node_id", None) or isinstance(arguments, UpdateDIProjectConfig))
    current = await _current(call, arguments, task, may_read) if read and _workspace(arguments) else None
    present = current.present if current else Present()
    outlook = await _outlook(arguments, Look(call.api, may_read), present.definition or None)
    changes = await _changes(arguments, present, outlook)
    seen = current or await _existing(call, arguments, outlook.file, may_read)
    return Plan(
        what=spec.plan.what.format(task=f"{_task_name(arguments)} in workspace {_workspace_name(arguments)}"),
        task=(seen.text or None) if seen else "It could not be read." if read else None,
        changes=changes.words,
        differences=changes.rows,
        lost=spec.plan.lost,
        basis=json.dumps([seen.basis if seen else "", _hash(outlook.script.text), outlook.basis]),
    )


async def _existing(call: Call, arguments: Any, file: ListedFile | None, may_read: MayRead) -> CurrentTask | None:
    """The file that has the name of the task to create."""
    if file is None:
        return None
    text = await _file_text(call, arguments, file, may_read)
    return CurrentTask(f"{text}; it exists already.", Present(file.content))


async def _outlook(arguments: BaseModel, look: Look, current: Definition | None) -> Outlook:
    return await arguments.outlook(look, current) if isinstance(arguments, Arguments) else NOTHING_KNOWN


async def _changes(arguments: BaseModel, present: Present, outlook: Outlook) -> Changes:
    """What the call changes; where there is much to compare in a thread, so that other calls need not wait."""
    texts = [value for value in vars(arguments).values() if isinstance(value, str)]
    if sum(map(len, [present.definition.text, outlook.script.text, *texts])) < LARGE:
        return changes_of(arguments, present, outlook)
    return await anyio.to_thread.run_sync(changes_of, arguments, present, outlook, abandon_on_cancel=True)


def _task_name(arguments: Any) -> str:
    """The task by its id, which is a number, or by its name in quotes, which the caller chose."""
    node = getattr(arguments, "node_id", None)
    task, name = task_of(arguments), getattr(arguments, "task_name", None)
    if node and not (task or name):
        return f"the task of node {node}"
    return f"task {task or named(name or '')}"


def _workspace_name(arguments: Any) -> str:
    return getattr(arguments, "project_id", None) or named(_workspace(arguments) or "")


def _workspace(arguments: Any) -> str | None:
    return getattr(arguments, "project_id", None) or getattr(arguments, "project_identifier", None)


async def _current(call: Call, arguments: Any, task: str | None, may_read: MayRead) -> CurrentTask | None:
    """The task with this id or node, or the settings of the workspace; ``None`` if they can't be read.

    Raises:
        InvalidArguments: the node is not the node of the task.
    """
    try:
        if isinstance(arguments, UpdateDIProjectConfig):
            return await _config(call, arguments) if may_read(ListDIProjectConfig) else None
        if task and is_solution(task):
            return await _solution(call, arguments, number_of(task)) if may_read(GetDISyncTask) else None
        file = await _file(call, arguments, task) if may_read(ListFiles) else None
    except DataWorksError:
        return None
    if file is None:
        return None
    node = getattr(arguments, "node_id", None)
    if node not in (None, file.node_id):
        problem = f"is not the node of task {file.file_id}"
        raise InvalidArguments([Finding("/node_id", problem, "give only one of them")], after_reads=True)
    settings = await _file_settings(call, arguments, file, may_read)
    return CurrentTask(await _file_text(call, arguments, file, may_read), Present(file.content, settings))


async def _config(call: Call, arguments: UpdateDIProjectConfig) -> CurrentTask:
    """How the workspace handles DDL messages now; it is no task, so it has no text."""
    asked = ListDIProjectConfig(**arguments.model_dump(exclude={"project_config"}))
    return CurrentTask("", Present(settings={"project_config": (await call.api.call(asked)).config}))


async def _solution(call: Call, arguments: Any, number: str) -> CurrentTask | None:
    request = GetDISyncTask(project_id=arguments.project_id, task_type="DI_SOLUTION", file_id=number)
    found = (await call.api.call(request)).solution_detail
    if found is None:
        return None
    status = SOLUTION_STATES.get(found.status or "", found.status or "unknown")
    return CurrentTask(f"{named(found.name or '')}, a solution, status {status}", Present(found.process_content))


async def _file(call: Call, arguments: Any, file_id: str | None) -> ListedFile | None:
    """The file with this id, or else node, and of the right type: a solution can have the same number."""
    node_id = None if file_id else arguments.node_id
    listing = ListFiles(
        project_id=arguments.project_id,
        project_identifier=getattr(arguments, "project_identifier", None),
        file_id_in=file_id,
        node_id=node_id,
        need_content=True,
        need_absolute_folder_path=True,
    )
    found = (await call.api.call(listing)).files
    files = [file for file in found if (file.file_id if file_id else file.node_id) == (file_id or node_id)]
    wanted = FILE_TYPES.get(getattr(arguments, "task_type", None) or "")
    return next((file for file in files if wanted in (None, file.file_type)), None)


async def _file_text(call: Call, arguments: Any, file: ListedFile, may_read: MayRead) -> str:
    state = "submitted" if file.commit_status else "not submitted"
    if file.file_type == REALTIME and arguments.project_id:
        seen = (
            await _run_state(call, arguments.project_id, file.file_id) if may_read(GetDISyncInstanceInfo) else "unknown"
        )
        state += f", run state {seen}"
    return f"{_file_name(file)}, version {file.current_version}, {state}"


def _file_name(file: ListedFile) -> str:
    return f"{named(file.file_name or '')} in {named(file.absolute_folder_path or '')}"


async def _file_settings(call: Call, arguments: Any, file: ListedFile, may_read: MayRead) -> dict[str, object]:
    """The settings of a batch task that have a value, by the parameter of ``UpdateFile`` that sets them."""
    if file.file_type == REALTIME or not may_read(GetFile):
        return {}
    named_by = {
        "project_id": arguments.project_id,
        "project_identifier": getattr(arguments, "project_identifier", None),
    }
    try:
        node = (await call.api.call(GetFile(**named_by, file_id=file.file_id))).node_configuration
    except DataWorksError:
        return {}
    schedule = node.model_dump(mode="json") if node else {}
    lists = {name: ",".join(row[part] or "" for row in schedule.get(name, ())) for name, part in LISTS.items()}
    folder = {"file_folder_path": file.absolute_folder_path}
    found = {**schedule, **lists, **folder, **{name: getattr(file, name) for name in AS_IN_FILE}}
    return {name: value for name, value in found.items() if value not in (None, "")}


async def _run_state(call: Call, project_id: str, file_id: str) -> str:
    request = GetDISyncInstanceInfo(project_id=project_id, task_type="DI_REALTIME", file_id=file_id)
    try:
        return (await call.api.call(request)).status or "unknown"
    except DataWorksError:
        return "unknown"
