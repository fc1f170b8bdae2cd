"""Views of the status of tasks: what a task does, its state, what to do next."""

from datetime import UTC, datetime
from typing import Annotated, Self

from dataworks.flows.groups import UNREAD, Groups
from dataworks.flows.job_watching import Health
from dataworks.flows.search import FEW, Findings
from dataworks.flows.task_status import KnownTask
from dataworks.language import Text
from dataworks.markers import described
from dataworks.quoting import LONGEST_MESSAGE, named
from dataworks.studios.standing import SUBMIT_AND_DEPLOY, is_paused, what_makes_it_count
from dataworks.studios.states import RUNNING
from dataworks.task_ids import IdOf, is_node, kind_of
from tools.views.groups import TaskGroup, group_cautions
from tools.views.instances import JOB_MEANINGS, MAY_START, MEANINGS, START, SolutionRunView, may_start_unseen
from tools.views.view import View
from tools.views.watching import HealthView

TABLES_SHOWN = 20
TASKS_SHOWN = 50

IN_SECONDS = Text("Ask again in some seconds.", "请过几秒再查询。")

BATCH_MEANINGS = {
    "DRAFT": (
        Text("A batch task that was never submitted.", "从未提交过的离线同步任务。"),
        Text("change_task with apply: true submits and deploys it.", "可用 change_task 并设 apply: true 提交并发布。"),
    ),
    "SUBMITTING": (Text("A batch task that is being submitted.", "正在提交的离线同步任务。"), IN_SECONDS),
    "SUBMITTED": (
        Text("A batch task that is submitted and not in production.", "已提交、尚未发布到生产环境的离线同步任务。"),
        Text("change_task with apply: true deploys it.", "可用 change_task 并设 apply: true 发布。"),
    ),
    "DEPLOYING": (Text("A batch task that is being deployed.", "正在发布的离线同步任务。"), IN_SECONDS),
    "DEPLOYED": (
        Text("A batch task in production; it runs by its schedule.", "生产环境中的离线同步任务，按其调度运行。"),
        Text("Nothing. Its runs are shown in the Operation Center only.", "无需操作。其运行情况仅在运维中心显示。"),
    ),
}
"""Meaning of how far a batch task is, and what to do; this API does not show its runs."""

NODE_NEXT = {
    "DRAFT": BATCH_MEANINGS["SUBMITTED"][1],
    "DEPLOYING": Text(
        "Ask again in some seconds. If it stays so, a stage waits to be started: change_task with apply: true does so.",
        "请过几秒再查询。如状态不变，则有阶段等待启动：可用 change_task 并设 apply: true 启动。",
    ),
    "DEPLOYED": Text(
        "Nothing. list_task_instances shows its runs, if that tool is on.",
        "无需操作。如已开启 list_task_instances，可用它查看运行情况。",
    ),
}
"""What to do next with a node of the new Data Studio."""

RUN_MEANINGS = {
    "NORUN": (MEANINGS["NORUN"][0], START),
    "WAIT": MEANINGS["WAIT"],
    "RUN": MEANINGS["RUN"],
    "KILLING": MEANINGS["KILLING"],
    "PAUSE": MEANINGS["PAUSE"],
}
"""The same for the run states of a real-time task."""

FAILED_SINCE = Text("It has failed: {}", "任务已失败：{}")

CANNOT_RUN = (
    Text("Its script has no {}, so it can't run. {}", "脚本缺少 {}，因此无法运行。{}"),
    Text("Add one in the console, or create a new task.", "请在控制台补充，或新建任务。"),
)
NOT_SUBMITTED = Text("Nothing of it is in production yet.", "尚未发布任何内容到生产环境。"), START
SOLUTION_MEANINGS = (
    Text("A one-click solution; its steps show its progress.", "一键同步解决方案；各步骤显示其进度。"),
    Text(
        "start_tasks deploys and starts it; it can't be stopped or deleted with this API.",
        "可用 start_tasks 发布并启动；此 API 不能停止或删除它。",
    ),
)
TO_COUNT = {
    "RUN": Text(
        "start_tasks with restart: true stops and starts it, so that the change counts.",
        "可用 start_tasks 并设 restart: true 重新启动，使修改生效。",
    ),
    "DEPLOYED": Text(
        "change_task with apply: true submits and deploys it, so that the change counts.",
        "可用 change_task 并设 apply: true 提交并发布，使修改生效。",
    ),
}
"""What to do next where the definition is newer than what production has."""

NODE_TO_COUNT = {"DEPLOYED": NODE_NEXT["DRAFT"]}
"""The same for a node of the new Data Studio."""

NO_STATE = Text("The service shows no state: {}", "服务未显示状态：{}")
NEEDS_DEPLOYMENT = Text(
    "start_tasks deploys it, if it is not in production yet.", "如尚未发布到生产环境，可用 start_tasks 发布。"
)
PAUSED = (
    Text("A batch task in production, whose schedule is paused.", "已发布到生产环境的离线任务，其调度已暂停。"),
    Text("start_tasks resumes it.", "可用 start_tasks 恢复调度。"),
)
UNSCHEDULED = (
    Text(
        "A batch task in production without a schedule, so it does not run.",
        "已发布到生产环境、没有调度的离线任务，因此不会运行。",
    ),
    Text("change_task with cron gives it one.", "可用 change_task 的 cron 为其设置调度。"),
)
REMOVED = (
    Text("It is in the recycle bin.", "任务在回收站中。"),
    Text("Nothing: only DataStudio can restore it from there.", "无需操作：只能在 DataStudio 中恢复。"),
)
STILL_RUNS = (
    Text("It is in the recycle bin, and production may still run it.", "任务在回收站中，生产环境可能仍在运行它。"),
    Text("retire_tasks takes it out of production.", "可用 retire_tasks 将其移出生产环境。"),
)
UNKNOWN_STATE = (
    Text("A state that the documentation does not name.", "文档未说明的状态。"),
    Text("Ask again in a minute.", "请过一分钟再查询。"),
)
STOPPED_AFTER = Text(
    "Stopped after {} API calls, not all tasks were read: narrow with name or task_type.",
    "已在 {} 次 API 调用后停止，未读取全部任务：请用 name 或 task_type 缩小范围。",
)
STATES_UNREAD = Text(
    "States were not read; a solution may be shown as DI_REALTIME.", "未读取状态；解决方案可能显示为 DI_REALTIME。"
)
FEW_READ = 3
READ_EACH = Text(
    "No list of the new Data Studio shows data sources and stages, so {} tasks were read one by one.",
    "新版数据开发的列表不显示数据源和发布进度，因此逐个读取了 {} 个任务。",
)
HIDDEN = Text(
    "This identity may not read {}, so what it lists is missing.", "当前身份无权使用 {}，因此缺少其列出的内容。"
)
NOT_READ = Text(
    "Of more than {} tasks, data sources and tables of jobs and nodes were not read: narrow with name.",
    "任务多于 {} 个，未读取作业和节点的数据源和表：请用 name 缩小范围。",
)
FIRST_TASKS = Text("These are the first {} of {} tasks.", "仅显示前 {} 个任务，共 {} 个。")
ONE_TASK = Text(
    "get_task_status explains one task's state and names the next step.",
    "可用 get_task_status 查看单个任务的状态和下一步。",
)
NO_TASK = Text("No task matches; leave out an argument to see more.", "没有匹配的任务；请减少条件后再试。")


BATCH_GROUP_UNSEEN = Text(
    "This API does not show on which resource group a batch task runs, unless its script names it.",
    "除非脚本中写明，此 API 不显示离线任务所用的资源组。",
)


class KnownTaskView(View):
    """What a task is and does."""

    task_id: Annotated[
        str, described("Digits; solution-, job- or node-digits.", "数字；solution-、job- 或 node- 加数字。")
    ]
    name: str | None = None
    task_type: str
    state: Annotated[
        str | None,
        described("Run state; batch tasks: DRAFT to DEPLOYED; GONE.", "运行状态；离线任务：DRAFT 到 DEPLOYED；GONE。"),
    ] = None
    changed: Annotated[str | None, described("Its definition is newer than what runs.", "其定义比运行的更新。")] = None
    sources: Annotated[tuple[str, ...], described("Data sources it reads.", "读取的数据源。")] = ()
    destinations: Annotated[tuple[str, ...], described("Data sources that it writes to.", "写入的数据源。")] = ()
    tables_count: Annotated[int | None, described("Tables it reads, by its script.", "按脚本读取的表。")] = None
    resource_group: TaskGroup | None = None
    folder: str | None = None
    last_edit: Annotated[str | None, described("Time, UTC.", "时间，UTC。")] = None

    @classmethod
    def row(cls, task: KnownTask, groups: Groups = UNREAD) -> Self:
        """The view of a part of an answer."""
        file, script = task.file, task.summary
        return cls(
            task_id=task.task_id,
            name=file.file_name,
            task_type=task.task_type,
            state=task.state,
            changed=_changed(task),
            sources=script.sources if script else (),
            destinations=script.destinations if script else (),
            tables_count=len(script.tables) if script else None,
            resource_group=TaskGroup.of(task.resource_group, groups),
            folder=file.absolute_folder_path,
            last_edit=_time(file.last_edit_time),
        )


class TaskStatusView(KnownTaskView):
    """One task, and what to do next."""

    tables: Annotated[tuple[str, ...], described("The first ones.", "最前面的若干个。")] = ()
    means: str
    schedule: Annotated[str | None, described("Cron expression of a batch task.", "离线任务的 cron 表达式。")] = None
    solution: SolutionRunView | None = None
    watch: Annotated[HealthView | None, described("How a job is doing.", "作业的情况。")] = None
    cautions: tuple[str, ...] = ()
    note: str | None = None
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
    next: str

    @classmethod
    def of(cls, task: KnownTask, api_calls: int, groups: Groups = UNREAD, health: Health | None = None) -> Self:
        """The view of a task; ``health``: how a job is doing."""
        means, then = (text.said() for text in _meaning(task))
        doubt = [MAY_START.said()] if may_start_unseen(task.task_id, task.state) else []
        solution = task.run.solution_info if task.run else None
        more = {
            "tables": task.summary.tables[:TABLES_SHOWN] if task.summary else (),
            "means": " ".join([means, *doubt]),
            "schedule": task.schedule.cron_express if task.schedule else None,
            "solution": SolutionRunView.of(solution) if solution else None,
            "watch": HealthView.of(health, runs=task.state == RUNNING) if health else None,
            "cautions": group_cautions(task.resource_group, groups),
            "note": BATCH_GROUP_UNSEEN.said() if _hides_group(task) else None,
            "api_calls": api_calls,
            "next": then,
        }
        return cls.model_validate({**KnownTaskView.row(task, groups).model_dump(), **more})


class FoundTasksView(View):
    """The tasks that a search found."""

    count: int
    tasks: tuple[KnownTaskView, ...]
    note: str | None = None
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
    next: str

    @classmethod
    def of(cls, found: Findings, api_calls: int, groups: Groups = UNREAD) -> Self:
        """The view of what was found."""
        return cls(
            count=len(found.tasks),
            tasks=tuple(KnownTaskView.row(task, groups) for task in found.tasks[:TASKS_SHOWN]),
            note=_note(found, api_calls),
            api_calls=api_calls,
            next=(ONE_TASK if found.tasks else NO_TASK).said(),
        )


def _note(found: Findings, api_calls: int) -> str | None:
    notes = [HIDDEN.said(name) for name in found.hidden]
    if found.read > FEW_READ:
        notes.append(READ_EACH.said(found.read))
    if found.stopped:
        notes.append(STOPPED_AFTER.said(api_calls))
    elif any(not task.certain or (task.state is None and task.refusal is None) for task in found.tasks):
        notes.append(STATES_UNREAD.said())
    if len(found.tasks) > FEW and any(_is_unread(task) for task in found.tasks[:TASKS_SHOWN]):
        notes.append(NOT_READ.said(FEW))
    if len(found.tasks) > TASKS_SHOWN:
        notes.append(FIRST_TASKS.said(TASKS_SHOWN, len(found.tasks)))
    if any(map(_hides_group, found.tasks[:TASKS_SHOWN])):
        notes.append(BATCH_GROUP_UNSEEN.said())
    return " ".join(notes) or None


def _is_unread(task: KnownTask) -> bool:
    # The lists of jobs and nodes name no data source.
    return task.summary is None and task.refusal is None and kind_of(task.task_id) in (IdOf.JOB, IdOf.NODE)


def _changed(task: KnownTask) -> str | None:
    if not task.changed:
        return None
    return SUBMIT_AND_DEPLOY.said() if task.task_type == "DI_OFFLINE" else what_makes_it_count(task.state)


def _hides_group(task: KnownTask) -> bool:
    return task.task_type == "DI_OFFLINE" and task.job is None and not task.resource_group


def _meaning(task: KnownTask) -> tuple[Text, Text]:
    means, then = _meaning_of_state(task)
    counts = NODE_TO_COUNT if is_node(task.task_id) else TO_COUNT
    then = counts.get(task.state or "", then) if task.changed else then
    if task.summary is None or task.summary.lacking is None:
        return means, then
    return CANNOT_RUN[0].filled(task.summary.lacking, means), CANNOT_RUN[1]


def _meaning_of_state(task: KnownTask) -> tuple[Text, Text]:
    if task.job is not None:
        means, then = JOB_MEANINGS.get(task.state or "", UNKNOWN_STATE)
        return (FAILED_SINCE.filled(named(task.reason, LONGEST_MESSAGE)) if task.reason else means), then
    if task.removed:
        return STILL_RUNS if task.standing and task.standing.in_production else REMOVED
    if task.refusal is not None:
        return NO_STATE.filled(task.refusal), NEEDS_DEPLOYMENT
    unscheduled = task.schedule is not None and not task.schedule.cron_express
    if unscheduled and task.state == "DEPLOYED":
        return UNSCHEDULED
    if unscheduled and is_node(task.task_id) and task.state != "DEPLOYING":
        return BATCH_MEANINGS[task.state or "DRAFT"][0], UNSCHEDULED[1]
    if task.state == "DEPLOYED" and is_paused(task.schedule):
        return PAUSED
    if is_node(task.task_id):
        return BATCH_MEANINGS[task.state or "DRAFT"][0], NODE_NEXT.get(task.state or "", IN_SECONDS)
    if task.task_type == "DI_OFFLINE":
        return BATCH_MEANINGS[task.state or "DRAFT"]
    if task.task_type == "DI_SOLUTION":
        return SOLUTION_MEANINGS
    if task.state == "NORUN" and not task.file.commit_status and not task.changed:
        return NOT_SUBMITTED
    return RUN_MEANINGS.get(task.state or "", UNKNOWN_STATE)


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None
