"""Views of the status of tasks: what a task does, its state, what to do next."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import Field

from dataworks.flows.groups import UNREAD, Groups
from dataworks.flows.search import Findings
from dataworks.flows.standing import SUBMIT_AND_DEPLOY, is_paused, what_makes_it_count
from dataworks.flows.task_status import KnownTask
from dataworks.language import Text
from tools.views.groups import TaskGroup, group_cautions
from tools.views.instances import MEANINGS, SolutionRunView
from tools.views.view import View

TABLES_SHOWN = 20
TASKS_SHOWN = 50

BATCH_MEANINGS = {
    "DRAFT": ("A batch task that was never submitted.", "change_task with apply: true submits and deploys it."),
    "SUBMITTING": ("A batch task that is being submitted.", "Ask again in some seconds."),
    "SUBMITTED": (
        "A batch task that is submitted and not in production.",
        "change_task with apply: true deploys it.",
    ),
    "DEPLOYING": ("A batch task that is being deployed.", "Ask again in some seconds."),
    "DEPLOYED": (
        "A batch task in production; it runs by its schedule.",
        "Nothing. Its runs are shown in the Operation Center only.",
    ),
}
"""Meaning of how far a batch task is, and what to do; this API does not show its runs."""

RUN_MEANINGS = {
    "NORUN": (MEANINGS["NORUN"][0], "start_tasks deploys and starts it."),
    "WAIT": MEANINGS["WAIT"],
    "RUN": MEANINGS["RUN"],
    "KILLING": MEANINGS["KILLING"],
    "PAUSE": (MEANINGS["PAUSE"][0], "start_tasks starts it again."),
}
"""The same for the run states of a real-time task."""

CANNOT_RUN = "Its script has no {}, so it can't run.", "Add one in the console, or create a new task."
NOT_SUBMITTED = "Nothing of it is in production yet.", "start_tasks deploys and starts it."
SOLUTION_MEANINGS = (
    "A one-click solution; its steps show its progress.",
    "start_tasks deploys and starts it; it can't be stopped or deleted with this API.",
)
TO_COUNT = {
    "RUN": "start_tasks with restart: true stops and starts it, so that the change counts.",
    "DEPLOYED": "change_task with apply: true submits and deploys it, so that the change counts.",
}
"""What to do next where the definition is newer than what production has."""

NEEDS_DEPLOYMENT = "start_tasks deploys it, if it is not in production yet."
PAUSED = "A batch task in production, whose schedule is paused.", "start_tasks resumes it."
REMOVED = "It is in the recycle bin.", "Nothing: only DataStudio can restore it from there."
STILL_RUNS = "It is in the recycle bin, and production may still run it.", "retire_tasks takes it out of production."


BATCH_GROUP_UNSEEN = Text(
    "This API does not show on which resource group a batch task runs, unless its script names it.",
    "除非脚本中写明，此 API 不显示离线任务所用的资源组。",
)


class KnownTaskView(View):
    """What a task is and does."""

    task_id: Annotated[str, Field(description="Digits; of a one-click solution, solution-digits.")]
    name: str | None = None
    task_type: str
    state: Annotated[str | None, Field(description="Run state; batch tasks: DRAFT to DEPLOYED; GONE.")] = None
    changed: Annotated[str | None, Field(description="Its definition is newer than what runs.")] = None
    sources: Annotated[tuple[str, ...], Field(description="Data sources it reads.")] = ()
    destinations: Annotated[tuple[str, ...], Field(description="Data sources that it writes to.")] = ()
    tables_count: Annotated[int | None, Field(description="Tables it reads, by its script.")] = None
    resource_group: TaskGroup | None = None
    folder: str | None = None
    last_edit: Annotated[str | None, Field(description="Time, UTC.")] = None

    @classmethod
    def row(cls, task: KnownTask, groups: Groups = UNREAD) -> Self:
        """The view of a part of an answer."""
        file, script = task.file, task.summary
        return cls(
            task_id=task.task_id,
            name=file.file_name,
            task_type=task.task_type,
            state=task.state,
            changed=_changed(task),
            sources=script.sources if script else (),
            destinations=script.destinations if script else (),
            tables_count=len(script.tables) if script else None,
            resource_group=TaskGroup.of(task.resource_group, groups),
            folder=file.absolute_folder_path,
            last_edit=_time(file.last_edit_time),
        )


class TaskStatusView(KnownTaskView):
    """One task, and what to do next."""

    tables: Annotated[tuple[str, ...], Field(description="The first ones.")] = ()
    means: str
    schedule: Annotated[str | None, Field(description="Cron expression of a batch task.")] = None
    solution: SolutionRunView | None = None
    cautions: tuple[str, ...] = ()
    note: str | None = None
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def of(cls, task: KnownTask, api_calls: int, groups: Groups = UNREAD) -> Self:
        """The view of a task."""
        means, then = _meaning(task)
        solution = task.run.solution_info if task.run else None
        more = {
            "tables": task.summary.tables[:TABLES_SHOWN] if task.summary else (),
            "means": means,
            "schedule": task.schedule.cron_express if task.schedule else None,
            "solution": SolutionRunView.of(solution) if solution else None,
            "cautions": group_cautions(task.resource_group, groups),
            "note": BATCH_GROUP_UNSEEN.said() if _hides_group(task) else None,
            "api_calls": api_calls,
            "next": then,
        }
        return cls.model_validate({**KnownTaskView.row(task, groups).model_dump(), **more})


class FoundTasksView(View):
    """The tasks that a search found."""

    count: int
    tasks: tuple[KnownTaskView, ...]
    note: str | None = None
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def of(cls, found: Findings, api_calls: int, groups: Groups = UNREAD) -> Self:
        """The view of what was found."""
        return cls(
            count=len(found.tasks),
            tasks=tuple(KnownTaskView.row(task, groups) for task in found.tasks[:TASKS_SHOWN]),
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
    elif any(not task.certain or (task.state is None and task.refusal is None) for task in found.tasks):
        notes.append("States were not read; a solution may be shown as DI_REALTIME.")
    if len(found.tasks) > TASKS_SHOWN:
        notes.append(f"These are the first {TASKS_SHOWN} of {len(found.tasks)} tasks.")
    if any(map(_hides_group, found.tasks[:TASKS_SHOWN])):
        notes.append(BATCH_GROUP_UNSEEN.said())
    return " ".join(notes) or None


def _changed(task: KnownTask) -> str | None:
    if not task.changed:
        return None
    return SUBMIT_AND_DEPLOY if task.task_type == "DI_OFFLINE" else what_makes_it_count(task.state)


def _hides_group(task: KnownTask) -> bool:
    return task.task_type == "DI_OFFLINE" and not task.resource_group


def _meaning(task: KnownTask) -> tuple[str, str]:
    means, then = _meaning_of_state(task)
    then = TO_COUNT.get(task.state or "", then) if task.changed else then
    if task.summary is None or task.summary.lacking is None:
        return means, then
    return f"{CANNOT_RUN[0].format(task.summary.lacking)} {means}", CANNOT_RUN[1]


def _meaning_of_state(task: KnownTask) -> tuple[str, str]:
    if task.removed:
        return STILL_RUNS if task.standing and task.standing.in_production else REMOVED
    if task.refusal is not None:
        return f"The service shows no state: {task.refusal}", NEEDS_DEPLOYMENT
    if task.state == "DEPLOYED" and is_paused(task.schedule):
        return PAUSED
    if task.task_type == "DI_OFFLINE":
        return BATCH_MEANINGS[task.state or "DRAFT"]
    if task.task_type == "DI_SOLUTION":
        return SOLUTION_MEANINGS
    if task.state == "NORUN" and not task.file.commit_status and not task.changed:
        return NOT_SUBMITTED
    unknown = "A state that the documentation does not name.", "Ask again in a minute."
    return RUN_MEANINGS.get(task.state or "", unknown)


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None
