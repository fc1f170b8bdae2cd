"""The answer of a call for several tasks: a row for each, and what to do next."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Self

from pydantic import Field

from dataworks.errors import DataWorksError, ServiceError
from dataworks.explain.lookup import explain
from dataworks.flows.several_tasks import ALL_CONCERNED, CHANGED, Outcome, Result
from dataworks.flows.standing import STOP_AND_START
from dataworks.flows.task_handle import GONE, RUNNING
from dataworks.flows.task_steps import Wish
from tools.views.instances import MEANINGS
from tools.views.realtime import NEXT, NOT_THERE, UNFINISHED, ApiCalls, Done, DoneByOthers
from tools.views.view import View

RESTART = f"{STOP_AND_START[:1].upper()}{STOP_AND_START[1:]} (restart: true)."
NEVER_THERE = "The workspace has no such task: deleted earlier, or a wrong id."
DELETED = "It is deleted."
PAUSED = "Its schedule is paused."

AFTERWARDS: dict[Wish, str] = {
    "start": "Nothing: get_task_status shows the state of each later.",
    "stop": "start_tasks starts them again, retire_tasks removes them.",
    "retire": "Nothing: what they have written stays at its destination.",
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
            means=meaning.means.to("en"),
            fix=tuple(step.to("en") for step in meaning.fix),
            exists=error.exists,
        )


class TaskRow(View):
    """One task, and what was done to it."""

    task_id: str
    name: str | None = None
    result: Annotated[Result, Field(description="as wished: nothing was to be done. untouched: not begun.")]
    state: Annotated[str, Field(description="Run state; batch tasks: DRAFT to DEPLOYED; GONE.")]
    means: str | None = None
    done: Done = ()
    done_by_others: DoneByOthers = None
    why: Annotated[str | None, Field(description="Why it is untouched.")] = None
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
        result="finished" if earlier and outcome.result == "as wished" else outcome.result,
        state=reached.state,
        means=_meaning(wish, outcome, alone=alone),
        done=(*earlier, *reached.done),
        done_by_others=reached.by_others or None,
        why=outcome.why or None,
        error=RowError.of(outcome.error) if outcome.error else None,
    )


def _meaning(wish: Wish, outcome: Outcome, *, alone: bool) -> str | None:
    task, reached = outcome.task, outcome.reached
    if outcome.result == "as wished" and task.kind == "gone":
        return NEVER_THERE
    if wish == "start" and outcome.result == "as wished" and task.changed and reached.state == RUNNING:
        return RESTART
    if task.is_paused and outcome.result == "as wished":
        return PAUSED
    if not alone:
        return None
    return DELETED if reached.state == GONE else MEANINGS.get(reached.state, (None,))[0]


def view_of(
    wish: Wish, rows: Sequence[TaskRow], outcomes: Sequence[Outcome], api_calls: int, *, asked: bool
) -> SeveralTasksView:
    """The answer; ``asked``: the user agreed, so that the same consent serves the same call again."""
    following = _of_one(wish, rows[0], outcomes) if len(rows) == 1 else " ".join(_of_several(wish, rows, asked=asked))
    return SeveralTasksView(rows=tuple(rows), api_calls=api_calls, next=following)


def _of_one(wish: Wish, row: TaskRow, outcomes: Sequence[Outcome]) -> str:
    if row.means == NEVER_THERE:
        return NOT_THERE
    if row.result in ("unfinished", "untouched"):
        return UNFINISHED.get(row.state, AGAIN)
    by_state = outcomes[0].task.kind == "DI_REALTIME" if outcomes else False
    return NEXT.get(row.state, AFTERWARDS[wish]) if by_state else AFTERWARDS[wish]


AGAIN = "The same call again continues."


def _of_several(wish: Wish, rows: Sequence[TaskRow], *, asked: bool) -> Iterator[str]:
    def ids(*results: str, why: Any = None) -> str:
        return ", ".join(row.task_id for row in rows if row.result in results and (why is None or row.why == why))

    failed = [row for row in rows if row.result == "failed"]
    changed, concerned = ids("untouched", why=CHANGED), ids("untouched", why=ALL_CONCERNED)
    left = [row.task_id for row in rows if row.result in ("unfinished", "untouched") and row.why != CHANGED]
    if failed:
        yield f"Failed: {', '.join(row.task_id for row in failed)}; the error of each says what to do."
    if concerned:
        yield f"Untouched, since the failure concerns all: {concerned}."
    if changed:
        yield f"Untouched, since somebody else changed them: {changed}; the same call shows them again."
    if left or failed:
        consent = " (with the same confirmation, within its five minutes)" if asked else ""
        yield f"The same call again{consent} continues with {', '.join([*left, *(row.task_id for row in failed)])}."
    if any(row.means == NEVER_THERE for row in rows):
        yield NOT_THERE
    if not (failed or left or changed):
        yield AFTERWARDS[wish]
