"""The view of a change to a task's settings."""

from collections.abc import Callable, Iterator
from typing import Annotated

from dataworks.flows.groups import Groups
from dataworks.flows.job_change import ChangedJob
from dataworks.flows.task_change import ChangedTask, SettingsChange
from dataworks.language import Text
from dataworks.markers import described
from dataworks.scripts.jobs.job_changes import setting_differences
from dataworks.scripts.settings import filter_of
from tools.views.after_changes import PREVIEW, STALE, applied, keeps, stopped_first, unfinished
from tools.views.realtime import AGAIN, ApiCalls, Done, DoneByOthers
from tools.views.view import View

UNCHANGED = Text(
    "The task has these settings already. If they must still be brought to production, the same call with apply: "
    "true{} does so.",
    "任务已采用这些设置。如仍需发布到生产环境，请以相同参数并设 apply: true{} 再次调用。",
)
HAS_THEM = Text("Nothing: the job has these settings already.", "无需操作：作业已采用这些设置。")
RUNS = Text("Nothing: it runs with these settings.", "无需其他操作：任务正按这些设置运行。")
NOT_IN_PRODUCTION = Text("It is not in production yet ({}). {}", "尚未发布到生产环境（{}）。{}")
IDLE = Text(
    "It is in production, and does not run by itself: get_task_status says whether it is paused, or has no schedule.",
    "已在生产环境，但不会自行运行：可用 get_task_status 查看是已暂停还是没有调度。",
)
APPROVE = Text(
    "Production is as it was: {} waits for somebody in the console, such as an approver, in the deployment center "
    "of the workspace. Afterwards, the same call again continues.",
    "生产环境尚无变化：{} 需要在控制台的发布中心由人工处理（例如审批）。完成后，以相同参数再次调用即可继续。",
)
IN_PRODUCTION = Text(
    "Nothing: it is in production, and its next run uses it.", "无需其他操作：已在生产环境，下次运行即采用。"
)


class SettingRow(View):
    """A setting that differs."""

    setting: str
    before: str | None = None
    after: str


class TaskChangeView(View):
    """The change, its outcome, and the task's state."""

    pictured = True

    task_id: str
    outcome: Annotated[
        str,
        described(
            "preview, unchanged, stale, applying, applied.", "preview、unchanged、stale、applying、applied 之一。"
        ),
    ]
    changes: Annotated[tuple[SettingRow, ...], described("Each setting that differs.", "每个不同的设置。")] = ()
    state: Annotated[
        str | None, described("Run state; batch tasks: DRAFT to DEPLOYED.", "运行状态；离线任务：DRAFT 到 DEPLOYED。")
    ] = None
    done: Done = ()
    done_by_others: DoneByOthers = None
    api_calls: ApiCalls
    next: str


def task_change_view(made: ChangedTask, request: SettingsChange, groups: Groups, api_calls: int) -> TaskChangeView:
    """The view of a change."""
    outcome = _outcome(made, request)
    return TaskChangeView(
        task_id=request.file_id,
        outcome=outcome,
        changes=tuple(_rows(made, request, groups)),
        state=made.run.state,
        done=made.run.done,
        done_by_others=made.run.by_others or None,
        api_calls=api_calls,
        next=_next(outcome, made, request),
    )


def job_change_view(made: ChangedJob, groups: Groups, unchecked: tuple[str, ...], api_calls: int) -> TaskChangeView:
    """The view of a change of a job."""
    request, run = made.request, made.run
    if not request.makes:
        outcome = "preview" if made.differs else "unchanged"
    else:
        outcome = "applied" if run.waited is None else "applying"
    rows = setting_differences(request.present, made.definition, groups.shown)
    return TaskChangeView(
        task_id=request.place.task_id,
        outcome=outcome,
        changes=tuple(
            SettingRow(setting=name, before=_text(before), after=_text(after) or "") for name, before, after in rows
        ),
        state=run.state,
        done=run.done,
        done_by_others=run.by_others or None,
        api_calls=api_calls,
        next=" ".join((_next_of_job(outcome, made), *unchecked)),
    )


def _next_of_job(outcome: str, made: ChangedJob) -> str:
    run, restart = made.run, made.request.restart
    first, kept = stopped_first(run.state, restart), keeps(run.state, restart)
    following: dict[str, Callable[[], str]] = {
        "preview": lambda: first + PREVIEW.said(kept),
        "unchanged": lambda: first + HAS_THEM.said(),
        "applying": lambda: unfinished(run, restart, job=True),
        "applied": lambda: applied(run, restart, RUNS.said()),
    }
    return following["applied" if outcome == "unchanged" and made.request.idle else outcome]()


def _rows(made: ChangedTask, request: SettingsChange, groups: Groups) -> Iterator[SettingRow]:
    edit, wanted = made.edit, request.wanted
    if edit.script and wanted.where is not None:
        yield SettingRow(setting="where", before=filter_of(made.present), after=wanted.where)
    for name, before, after in edit.settings(groups):
        yield SettingRow(setting=name, before=_text(before), after=_text(after) or "")


def _text(value: object) -> str | None:
    return None if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _outcome(made: ChangedTask, request: SettingsChange) -> str:
    if made.stale:
        return "stale"
    if not request.makes:
        return "preview" if made.edit else "unchanged"
    return "applied" if made.run.waited is None else "applying"


def _next(outcome: str, made: ChangedTask, request: SettingsChange) -> str:
    run, restart, batch = made.run, request.restart, made.standing is not None
    first = "" if batch else stopped_first(run.state, restart)
    kept = "" if batch else keeps(run.state, restart)
    following: dict[str, Callable[[], str]] = {
        "preview": lambda: first + PREVIEW.said(kept),
        "unchanged": lambda: first + UNCHANGED.said(kept),
        "stale": STALE.said,
        "applying": lambda: _unfinished_batch(made) if batch else unfinished(run, restart),
        "applied": (IDLE if made.idle else IN_PRODUCTION).said if batch else lambda: applied(run, restart, RUNS.said()),
    }
    return following["applied" if outcome == "unchanged" and request.idle else outcome]()


def _unfinished_batch(made: ChangedTask) -> str:
    if made.run.waits_for:
        return APPROVE.said(made.run.waits_for)
    return NOT_IN_PRODUCTION.said(made.run.state, AGAIN)
