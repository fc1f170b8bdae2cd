"""Views of sync tasks: generating, creating, changing, reading, finding and deleting them."""

import json
from typing import Annotated, Any, Literal, Self, cast, get_args

from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.sync_tasks import (
    ProcessResult,
    ProcessStarted,
    SolutionDetail,
    TaskCreated,
    TaskDetail,
    UsingTask,
    UsingTasks,
)
from dataworks.scripts.definition import Definition
from tools.views.tables import Tables
from tools.views.view import ASK_AGAIN, EMPTY, UNCOUNTED, DoneView, View, meaning

SCRIPT_SHOWN = 60_000
"""Characters of a script that an answer shows at most: a longer one could fill the model's context."""


ASK_FOR_RESULT = Text(
    "Ask query_di_sync_task_config_process_result with this id in a few seconds.",
    "请在几秒后用此 id 调用 query_di_sync_task_config_process_result 查询。",
)
GIVE_PROCESS = Text(
    "{} Give the process_id to create_realtime_task or change_realtime_tables instead.",
    "{}请改为将 process_id 传给 create_realtime_task 或 change_realtime_tables。",
)
PASS_SCRIPT = Text(
    "Pass the script, unchanged, as task_content to create_di_sync_task or update_di_sync_task.",
    "请将脚本原样作为 task_content 传给 create_di_sync_task 或 update_di_sync_task。",
)
CREATED = Text(
    "The task is neither deployed nor started: start_tasks does both.",
    "任务尚未发布，也未启动：可用 start_tasks 完成这两步。",
)
NO_END = Text("The script has no {}: the task can't run.", "脚本中没有 {}：任务无法运行。")
CHANGES_TABLES = Text("{} change_realtime_tables changes its tables.", "{}可用 change_realtime_tables 修改其同步的表。")
TOO_LONG = Text("The script has {} characters, too many to show.", "脚本有 {} 个字符，过长而无法展示。")

TaskKind = Literal["real-time task", "solution"]
REALTIME, SOLUTION = get_args(TaskKind)


class ProcessView(View):
    """A generation that was started."""

    process_id: str
    next: str

    @classmethod
    def of(cls, answer: ProcessStarted) -> Self:
        """The view of an answer."""
        return cls(
            process_id=answer.process_id,
            next=ASK_FOR_RESULT.said(),
        )


class GeneratedView(View):
    """The result of a generation."""

    pictured = True

    state: Annotated[str, described("generating or generated.", "generating 或 generated。")]
    script: Annotated[str | None, described("Task script; pass it on unchanged.", "任务脚本；请原样使用。")] = None
    tables: Tables | None = None
    next: str

    @classmethod
    def of(cls, answer: ProcessResult) -> Self:
        """The view of an answer."""
        if not answer.task_content:
            return cls(state="generating", next=ASK_AGAIN.said())
        shown, too_long = _shown(answer.task_content)
        return cls(
            state="generated",
            script=shown,
            tables=Tables.of(answer.task_content),
            next=GIVE_PROCESS.said(too_long) if too_long else PASS_SCRIPT.said(),
        )


class CreatedView(View):
    """A task that was created."""

    file_id: str
    next: str

    @classmethod
    def of(cls, answer: TaskCreated) -> Self:
        """The view of an answer."""
        return cls(
            file_id=answer.file_id,
            next=CREATED.said(),
        )


class UpdatedView(DoneView):
    """A task that was updated."""

    then = Text(
        "The task is updated; deploy it again to make the change take effect.", "任务已更新；重新发布后修改才会生效。"
    )


class DeletedView(DoneView):
    """A task that was deleted."""

    then = Text(
        "The task is gone; what it has written stays at its destination.", "任务已删除；已写入的数据保留在目标端。"
    )


class SolutionView(View):
    """A one-click solution."""

    id: str
    name: str | None = None
    type: str | None = None
    status: str | None = None
    source_type: str | None = None
    creator_name: str | None = None
    start_time: str | None = None
    submit_time: str | None = None
    script: str | None = None

    @classmethod
    def of(cls, detail: SolutionDetail) -> Self:
        """The view of a part of an answer."""
        fields = detail.model_dump(include=set(cls.model_fields))
        status = meaning(SOLUTION_STATES, detail.status) or detail.status
        return cls.model_validate({**fields, "status": status, "script": detail.process_content.text or None})


SOLUTION_STATES = {
    "0": Text("successful", "成功"),
    "1": Text("not running", "未运行"),
    "2": Text("running", "运行中"),
    "3": Text("failed", "失败"),
    "4": Text("committed", "已提交"),
    "5": Text("pending manual confirmation", "待人工确认"),
    "6": Text("manually confirmed", "已人工确认"),
    "7": Text("others", "其他"),
    "8": Text("waiting", "等待中"),
    "9": Text("deleted", "已删除"),
}


class TaskView(View):
    """The definition of a task."""

    pictured = True

    kind: Annotated[str, described("real-time task or solution.", "real-time task 或 solution。")]
    script: Annotated[str | None, described("Script of a real-time task.", "实时任务的脚本。")] = None
    tables: Tables | None = None
    note: str | None = None
    solution: SolutionView | None = None
    alarms: Annotated[tuple[dict[str, Any], ...], described("Alarm rules of the service.", "服务中的告警规则。")] = ()

    @classmethod
    def of(cls, answer: TaskDetail) -> Self:
        """The view of an answer."""
        shown, too_long = _shown(answer.code)
        end = answer.code.lacking
        lacking = NO_END.said(end) if end else None
        return cls(
            kind=SOLUTION if answer.solution_detail else REALTIME,
            script=shown,
            note=CHANGES_TABLES.said(too_long) if too_long else lacking,
            tables=Tables.of(answer.code) if answer.code else None,
            solution=SolutionView.of(answer.solution_detail) if answer.solution_detail else None,
            alarms=tuple(answer.alarm_list or ()),
        )


class UsingTaskRow(View):
    """A task that uses a data source."""

    node_id: Annotated[
        str | None,
        described(
            "Scheduler node; list_files with it shows the file id.", "调度节点；用它调用 list_files 可查看文件 ID。"
        ),
    ] = None
    node_name: str | None = None
    task_type: str | None = None
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()

    @classmethod
    def of(cls, task: UsingTask) -> Self:
        """The view of a part of an answer."""
        return cls(
            node_id=task.node_id,
            node_name=task.node_name,
            task_type=task.task_type,
            sources=_names(task.di_source_datasource),
            destinations=_names(task.di_destination_datasource),
        )


class UsingTasksView(View):
    """One page of tasks that use a data source."""

    count: Annotated[int, described("Rows on this page.", "本页的行数。")]
    tasks: tuple[UsingTaskRow, ...]
    next: str

    @classmethod
    def of(cls, answer: UsingTasks) -> Self:
        """The view of an answer."""
        rows = tuple(map(UsingTaskRow.of, answer.tasks))
        return cls(count=len(rows), tasks=rows, next=(UNCOUNTED if rows else EMPTY).said())


def _shown(definition: Definition) -> tuple[str | None, str | None]:
    """The script, or a note if it is too long to show."""
    if len(definition.text) <= SCRIPT_SHOWN:
        return definition.text or None, None
    return None, TOO_LONG.said(f"{len(definition.text):,}")


def _names(text: str | None) -> tuple[str, ...]:
    """The names in a JSON list, or the text itself if it is not a list."""
    if not text:
        return ()
    try:
        names: Any = json.loads(text)
    except ValueError:
        return (text,)
    return tuple(map(str, cast("list[object]", names))) if isinstance(names, list) else (text,)
