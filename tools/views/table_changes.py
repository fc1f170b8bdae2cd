"""The view of a change to a task's tables."""

from collections.abc import Callable
from typing import Annotated

from dataworks.flows.changes import Changed, TableChange
from dataworks.flows.destination_tables import Present
from dataworks.flows.generation import Generating
from dataworks.language import Text
from dataworks.markers import described
from dataworks.task_ids import is_job
from tools.views.after_changes import PREVIEW, STALE, applied, keeps, stopped_first, unfinished
from tools.views.cautions import cautions_of
from tools.views.realtime import ApiCalls, Cautions, Done, DoneByOthers, WaitedSoFar, how_to_continue
from tools.views.view import View

SHOWN = 50
"""Tables that are listed at most, added and removed; the others are counted."""


UNCHANGED = Text(
    "The task has these tables already. If it must still be brought to production, the same call with apply: true{} "
    "does so.",
    "任务已包含这些表。如仍需发布到生产环境，请以相同参数并设 apply: true{} 再次调用。",
)
DIFFERS = Text(
    "Nothing was changed: the change would not be exactly the requested one. Show it to the user; resolve what differs "
    "in the console, or in the script with update_di_sync_task.",
    "未作修改：修改结果与请求不完全一致。请展示给用户，并在控制台或用 update_di_sync_task 在脚本中处理差异。",
)
OF_JOBS = {
    "unchanged": Text("The task has these tables already.", "任务已包含这些表。"),
    "differs": Text(
        "Nothing was changed: the change would not be exactly the requested one. Show it to the user; resolve what "
        "differs in the console.",
        "未作修改：修改结果与请求不完全一致。请展示给用户，并在控制台中处理差异。",
    ),
}
"""What to do next with a job, which is not deployed, by outcome; others are the same."""

RUNS = Text("Nothing: it runs with these tables.", "无需其他操作：任务正按这些表运行。")
AS_IT_WAS = Text("The task is as it was. ", "任务保持原样。")


class ChangeView(View):
    """The change, its outcome, and the task's state."""

    pictured = True

    task_id: str
    outcome: Annotated[
        str,
        described(
            "generating, preview, unchanged, differs, stale, applying, applied.",
            "generating、preview、unchanged、differs、stale、applying、applied 之一。",
        ),
    ]
    added: Annotated[tuple[str, ...], described("Tables added.", "添加的表。")] = ()
    removed: Annotated[tuple[str, ...], described("Tables removed.", "移除的表。")] = ()
    others: Annotated[tuple[str, ...], described("Other changes, which were not requested.", "未请求的其他更改。")] = ()
    notes: Annotated[
        tuple[str, ...] | None, described("Requested changes already in effect.", "已生效的所请求更改。")
    ] = None
    cautions: Cautions = ()
    state: Annotated[str | None, described("Run state.", "运行状态。")] = None
    done: Done = ()
    done_by_others: DoneByOthers = None
    process_id: Annotated[str | None, described("Its generation.", "其生成。")] = None
    waited_seconds: WaitedSoFar = None
    api_calls: ApiCalls
    next: str


def change_view(
    made: Changed | Generating,
    request: TableChange,
    notes: tuple[str, ...],
    present: Present | None,
    api_calls: int,
) -> ChangeView:
    """The view of a change; ``present``: the tables of the destination, if known."""
    if isinstance(made, Generating):
        return ChangeView(
            task_id=request.file_id,
            outcome="generating",
            notes=notes or None,
            process_id=made.process_id,
            waited_seconds=round(made.waited, 1),
            api_calls=api_calls,
            next=AS_IT_WAS.said() + how_to_continue(made),
        )
    outcome = _outcome(made, request)
    return ChangeView(
        task_id=request.file_id,
        outcome=outcome,
        added=_names(made.difference.added),
        removed=_names(made.difference.removed),
        others=made.difference.others,
        cautions=cautions_of(made.definition, present, request.added),
        notes=notes or None,
        state=made.run.state,
        done=made.run.done,
        done_by_others=made.run.by_others or None,
        process_id=made.process_id or None,
        api_calls=api_calls,
        next=_next(outcome, made, request),
    )


def _outcome(made: Changed, request: TableChange) -> str:
    if made.stale:
        return "stale"
    if not made.exact:
        return "differs"
    if not request.apply:
        return "preview" if request.added or request.removed else "unchanged"
    return "applied" if made.run.waited is None else "applying"


def _next(outcome: str, made: Changed, request: TableChange) -> str:
    run, restart = made.run, request.restart
    first, kept = stopped_first(run.state, restart), keeps(run.state, restart)
    following: dict[str, Callable[[], str]] = {
        "preview": lambda: first + PREVIEW.said(kept),
        "unchanged": lambda: first + UNCHANGED.said(kept),
        "differs": DIFFERS.said,
        "stale": STALE.said,
        "applying": lambda: unfinished(run, restart, job=is_job(request.file_id)),
        "applied": lambda: applied(run, restart, RUNS.said()),
    }
    if outcome in OF_JOBS and is_job(request.file_id):
        return OF_JOBS[outcome].said()
    return following[outcome]()


AND_MORE = Text("and {} more", "另有 {} 张")


def _names(tables: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    more = (AND_MORE.said(len(tables) - SHOWN),) if len(tables) > SHOWN else ()
    return (*(table for _, table in tables[:SHOWN]), *more)
