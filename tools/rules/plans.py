"""Plans: what a call would do, from the fixed sentences of its tool and the current state of the task.

If the task can't be read, the plan says so; the call itself reports the error.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dataworks.errors import DataWorksError
from dataworks.operation import Operation
from dataworks.operations.files import ListedFile, ListFiles
from dataworks.operations.running import GetDISyncInstanceInfo
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.scripts.definition import Definition
from dataworks.task_ids import is_solution, number_of
from tools.arguments.parsing import task_of
from tools.catalog import Call, ToolSpec
from tools.rendering import quoted
from tools.rules.changes import changes_of
from tools.views.plan import Plan
from tools.views.tasks import SOLUTION_STATES

REALTIME = 900
FILE_TYPES = {"DI_OFFLINE": 23, "DI_REALTIME": REALTIME}
"""File types of DataStudio, by task type."""


@dataclass(frozen=True)
class CurrentTask:
    """A task before the call.

    Attributes:
        text: name, folder and state, as the plan shows them.
        definition: its script.
    """

    text: str
    definition: Definition

    @property
    def basis(self) -> str:
        """The task, with its definition (tables and resource group are in it) as a hash.

        It has no figures that move by themselves, such as delays and durations.
        """
        return json.dumps(
            [self.text, hashlib.sha256(self.definition.text.encode("utf-8", "surrogatepass")).hexdigest()]
        )


MayRead = Callable[[type[Operation[Any]]], bool]
"""Returns whether the rules allow an operation to be sent for a lookup."""


async def plan_of(spec: ToolSpec, call: Call, arguments: Any, may_read: MayRead) -> Plan:
    """The plan of a call."""
    if spec.plan is None:
        raise TypeError(f"{spec.name} needs consent, but has no plan")
    task = task_of(arguments)
    current = await _current_task(call, arguments, task, may_read) if task and _workspace(arguments) else None
    return Plan(
        what=spec.plan.what.format(task=f"{_task_name(arguments)} in workspace {_workspace(arguments)}"),
        task=(current.text if current else "It could not be read.") if task else None,
        changes=tuple(changes_of(arguments, current.definition if current else None)),
        lost=spec.plan.lost,
        basis=current.basis if current else "",
    )


def _task_name(arguments: Any) -> str:
    node = getattr(arguments, "node_id", None)
    named = task_of(arguments) or getattr(arguments, "task_name", None)
    return f"the task of node {node}" if node and not named else f"task {named}"


def _workspace(arguments: Any) -> str | None:
    return getattr(arguments, "project_id", None) or getattr(arguments, "project_identifier", None)


async def _current_task(call: Call, arguments: Any, task: str, may_read: MayRead) -> CurrentTask | None:
    """The task with this id, or ``None`` if it can't be read."""
    try:
        if is_solution(task):
            return await _solution(call, arguments, number_of(task)) if may_read(GetDISyncTask) else None
        file = await _file(call, arguments, task) if may_read(ListFiles) else None
    except DataWorksError:
        return None
    return CurrentTask(await _file_text(call, arguments, file, may_read), file.content) if file else None


async def _solution(call: Call, arguments: Any, number: str) -> CurrentTask | None:
    request = GetDISyncTask(project_id=arguments.project_id, task_type="DI_SOLUTION", file_id=number)
    found = (await call.api.call(request)).solution_detail
    if found is None:
        return None
    status = SOLUTION_STATES.get(found.status or "", found.status or "unknown")
    return CurrentTask(f"{quoted(found.name or '')}, a solution, status {status}", found.process_content)


async def _file(call: Call, arguments: Any, file_id: str) -> ListedFile | None:
    """The file with this id and of the right type: a solution can have the same number."""
    listing = ListFiles(
        project_id=arguments.project_id,
        project_identifier=getattr(arguments, "project_identifier", None),
        file_id_in=file_id,
        need_content=True,
        need_absolute_folder_path=True,
    )
    files = [file for file in (await call.api.call(listing)).files if file.file_id == file_id]
    wanted = FILE_TYPES.get(getattr(arguments, "task_type", None) or "")
    return next((file for file in files if wanted in (None, file.file_type)), None)


async def _file_text(call: Call, arguments: Any, file: ListedFile, may_read: MayRead) -> str:
    state = "submitted" if file.commit_status else "not submitted"
    if file.file_type == REALTIME and arguments.project_id:
        seen = (
            await _run_state(call, arguments.project_id, file.file_id) if may_read(GetDISyncInstanceInfo) else "unknown"
        )
        state += f", run state {seen}"
    name, folder = quoted(file.file_name), quoted(file.absolute_folder_path or "")
    return f"{name} in {folder}, version {file.current_version}, {state}"


async def _run_state(call: Call, project_id: str, file_id: str) -> str:
    request = GetDISyncInstanceInfo(project_id=project_id, task_type="DI_REALTIME", file_id=file_id)
    try:
        return (await call.api.call(request)).status or "unknown"
    except DataWorksError:
        return "unknown"
