"""Creating a batch task, and taking it to production if that is wanted.

The same request again finds the same task by its client token, and continues from the state of that task.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.fields import ScriptText
from dataworks.flows.deletion import new_task_deleted, was_deleted
from dataworks.flows.deployment import DEPLOYING, Way
from dataworks.flows.done_words import said
from dataworks.flows.lookups import look_through
from dataworks.flows.name_conflicts import (
    COMPARES,
    HAS_NAME,
    MAY_BE_CREATED,
    MAY_BE_GONE,
    NameTaken,
    may_exist,
    other_kind_or_place,
    renamed,
    taken,
)
from dataworks.flows.once import NOTHING, exists_on_failure
from dataworks.flows.schedule import (
    SCHEDULING,
    Schedule,
    change_call,
    changes,
    give_schedule,
    has_schedule,
    is_idle,
    replaced,
    without,
)
from dataworks.flows.tokens import protected
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.flows.waits import Report
from dataworks.language import SEMICOLON, Text
from dataworks.observing import flow
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import PRODUCTION, DataSource, ListDataSources
from dataworks.operations.v2020.deployments import ListFileVersions
from dataworks.operations.v2020.files import BATCH_FILE, FileDetail, GetFile, ListedFile, ListFiles
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask
from dataworks.quoting import named
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.differences import differences
from dataworks.scripts.settings import filter_of, with_filter
from dataworks.scripts.spelling import nearest
from dataworks.studios.classic import NAME_TAKEN, REALTIME_FILES, row_of
from dataworks.studios.classic_reads import file_named, file_with, is_known_as_edited, was_edited
from dataworks.studios.standing import GROUP, Stage, Standing, note_of

BATCH_CREATION: Operations = (ListDataSources, CreateDISyncTask, ListFiles, GetFile, ListFileVersions)
"""The operations that creating a batch task may call."""

BATCH_SCHEDULING: Operations = (*BATCH_CREATION, *SCHEDULING)
BATCH_DEPLOYMENT: Operations = tuple(dict.fromkeys((*BATCH_SCHEDULING, *DEPLOYING)))
"""The same with a schedule, and all the way to production."""

State = Literal["created", "scheduled"] | Stage
"""How far a task is; before it is submitted, it is created or scheduled."""


CONTINUES = Text("Task {} exists; the same call again continues.", "任务 {} 已存在；重复同样的调用即可继续。")
WAS_DONE = Text("{} Task {} was {} by this call.", "{} 任务 {} 已被本次调用{}。")
HOW_FAR = Text(
    "Task {} exists; how far it is on its way to production is not known.",
    "任务 {} 已存在；尚不清楚其发布到生产环境的进度。",
)
FINDS_OUT = Text("{} The same call again finds out.", "{} 重复同样的调用即可查明。")
OTHER_GROUP = Text("runs on resource group {}; {}", "运行在资源组 {} 上；{}")
OTHER_NAME = Text("has the name {} by now", "现在的名称是 {}")
CHANGED_THEN = Text(
    "was changed since it was created; change_task schedules it", "创建之后已被更改；可用 change_task 设置调度"
)
OTHER_SCRIPT = Text("has another script: {}{}", "脚本不同：{}{}")


@dataclass(frozen=True)
class NewBatchTask:
    """A request for a batch task; ``definition`` has type job and version 2.0.

    With a ``schedule`` the task gets one, and with ``deploy`` it is submitted and deployed as well.
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

    ``state`` is the last step that was reached; ``submitting`` and ``deploying`` continue by themselves. ``done`` is
    what the call did to the task after creating it: scheduled, submitted, deployed. ``replaced``
    are tasks that earlier calls had created and that were deleted since, ``by_others`` the steps to production that
    somebody else made while the call was at work. ``present`` is its script as the service shows it; ``changed``:
    production runs an earlier one; ``group``: the resource group that it was submitted with, if that was noted;
    ``idle``: it does not run though it may be in production, since it has no schedule or is paused.
    """

    file_id: str
    existed: bool = False
    state: State = "created"
    done: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    by_others: tuple[Stage, ...] = ()
    present: Definition = NO_DEFINITION
    changed: bool = False
    group: str | None = None
    idle: bool = False


async def source_named(api: DataWorks, project_id: str, name: str) -> DataSource | None:
    """The data source of this name in production, else in development, if there is one.

    The first page, which describing the workspace reads too, has all data sources of most workspaces. What it does not
    have may be new, and is requested by its name.
    """
    every = ListDataSources(project_id=project_id)
    found = await _best(api, every, name)
    if found is not None and found.env_type == PRODUCTION:
        return found
    return await _best(api, every.model_copy(update={"name": name}), name, refresh=True)


async def _best(api: DataWorks, asked: ListDataSources, name: str, *, refresh: bool = False) -> DataSource | None:
    """The row of a data source on the first page, in production if it is there."""
    pages = [page async for page in look_through(api, asked, 1, refresh=refresh)]
    found = [source for page in pages for source in page.data_sources if source.name == name]
    return max(found, key=lambda source: source.env_type == PRODUCTION, default=None)


async def source_meant(api: DataWorks, project_id: str, name: str) -> str | None:
    """The name that is most similar to one that no data source has, among those on the first page."""
    pages = [page async for page in look_through(api, ListDataSources(project_id=project_id), 1)]
    return nearest(name, dict.fromkeys(source.name or "" for page in pages for source in page.data_sources))


@flow
async def create_batch_task(api: DataWorks, request: NewBatchTask, report: Report) -> BatchTask:
    """Create the task, or continue with the one of an earlier call, until the request is done or the deadline is near.

    Raises:
        NameTaken: another task has the name, or this one with another script or schedule by now.
        NewTaskChanged: somebody renamed it, or changed it meanwhile.
        NewTaskDeleted: somebody else deleted it meanwhile.
        DataWorksError: a step failed; ``exists`` says what exists.
    """
    made, present = await _ensured(api, request)
    _compare(request, present)
    done = list[str]()
    try:
        with exists_on_failure(CONTINUES.said(made.file_id)):
            return await _continued(api, request, made, present, report, done)
    except DataWorksError as error:
        if await was_deleted(api, request.project_id, made.file_id, error):
            raise new_task_deleted(made.file_id, error.operation) from None
        if done:
            error.exists = WAS_DONE.said(error.exists, made.file_id, said(done))
        raise


async def _continued(
    api: DataWorks, request: NewBatchTask, made: BatchTask, present: FileDetail, report: Report, done: list[str]
) -> BatchTask:
    """Schedule the task and bring it to production, as requested; ``done`` gets what this call did."""
    if request.schedule is not None or request.deploy:
        done += ["scheduled"] if await _scheduled(api, request, present, existed=made.existed) else []
    place = FilePlace(request.project_id, made.file_id)
    unknown = HOW_FAR.said(made.file_id)
    with exists_on_failure(FINDS_OUT.said(unknown)):
        standing = await standing_of(api, place, present.file, present.node_configuration)
    made = replace(made, group=standing.settings.get(GROUP), idle=is_idle(present, request.schedule))
    if made.group not in (None, request.resource_group):
        call = change_call(present.file.file_id, resource_group=request.resource_group)
        raise _other_task(request, present, OTHER_GROUP.said(named(made.group or ""), call))
    if not request.deploy:
        return replace(made, state=_state(request, standing), done=tuple(done), changed=standing.changed)
    certain = not made.existed and not was_edited(present.file)  # else it may run on another group
    note = note_of({GROUP: request.resource_group}) if certain else None
    unlike, stage, runs = partial(_unlike, request), standing.stage, standing.in_production
    way = await Way(api, place, report, unlike, stage, done, comment=note, in_production=runs).go()
    return replace(made, state=_state(request, Standing(way.stage)), done=tuple(done), by_others=way.by_others)


def _compare(request: NewBatchTask, present: FileDetail) -> None:
    """Compare the task with what was requested.

    Raises:
        NewTaskChanged: it has another name by now.
        NameTaken: it has another script by now.
    """
    if _is_renamed(request, present):
        name, requested = named(present.file.file_name), named(request.task_name)
        raise renamed("CreateDISyncTask", present.file.file_id, name, requested)
    differs = _other_script(request, present)
    if differs:
        raise _other_task(request, present, differs)


def _is_renamed(request: NewBatchTask, present: FileDetail) -> bool:
    return present.file.file_name not in (None, request.task_name)


def _unlike(request: NewBatchTask, present: FileDetail) -> str:
    """How a task that is about to be submitted or deployed differs from the requested one, if it does."""
    if _is_renamed(request, present):
        return OTHER_NAME.said(named(present.file.file_name))
    found = changes(present, request.definition.text, request.schedule or Schedule())
    return _other_script(request, present) or (without(present, found) if found else "")


def _state(request: NewBatchTask, standing: Standing) -> State:
    if standing.shown != "draft":
        return standing.shown
    return "created" if request.schedule is None else "scheduled"


async def _scheduled(api: DataWorks, request: NewBatchTask, present: FileDetail, *, existed: bool) -> bool:
    """Give the task the schedule it lacks, unless somebody gave it one or else changed it, even as a draft.

    Return whether this call did.

    Raises:
        NameTaken: the task has another schedule by now, or was changed.
    """
    found = changes(present, request.definition.text, request.schedule or Schedule())
    theirs = has_schedule(present) or ((existed or was_edited(present.file)) and replaced(present, found))
    if found and theirs:
        raise _other_task(request, present, without(present, found))
    if found and is_known_as_edited(present.file):
        raise _other_task(request, present, CHANGED_THEN.said())
    if present.file.node_id is not None:
        return False
    script, wanted = request.definition.text, request.schedule or Schedule()
    return await give_schedule(api, request.project_id, present, script, wanted)


def _other_script(request: NewBatchTask, present: FileDetail) -> str:
    changes = differences(present.file.content, request.definition)
    if not changes:
        return ""
    where = filter_of(request.definition)
    same = with_filter(present.file.content, where).means_the_same(request.definition)
    call = f"; {change_call(present.file.file_id, where=where)}" if same else ""
    return OTHER_SCRIPT.said(SEMICOLON.said().join(changes), call)


def _other_task(request: NewBatchTask, present: FileDetail, difference: str) -> NameTaken:
    exists = HAS_NAME.said(present.file.file_id, named(request.task_name), difference)
    return NameTaken("UpdateFile", REALTIME_FILES.taken, service_code=NAME_TAKEN, http_status=400, exists=exists)


async def _ensured(api: DataWorks, request: NewBatchTask) -> tuple[BatchTask, FileDetail]:
    """Return the task; if the token leads to one that was deleted since, create another one."""
    replaced: tuple[str, ...] = ()
    while True:
        made = await _created(api, request, *replaced[-1:])
        present = await _present(api, request, made.file_id)
        if present is not None:
            return replace(made, replaced=replaced, present=present.file.content), present
        replaced = (*replaced, made.file_id)


async def _present(api: DataWorks, request: NewBatchTask, file_id: str) -> FileDetail | None:
    unknown = MAY_BE_GONE.said(file_id)
    with exists_on_failure(unknown):
        try:
            detail = await api.call(GetFile(project_id=request.project_id, file_id=file_id))
            return None if detail.file.is_deleted else detail
        except DataWorksError as error:
            if not not_there(error) or await file_with(api, request.project_id, file_id) is not None:
                raise
    return None


async def _created(api: DataWorks, request: NewBatchTask, *salt: str) -> BatchTask:
    """Create the task, or find the one that an earlier call has made.

    Raises:
        NameTaken: another task has the name.
        DataWorksError: creating failed; ``exists`` says what was created.
    """
    param = {"FileFolderPath": request.folder, "ResourceGroup": request.resource_group}
    create = CreateDISyncTask(
        project_id=request.project_id,
        task_type="DI_OFFLINE",
        task_content=request.definition.sent,
        task_param=ScriptText.of(param),
        task_name=request.task_name,
    )
    if not api.may_write:  # then no token shows what was created
        made = await file_named(api, request.project_id, request.task_name)
        if made is not None and not await _difference(api, request, made):
            return BatchTask(made.file_id, existed=True)
    try:
        return BatchTask((await api.call(protected(create, api.endpoint, *salt))).file_id)
    except DataWorksError as error:
        failure = error
    if not may_exist(failure):
        failure.exists = NOTHING.said()
        raise failure
    found = await file_named(api, request.project_id, request.task_name)
    if found is None:
        failure.exists = MAY_BE_CREATED.said(named(request.task_name))
        raise failure
    difference = await _difference(api, request, found)
    if difference:
        raise taken(failure, REALTIME_FILES.taken, HAS_NAME.said(found.file_id, named(request.task_name), difference))
    return BatchTask(found.file_id, existed=True)


async def _difference(api: DataWorks, request: NewBatchTask, found: ListedFile) -> str:
    """How a file that has the name differs from the requested task; empty when it does not."""
    other = other_kind_or_place(row_of(found), "batch", BATCH_FILE, request.folder)
    if other:
        return other
    try:
        present = await api.call(GetFile(project_id=request.project_id, file_id=found.file_id))
    except DataWorksError as error:
        if await was_deleted(api, request.project_id, found.file_id, error):
            raise new_task_deleted(found.file_id, error.operation) from None
        error.exists = COMPARES.said(found.file_id, named(request.task_name))
        raise
    return _other_script(request, present)
