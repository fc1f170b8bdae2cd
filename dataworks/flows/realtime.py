"""Creating a real-time task: generate its script, wait for it, create the task.

The same wish again continues or finds the same task, never a second one: both requests carry a client token that is
a hash of what they ask for, and a name that is taken is compared before it counts as a conflict.
"""

import json
import math
import re
import secrets
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Refused, Rejected, Throttled
from dataworks.flows.taken import file_named, may_exist, taken
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Report, Wait
from dataworks.operations.files import File, ListFiles
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.scripts.difference import differences

REALTIME_FILE_TYPE = 900
GENERATION = Wait()
STEPS = 3

CREATION = (
    GenerateDISyncTaskConfigForCreating,
    QueryDISyncTaskConfigProcessResult,
    CreateDISyncTask,
    ListFiles,
    GetDISyncTask,
)
"""The operations that creating a real-time task may call."""

STILL_AT_WORK = re.compile(r"not (yet )?(finished|ready|complete)|in progress|processing|running", re.IGNORECASE)
"""Messages of a failed Query that may mean "not yet": the API documents no state for that."""


@dataclass(frozen=True)
class NewTask:
    """A wish for a real-time task.

    Attributes:
        script: what to generate the task from, as JSON text (type realtime, version 1.0).
        resource_group: identifier of a data integration group.
        folder: an existing folder, such as ``Business Flow/shop/Data Integration``.
    """

    project_id: str
    task_name: str
    script: str
    resource_group: str
    folder: str


@dataclass(frozen=True)
class Generating:
    """Time was up before the script was there; the process goes on by itself."""

    process_id: str


@dataclass(frozen=True)
class Created:
    """The task exists. ``existed`` says that an earlier call had made it."""

    process_id: str
    file_id: str
    script: str
    existed: bool = False


async def create_realtime_task(
    api: DataWorks, wish: NewTask, report: Report, process_id: str | None = None
) -> Created | Generating:
    """Go on from a process, or start one, until the task exists or the client's deadline is near.

    Raises:
        NameTaken: another task has the name.
        DataWorksError: any step failed; ``exists`` says what it left behind.
    """
    await report(0, STEPS, f"generating the script of {wish.task_name}")
    started = process_id or await _generate(api, wish, _today(api))
    try:
        script = await _generated(api, wish, started, report, look_first=process_id is not None)
    except Rejected:
        if process_id is not None:
            raise
        # The token may have led to a process that failed long ago, before the cause was mended.
        started = await _generate(api, wish, secrets.token_hex(16))
        script = await _generated(api, wish, started, report)
    if script is None:
        return Generating(started)
    await report(2, STEPS, f"creating the task in {wish.folder}")
    created = await _create(api, wish, started, script)
    await report(STEPS, STEPS, f"task {created.file_id} exists")
    return created


async def _generate(api: DataWorks, wish: NewTask, salt: str) -> str:
    generate = GenerateDISyncTaskConfigForCreating(
        project_id=wish.project_id, task_type="DI_REALTIME", task_param=wish.script
    )
    try:
        return (await api.call(protected(generate, api.endpoint, salt))).process_id
    except DataWorksError as error:
        error.exists = "No task was created."
        raise


async def _generated(
    api: DataWorks, wish: NewTask, process_id: str, report: Report, *, look_first: bool = False
) -> str | None:
    """The generated script, or ``None`` when the time for this call is up."""
    end = _end_of_looks(api)
    waited, delay = 0.0, 0.0 if look_first else GENERATION.delay(0)
    while (left := end - api.timing.clock()) > GENERATION.shortest:
        delay = min(delay, left)
        await report(1, STEPS, f"process {process_id}: waited {waited:.0f} s, next look in {delay:.1f} s")
        await api.timing.sleep(delay)
        waited += delay
        script = await _look(api, wish, process_id)
        if script is not None:
            return script
        delay = GENERATION.delay(waited)
    return None


def _end_of_looks(api: DataWorks) -> float:
    """When to stop looking, by the client's clock: what is left of the deadline then serves the create."""
    remaining = api.remaining()
    if remaining is None:
        return math.inf
    return api.timing.clock() + remaining - min(GENERATION.reserve, remaining / 4)


async def _look(api: DataWorks, wish: NewTask, process_id: str) -> str | None:
    query = QueryDISyncTaskConfigProcessResult(
        project_id=wish.project_id, task_type="DI_REALTIME", async_process_id=process_id
    )
    try:
        return (await api.call(query)).task_content or None
    except DataWorksError as error:
        if isinstance(error, Rejected) and STILL_AT_WORK.search(error.message):
            return None
        error.exists = f"No task was created. Process {process_id} {_fate(error)}."
        raise


def _fate(error: DataWorksError) -> str:
    """What a failed look says about the process it looked at."""
    if isinstance(error, Rejected):
        return "has failed"
    if isinstance(error, Refused) and not isinstance(error, Throttled):
        return "was not shown to us"
    return "goes on by itself; the same call again continues with it"


async def _create(api: DataWorks, wish: NewTask, process_id: str, script: str) -> Created:
    param = {"FileFolderPath": wish.folder, "ResourceGroup": wish.resource_group}
    create = CreateDISyncTask(
        project_id=wish.project_id,
        task_type="DI_REALTIME",
        task_content=script,
        task_param=json.dumps(param, ensure_ascii=False, separators=(",", ":")),
        task_name=wish.task_name,
    )
    try:
        made = await api.call(protected(create, api.endpoint))
    except DataWorksError as error:
        failure = error
    else:
        return Created(process_id, made.file_id, script)
    return Created(process_id, await _existing(api, wish, script, failure), script, existed=True)


async def _existing(api: DataWorks, wish: NewTask, script: str, error: DataWorksError) -> str:
    """The id of the wanted task, where a create failed because it is there, or may have made it all the same.

    Raises:
        NameTaken: the task that has the name is another one.
        DataWorksError: the error that was handed in, with what is known to exist.
    """
    if not may_exist(error):
        error.exists = "No task was created; the script is generated, and the same call again uses it."
        raise error
    found = await file_named(api, wish.project_id, wish.task_name)
    if found is None:
        error.exists = f"It is unknown whether task {wish.task_name} was created; the same call again finds out."
        raise error
    difference = await _difference(api, wish, found, script)
    if not difference:
        return found.file_id
    raise taken(error, f"File {found.file_id} already has the name {wish.task_name}, and {difference}.")


async def _difference(api: DataWorks, wish: NewTask, found: File, script: str) -> str:
    """How a file that has the name differs from the task that was wished for; empty when it does not."""
    if found.file_type not in (None, REALTIME_FILE_TYPE):
        return f"is no real-time task (file type {found.file_type})"
    read = GetDISyncTask(project_id=wish.project_id, task_type="DI_REALTIME", file_id=found.file_id)
    try:
        present = (await api.call(read)).code or ""
    except Rejected as error:
        return f"does not show as a real-time task ({error.message})"
    except DataWorksError as error:
        error.exists = f"File {found.file_id} has the name {wish.task_name}; the same call again compares the two."
        raise
    changes = differences(present, script)
    return f"another script: {'; '.join(changes)}" if changes else ""


def _today(api: DataWorks) -> str:
    return api.timing.utc().strftime("%Y-%m-%d")
