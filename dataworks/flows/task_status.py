"""Finding sync tasks of every type, and reading one: its definition and its run state."""

from dataclasses import dataclass, replace
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Forbidden
from dataworks.flows.definition import definition_of
from dataworks.flows.known_nodes import seen_node
from dataworks.flows.recent_starts import state_after
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.operation import Operations
from dataworks.operations.v2020.deployments import ListFileVersions
from dataworks.operations.v2020.files import (
    BATCH_FILE,
    REALTIME_FILE,
    GetFile,
    ListedFile,
    ListFiles,
    NodeConfiguration,
)
from dataworks.operations.v2020.running import GetDISyncInstanceInfo, InstanceInfo
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2024.jobs import Job, ListDIJobs
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition, Summary
from dataworks.studios.classic_reads import ReadType, id_unknown
from dataworks.studios.jobs import JOBS, definition_of_job, state_of, task_type_of
from dataworks.studios.standing import GROUP, Standing, changed_since_deployed
from dataworks.studios.states import FAILED, GONE
from dataworks.studios.studio import Look, TaskPlace
from dataworks.task_ids import IdOf, id_of, is_job, is_node, is_solution, number_of, task_id_of

TaskType = Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"]

TASK_LOOKS = (ListFiles, GetFile, GetDISyncTask, GetDISyncInstanceInfo, ListFileVersions)
"""The operations that reading tasks may call."""

JOB_LOOKS: Operations = JOBS.reads
JOB_LISTS: Operations = (ListDIJobs,)
"""The same for jobs; the second finds one by its name."""


@dataclass(frozen=True)
class KnownTask:
    """A task.

    Attributes:
        summary: its script in short, where it can be read.
        certain: whether the type is. A listed script with steps may be a real-time task's or a solution's.
        run: its run state, if it was requested and returned; ``refusal`` is the service's message if not.
        schedule: that of a batch task, if it was requested.
        standing: how far a batch task is on its way to production, if it was requested.
        removed: whether it is in the recycle bin.
        job: what it is in the new studio; its state is in ``run``.
        reason: why a job has failed, if it has, and that could be read.
    """

    file: ListedFile
    task_type: TaskType
    summary: Summary | None
    certain: bool = True
    run: InstanceInfo | None = None
    refusal: str | None = None
    schedule: NodeConfiguration | None = None
    standing: Standing | None = None
    removed: bool = False
    job: Job | None = None
    reason: str | None = None

    @property
    def task_id(self) -> str:
        """The id, which says what it is."""
        if self.job is not None:
            return id_of(self.job.id, IdOf.JOB)
        return task_id_of(self.file.file_id, self.task_type)

    @property
    def state(self) -> str | None:
        """The run state in upper case; of a batch task how far it is, since this API does not show its runs."""
        if self.removed:
            return GONE
        if self.standing is not None:
            return self.standing.shown.upper()
        if self.run is None:
            return None
        solution = self.run.solution_info
        return ((solution.status if solution else self.run.status) or "unknown").upper()

    @property
    def resource_group(self) -> str | None:
        """The group that its script names, or that the submission of a batch task has noted."""
        named = self.summary.resource_group if self.summary else None
        return named or (self.standing.settings.get(GROUP) if self.standing else None)

    @property
    def changed(self) -> bool:
        """Whether its definition is newer than what production has, as far as that was read."""
        if self.task_type == "DI_OFFLINE":
            return self.standing is not None and self.standing.changed
        return self.run is not None and changed_since_deployed(self.file, self.state)

    @property
    def unasked(self) -> bool:
        """Whether reading the state can add something: the state, or which of two types the task has."""
        if self.job is not None:
            return False
        if self.task_type == "DI_OFFLINE":
            return self.standing is None and self.refusal is None
        return self.run is None and (self.refusal is None or not self.certain)


async def known_job(api: DataWorks, project_id: str, task_id: str) -> KnownTask:
    """Read a job: its definition, its state, and why it has failed.

    Raises:
        DataWorksError: there is no such job in the workspace, or it can't be read.
    """
    place = TaskPlace(project_id, task_id)
    job = await JOBS.job(api, place)
    state = state_after(api, place, state_of(job))
    definition = await api.computed(definition_of_job, job)
    return KnownTask(
        ListedFile(file_id=job.id, file_name=job.job_name),
        task_type_of(job),
        await summary_of(api, definition),
        run=InstanceInfo(status=state, name=job.job_name),
        job=job,
        reason=await JOBS.reason(api, place, Look(state)) if state == FAILED else None,
    )


async def known_node(api: DataWorks, project_id: str, task_id: str) -> KnownTask:
    """Read a node that is a batch task: its script, its schedule, and how far it is.

    Raises:
        DataWorksError: there is no such node, or it can't be read.
    """
    seen = await seen_node(api, project_id, task_id)
    node = seen.node
    file = ListedFile(
        file_id=task_id, file_name=node.name, absolute_folder_path=seen.folder, last_edit_time=node.modify_time
    )
    summary = await summary_of(api, seen.definition)
    group = replace(summary, resource_group=seen.resource_group) if summary else None
    return KnownTask(file, "DI_OFFLINE", group, schedule=seen.schedule, standing=seen.standing)


async def job_named(api: DataWorks, project_id: str, name: str) -> KnownTask | None:
    """Read the job that has exactly this name, if there is one; none where the service shows no jobs.

    Raises:
        DataWorksError: it can't be read.
    """
    try:
        found = await JOBS.named(api, project_id, name)
    except DataWorksError as error:
        if not (not_there(error) or isinstance(error, Forbidden)):
            raise
        return None
    return await known_job(api, project_id, found.task_id) if found else None


async def task_named(api: DataWorks, project_id: str, name: str) -> KnownTask | None:
    """Read the task that has exactly this name, if it is a file.

    Raises:
        DataWorksError: it can't be read.
    """
    listing = ListFiles(project_id=project_id, exact_file_name=name, need_content=True, need_absolute_folder_path=True)
    found = (file for file in (await api.call(listing)).files if file.file_name == name)
    file = next((file for file in found if file.file_type in (None, BATCH_FILE, REALTIME_FILE)), None)
    return await _of_file(api, project_id, file) if file else None


async def task_status(api: DataWorks, project_id: str, task_id: str) -> KnownTask:
    """Read one task or job, also in the recycle bin. Digits that no file has return the solution of that number.

    Raises:
        DataWorksError: there is no such task, or it can't be read.
    """
    if is_job(task_id):
        return await known_job(api, project_id, task_id)
    if is_node(task_id):
        return await known_node(api, project_id, task_id)
    file_id = number_of(task_id)
    listing = ListFiles(project_id=project_id, file_id_in=file_id, need_content=True, need_absolute_folder_path=True)
    files = [file for file in (await api.call(listing)).files if file.file_id == file_id]
    if is_solution(task_id):
        solution = await _defined(api, project_id, ListedFile(file_id=file_id), "DI_SOLUTION")
        listed = next((file for file in files if file.file_name == solution.file.file_name), solution.file)
        return await with_run_state(api, project_id, replace(solution, file=listed))
    try:
        return await _of_file(api, project_id, next(iter(files), ListedFile(file_id=file_id)))
    except DataWorksError as error:
        removed = await _in_bin(api, project_id, file_id) if not files and id_unknown(error) else None
        if removed is None:
            raise
        return removed


async def _of_file(api: DataWorks, project_id: str, file: ListedFile) -> KnownTask:
    """A task with its state, and a batch task with its schedule."""
    if file.file_type != BATCH_FILE:
        return await with_run_state(api, project_id, await known(api, project_id, file))
    detail = await api.call(GetFile(project_id=project_id, file_id=file.file_id))
    task = await _task(api, file, "DI_OFFLINE", detail.file.content)
    return await with_run_state(api, project_id, replace(task, schedule=detail.node_configuration))


async def _in_bin(api: DataWorks, project_id: str, file_id: str) -> KnownTask | None:
    """The task of a file in the recycle bin, if it is there."""
    try:
        detail = await api.call(GetFile(project_id=project_id, file_id=file_id))
    except DataWorksError as error:
        if not not_there(error):
            raise
        return None
    if not detail.file.is_deleted:
        return None
    batch = detail.file.file_type == BATCH_FILE
    file = ListedFile.model_validate(detail.file.model_dump(exclude={"content", "deleted_status"}))
    task = await _task(api, file, "DI_OFFLINE" if batch else "DI_REALTIME", detail.file.content)
    gone = replace(task, removed=True)
    return await with_run_state(api, project_id, gone) if batch else gone


async def known(api: DataWorks, project_id: str, file: ListedFile) -> KnownTask:
    """A task with its definition: from the list where that has it, else read (one or two calls)."""
    if file.file_type == BATCH_FILE:
        read = GetFile(project_id=project_id, file_id=file.file_id)
        return await _task(api, file, "DI_OFFLINE", file.content or (await api.call(read)).file.content)
    if await summary_of(api, file.content) is not None:
        return replace(await _task(api, file, "DI_REALTIME", file.content), certain=False)
    # A listed content without steps is more likely that of a solution.
    kinds: tuple[ReadType, ReadType] = ("DI_REALTIME", "DI_SOLUTION")
    return await _defined(api, project_id, file, *(reversed(kinds) if file.content else kinds))


async def _defined(api: DataWorks, project_id: str, file: ListedFile, *kinds: ReadType) -> KnownTask:
    """Read the definition of a file that may be of each of these types, in this order."""
    found = await definition_of(api, project_id, file.file_id, *kinds)
    named = file.model_copy(update={"file_name": file.file_name or found.name})
    return await _task(api, named, found.task_type, found.definition)


async def _task(api: DataWorks, file: ListedFile, task_type: TaskType, definition: Definition) -> KnownTask:
    """The task without its script: a search would keep thousands of them."""
    bare = file.model_copy(update={"content": NO_DEFINITION})
    return KnownTask(bare, task_type, await summary_of(api, definition))


async def summary_of(api: DataWorks, definition: Definition) -> Summary | None:
    """The summary of a definition, which is read for it."""
    return await api.computed(lambda: definition.summary)


async def with_run_state(api: DataWorks, project_id: str, task: KnownTask) -> KnownTask:
    """The task with its run state and its true type; of a batch task how far it is."""
    while task.unasked:
        task = await asked(api, project_id, task)
    return task


async def asked(api: DataWorks, project_id: str, task: KnownTask) -> KnownTask:
    """The task with the state that one call returns. One that is no real-time task is read as a solution next."""
    if task.task_type == "DI_OFFLINE":
        return await _standing(api, project_id, task)
    realtime = task.task_type == "DI_REALTIME" and task.refusal is None
    kind: ReadType = "DI_REALTIME" if realtime else "DI_SOLUTION"
    file_id = task.file.file_id
    try:
        run = await api.call(GetDISyncInstanceInfo(project_id=project_id, task_type=kind, file_id=file_id))
    except DataWorksError as error:
        if not not_there(error):
            raise
        doubtful = task.refusal is None and id_unknown(error)
        return replace(task, refusal=task.refusal or error.message, certain=task.certain or not doubtful)
    return replace(task, task_type=kind, run=run, refusal=None, certain=True)


async def _standing(api: DataWorks, project_id: str, task: KnownTask) -> KnownTask:
    """A batch task with how far it is."""
    place = FilePlace(project_id, task.file.file_id)
    try:
        return replace(task, standing=await standing_of(api, place, task.file, task.schedule))
    except DataWorksError as error:
        if not not_there(error):
            raise
        return replace(task, refusal=error.message)
