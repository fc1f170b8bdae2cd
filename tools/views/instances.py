"""Views of run states, and of requests to change them."""

from collections.abc import Mapping
from typing import Annotated, Self

from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.running import InstanceInfo, SolutionInfo
from dataworks.studios.by_id import studio_of
from dataworks.studios.states import STOPPED_STATES
from dataworks.task_ids import is_job
from tools.views.view import DoneView, View

STATE_TOOL = "get_di_sync_instance_info"

START = Text("start_tasks deploys and starts it.", "可用 start_tasks 发布并启动。")
"""The next step for a task that has never run."""

Meanings = Mapping[str, tuple[Text, Text]]

MEANINGS: Meanings = {
    "NORUN": (
        Text("It has not been started, or is not deployed.", "任务尚未启动，或尚未发布。"),
        START,
    ),
    "WAIT": (
        Text("It is queued or starting.", "任务正在排队或启动。"),
        Text("Ask again in some seconds, each time a little later.", "请过几秒再查询，并逐次延长间隔。"),
    ),
    "RUN": (
        Text("It is running.", "任务正在运行。"),
        Text("No action is needed. Only the console shows its delay.", "无需操作。延迟仅在控制台显示。"),
    ),
    "KILLING": (
        Text("It is stopping.", "任务正在停止。"),
        Text("Ask again in some seconds; PAUSE follows.", "请过几秒再查询；之后状态为 PAUSE。"),
    ),
    "PAUSE": (
        Text("It is stopped, by a call or because it failed.", "任务已停止：由调用停止，或因失败而停止。"),
        Text("start_tasks starts it again.", "可用 start_tasks 再次启动。"),
    ),
    "FAILED": (
        Text("It has failed.", "任务已失败。"),
        Text("Once the cause is fixed, start_tasks starts it again.", "原因排除后，可用 start_tasks 再次启动。"),
    ),
    "FINISHED": (
        Text(
            "It is finished: all is loaded, and it has no real-time part.",
            "任务已完成：数据已全部加载，且没有实时部分。",
        ),
        Text(
            "Nothing: start_tasks with load_again: true loads everything again.",
            "无需操作：用 start_tasks 并设 load_again: true 可重新全量加载。",
        ),
    ),
}
"""Meaning of a real-time task's state, and what to do; the documentation lists only the names."""

START_JOB = Text("start_tasks starts it.", "可用 start_tasks 启动。")
JOB_MEANINGS: Meanings = {
    **MEANINGS,
    "NORUN": (Text("A job that has not run yet.", "尚未运行过的作业。"), START_JOB),
    "RUN": (Text("A job that is running.", "正在运行的作业。"), Text("Nothing.", "无需操作。")),
    "PAUSE": (Text("A job that is stopped.", "已停止的作业。"), START_JOB),
}
"""The same for jobs of the new studio, which are not deployed."""


MAY_START = Text(
    "A job that somebody has just started elsewhere shows that only once it runs: look again in a minute.",
    "刚刚被他人在别处启动的作业，运行之后状态才会变化：请一分钟后再查看。",
)
"""About tasks that show as stopped, where no state says that they are starting."""


def may_start_unseen(task_id: str, state: str | None) -> bool:
    """Whether a task in this state may be starting all the same."""
    return state in STOPPED_STATES and not studio_of(task_id).shows_starting


def meanings_of(task_id: str) -> Meanings:
    """What the states of a task mean, by what it is."""
    return JOB_MEANINGS if is_job(task_id) else MEANINGS


class DeployedView(DoneView):
    """A task that was deployed."""

    then = Text(
        "It is in production, not started: start_di_sync_instance starts it.",
        "任务已发布到生产环境，尚未启动：可用 start_di_sync_instance 启动。",
    )


class StartedView(DoneView):
    """A start that was accepted."""

    then = Text(
        f"The start is accepted; ask {STATE_TOOL} until it says RUN.",
        f"启动请求已接受；请用 {STATE_TOOL} 查询，直到状态为 RUN。",
    )


class StoppedView(DoneView):
    """A stop that was accepted."""

    then = Text(
        f"The stop is accepted; ask {STATE_TOOL} until it says PAUSE.",
        f"停止请求已接受；请用 {STATE_TOOL} 查询，直到状态为 PAUSE。",
    )


class TerminatedView(DoneView):
    """A task that was taken offline."""

    then = Text(
        "It is no longer in production; its definition remains until it is deleted.",
        "任务已不在生产环境；其定义在删除前仍保留。",
    )


class StepRow(View):
    """One step of a solution; ``info`` is JSON as text."""

    step_id: str
    step_name: str | None = None
    status: str | None = None
    info: str | None = None


class SolutionRunView(View):
    """The progress of a solution."""

    id: str
    status: Annotated[str | None, described("Its run state, such as run.", "其运行状态，例如 run。")] = None
    creator_name: str | None = None
    count: Annotated[int, described("Its steps.", "其步骤。")]
    steps: tuple[StepRow, ...]

    @classmethod
    def of(cls, info: SolutionInfo) -> Self:
        """The view of a part of an answer."""
        steps = tuple(
            StepRow.model_validate(step.model_dump(include=set(StepRow.model_fields))) for step in info.step_detail
        )
        return cls(id=info.id, status=info.status, creator_name=info.creator_name, count=len(steps), steps=steps)


class InstanceView(View):
    """The run state of a task."""

    state: Annotated[
        str,
        described(
            "Real-time: NORUN, WAIT, RUN, KILLING, PAUSE. Solution: as in the API.",
            "实时：NORUN、WAIT、RUN、KILLING、PAUSE。解决方案：与 API 相同。",
        ),
    ]
    name: str | None = None
    means: str | None = None
    solution: SolutionRunView | None = None
    next: str | None = None

    @classmethod
    def of(cls, answer: InstanceInfo) -> Self:
        """The view of an answer."""
        if answer.solution_info is not None:
            return cls(
                state=answer.solution_info.status or "unknown", solution=SolutionRunView.of(answer.solution_info)
            )
        state = (answer.status or "unknown").upper()
        means, then = (text.said() for text in MEANINGS[state]) if state in MEANINGS else (None, None)
        return cls(state=state, name=answer.name, means=means, next=then)
