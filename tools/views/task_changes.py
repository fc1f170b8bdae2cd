"""The view of a change to a task's settings."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from dataworks.flows.groups import Groups
from dataworks.flows.task_change import ChangedTask, SettingsChange
from dataworks.scripts.settings import filter_of
from tools.views.after_changes import applied, keeps, stopped_first, unfinished
from tools.views.realtime import AGAIN, ApiCalls, Done, DoneByOthers
from tools.views.view import View

IN_PRODUCTION = "Nothing: it is in production, and its next run uses it."


class SettingRow(View):
    """A setting that differs."""

    setting: str
    before: str | None = None
    after: str


class TaskChangeView(View):
    """The change, its outcome, and the task's state."""

    task_id: str
    outcome: Annotated[str, Field(description="preview, unchanged, stale, applying, applied.")]
    changes: Annotated[tuple[SettingRow, ...], Field(description="Each setting that differs.")] = ()
    state: Annotated[str | None, Field(description="Run state; batch tasks: DRAFT to DEPLOYED.")] = None
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
    if not request.apply:
        return "preview" if made.edit else "unchanged"
    return "applied" if made.run.waited is None else "applying"


def _next(outcome: str, made: ChangedTask, request: SettingsChange) -> str:
    run, restart, batch = made.run, request.restart, made.standing is not None
    first = "" if batch else stopped_first(run.state, restart)
    apply = f"he same call with apply: true{'' if batch else keeps(run.state, restart)}"
    return {
        "preview": f"{first}Nothing is changed yet. T{apply} makes exactly this change.",
        "unchanged": f"{first}The task has these settings already. If they must still be brought to production, "
        f"t{apply} does so.",
        "stale": "Nothing was changed: somebody else changed the task meanwhile. The same call again continues "
        "from its new state.",
        "applying": f"It is not in production yet ({run.state}). {AGAIN}" if batch else unfinished(run, restart),
        "applied": IN_PRODUCTION if batch else applied(run, restart, "Nothing: it runs with these settings."),
    }[outcome]
