"""Creating a batch task, and taking it to production if that is wanted.

The same wish again finds the same task, since the request carries a client token, and goes on from where it is.
"""

from dataclasses import dataclass, replace
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.fields import ScriptText
from dataworks.flows.deployment import DEPLOYING, FilePlace, Stage, bring_to_production, stage_of
from dataworks.flows.lookups import look_through, not_there
from dataworks.flows.name_conflicts import NAME_TAKEN, TAKEN, NameTaken, file_named, file_with, may_exist, taken
from dataworks.flows.once import leaving
from dataworks.flows.schedule import SCHEDULING, Schedule, changes, give_schedule, has_schedule
from dataworks.flows.task_status import BATCH_FILE
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Report
from dataworks.operation import Operations
from dataworks.operations.data_sources import PRODUCTION, ListDataSources
from dataworks.operations.deployments import ListFileVersions
from dataworks.operations.files import File, FileDetail, GetFile, ListFiles
from dataworks.operations.sync_tasks import CreateDISyncTask
from dataworks.scripts.definition import Definition
from dataworks.scripts.differences import differences

BATCH_CREATION: Operations = (ListDataSources, CreateDISyncTask, ListFiles, GetFile, ListFileVersions)
"""The operations that creating a batch task may call."""

BATCH_SCHEDULING: Operations = (*BATCH_CREATION, *SCHEDULING)
BATCH_DEPLOYMENT: Operations = tuple(dict.fromkeys((*BATCH_SCHEDULING, *DEPLOYING)))
"""The same with a schedule, and all the way to production."""

State = Literal["created", "scheduled"] | Stage
"""What is not on its way to production yet is created, or scheduled."""


@dataclass(frozen=True)
class NewBatchTask:
    """A wish for a batch task; ``definition`` has type job and version 2.0.

    With a ``schedule`` it gets one, and with ``deploy`` it is submitted and deployed as well.
    """

    project_id: str
    task_name: str
    definition: Definition
    resource_group: str
    folder: str
    schedule: Schedule | None = None
    deploy: bool = False


@dataclass(frozen=True)
class BatchTask:
    """The task exists. ``existed``: it was found by its name, made earlier or by a request whose answer was lost.

    ``state`` is the last step that was reached; ``submitting`` and ``deploying`` go on by themselves. ``replaced`` are
    tasks that earlier calls had made and somebody has deleted.
    """

    file_id: str
    existed: bool = False
    state: State = "created"
    replaced: tuple[str, ...] = ()


async def source_type(api: DataWorks, project_id: str, name: str) -> str | None:
    """The type of a data source in production, ``None`` if there is no such one."""
    asked = ListDataSources(project_id=project_id, env_type=PRODUCTION, name=name)
    async for page in look_through(api, asked, 1):
        for source in page.data_sources:
            if source.name == name:
                return source.data_source_type
    return None


async def create_batch_task(api: DataWorks, wish: NewBatchTask, report: Report) -> BatchTask:
    """Go on from what an earlier call has made until all that is wished for is done, or the client's deadline is near.

    Raises:
        NameTaken: another task has the name, or the same one with another schedule.
        DataWorksError: a step failed; ``exists`` says what there is.
    """
    made, present = await _living(api, wish)
    place = FilePlace(wish.project_id, made.file_id)
    with leaving(f"Task {made.file_id} exists; the same call again goes on from there."):
        if wish.schedule is not None or wish.deploy:
            await _scheduled(api, wish, present)
        stage = await stage_of(api, place, present.file)
        if wish.deploy:
            stage = await bring_to_production(api, place, stage, report)
        return replace(made, state=_state(wish, stage))


def _state(wish: NewBatchTask, stage: Stage) -> State:
    if stage != "draft":
        return stage
    return "created" if wish.schedule is None else "scheduled"


async def _scheduled(api: DataWorks, wish: NewBatchTask, present: FileDetail) -> None:
    """Give the task what it lacks; what somebody has given it is not overwritten unasked.

    Raises:
        NameTaken: it has another script by now, or another schedule.
    """
    found = changes(present, wish.definition.text, wish.schedule or Schedule())
    differs = differences(present.file.content, wish.definition)
    if differs:
        raise _other_task(wish, present, f"has another script: {'; '.join(differs)}")
    if found and has_schedule(present):
        told = ", ".join(f"{name} {value}" for name, value in found.items())
        raise _other_task(wish, present, f"has a schedule without {told}")
    if present.file.node_id is None:
        await give_schedule(api, wish.project_id, present, wish.definition.text, found)


def _other_task(wish: NewBatchTask, present: FileDetail, difference: str) -> NameTaken:
    exists = f"File {present.file.file_id} already has the name {wish.task_name}, and {difference}."
    return NameTaken("UpdateFile", TAKEN, service_code=NAME_TAKEN, http_status=400, exists=exists)


async def _living(api: DataWorks, wish: NewBatchTask) -> tuple[BatchTask, FileDetail]:
    """The task as it is: its token may lead to one that was deleted since, and then another one is made."""
    replaced: tuple[str, ...] = ()
    while True:
        made = await _created(api, wish, *replaced[-1:])
        present = await _present(api, wish, made.file_id)
        if present is not None:
            return replace(made, replaced=replaced), present
        replaced = (*replaced, made.file_id)


async def _present(api: DataWorks, wish: NewBatchTask, file_id: str) -> FileDetail | None:
    unknown = f"Task {file_id} was created, by this or an earlier call; whether it is still there is not known."
    with leaving(unknown):
        try:
            return await api.call(GetFile(project_id=wish.project_id, file_id=file_id))
        except DataWorksError as error:
            if not not_there(error) or await file_with(api, wish.project_id, file_id) is not None:
                raise
    return None


async def _created(api: DataWorks, wish: NewBatchTask, *salt: str) -> BatchTask:
    """Create the task, or find the one that an earlier call has made.

    Raises:
        NameTaken: another task has the name.
        DataWorksError: it failed; ``exists`` says what it left behind.
    """
    param = {"FileFolderPath": wish.folder, "ResourceGroup": wish.resource_group}
    create = CreateDISyncTask(
        project_id=wish.project_id,
        task_type="DI_OFFLINE",
        task_content=wish.definition.sent,
        task_param=ScriptText.of(param),
        task_name=wish.task_name,
    )
    try:
        return BatchTask((await api.call(protected(create, api.endpoint, *salt))).file_id)
    except DataWorksError as error:
        failure = error
    if not may_exist(failure):
        failure.exists = "This call created no task."
        raise failure
    found = await file_named(api, wish.project_id, wish.task_name)
    if found is None:
        failure.exists = f"It is unknown whether task {wish.task_name} was created; the same call again finds out."
        raise failure
    difference = await _difference(api, wish, found)
    if difference:
        raise taken(failure, f"File {found.file_id} already has the name {wish.task_name}, and {difference}.")
    return BatchTask(found.file_id, existed=True)


async def _difference(api: DataWorks, wish: NewBatchTask, found: File) -> str:
    """How a file that has the name differs from the task that was wished for; empty when it does not."""
    if found.file_type not in (None, BATCH_FILE):
        return f"is no batch task (file type {found.file_type})"
    with leaving(f"File {found.file_id} has the name {wish.task_name}; the same call again compares the two."):
        present = (await api.call(GetFile(project_id=wish.project_id, file_id=found.file_id))).file.content
    changes = differences(present, wish.definition)
    return f"has another script: {'; '.join(changes)}" if changes else ""
