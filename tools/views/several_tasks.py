"""The answer of a call for several tasks: a row for each, and what to do next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Self

from dataworks.errors import DataWorksError, ServiceError
from dataworks.explain.lookup import explain
from dataworks.flows.several_tasks import ALL_CONCERNED, CHANGED, MAY_NOT, TIME_UP, Outcome, Result
from dataworks.language import Text
from dataworks.markers import described
from dataworks.studios.standing import STOP_AND_START
from dataworks.studios.states import GONE, RUNNING
from dataworks.studios.studio import Wish
from tools.views.instances import MAY_START, may_start_unseen, meanings_of
from tools.views.realtime import AGAIN, NOT_THERE, UNFINISHED, ApiCalls, Done, DoneByOthers, next_of
from tools.views.task_changes import APPROVE
from tools.views.view import View

RESTART = Text("It {} (restart: true).", "该任务{}（restart: true）。")
RESTARTS = Text(
    "The same call with restart: true stops and starts {}, so that the change counts.",
    "以相同参数加 restart: true 再次调用，将停止并重新启动 {}，使更改生效。",
)
NEVER_THERE = Text(
    "The workspace has no such task: deleted earlier, or a wrong id.",
    "工作空间中没有该任务：可能已被删除，或 id 有误。",
)
DELETED = Text("It is deleted.", "已删除。")
STILL_THERE = Text(
    "Its file is deleted, but production still has it, until the removal is deployed.",
    "其文件已删除，但在删除发布之前，生产环境中仍有该任务。",
)
PAUSED = Text("Its schedule is paused.", "其调度已暂停。")
FAILED = Text("Failed: {}; the error of each says what to do.", "失败：{}；各自的错误说明了处理方法。")
CONCERNED = Text("Untouched, since the failure concerns all: {}.", "因失败涉及全部任务，未处理：{}。")
OTHERWISE = Text(
    "Untouched, since somebody else changed them: {}; the same call shows them again.",
    "因他人已修改，未处理：{}；以相同参数再次调用会重新展示。",
)
CONTINUES = Text(
    "The same call again continues with {}, for five minutes under the same consent: with the same confirmation, "
    "if one was sent.",
    "以相同参数再次调用，将继续处理 {}；五分钟内沿用同一授权：如发送过 confirmation，请再次发送。",
)
AS_WISHED: Result = "as wished"

WHY = {
    TIME_UP: Text("Time was up.", "时间已到。"),
    CHANGED: Text("It is not as it was shown any more.", "任务已与展示时不同。"),
    ALL_CONCERNED: Text("The failure concerns all.", "失败涉及全部任务。"),
    MAY_NOT: Text("Nothing that changes something may be sent now.", "目前不可发送任何会产生变更的请求。"),
}
"""Why a task is untouched."""

AFTERWARDS: dict[Wish, Text] = {
    "start": Text(
        "Nothing: get_task_status shows the state of each later.", "无需操作：之后可用 get_task_status 查看各任务状态。"
    ),
    "stop": Text(
        "start_tasks starts them again, retire_tasks removes them.", "start_tasks 可重新启动，retire_tasks 可移除。"
    ),
    "retire": Text("Nothing: what they have written stays at its destination.", "无需操作：已写入的数据保留在目标端。"),
}
"""What to do next if nothing is left to do."""


class RowError(View):
    """Why it failed for one task."""

    operation: str
    code: str
    message: str
    request_id: str | None = None
    means: str
    fix: tuple[str, ...]
    retry: Annotated[str, described("Whether repeating the call can help.", "重复调用是否有用。")]
    exists: str | None = None

    @classmethod
    def of(cls, error: DataWorksError) -> Self:
        """The failure with its explanation."""
        meaning = explain(error)
        return cls(
            operation=error.operation,
            code=error.code,
            message=error.message,
            request_id=error.request_id if isinstance(error, ServiceError) else None,
            means=meaning.means.said(),
            fix=tuple(step.said() for step in meaning.fix),
            retry=meaning.retry,
            exists=error.exists,
        )


class TaskRow(View):
    """One task, and what was done to it."""

    task_id: str
    name: str | None = None
    result: Annotated[
        Result,
        described(
            "as wished: nothing was to be done. untouched: not begun.", "as wished：无需操作。untouched：未开始。"
        ),
    ]
    state: Annotated[
        str,
        described("Run state; batch tasks: DRAFT to DEPLOYED; GONE.", "运行状态；离线任务：DRAFT 到 DEPLOYED；GONE。"),
    ]
    means: str | None = None
    done: Done = ()
    done_by_others: DoneByOthers = None
    why: Annotated[str | None, described("Why it is untouched.", "未改动的原因。")] = None
    error: RowError | None = None


class SeveralTasksView(View):
    """What was done to each task."""

    rows: tuple[TaskRow, ...]
    api_calls: ApiCalls
    next: str

    @property
    def recorded(self) -> str:
        """The result of each task, as the audit file has it."""
        if len(self.rows) == 1:
            return super().recorded
        return ", ".join(f"{row.task_id} {row.error.code if row.error else row.result}" for row in self.rows)


def row_of(wish: Wish, outcome: Outcome, earlier: tuple[str, ...], *, alone: bool) -> TaskRow:
    """The row of a task; ``earlier`` is what earlier calls under the same consent did to it."""
    reached, task = outcome.reached, outcome.task
    return TaskRow(
        task_id=task.task_id,
        name=task.name or None,
        result="finished" if earlier and outcome.result == AS_WISHED else outcome.result,
        state=reached.state,
        means=_meaning(wish, outcome, alone=alone),
        done=(*earlier, *reached.done),
        done_by_others=reached.by_others or None,
        why=WHY[outcome.why].said() if outcome.why else None,
        error=RowError.of(outcome.error) if outcome.error else None,
    )


def _meaning(wish: Wish, outcome: Outcome, *, alone: bool) -> str | None:
    task, state, as_wished = outcome.task, outcome.reached.state, outcome.result == AS_WISHED
    if as_wished and task.kind == "gone":
        return NEVER_THERE.said()
    if _runs_earlier(wish, outcome):
        return RESTART.said(STOP_AND_START)
    if as_wished and task.is_paused:
        return PAUSED.said()
    if state == GONE and task.is_removed and outcome.result in ("untouched", "failed"):
        return STILL_THERE.said()
    if not alone:
        return _approval(outcome)
    if state == GONE:
        return DELETED.said()
    meanings = meanings_of(task.task_id)
    return meanings[state][0].said() if state in meanings else None


def _approval(outcome: Outcome) -> str | None:
    """What a task waits for that only somebody in the console can do."""
    return APPROVE.said(outcome.reached.waits_for) if outcome.reached.waits_for else None


def _runs_earlier(wish: Wish, outcome: Outcome) -> bool:
    """Whether a task that is to run does, with an earlier definition."""
    runs = outcome.result == AS_WISHED and outcome.reached.state == RUNNING
    return runs and wish == "start" and outcome.task.changed


def _may_start(outcome: Outcome) -> bool:
    """Whether a task to which nothing was done, since it shows as stopped, may be starting."""
    return outcome.result == AS_WISHED and may_start_unseen(outcome.task.task_id, outcome.reached.state)


def view_of(wish: Wish, rows: Sequence[TaskRow], outcomes: Sequence[Outcome], api_calls: int) -> SeveralTasksView:
    """The answer: the rows of all tasks, and the outcomes of those that this call handled."""
    why = {outcome.task.task_id: outcome.why for outcome in outcomes}
    gone = any(outcome.result == AS_WISHED and outcome.task.kind == "gone" for outcome in outcomes)
    changed = [outcome.task.task_id for outcome in outcomes if _runs_earlier(wish, outcome)]
    following = [RESTARTS.said(", ".join(changed))] if changed else []
    following += [NOT_THERE.said()] if gone else []
    doubtful = wish == "stop" and any(map(_may_start, outcomes))
    if len(rows) > 1:
        following = [*_of_several(rows, why), *following]
        following = following or [AFTERWARDS[wish].said()]
    elif not following:
        following = [_of_one(wish, rows[0], outcomes)]
    following += [MAY_START.said()] if doubtful else []
    return SeveralTasksView(rows=tuple(rows), api_calls=api_calls, next=" ".join(following))


def _of_one(wish: Wish, row: TaskRow, outcomes: Sequence[Outcome]) -> str:
    if row.result in ("unfinished", "untouched"):
        waits = next(filter(None, map(_approval, outcomes)), None)
        return waits or UNFINISHED.get(row.state, AGAIN).said()
    by_state = any(outcome.task.kind in ("DI_REALTIME", "job") for outcome in outcomes)
    return (next_of(row.task_id).get(row.state, AFTERWARDS[wish]) if by_state else AFTERWARDS[wish]).said()


def _of_several(rows: Sequence[TaskRow], why: Mapping[str, str]) -> Iterator[str]:
    """What failed, what is untouched and why, and with what the same call continues."""
    failed = [row.task_id for row in rows if row.result == "failed"]
    open_rows = [row.task_id for row in rows if row.result in ("unfinished", "untouched")]
    changed = [task_id for task_id in open_rows if why.get(task_id) == CHANGED]
    concerned = [task_id for task_id in open_rows if why.get(task_id) == ALL_CONCERNED]
    for text, task_ids in ((FAILED, failed), (CONCERNED, concerned), (OTHERWISE, changed)):
        yield from [text.said(", ".join(task_ids))] if task_ids else []
    left = [*(task_id for task_id in open_rows if task_id not in changed), *failed]
    if left:
        yield CONTINUES.said(", ".join(left))
