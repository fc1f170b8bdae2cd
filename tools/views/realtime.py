"""Views of previewing, creating and running real-time tasks."""

from collections.abc import Mapping
from typing import Annotated

from dataworks.flows.destination_tables import Present
from dataworks.flows.generation import GIVE_UP, Generated, Generating
from dataworks.flows.realtime_creation import Created
from dataworks.flows.task_handle import Reached
from dataworks.language import Text
from dataworks.markers import described
from dataworks.studios.standing import CHANGED_SINCE
from dataworks.studios.states import FAILED, FINISHED, GONE, NEVER_RAN, RUNNING, STARTING, STOPPED, STOPPING
from dataworks.task_ids import IdOf, is_job, kind_of
from tools.views.cautions import cautions_of
from tools.views.groups import TaskGroup
from tools.views.instances import MEANINGS, START, START_JOB
from tools.views.tables import Tables
from tools.views.view import View

ApiCalls = Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
Done = Annotated[
    tuple[str, ...], described("What this call did to the task, in order.", "本次调用对任务依次执行的操作。")
]
DoneByOthers = Annotated[
    tuple[str, ...] | None,
    described("What somebody else did meanwhile that this call was to do.", "本应由本次调用执行、但他人已完成的操作。"),
]
Existed = Annotated[
    bool | None,
    described(
        "Found by its name: made earlier, or by this call with its answer lost.",
        "按名称找到：之前创建的，或由本次调用创建但应答丢失。",
    ),
]
Cautions = Annotated[tuple[str, ...], described("What the user should know.", "用户应了解的内容。")]
Replaced = Annotated[
    tuple[str, ...] | None, described("What an earlier call made, now replaced.", "之前的调用所创建、现已替换的内容。")
]
WaitedSoFar = Annotated[float | None, described("May be passed on with process_id.", "可与 process_id 一起使用。")]

AGAIN = Text("The same call again continues.", "以相同参数再次调用即可继续。")
UNFINISHED = {
    STARTING: Text("It is not running yet. {}", "任务尚未运行。{}").filled(AGAIN),
    STOPPING: Text("It is not stopped yet. {}", "任务尚未停止。{}").filled(AGAIN),
}
"""What to do next if time ran out, by the last known state."""

NEXT = {
    **UNFINISHED,
    RUNNING: Text(
        "Nothing: get_task_status shows its state later.", "无需其他操作：之后可用 get_task_status 查看状态。"
    ),
    STOPPED: Text(
        "start_tasks starts it again, retire_tasks removes it.",
        "可用 start_tasks 再次启动，或用 retire_tasks 下线并删除。",
    ),
    NEVER_RAN: START,
    FAILED: MEANINGS[FAILED][1],
    FINISHED: MEANINGS[FINISHED][1],
    GONE: Text("Nothing: what it has written stays at its destination.", "无需其他操作：已写入的数据保留在目标端。"),
}
"""What to do next, by the final state."""

NEXT_OF_JOBS = {
    **NEXT,
    NEVER_RAN: START_JOB,
    STOPPED: Text(
        "start_tasks starts it again, retire_tasks removes it.",
        "可用 start_tasks 再次启动，或用 retire_tasks 停止并删除。",
    ),
}
"""The same for jobs, which are neither deployed nor taken offline."""


def next_of(task_id: str) -> Mapping[str, Text]:
    """What to do next, by the final state of a task."""
    return NEXT_OF_JOBS if is_job(task_id) else NEXT


CREATED = Text(
    "start_tasks deploys and starts it, unless it runs already.", "如任务尚未运行，可用 start_tasks 发布并启动。"
)
"""What to do next if the task was only created, so that its run state was not read."""

DEPLOYED_BEFORE = Text(
    "It was deployed before: get_task_status shows whether it runs, start_tasks starts it.",
    "任务此前已发布：可用 get_task_status 查看是否在运行，用 start_tasks 启动。",
)
"""The same where somebody has deployed it already."""

CHANGED_BEFORE = Text(
    f"It is {CHANGED_SINCE.en}: start_tasks with restart: true deploys and starts it.",
    "任务自发布后已有修改：可用 start_tasks 并设 restart: true 重新发布并启动。",
)
"""The same where production has an earlier definition."""

NOT_THERE = Text(
    "If it should exist, find_sync_tasks finds its id.", "如果任务应当存在，可用 find_sync_tasks 查找其 ID。"
)

PREVIEWED = Text(
    'Nothing is created. create_realtime_task with the same arguments, task_name, folder and process_id "{}" creates '
    "exactly this.",
    '尚未创建任何内容。以相同参数加上 task_name、folder 和 process_id "{}" 调用 create_realtime_task，'
    "即可创建完全一致的任务。",
)
MADE_HERE = Text(
    "Nothing is created. This was made here, without the service, which checks nothing of a job before it starts: "
    "tables, types and names may still be wrong. create_realtime_task with the same arguments and task_name creates "
    "exactly this.",
    "尚未创建任何内容。这是在本地生成的，未经服务检查：服务在任务启动前不检查任何内容，表、类型和名称仍可能有误。"
    "以相同参数加上 task_name 调用 create_realtime_task，即可创建完全一致的任务。",
)
CREATED_JOB = Text("start_tasks starts it, unless it runs already.", "如任务尚未运行，可用 start_tasks 启动。")
CREATED_AS: Mapping[IdOf, Text] = {IdOf.JOB: CREATED_JOB}
"""What to do next with a new task that needs no deployment, by what its id is of."""

NOTHING_YET = Text("This call has created nothing yet. ", "本次调用尚未创建任何内容。")
GENERATING = Text(
    "The script{tables} is still being generated after {waited:.0f} s{last}. The same call again continues; where this "
    "server does not remember it, a new generation begins, which makes nothing.",
    "脚本{tables}仍在生成，已等待 {waited:.0f} 秒{last}。以相同参数再次调用即可继续；"
    "若本服务器已不记得，则会重新生成，不会创建任何内容。",
)
FOR_TABLES = Text(" for {} tables", "（{} 张表）")
LAST_TOOK = Text(
    " (the last one here took {seconds:.0f} s for {tables} tables)",
    "（此处上一次生成 {tables} 张表用时 {seconds:.0f} 秒）",
)
NO_USUAL_TIME = Text(" (the API documents no usual time)", "（API 未说明通常所需时间）")
UNTIL = Text(
    " Give up after {minutes:.0f} minutes: then the same call begins another one; if that does not end either, create "
    "the task in the DataWorks console, or give Alibaba Cloud's support the process id.",
    "超过 {minutes:.0f} 分钟请放弃等待：届时以相同参数调用会重新生成；"
    "若仍未结束，请在 DataWorks 控制台创建任务，或向阿里云技术支持提供异步进程 ID。",
)
STUCK = Text(
    " If it never ends, the same call without process_id begins another one from the next full hour on.",
    "如果一直未结束，从下一个整点起，不带 process_id 再次调用会重新生成。",
)


class RealtimeTaskView(View):
    """A real-time task, or the generation that it will be created from."""

    pictured = True

    state: Annotated[
        str,
        described(
            "generating if time ran out; created; else the run state.",
            "时间用完时为 generating；created；否则为运行状态。",
        ),
    ]
    task_name: str
    task_id: str | None = None
    process_id: str | None = None
    waited_seconds: WaitedSoFar = None
    existed: Existed = None
    done: Annotated[
        tuple[str, ...] | None, described("What this call did to it after that.", "此后本次调用对其执行的操作。")
    ] = None
    done_by_others: DoneByOthers = None
    replaced: Replaced = None
    matched: Annotated[
        int | None, described("Requested tables, if tables had patterns.", "所请求的表，如表含有模式。")
    ] = None
    resource_group: TaskGroup | None = None
    tables: Tables | None = None
    cautions: Cautions = ()
    api_calls: ApiCalls
    next: str


def task_view(
    made: Created | Generating,
    task_name: str,
    matched: int | None,
    group: TaskGroup | None,
    present: Present | None,
    api_calls: int,
) -> RealtimeTaskView:
    """The view of a created task, or of its generation; ``present``: the tables of the destination, if known."""
    if isinstance(made, Generating):
        return RealtimeTaskView(
            state="generating",
            task_name=task_name,
            process_id=made.process_id,
            waited_seconds=round(made.waited, 1),
            matched=matched,
            resource_group=group,
            api_calls=api_calls,
            next=NOTHING_YET.said() + how_to_continue(made),
        )
    return RealtimeTaskView(
        state=made.run.state if made.run else "created",
        task_name=task_name,
        task_id=made.task_id,
        process_id=made.process_id or None,
        existed=made.existed,
        done=made.run.done if made.run else None,
        done_by_others=(made.run.by_others or None) if made.run else None,
        replaced=made.replaced or None,
        matched=matched,
        resource_group=group,
        tables=Tables.of(made.present),
        cautions=cautions_of(made.present, present),
        api_calls=api_calls,
        next=_next(made.task_id, made.run) if made.run else _next_of_created(made),
    )


class PreviewView(View):
    """What a real-time task would do; nothing is created."""

    pictured = True

    state: Annotated[
        str, described("generating if time ran out, or generated.", "时间用完时为 generating，否则为 generated。")
    ]
    process_id: str | None = None
    waited_seconds: WaitedSoFar = None
    resource_group: TaskGroup | None = None
    tables: Tables | None = None
    cautions: Cautions = ()
    api_calls: ApiCalls
    next: str


def preview_view(
    made: Generated | Generating, group: TaskGroup | None, present: Present | None, api_calls: int
) -> PreviewView:
    """The view of a script that was only generated."""
    if isinstance(made, Generating):
        return PreviewView(
            state="generating",
            process_id=made.process_id,
            waited_seconds=round(made.waited, 1),
            resource_group=group,
            api_calls=api_calls,
            next=how_to_continue(made),
        )
    return PreviewView(
        state="generated",
        process_id=made.process_id or None,
        resource_group=group,
        tables=Tables.of(made.definition),
        cautions=cautions_of(made.definition, present),
        api_calls=api_calls,
        next=PREVIEWED.said(made.process_id) if made.process_id else MADE_HERE.said(),
    )


def _next_of_created(made: Created) -> str:
    """What to do next with a task that was only created."""
    if made.changed:
        return CHANGED_BEFORE.said()
    usual = DEPLOYED_BEFORE if made.submitted else CREATED
    return CREATED_AS.get(kind_of(made.task_id), usual).said()


def _next(task_id: str, reached: Reached) -> str:
    """What to do next; if time ran out, the state is not final."""
    return (UNFINISHED if reached.waited is not None else next_of(task_id)).get(reached.state, AGAIN).said()


def how_to_continue(made: Generating) -> str:
    """How a generation continues, how long that may take, and when to give up."""
    tables = FOR_TABLES.filled(str(made.tables)) if made.tables else ""
    last = LAST_TOOK.said(seconds=made.last.seconds, tables=made.last.tables) if made.last else NO_USUAL_TIME
    text = GENERATING.said(tables=tables, waited=made.waited, last=last)
    return text + (STUCK.said() if made.waited > GIVE_UP else UNTIL.said(minutes=GIVE_UP / 60))
