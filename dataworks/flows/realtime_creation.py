"""Creating a real-time task: generate its script, wait for it, create the task, and run it if that is wanted.

The same wish again continues or finds the same task, never a second one: both requests carry a client token that is
a hash of what they ask for, and a name that is taken is compared before it counts as a conflict.
"""

from dataclasses import dataclass, replace

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Rejected
from dataworks.fields import ScriptText
from dataworks.flows.definition import present_definition
from dataworks.flows.generation import Begun, Generated, Generating, continued, generate
from dataworks.flows.lookups import not_there
from dataworks.flows.name_conflicts import NAME_TAKEN, TAKEN, NameTaken, file_named, file_with, may_exist, taken
from dataworks.flows.once import leaving
from dataworks.flows.running import STARTING_TASKS, Handle, Reached, handled, run
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Report
from dataworks.operation import Operations
from dataworks.operations.files import File, ListFiles
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.scripts.definition import Definition
from dataworks.scripts.differences import differences, table_differences

REALTIME_FILE_TYPE = 900
STEPS, STEPS_TO_RUN = 3, 6

PREVIEW: Operations = (GenerateDISyncTaskConfigForCreating, QueryDISyncTaskConfigProcessResult)
CREATION: Operations = (*PREVIEW, CreateDISyncTask, ListFiles, GetDISyncTask)
"""The operations that previewing and creating a real-time task may call; to run it, those of starting are added."""

CREATION_TO_RUN: Operations = tuple(dict.fromkeys((*CREATION, *STARTING_TASKS)))

NOTHING = "This call created no task."


@dataclass(frozen=True)
class NewTask:
    """A wish for a real-time task.

    Attributes:
        script: what to generate the task from, as JSON text (type realtime, version 1.0).
        resource_group: identifier of a data integration group.
        folder: an existing folder, such as ``Business Flow/shop/Data Integration``.
        start: whether it is to run.
    """

    project_id: str
    task_name: str
    script: str
    resource_group: str
    folder: str
    start: bool = False


@dataclass(frozen=True)
class Created:
    """The task exists.

    Attributes:
        existed: it was found by its name: made by another request than ours, or by one of ours whose answer was lost.
        run: how far it is on its way to run, where that was wanted.
        replaced: what an earlier call of the same wish had led to, and this call had to make anew.
    """

    process_id: str
    file_id: str
    definition: Definition
    existed: bool = False
    run: Reached | None = None
    replaced: tuple[str, ...] = ()


async def create_realtime_task(
    api: DataWorks, wish: NewTask, report: Report, begun: Begun | None = None
) -> Created | Generating:
    """Go on from a process, or start one, until what is wanted exists or the client's deadline is near.

    Raises:
        NameTaken: another task has the name, or this one with other tables by now.
        DidNotRun: it exists, was started, and stopped again.
        DataWorksError: any step failed; ``exists`` says what it left behind.
    """
    steps = STEPS_TO_RUN if wish.start else STEPS
    generated = await generated_for(api, wish, report, begun, steps)
    if isinstance(generated, Generating):
        return generated
    created = await created_from(api, wish, generated, report, steps)
    if not wish.start:
        return created
    task = Handle(api, wish.project_id, created.file_id, report, steps, 3, fresh=True)
    async with handled(task):
        await run(task)
    return replace(created, run=task.reached())


async def generated_for(
    api: DataWorks, wish: NewTask, report: Report, begun: Begun | None = None, steps: int = STEPS
) -> Generated | Generating:
    """The script of a task, and nothing else: no task is made.

    Raises:
        DataWorksError: it could not be generated.
    """
    await report(0, steps, f"generating the script of {wish.task_name}")

    async def tell(text: str) -> None:
        await report(1, steps, text)

    if begun is not None:  # whatever it was made from, which nobody need say again
        return await continued(api, wish.project_id, begun, tell, NOTHING)
    asked = GenerateDISyncTaskConfigForCreating(
        project_id=wish.project_id, task_type="DI_REALTIME", task_param=wish.script
    )
    return await generate(api, asked, tell, NOTHING)


async def created_from(
    api: DataWorks, wish: NewTask, generated: Generated, report: Report, steps: int = STEPS
) -> Created:
    """Create the task from its script, or find it.

    Raises:
        NameTaken: another task has the name, or this one with other tables by now.
        DataWorksError: it could not be created; ``exists`` says what there is.
    """
    await report(2, steps, f"creating the task in {wish.folder}")
    created = await _living(api, wish, generated)
    await report(3, steps, f"task {created.file_id} exists")
    return created


async def _living(api: DataWorks, wish: NewTask, generated: Generated) -> Created:
    """The task: its token may lead to one that was deleted since, and then another one is made.

    Raises:
        NameTaken: it was changed since, and is not what is wished for any more.
    """
    replaced = (f"process {generated.replaced}, which had failed",) if generated.replaced else ()
    dead: tuple[str, ...] = ()
    while True:
        file_id, existed = await _create(api, wish, generated.definition, dead)
        if existed or await _as_wished(api, wish, file_id, generated.definition):  # what was found was compared
            return Created(generated.process_id, file_id, generated.definition, existed, replaced=replaced)
        replaced, dead = (*replaced, f"task {file_id}, which was deleted"), (file_id,)


async def _as_wished(api: DataWorks, wish: NewTask, file_id: str, definition: Definition) -> bool:
    """Whether a task that our request was answered with is there; the answer may be that of long ago."""
    with leaving(f"Task {file_id} was created, by this or an earlier call; whether it is still there is not known."):
        present = await _present(api, wish.project_id, file_id)
    changes = table_differences(present, definition) if present else []  # the rest the service may spell anew
    if changes:
        exists = f"File {file_id} already has the name {wish.task_name}, and another script: {'; '.join(changes)}."
        raise NameTaken("CreateDISyncTask", TAKEN, service_code=NAME_TAKEN, http_status=400, exists=exists)
    return present is not None


async def _present(api: DataWorks, project_id: str, file_id: str) -> Definition | None:
    """The definition of a task; ``None`` where the list of files says, too, that there is no such task."""
    try:
        return await present_definition(api, project_id, file_id)
    except DataWorksError as error:
        if not not_there(error) or await file_with(api, project_id, file_id) is not None:
            raise
    return None


async def _create(api: DataWorks, wish: NewTask, definition: Definition, salt: tuple[str, ...]) -> tuple[str, bool]:
    """The id of the task, and whether it was found instead of made. ``salt`` tells the request from an earlier one."""
    param = {"FileFolderPath": wish.folder, "ResourceGroup": wish.resource_group}
    create = CreateDISyncTask(
        project_id=wish.project_id,
        task_type="DI_REALTIME",
        task_content=definition.sent,
        task_param=ScriptText.of(param),
        task_name=wish.task_name,
    )
    try:
        return (await api.call(protected(create, api.endpoint, *salt))).file_id, False
    except DataWorksError as error:
        failure = error
    return await _existing(api, wish, definition, failure), True


async def _existing(api: DataWorks, wish: NewTask, definition: Definition, error: DataWorksError) -> str:
    """The id of the wanted task, where a create failed because it is there, or may have made it all the same.

    Raises:
        NameTaken: the task that has the name is another one.
        DataWorksError: the error that was handed in, with what is known to exist.
    """
    if not may_exist(error):
        error.exists = "This call created no task; the script is generated, and the same call again uses it."
        raise error
    found = await file_named(api, wish.project_id, wish.task_name)
    if found is None:
        error.exists = f"It is unknown whether task {wish.task_name} was created; the same call again finds out."
        raise error
    difference = await _difference(api, wish, found, definition)
    if not difference:
        return found.file_id
    raise taken(error, f"File {found.file_id} already has the name {wish.task_name}, and {difference}.")


async def _difference(api: DataWorks, wish: NewTask, found: File, definition: Definition) -> str:
    """How a file that has the name differs from the task that was wished for; empty when it does not."""
    if found.file_type not in (None, REALTIME_FILE_TYPE):
        return f"is no real-time task (file type {found.file_type})"
    try:
        present = await present_definition(api, wish.project_id, found.file_id)
    except Rejected as error:
        return f"does not show as a real-time task ({error.message})"
    except DataWorksError as error:
        error.exists = f"File {found.file_id} has the name {wish.task_name}; the same call again compares the two."
        raise
    changes = differences(present, definition)
    return f"another script: {'; '.join(changes)}" if changes else ""
