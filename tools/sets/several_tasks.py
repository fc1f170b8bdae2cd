"""Starting, stopping and retiring tasks of any type, several in one call."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from pydantic import WithJsonSchema

from dataworks.errors import DataWorksError
from dataworks.explain.arguments import LEAVE_ONE_OUT, NO_TIME, NOT_TOGETHER, WRITE_TIME
from dataworks.fields import Name
from dataworks.flows.groups import Groups, groups_of_tasks
from dataworks.flows.once import exists_on_failure
from dataworks.flows.seen_tasks import Kind, ListedTask, SeenTask, listed_tasks, seen_task
from dataworks.flows.several_tasks import Outcome, TaskWork, is_begun
from dataworks.flows.side_by_side import side_by_side
from dataworks.flows.task_steps import OPERATIONS, operations_of
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, ShownAs, described
from dataworks.operations.v2020.running import StartSettings
from dataworks.studios.groups import GROUP_LISTS
from dataworks.studios.studio import ENDS, Start
from dataworks.task_ids import is_node
from tools.arguments.consented_work import Begun
from tools.arguments.named_tasks import TasksArguments, refused
from tools.arguments.parsing import SHOWN, Finding, InvalidArguments
from tools.arguments.task_kinds import file_meant
from tools.catalog import Call, Capability, ToolSpec, tool
from tools.rules.refusals import RefusedCall
from tools.views.plan import Plan
from tools.views.plans_of_several import plan_for
from tools.views.several_tasks import SeveralTasksView, row_of, view_of

AS_FOR_THE_OPERATION = WithJsonSchema({"type": "object"})
"""A short schema: ``start_di_sync_instance`` has the full one. The value is validated in full."""


OTHERS_UNTOUCHED = Text("The other tasks are untouched.", "其余任务未处理。")
IN_FUTURE = Text("is yet to come, so the changes until then would be left out", "尚未到来，在此之前的变更将不会同步")
UNREAD = Text("Task {} could not be read; this call did nothing.", "无法读取任务 {}；本次调用未执行任何操作。")

FILES: set[Kind] = {"DI_REALTIME", "DI_OFFLINE"}
BY_TASK = {wish: operations_of(wish, FILES) for wish in ENDS}
EVERY = {wish: operations_of(wish, {*FILES, "DI_SOLUTION", "job", "node"}) for wish in ENDS}
"""The operations that depend on what the tasks are, and all of them, by what is wished."""


class StartArguments(TasksArguments):
    """The tasks to start, and how."""

    wish = "start"

    restart: Annotated[
        bool,
        NOT_IN_PLAN,
        described("Stop and start what changed since deployed.", "停止并重新启动发布后有更改的任务。"),
    ] = False
    start_param: Annotated[
        StartSettings,
        AS_FOR_THE_OPERATION,
        ShownAs(Text("starts with", "启动参数")),
        described("Files: limits, DDL handling.", "文件：限制和 DDL 处理。"),
    ] = None
    from_time: Annotated[
        Name | None,
        NOT_IN_PLAN,
        described("Jobs: such as 2026-01-31T09:00:00+08:00.", "作业：例如 2026-01-31T09:00:00+08:00。"),
    ] = None
    load_again: Annotated[bool, NOT_IN_PLAN, described("Jobs: repeat the full load.", "作业：重新全量加载。")] = False

    def findings(self) -> Iterable[Finding]:
        """A time that is none; two places to start from."""
        yield from super().findings()
        if self.from_time is not None and _seconds(self.from_time) is None:
            yield Finding("/from_time", NO_TIME, WRITE_TIME)
        if self.from_time is not None and self.load_again:
            yield Finding("/from_time", NOT_TOGETHER.filled("load_again"), LEAVE_ONE_OUT)

    @property
    def start(self) -> Start:
        """How the tasks are started."""
        since = None if self.from_time is None else _seconds(self.from_time)
        return Start(self.start_param, since, self.load_again, self.restart)


def _seconds(text: str) -> int | None:
    """The epoch seconds of a time in ISO 8601, rounded down; ``None`` if it has no offset, or is none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(time.timestamp()) if time.tzinfo and time.year >= 1971 else None


class StopArguments(TasksArguments):
    """The tasks to stop."""

    wish = "stop"


class RetireArguments(TasksArguments):
    """The tasks to retire."""

    wish = "retire"


async def _seen(call: Call, arguments: TasksArguments) -> tuple[SeenTask, ...]:
    """The tasks as they are, but those that are finished under the same consent.

    Raises:
        InvalidArguments: the call can't do what it is to do to one of them.
        RefusedCall: the policy forbids what one of them needs.
        DataWorksError: they can't be read.
    """
    finished = call.work.finished if call.work else frozenset[str]()
    task_ids = [task_id for task_id in arguments.task_ids if task_id not in finished]
    listed = await listed_tasks(call.api, arguments.project_id, task_ids)
    kinds: dict[Kind, None] = {each.kind: None for each in listed}
    for kind in kinds:
        if (arguments.wish, kind) in OPERATIONS:
            call.check_policy(_capability(arguments, kind), arguments)
    in_bin = arguments.wish == "retire" and _may_retire_batch(call, arguments)

    async def read(each: ListedTask) -> SeenTask:
        whole = arguments.wish != "stop"
        with exists_on_failure(UNREAD.said(each.task_id)):
            return await seen_task(call.api, arguments.project_id, each, whole=whole, in_bin=in_bin)

    tasks = tuple(await side_by_side(listed, read))
    findings = [*await _files_meant(call, arguments, tasks), *refused(arguments, tasks), *_too_late(call, arguments)]
    if findings:
        raise InvalidArguments(findings[:SHOWN], after_reads=True)
    return tasks


def _too_late(call: Call, arguments: TasksArguments) -> Iterable[Finding]:
    """A time to start from that is yet to come: everything until then would be left out."""
    since = arguments.start.from_time
    if since is not None and since > call.api.timing.utc().timestamp():
        yield Finding("/from_time", IN_FUTURE)


async def _files_meant(call: Call, arguments: TasksArguments, tasks: Sequence[SeenTask]) -> list[Finding]:
    """Ids of nodes that are not there, where they are the scheduler's nodes of files."""
    gone = [task.task_id for task in tasks if task.kind == "gone" and is_node(task.task_id)]
    found = [(each, await file_meant(call.api, call.may_send, arguments.project_id, each)) for each in gone]
    places = {task_id: f"/task_ids/{place}" for place, task_id in enumerate(arguments.task_ids)}
    return [replace(finding, pointer=places[task_id]) for task_id, finding in found if finding is not None]


def _capability(arguments: TasksArguments, kind: Kind) -> Capability:
    """What the call can do to tasks of one type."""
    operations = operations_of(arguments.wish, {kind})
    return Capability(f"{arguments.wish}_tasks", operations, type(arguments))


def _may_retire_batch(call: Call, arguments: TasksArguments) -> bool:
    try:
        call.check_policy(_capability(arguments, "DI_OFFLINE"), arguments)
    except RefusedCall:
        return False
    return True


async def _plan(call: Call, arguments: TasksArguments) -> Plan:
    tasks = await _seen(call, arguments)
    planned = (
        arguments.wish,
        arguments.project_id,
        tasks,
        await _groups(call, arguments.project_id, tasks),
        arguments.wait_seconds,
    )
    return await call.api.computed(plan_for, *planned, arguments.start)


async def _groups(call: Call, project_id: str, tasks: Sequence[SeenTask]) -> Groups:
    """The resource groups, if one of the tasks names its own."""
    named = await call.api.computed(lambda: [(task.task_id, task.definition.resource_group) for task in tasks])
    return await groups_of_tasks(call.api, call.may_send, project_id, named)


async def _acted(call: Call, arguments: TasksArguments) -> SeveralTasksView:
    """Do what is wished to each task.

    Raises:
        DataWorksError: it failed for the only task, or for all of them before anything was done.
    """
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    tasks = call.agreed_tasks
    if tasks is None:
        tasks = await _seen(replace(call, api=api), arguments)
    earlier = {task_id: begun.done for task_id, begun in call.work.begun.items()} if call.work else {}
    work = TaskWork(api, arguments.project_id, arguments.wish, tasks, call.report, earlier=earlier)
    work.settings = arguments.start
    rows = {task_id: begun.row for task_id, begun in call.work.begun.items()} if call.work else {}

    def note(outcome: Outcome) -> None:
        before = earlier.get(outcome.task.task_id, ())
        row = row_of(arguments.wish, outcome, before, alone=len(arguments.task_ids) == 1)
        rows[row.task_id] = row
        if call.work is not None and is_begun(outcome):
            over = outcome.result in ("as wished", "finished")
            begun = Begun((*before, *outcome.reached.done), outcome.task.content_key, row if over else None)
            call.work.begun[row.task_id] = begun

    work.note = note
    outcomes = await work.go()
    failure = _failure(outcomes, work.general, alone=len(rows) == 1)
    if failure is not None:
        raise failure
    every = [rows[task_id] for task_id in arguments.task_ids]
    return view_of(arguments.wish, every, outcomes, api.meter.calls)


def _failure(outcomes: Sequence[Outcome], general: DataWorksError | None, *, alone: bool) -> DataWorksError | None:
    """The failure of the call: that of its only task, or of all where nothing was done."""
    if alone:
        return next((outcome.error for outcome in outcomes if outcome.error), None)
    if general is None or any(is_begun(outcome) for outcome in outcomes):
        return None
    general.exists = " ".join(filter(None, (general.exists, OTHERS_UNTOUCHED.said())))
    return general


@tool(
    Text("Start tasks", "启动任务"),
    StartArguments,
    SeveralTasksView,
    operations=EVERY["start"],
    optional=GROUP_LISTS,
    operations_of=StartArguments.operations,
    by_task=BY_TASK["start"],
    repeatable=True,
    plan_of=_plan,
)
async def start_tasks(call: Call, arguments: StartArguments) -> SeveralTasksView:
    """Deploy each task if needed, and start it; resume the schedule of a batch task."""
    return await _acted(call, arguments)


@tool(
    Text("Stop tasks", "停止任务"),
    StopArguments,
    SeveralTasksView,
    operations=EVERY["stop"],
    optional=GROUP_LISTS,
    operations_of=StopArguments.operations,
    by_task=BY_TASK["stop"],
    repeatable=True,
    plan_of=_plan,
)
async def stop_tasks(call: Call, arguments: StopArguments) -> SeveralTasksView:
    """Stop each task; pause the schedule of a batch task."""
    return await _acted(call, arguments)


@tool(
    Text("Retire tasks", "下线并删除任务"),
    RetireArguments,
    SeveralTasksView,
    operations=EVERY["retire"],
    optional=GROUP_LISTS,
    operations_of=RetireArguments.operations,
    by_task=BY_TASK["retire"],
    repeatable=True,
    plan_of=_plan,
)
async def retire_tasks(call: Call, arguments: RetireArguments) -> SeveralTasksView:
    """Stop each task, take it out of production and delete it."""
    return await _acted(call, arguments)


TOOLS: tuple[ToolSpec, ...] = (start_tasks, stop_tasks, retire_tasks)
