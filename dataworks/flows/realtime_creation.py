"""Creating a real-time task: generate its script, wait for it, create the task, and start it if requested.

The same request again continues or finds the same task, never a second one: both API calls carry a client token that is
a hash of their parameters, and a task that has the name is compared before the name counts as a conflict.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Rejected
from dataworks.fields import ScriptText
from dataworks.flows.deletion import new_task_deleted, was_deleted
from dataworks.flows.generation import Begun, Generated, Generating, continued, generate
from dataworks.flows.name_conflicts import (
    COMPARES,
    HAS_NAME,
    MAY_BE_CREATED,
    MAY_BE_GONE,
    NAME_TAKEN,
    TAKEN,
    NameTaken,
    is_known_as_edited,
    may_exist,
    other_kind_or_place,
    renamed,
    taken,
)
from dataworks.flows.once import NOTHING as NOTHING
from dataworks.flows.once import exists_on_failure
from dataworks.flows.running import run
from dataworks.flows.standing import changed_since_deployed, never_submitted
from dataworks.flows.task_handle import Handle, Reached, tracked
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Report
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2020.files import REALTIME_FILE, ListedFile, ListFiles
from dataworks.operations.v2020.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.quoting import named
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.differences import altered, differences
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.classic_reads import current_definition, file_named, listed_with
from dataworks.studios.states import NEVER_RAN, UNKNOWN

STEPS, STEPS_TO_RUN = 3, 6

PREVIEW: Operations = (GenerateDISyncTaskConfigForCreating, QueryDISyncTaskConfigProcessResult)
CREATION: Operations = (*PREVIEW, CreateDISyncTask, ListFiles, GetDISyncTask)
"""The operations that previewing and creating a real-time task may call; starting it adds the studio's for ``run``."""

CREATION_TO_RUN: Operations = tuple(dict.fromkeys((*CREATION, *REALTIME_FILES.operations("run"))))


GENERATING = Text("generating the script of {}", "正在生成 {} 的脚本")
CREATING = Text("creating the task in {}", "正在 {} 中创建任务")
EXISTS = Text("task {} exists", "任务 {} 已存在")
WAS_DELETED = Text("task {}, which was deleted", "已删除的任务 {}")
OTHER_SCRIPT = Text("another script: {}", "脚本不同：{}")
USES_SCRIPT = Text(
    "This call created no task; the script is generated, and the same call again uses it.",
    "本次调用未创建任务；脚本已生成，重复同样的调用会使用它。",
)
NO_REALTIME = Text("does not show as a real-time task ({})", "未显示为实时同步任务（{}）")


@dataclass(frozen=True)
class NewTask:
    """A request for a real-time task.

    Attributes:
        script: what to generate the task from, as JSON text (type realtime, version 1.0).
        resource_group: identifier of a data integration group.
        folder: an existing folder, such as ``Business Flow/shop/Data Integration``.
        start: whether to start it.
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
        present: its definition as it was read; the service may have added settings.
        submitted: somebody, or an earlier call, had brought it to production before.
        never_submitted: it was just read, and neither this version nor an earlier one was ever submitted.
        changed: production has an earlier definition.
        existed: it was found by its name: created by another request, or by one of ours whose answer was lost.
        run: how far starting it got, where that was requested.
        replaced: results of earlier calls with the same request that this call had to create again.
    """

    process_id: str
    file_id: str
    present: Definition
    existed: bool = False
    submitted: bool = False
    changed: bool = False
    never_submitted: bool = False
    run: Reached | None = None
    replaced: tuple[str, ...] = ()


Seen = tuple[ListedFile | None, Definition]
"""A task as it was read: its row in the list of files, if that could be read, and its definition."""

Check = Callable[[Definition], Awaitable[None]]
"""Is called with a generated script before a task is created from it; raises an error if another one was requested."""


async def create_realtime_task(
    api: DataWorks, request: NewTask, report: Report, begun: Begun | None = None, check: Check | None = None
) -> Created | Generating:
    """Continue with a process, or start one, until the task exists (and runs) or the client's deadline is near.

    Raises:
        Exception: what ``check`` raises; nothing was created.
        NameTaken: another task has the name, or this one with another script by now.
        NewTaskChanged: it exists, and somebody renamed it, or changed it before it was started.
        DidNotRun: it exists, was started, and stopped again.
        DataWorksError: any step failed; ``exists`` says what was created.
    """
    steps = STEPS_TO_RUN if request.start else STEPS
    generated = await generated_for(api, request, report, begun, steps)
    if isinstance(generated, Generating):
        return generated
    if check is not None:
        await check(generated.definition)
    created = await created_from(api, request, generated, report, steps)
    if not request.start:
        return created
    place, name = (api, request.project_id, created.file_id, report, steps, 3), request.task_name
    new = created.never_submitted  # what was never submitted does not run, and this was read right before the next step
    state = NEVER_RAN if new else UNKNOWN
    task = Handle(*place, state=state, fresh=True, name=name, agreed=created.present, checked=new)
    async with tracked(task):
        await run(task)
    return replace(created, run=task.reached())


async def generated_for(
    api: DataWorks, request: NewTask, report: Report, begun: Begun | None = None, steps: int = STEPS
) -> Generated | Generating:
    """The script of a task, and nothing else: no task is made.

    Raises:
        DataWorksError: it could not be generated.
    """
    await report(0, steps, GENERATING.said(named(request.task_name)))

    async def notify(text: str) -> None:
        await report(1, steps, text)

    if begun is not None:  # its script is not needed again
        return await continued(api, request.project_id, begun, notify, NOTHING.said())
    return await generate(api, generation_for(request.project_id, request.script), notify, NOTHING.said())


def generation_for(project_id: str, script: str) -> GenerateDISyncTaskConfigForCreating:
    """The request to generate a task's script from another one."""
    return GenerateDISyncTaskConfigForCreating(project_id=project_id, task_type="DI_REALTIME", task_param=script)


async def created_from(
    api: DataWorks, request: NewTask, generated: Generated, report: Report, steps: int = STEPS
) -> Created:
    """Create the task from its script, or find it.

    Raises:
        NameTaken: another task has the name, or this one with another script by now.
        DataWorksError: the task could not be created; ``exists`` says what exists.
    """
    await report(2, steps, CREATING.said(named(request.folder)))
    created = await _ensured(api, request, generated)
    api.memory.forget(generated.key)
    await report(3, steps, EXISTS.said(created.file_id))
    return created


async def _ensured(api: DataWorks, request: NewTask, generated: Generated) -> Created:
    """Return the task; if the token leads to one that was deleted since, create another one.

    Raises:
        NameTaken: the task was changed since, and is no longer the requested one.
    """
    replaced = (generated.replaced,) if generated.replaced else ()
    deleted: tuple[str, ...] = ()
    while True:
        wanted = generated.definition
        file_id, found = await _create(api, request, wanted, deleted)
        seen = found or await _as_requested(api, request, file_id, wanted)
        if seen is not None:
            file, present = seen
            present = wanted if present.text == wanted.text else present  # which has been parsed
            submitted = bool(file and file.commit_status)
            changed = file is not None and changed_since_deployed(file, None)
            new = found is None and file is not None and never_submitted(file)
            facts = (generated.process_id, file_id, present, found is not None, submitted, changed, new)
            return Created(*facts, replaced=replaced)
        replaced, deleted = (*replaced, WAS_DELETED.said(file_id)), (file_id,)


async def _as_requested(api: DataWorks, request: NewTask, file_id: str, wanted: Definition) -> Seen | None:
    """The task in the answer, if it exists; the answer may be an old one that the token led to.

    Raises:
        NameTaken: it is another one than was requested.
    """
    with exists_on_failure(MAY_BE_GONE.said(file_id)):
        found = await _present(api, request.project_id, file_id, wanted)
    if found is None:
        return None
    file, present = found
    if file is not None and file.file_name not in (None, request.task_name):
        raise renamed("CreateDISyncTask", file, request.task_name)
    difference = await api.computed(_unlike, request, file or ListedFile(file_id=file_id), present, wanted)
    if difference:
        exists = HAS_NAME.said(file_id, named(request.task_name), difference)
        raise NameTaken("CreateDISyncTask", TAKEN, service_code=NAME_TAKEN, http_status=400, exists=exists)
    return found


async def _present(api: DataWorks, project_id: str, file_id: str, wanted: Definition) -> Seen | None:
    """The task with its definition; ``None`` where neither the list of files nor reading it shows one.

    The list may have the definition; where that is not as wanted, it is read to be sure.
    """
    failure, file = None, None
    try:
        file = await listed_with(api, project_id, file_id)
    except DataWorksError as error:
        failure = error
    if file is not None and await api.computed(file.content.means_the_same, wanted):
        return file, file.content
    try:
        return file, await current_definition(api, project_id, file_id)
    except DataWorksError as error:
        if not not_there(error) or file is not None:
            raise
    if failure is not None:
        raise failure
    return None


def _unlike(request: NewTask, file: ListedFile, present: Definition, wanted: Definition) -> str:
    """How a task that has the name differs from the requested one; empty if it does not.

    The service may add settings of its own (assumed), but only as long as nobody has edited the task.
    """
    other = other_kind_or_place(file, "real-time", REALTIME_FILE, request.folder)
    changes = (differences if is_known_as_edited(file) else altered)(present, wanted)
    return other or (OTHER_SCRIPT.said("; ".join(changes)) if changes else "")


async def _create(
    api: DataWorks, request: NewTask, definition: Definition, salt: tuple[str, ...]
) -> tuple[str, Seen | None]:
    """The id of the task, and the task where it was found instead of made.

    ``salt`` makes another token than before.
    """
    param = {"FileFolderPath": request.folder, "ResourceGroup": request.resource_group}
    create = CreateDISyncTask(
        project_id=request.project_id,
        task_type="DI_REALTIME",
        task_content=await api.computed(lambda: definition.sent),
        task_param=ScriptText.of(param),
        task_name=request.task_name,
    )
    try:
        made = await api.call(await api.computed(protected, create, api.endpoint, *salt))
    except DataWorksError as error:
        failure = error
    else:
        return made.file_id, None
    file, present = await _existing(api, request, definition, failure)
    return file.file_id, (file, present)


async def _existing(
    api: DataWorks, request: NewTask, definition: Definition, error: DataWorksError
) -> tuple[ListedFile, Definition]:
    """The requested task, where a create failed because it exists, or may have created it anyway.

    Raises:
        NameTaken: the task that has the name is another one.
        NewTaskDeleted: it is gone by now.
        DataWorksError: ``error``, with what is known to exist.
    """
    if not may_exist(error):
        error.exists = USES_SCRIPT.said()
        raise error
    found = await file_named(api, request.project_id, request.task_name)
    if found is None:
        error.exists = MAY_BE_CREATED.said(named(request.task_name))
        raise error
    difference, present = await _compared(api, request, found, definition)
    if difference:
        raise taken(error, HAS_NAME.said(found.file_id, named(request.task_name), difference))
    return found, present


async def _compared(api: DataWorks, request: NewTask, found: ListedFile, wanted: Definition) -> tuple[str, Definition]:
    """How a file that has the name differs from the requested task, and its definition."""
    if await api.computed(found.content.means_the_same, wanted):
        return _unlike(request, found, found.content, wanted), found.content
    other = other_kind_or_place(found, "real-time", REALTIME_FILE, request.folder)
    if other:
        return other, NO_DEFINITION
    try:
        present = await current_definition(api, request.project_id, found.file_id)
    except DataWorksError as error:
        return await _unread(api, request, found, error), NO_DEFINITION
    return await api.computed(_unlike, request, found, present, wanted), present


async def _unread(api: DataWorks, request: NewTask, found: ListedFile, error: DataWorksError) -> str:
    """How a file differs whose definition can't be read as that of a real-time task.

    Raises:
        NewTaskDeleted: somebody else has just deleted it.
        DataWorksError: ``error``, with what is known to exist.
    """
    if await was_deleted(api, request.project_id, found.file_id, error):
        raise new_task_deleted(found.file_id, error.operation) from None
    if isinstance(error, Rejected):
        return NO_REALTIME.said(named(error.message))
    error.exists = COMPARES.said(found.file_id, named(request.task_name))
    raise error
