"""Creating a batch task. The same wish again finds the same task: the request carries a client token."""

import json
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.looking import look_through
from dataworks.flows.taken import file_named, may_exist, taken
from dataworks.flows.tasks import BATCH_FILE
from dataworks.flows.tokens import protected
from dataworks.operations.data_sources import PRODUCTION, ListDataSources
from dataworks.operations.files import File, GetFile, ListFiles
from dataworks.operations.sync_tasks import CreateDISyncTask
from dataworks.scripts.difference import differences

BATCH_CREATION = (ListDataSources, CreateDISyncTask, ListFiles, GetFile)
"""The operations that creating a batch task may call."""


@dataclass(frozen=True)
class NewBatchTask:
    """A wish for a batch task; ``script`` is JSON text (type job, version 2.0)."""

    project_id: str
    task_name: str
    script: str
    resource_group: str
    folder: str


@dataclass(frozen=True)
class BatchTask:
    """The task exists. ``existed`` says that an earlier call had made it, as far as that shows."""

    file_id: str
    existed: bool = False


async def source_type(api: DataWorks, project_id: str, name: str) -> str | None:
    """The type of a data source in production, ``None`` if there is no such one."""
    asked = ListDataSources(project_id=project_id, env_type=PRODUCTION, name=name)
    async for page in look_through(api, asked, 1):
        for source in page.data_sources:
            if source.name == name:
                return source.data_source_type
    return None


async def create_batch_task(api: DataWorks, wish: NewBatchTask) -> BatchTask:
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
        failure.exists = "No task was created."
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
