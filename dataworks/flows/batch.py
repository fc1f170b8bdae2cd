"""Creating a batch task, and taking it to production if that is wanted.

The same wish again finds the same task, since the request carries a client token, and goes on from where it is.
"""

import json
from dataclasses import dataclass, replace
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.deployment import DEPLOYING, FilePlace, Stage, bring_to_production, leaving, stage_of
from dataworks.flows.looking import look_through
from dataworks.flows.schedule import SCHEDULING, Schedule, changes, give_schedule
from dataworks.flows.taken import NAME_TAKEN, TAKEN, NameTaken, file_named, may_exist, taken
from dataworks.flows.tasks import BATCH_FILE
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Report
from dataworks.operation import Operations
from dataworks.operations.data_sources import PRODUCTION, ListDataSources
from dataworks.operations.files import File, FileDetail, GetFile, ListFiles
from dataworks.operations.sync_tasks import CreateDISyncTask
from dataworks.scripts.difference import differences

BATCH_CREATION: Operations = (ListDataSources, CreateDISyncTask, ListFiles, GetFile)
"""The operations that creating a batch task may call."""

BATCH_SCHEDULING: Operations = (*BATCH_CREATION, *SCHEDULING)
BATCH_DEPLOYMENT: Operations = tuple(dict.fromkeys((*BATCH_SCHEDULING, *DEPLOYING)))
"""The same with a schedule, and all the way to production."""

State = Literal["created", "scheduled"] | Stage


@dataclass(frozen=True)
class NewBatchTask:
    """A wish for a batch task; ``script`` is JSON text (type job, version 2.0).

    With a ``schedule`` it gets one, and with ``deploy`` it is submitted and deployed as well.
    """

    project_id: str
    task_name: str
    script: str
    resource_group: str
    folder: str
    schedule: Schedule | None = None
    deploy: bool = False


@dataclass(frozen=True)
class BatchTask:
    """The task exists. ``existed``: it was found by its name, made earlier or by a request whose answer was lost.

    ``state`` is the last step that was reached; ``submitting`` and ``deploying`` go on by themselves.
    """

    file_id: str
    existed: bool = False
    state: State = "created"


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
    made = await _created(api, wish)
    if wish.schedule is None and not wish.deploy:
        return made
    place = FilePlace(wish.project_id, made.file_id)
    with leaving(f"Task {made.file_id} exists; the same call again goes on from there."):
        present = await api.call(GetFile(project_id=wish.project_id, file_id=made.file_id))
        await _scheduled(api, wish, present)
        if not wish.deploy:
            return replace(made, state="scheduled")
        stage = await stage_of(api, place, present.file)
        return replace(made, state=await bring_to_production(api, place, stage, report))


async def _scheduled(api: DataWorks, wish: NewBatchTask, present: FileDetail) -> None:
    """Give the task what it lacks; one that was submitted keeps what it has.

    Raises:
        NameTaken: it has another script by now, or was submitted with another schedule.
    """
    found = changes(present, wish.script, wish.schedule or Schedule())
    differs = differences(present.file.content or "", wish.script)
    if differs:
        raise _other_task(wish, present, f"has another script: {'; '.join(differs)}")
    if present.file.node_id is None:
        await give_schedule(api, wish.project_id, present, wish.script, found)
    elif found:
        told = ", ".join(f"{name} {value}" for name, value in found.items())
        raise _other_task(wish, present, f"was submitted without {told}")


def _other_task(wish: NewBatchTask, present: FileDetail, difference: str) -> NameTaken:
    exists = f"File {present.file.file_id} already has the name {wish.task_name}, and {difference}."
    return NameTaken("UpdateFile", TAKEN, service_code=NAME_TAKEN, http_status=400, exists=exists)


async def _created(api: DataWorks, wish: NewBatchTask) -> BatchTask:
    """Create the task, or find the one that an earlier call has made.

    Raises:
        NameTaken: another task has the name.
        DataWorksError: it failed; ``exists`` says what it left behind.
    """
    param = {"FileFolderPath": wish.folder, "ResourceGroup": wish.resource_group}
    create = CreateDISyncTask(
        project_id=wish.project_id,
        task_type="DI_OFFLINE",
        task_content=wish.script,
        task_param=json.dumps(param, ensure_ascii=False, separators=(",", ":")),
        task_name=wish.task_name,
    )
    try:
        return BatchTask((await api.call(protected(create, api.endpoint))).file_id)
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
    present = (await api.call(GetFile(project_id=wish.project_id, file_id=found.file_id))).file.content or ""
    changes = differences(present, wish.script)
    return f"has another script: {'; '.join(changes)}" if changes else ""
