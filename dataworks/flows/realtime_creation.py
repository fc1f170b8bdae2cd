"""Creating a real-time task: generate its script, wait for it, create the task, and start it if requested.

The same request again continues or finds the same task, never a second one: both API calls carry a client token that is
a hash of their parameters, and a task that has the name is compared before the name counts as a conflict.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Rejected
from dataworks.flows.deletion import new_task_deleted, was_deleted
from dataworks.flows.generation import Begun, Generated, Generating, continued, generate
from dataworks.flows.name_conflicts import (
    COMPARES,
    MAY_BE_CREATED,
    MAY_BE_GONE,
    NameTaken,
    has_name,
    may_exist,
    other_kind_or_place,
    renamed,
    taken,
)
from dataworks.flows.once import NOTHING as NOTHING
from dataworks.flows.once import exists_on_failure
from dataworks.flows.running import run
from dataworks.flows.task_handle import Handle, Reached, tracked
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Report
from dataworks.language import SEMICOLON, Text
from dataworks.observing import flow
from dataworks.operation import Operations
from dataworks.operations.v2020.files import REALTIME_FILE, ListFiles
from dataworks.operations.v2020.sync_tasks import (
    GetDISyncTask,
)
from dataworks.quoting import named
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.differences import altered, differences
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.creating import NewTask
from dataworks.studios.states import NEVER_RAN, UNKNOWN
from dataworks.studios.studio import Row, TaskPlace

STEPS, STEPS_TO_RUN = 3, 6

PREVIEW: Operations = REALTIME_FILES.preparing
CREATION: Operations = (*PREVIEW, REALTIME_FILES.creates, ListFiles, GetDISyncTask)
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
class Created:
    """The task exists.

    Attributes:
        present: its definition as it was read; the service may have added settings.
        submitted: somebody, or an earlier call, had brought it to production before.
        state: its run state, as far as creating it has shown that.
        changed: production has an earlier definition.
        existed: it was found by its name: created by another request, or by one of ours whose answer was lost.
        run: how far starting it got, where that was requested.
        replaced: results of earlier calls with the same request that this call had to create again.
    """

    process_id: str
    task_id: str
    present: Definition
    existed: bool = False
    submitted: bool = False
    changed: bool = False
    state: str = UNKNOWN
    run: Reached | None = None
    replaced: tuple[str, ...] = ()


Seen = tuple[Row | None, Definition]
"""A task as it was read: its row in the list of tasks, if that could be read, and its definition."""

Check = Callable[[Definition], Awaitable[None]]
"""Is called with a generated script before a task is created from it; raises an error if another one was requested."""


@flow
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
    place, name, state = (api, request.project_id, created.task_id, report, steps, 3), request.task_name, created.state
    new = state == NEVER_RAN  # it does not run, and was read right before the next step
    task = Handle(*place, state=state, fresh=True, name=name, agreed=created.present, checked=new)
    async with tracked(task):
        await run(task)
    return replace(created, run=task.reached())


@flow
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
    prepared = request.studio.prepare(request.project_id, request.script)
    if isinstance(prepared, Definition):
        return Generated("", prepared)
    return await generate(api, prepared, notify, NOTHING.said())


async def created_from(
    api: DataWorks, request: NewTask, generated: Generated, report: Report, steps: int = STEPS
) -> Created:
    """Create the task from its script, or find it.

    Raises:
        NameTaken: another task has the name, or this one with another script by now.
        DataWorksError: the task could not be created; ``exists`` says what exists.
    """
    await report(2, steps, CREATING.said(named(request.folder or request.project_id)))
    created = await _ensured(api, request, generated)
    api.memory.forget(generated.key)
    await report(3, steps, EXISTS.said(created.task_id))
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
        task_id, found = await _create(api, request, wanted, deleted)
        seen = found or await _as_requested(api, request, task_id, wanted)
        if seen is not None:
            row, present = seen
            present = wanted if present.text == wanted.text else present  # which has been parsed
            created = Created(generated.process_id, task_id, present, found is not None, replaced=replaced)
            return created if row is None else _with_row(created, row)
        replaced, deleted = (*replaced, WAS_DELETED.said(task_id)), (task_id,)


def _with_row(created: Created, row: Row) -> Created:
    """With what the row shows; the state of a task that was found may be another one by now."""
    state = UNKNOWN if created.existed else row.state
    return replace(created, submitted=row.submitted, changed=row.changed, state=state)


async def _as_requested(api: DataWorks, request: NewTask, task_id: str, wanted: Definition) -> Seen | None:
    """The task in the answer, if it exists; the answer may be an old one that the token led to.

    Raises:
        NameTaken: it is another one than was requested.
    """
    with exists_on_failure(MAY_BE_GONE.said(task_id)):
        found = await _present(api, request, task_id, wanted)
    if found is None:
        return None
    row, present = found
    operation = request.studio.creates.action()
    if row is not None and row.name not in (None, request.task_name):
        raise renamed(operation, task_id, named(row.name), named(request.task_name))
    difference = await api.computed(_unlike, request, row or Row(task_id, None), present, wanted)
    if difference:
        exists = has_name(task_id, named(request.task_name), difference)
        raise NameTaken(
            operation, request.studio.taken, service_code=request.studio.taken_code, http_status=400, exists=exists
        )
    return found


async def _present(api: DataWorks, request: NewTask, task_id: str, wanted: Definition) -> Seen | None:
    """The task with its definition; ``None`` where neither the list of tasks nor reading it shows one.

    The list may have the definition; where that is not as wanted, it is read to be sure.
    """
    studio, place = request.studio, TaskPlace(request.project_id, task_id)
    failure, row = None, None
    try:
        row = await studio.row(api, place, whole=True)
    except DataWorksError as error:
        failure = error
    if row is not None and await api.computed(row.definition.means_the_same, wanted):
        return row, row.definition
    try:
        return row, await studio.read(api, place)
    except DataWorksError as error:
        if not not_there(error) or row is not None:
            raise
    if failure is not None:
        raise failure
    return None


def _unlike(request: NewTask, row: Row, present: Definition, wanted: Definition) -> str:
    """How a task that has the name differs from the requested one; empty if it does not.

    The service may add settings of its own (assumed), but only as long as nobody has edited the task.
    """
    other = other_kind_or_place(row, "real-time", REALTIME_FILE, request.folder)
    changes = (differences if row.edited else altered)(present, wanted)
    return other or (OTHER_SCRIPT.said(SEMICOLON.said().join(changes)) if changes else "")


async def _create(
    api: DataWorks, request: NewTask, definition: Definition, salt: tuple[str, ...]
) -> tuple[str, Seen | None]:
    """The id of the task, and the task where it was found instead of made.

    ``salt`` makes another token than before.
    """
    studio = request.studio
    with exists_on_failure(NOTHING.said()):
        create = await api.computed(studio.creation, request, definition)
    if studio.looks_first or not api.may_write:  # then no token shows what was created
        before = await _found_before(api, request)
        if before is not None:
            return before.task_id, (before, await _same(api, request, before, definition))
    try:
        made = await api.call(await api.computed(protected, create, api.endpoint, *salt))
    except DataWorksError as error:
        failure = error
    else:
        return studio.created(made), None
    row, present = await _existing(api, request, definition, failure)
    return row.task_id, (row, present)


async def _found_before(api: DataWorks, request: NewTask) -> Row | None:
    """The task that has the name before anything is created."""
    with exists_on_failure(NOTHING.said()):
        return await request.studio.named(api, request.project_id, request.task_name)


async def _same(api: DataWorks, request: NewTask, found: Row, wanted: Definition) -> Definition:
    """The definition of the task that has the name, and is the requested one.

    Raises:
        NameTaken: it is another one.
    """
    difference, present = await _compared(api, request, found, wanted)
    if difference:
        exists = has_name(found.task_id, named(request.task_name), difference)
        operation, message = request.studio.creates.action(), request.studio.taken
        code = request.studio.taken_code
        raise NameTaken(operation, message, service_code=code, http_status=400, exists=exists)
    return present


async def _existing(
    api: DataWorks, request: NewTask, definition: Definition, error: DataWorksError
) -> tuple[Row, Definition]:
    """The requested task, where a create failed because it exists, or may have created it anyway.

    Raises:
        NameTaken: the task that has the name is another one.
        NewTaskDeleted: it is gone by now.
        DataWorksError: ``error``, with what is known to exist.
    """
    if not may_exist(error) and not request.studio.may_be_taken(error):
        error.exists = (USES_SCRIPT if request.studio.preparing else NOTHING).said()
        raise error
    found = await _found_after(api, request)
    if found is None:
        error.exists = MAY_BE_CREATED.said(named(request.task_name))
        raise error
    difference, present = await _compared(api, request, found, definition)
    if difference:
        exists = has_name(found.task_id, named(request.task_name), difference)
        raise taken(error, request.studio.taken, exists)
    return found, present


async def _found_after(api: DataWorks, request: NewTask) -> Row | None:
    """The task that has the name after a creation that failed."""
    try:
        return await request.studio.named(api, request.project_id, request.task_name)
    except DataWorksError:
        return None  # the first error is reported, not that of this read


async def _compared(api: DataWorks, request: NewTask, found: Row, wanted: Definition) -> tuple[str, Definition]:
    """How a task that has the name differs from the requested one, and its definition."""
    if await api.computed(found.definition.means_the_same, wanted):
        return _unlike(request, found, found.definition, wanted), found.definition
    other = other_kind_or_place(found, "real-time", REALTIME_FILE, request.folder)
    if other:
        return other, NO_DEFINITION
    try:
        present = await request.studio.read(api, TaskPlace(request.project_id, found.task_id))
    except DataWorksError as error:
        return await _unread(api, request, found, error), NO_DEFINITION
    return await api.computed(_unlike, request, found, present, wanted), present


async def _unread(api: DataWorks, request: NewTask, found: Row, error: DataWorksError) -> str:
    """How a task differs whose definition can't be read as that of a real-time task.

    Raises:
        NewTaskDeleted: somebody else has just deleted it.
        DataWorksError: ``error``, with what is known to exist.
    """
    if await was_deleted(api, request.project_id, found.task_id, error):
        raise new_task_deleted(found.task_id, error.operation) from None
    if isinstance(error, Rejected):
        return NO_REALTIME.said(named(error.message))
    error.exists = COMPARES.said(found.task_id, named(request.task_name))
    raise error
