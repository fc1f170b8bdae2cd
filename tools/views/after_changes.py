"""The next step for a real-time task whose change takes effect, and whether it runs again."""

from dataworks.flows.task_handle import Reached
from dataworks.language import Text
from dataworks.studios.states import RUNNING, STARTING, STOPPED, STOPPING
from tools.views.realtime import UNFINISHED

JOB_INTERRUPTED = Text(
    "Replication, while a job that runs is stopped, changed and started: about a minute.",
    "正在运行的作业在停止、修改、启动期间中断同步：约一分钟。",
)
"""What changing a job interrupts."""

STOPPING_OR_STOPPED = {STOPPING, STOPPED}


PREVIEW = Text(
    "Nothing is changed yet. The same call with apply: true{} makes exactly this change.",
    "尚未修改任何内容。以相同参数并设 apply: true{} 再次调用，即可完全按此修改。",
)
STALE = Text(
    "Nothing was changed: somebody else changed the task meanwhile. The same call again continues from its new state.",
    "未作修改：期间任务被他人修改。以相同参数再次调用，将从新的状态继续。",
)
RESTART = Text(" and restart: {}", "、restart: {}")
STOPPED_FIRST = Text(
    "The task is stopped ({}): restart: true starts it afterwards. ",
    "任务已停止（{}）：设 restart: true 可在之后启动。",
)
DEPLOYED_THEN = Text(
    "It is deployed when it has stopped: the same call again continues.",
    "停止后将进行发布：以相同参数再次调用即可继续。",
)
BEING_STOPPED = Text(
    "It is being stopped, to be deployed then. The same call with restart: {} continues.",
    "任务正在停止，随后发布。以相同参数并设 restart: {} 再次调用即可继续。",
)
CHANGED_THEN = Text(
    "It is changed when it has stopped: the same call again continues.",
    "停止后将进行修改：以相同参数再次调用即可继续。",
)
STOPPED_TO_CHANGE = Text(
    "It is being stopped, to be changed then. The same call with restart: {} continues.",
    "作业正在停止，随后修改。以相同参数并设 restart: {} 再次调用即可继续。",
)
IN_PRODUCTION = Text("The change is in production", "修改已在生产环境生效")
IN_DEFINITION = Text("The change is in the definition", "修改已写入任务定义")
IS_STOPPED = Text(
    "The task is stopped ({}): the same call with restart: true starts it. {}.",
    "任务已停止（{}）：以相同参数并设 restart: true 再次调用即可启动。{}。",
)
DOES_NOT_RUN = Text("{}; the task does not run: start_tasks starts it.", "{}；任务未在运行：可用 start_tasks 启动。")


def keeps(state: str, restart: bool | None) -> str:
    """The argument that keeps the task as it is now; none where it may have been stopped for this change."""
    if restart is None and state in STOPPING_OR_STOPPED:
        return ""
    runs = state in {STARTING, RUNNING} if restart is None else restart
    return RESTART.said(str(runs).lower())


def stopped_first(state: str, restart: bool | None) -> str:
    """What is said first where the task is stopped, perhaps by an earlier call that was to start it again."""
    if restart is not None or state not in STOPPING_OR_STOPPED:
        return ""
    return STOPPED_FIRST.said(state)


def unfinished(run: Reached, restart: bool | None, *, job: bool = False) -> str:
    """How a change continues for which time ran out; ``job``: of a job, which is not deployed."""
    if "started" in run.done or run.state == STARTING:
        return UNFINISHED[STARTING].said()
    ran = "stopped" in (*run.done, *run.by_others)
    if restart is None and not ran:
        first = stopped_first(run.state, restart)
        return first + (CHANGED_THEN if job else DEPLOYED_THEN).said()
    wanted = ran if restart is None else restart
    return (STOPPED_TO_CHANGE if job else BEING_STOPPED).said(str(wanted).lower())


def applied(run: Reached, restart: bool | None, runs: str) -> str:
    """What is left to do once a change is made; ``runs``: the text for a task that runs."""
    if run.state == RUNNING:
        return runs
    where = IN_PRODUCTION if "deployed" in run.done else IN_DEFINITION
    if restart is None and run.state in STOPPING_OR_STOPPED:
        return IS_STOPPED.said(run.state, where)
    return DOES_NOT_RUN.said(where)
