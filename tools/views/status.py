"""Views of the status of tasks: what a task does, its state, what to do next."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import Field

from dataworks.flows.search import Findings
from dataworks.flows.task_status import KnownTask
from dataworks.operations.files import ListedFile
from tools.views.instances import MEANINGS, SolutionRunView
from tools.views.view import View

TABLES_SHOWN = 20
TASKS_SHOWN = 50

DRAFT, SUBMITTED = "DRAFT", "SUBMITTED"
"""States of batch tasks, defined here: this API does not show their runs."""

BATCH_MEANINGS = {
    DRAFT: (
        "A batch task that was never submitted, or changed since.",
        "submit_file, then deploy_file; update_file sets its schedule.",
    ),
    SUBMITTED: (
        "A batch task that is submitted; once deployed it runs by its schedule.",
        "deploy_file brings what was submitted to production. Runs are shown in the Operation Center only.",
    ),
}
CANNOT_RUN = "Its script has no {}, so it can't run.", "Add one in the console, or create a new task."
NOT_SUBMITTED = "Nothing of it is in production yet.", "deploy_di_sync_task, then start_di_sync_instance."
SOLUTION_MEANINGS = (
    "A one-click solution; its steps show its progress.",
    "start_di_sync_instance runs a deployed solution; it can't be stopped or deleted with this API.",
)


class KnownTaskView(View):
    """What a task is and does."""

    task_id: Annotated[str, Field(description="Digits; of a one-click solution, solution-digits.")]
    name: str | None = None
    task_type: str
    state: Annotated[str | None, Field(description="Run state, or DRAFT and SUBMITTED for batch tasks.")] = None
    sources: Annotated[tuple[str, ...], Field(description="Data sources it reads.")] = ()
    destinations: Annotated[tuple[str, ...], Field(description="Data sources that it writes to.")] = ()
    tables_count: Annotated[int | None, Field(description="Tables it reads, by its script.")] = None
    folder: str | None = None
    last_edit: Annotated[str | None, Field(description="Time, UTC.")] = None

    @classmethod
    def row(cls, task: KnownTask) -> Self:
        """The view of a part of an answer."""
        file, script = task.file, task.summary
        return cls(
            task_id=task.task_id,
            name=file.file_name,
            task_type=task.task_type,
            state=_state(task),
            sources=script.sources if script else (),
            destinations=script.destinations if script else (),
            tables_count=len(script.tables) if script else None,
            folder=file.absolute_folder_path,
            last_edit=_time(file.last_edit_time),
        )


class TaskStatusView(KnownTaskView):
    """One task, and what to do next."""

    tables: Annotated[tuple[str, ...], Field(description="The first ones.")] = ()
    means: str
    schedule: Annotated[str | None, Field(description="Cron expression of a batch task.")] = None
    solution: SolutionRunView | None = None
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def of(cls, task: KnownTask, api_calls: int) -> Self:
        """The view of a task."""
        means, then = _meaning(task)
        solution = task.run.solution_info if task.run else None
        more = {
            "tables": task.summary.tables[:TABLES_SHOWN] if task.summary else (),
            "means": means,
            "schedule": task.schedule.cron_express if task.schedule else None,
            "solution": SolutionRunView.of(solution) if solution else None,
            "api_calls": api_calls,
            "next": then,
        }
        return cls.model_validate({**KnownTaskView.row(task).model_dump(), **more})


class FoundTasksView(View):
    """The tasks that a search found."""

    count: int
    tasks: tuple[KnownTaskView, ...]
    note: str | None = None
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def of(cls, found: Findings, api_calls: int) -> Self:
        """The view of what was found."""
        return cls(
            count=len(found.tasks),
            tasks=tuple(map(KnownTaskView.row, found.tasks[:TASKS_SHOWN])),
            note=_note(found, api_calls),
            api_calls=api_calls,
            next="get_task_status explains one task's state and names the next step."
            if found.tasks
            else "No task matches; leave out an argument to see more.",
        )


def _note(found: Findings, api_calls: int) -> str | None:
    notes = list[str]()
    if found.stopped:
        notes.append(f"Stopped after {api_calls} API calls, not all tasks were read: narrow with name or task_type.")
    elif any(not task.certain for task in found.tasks):
        notes.append("Run states were not read; a solution may be shown as DI_REALTIME.")
    if len(found.tasks) > TASKS_SHOWN:
        notes.append(f"These are the first {TASKS_SHOWN} of {len(found.tasks)} tasks.")
    return " ".join(notes) or None


def _state(task: KnownTask) -> str | None:
    if task.task_type != "DI_OFFLINE":
        return task.state
    return SUBMITTED if _submitted(task.file) else DRAFT


def _meaning(task: KnownTask) -> tuple[str, str]:
    means, then = _meaning_of_state(task)
    if task.summary is None or task.summary.lacking is None:
        return means, then
    return f"{CANNOT_RUN[0].format(task.summary.lacking)} {means}", CANNOT_RUN[1]


def _meaning_of_state(task: KnownTask) -> tuple[str, str]:
    if task.task_type == "DI_OFFLINE":
        return BATCH_MEANINGS[_state(task) or DRAFT]
    if task.refusal is not None:
        return f"The service shows no run state: {task.refusal}", "deploy_di_sync_task, if it is not in production yet."
    if task.task_type == "DI_SOLUTION":
        return SOLUTION_MEANINGS
    if task.state == "NORUN" and not _submitted(task.file):
        return NOT_SUBMITTED
    return MEANINGS.get(task.state or "", ("A state that the documentation does not name.", "Ask again in a minute."))


def _submitted(file: ListedFile) -> bool:
    return bool(file.commit_status)


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None
