"""Finding sync tasks of every type, and what is known of one: its definition and its run state."""

from dataclasses import dataclass, replace
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.lookups import id_unknown, not_there
from dataworks.operations.files import GetFile, ListedFile, ListFiles, NodeConfiguration
from dataworks.operations.running import GetDISyncInstanceInfo, InstanceInfo
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.scripts.summary import Summary, summary

TaskType = Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"]

BATCH_FILE, OTHER_TASK = 23, 900
"""The file types of batch tasks, and of the others; solutions too (assumed: the pages only say they are listed)."""

TASK_LOOKS = (ListFiles, GetFile, GetDISyncTask, GetDISyncInstanceInfo)
"""The operations that looking at tasks may call."""


@dataclass(frozen=True)
class KnownTask:
    """A task.

    Attributes:
        summary: its script in short, where it can be read.
        certain: whether the type is. A listed script with steps may be a real-time task's or a solution's.
        run: its run state, as far as it was asked for and is told; ``refusal`` says why not.
        schedule: a batch task's, as far as it was asked for.
    """

    file: ListedFile
    task_type: TaskType
    summary: Summary | None
    certain: bool = True
    run: InstanceInfo | None = None
    refusal: str | None = None
    schedule: NodeConfiguration | None = None

    @property
    def state(self) -> str | None:
        """The run state in upper case; a batch task has none in this API."""
        if self.run is None:
            return None
        solution = self.run.solution_info
        return ((solution.status if solution else self.run.status) or "unknown").upper()

    @property
    def unasked(self) -> bool:
        """Whether asking for its run state can tell more: the state, or which of two types it has."""
        return self.task_type != "DI_OFFLINE" and self.run is None and (self.refusal is None or not self.certain)


async def task_status(api: DataWorks, project_id: str, file_id: str) -> KnownTask:
    """What is known of one task.

    Raises:
        DataWorksError: there is no such task, or it can't be read.
    """
    listing = ListFiles(project_id=project_id, file_id_in=file_id, need_content=True, need_absolute_folder_path=True)
    files = (await api.call(listing)).files
    file = next((file for file in files if file.file_id == file_id), ListedFile(file_id=file_id))
    if file.file_type == BATCH_FILE:
        detail = await api.call(GetFile(project_id=project_id, file_id=file_id))
        script = summary(detail.file.content or "")
        return KnownTask(file, "DI_OFFLINE", script, schedule=detail.node_configuration)
    return await with_run_state(api, project_id, await known(api, project_id, file))


async def known(api: DataWorks, project_id: str, file: ListedFile) -> KnownTask:
    """A task with its definition: from the list where that has it, else read (one or two calls)."""
    script = summary(file.content or "")
    if file.file_type == BATCH_FILE:
        if not file.content:
            script = summary((await api.call(GetFile(project_id=project_id, file_id=file.file_id))).file.content or "")
        return KnownTask(file, "DI_OFFLINE", script)
    if script is not None:
        return KnownTask(file, "DI_REALTIME", script, certain=False)
    return await _defined(api, project_id, file)


async def _defined(api: DataWorks, project_id: str, file: ListedFile) -> KnownTask:
    """Read what may be a real-time task or a solution; a listed content without steps speaks for the latter."""
    kinds: list[Literal["DI_REALTIME", "DI_SOLUTION"]] = ["DI_REALTIME", "DI_SOLUTION"]
    failures: list[DataWorksError] = []
    for kind in reversed(kinds) if file.content else kinds:
        try:
            detail = await api.call(GetDISyncTask(project_id=project_id, task_type=kind, file_id=file.file_id))
        except DataWorksError as error:
            if not not_there(error):
                raise
            failures.append(error)
            continue
        solution = detail.solution_detail
        script = (solution.process_content if solution else detail.code) or ""
        named = file.model_copy(update={"file_name": file.file_name or (solution.name if solution else None)})
        return KnownTask(named, kind, summary(script))
    raise failures[0]


async def with_run_state(api: DataWorks, project_id: str, task: KnownTask) -> KnownTask:
    """The task with its run state and its true type; a batch task has nothing to ask for."""
    while task.unasked:
        task = await asked(api, project_id, task)
    return task


async def asked(api: DataWorks, project_id: str, task: KnownTask) -> KnownTask:
    """What one call tells of its run state. What is no real-time task is asked for as a solution the next time."""
    realtime = task.task_type == "DI_REALTIME" and task.refusal is None
    kind: Literal["DI_REALTIME", "DI_SOLUTION"] = "DI_REALTIME" if realtime else "DI_SOLUTION"
    file_id = task.file.file_id
    try:
        run = await api.call(GetDISyncInstanceInfo(project_id=project_id, task_type=kind, file_id=file_id))
    except DataWorksError as error:
        if not not_there(error):
            raise
        doubtful = task.refusal is None and id_unknown(error)
        return replace(task, refusal=task.refusal or error.message, certain=task.certain or not doubtful)
    return replace(task, task_type=kind, run=run, refusal=None, certain=True)
