"""The plan of a call for several tasks: a row for each, and what is interrupted, replaced and lost, and what stays."""

import json
from collections.abc import Callable, Iterator, Sequence

from dataworks.flows.seen_tasks import SeenTask
from dataworks.flows.side_by_side import AT_ONCE
from dataworks.flows.task_steps import EFFORT, Steps, Wish, steps_of
from tools.views.plan import Plan, PlannedTask

VERBS: dict[Wish, str] = {"start": "Start", "stop": "Stop", "retire": "Retire"}

WRITING = "; a started task writes to its destination"

STAYS: dict[Wish, str] = {
    "start": "Definitions that did not change, and positions in the source.",
    "stop": "Definitions, and what was written.",
    "retire": "What was written.",
}

Acted = Sequence[tuple[SeenTask, Steps]]


def plan_for(wish: Wish, project_id: str, tasks: Sequence[SeenTask], wait_seconds: float, *, restart: bool) -> Plan:
    """The plan of starting, stopping or retiring these tasks."""
    every = [(task, steps_of(wish, task, restart=restart)) for task in tasks]
    acted = [(task, steps) for task, steps in every if steps]
    return Plan(
        what=_what(wish, project_id, acted, len(tasks)),
        tasks=tuple(
            PlannedTask(task_id=task.task_id, name=task.name or None, state=task.shown_state, steps=steps)
            for task, steps in acted
        ),
        as_wished=tuple(f"{task.task_id} ({task.shown_state})" for task, steps in every if not steps),
        interrupted=_joined(INTERRUPTED, wish, acted),
        replaced=_joined(REPLACED, wish, acted),
        lost=_joined(LOST, wish, acted),
        stays=STAYS[wish],
        takes=_effort(acted, len(tasks), wait_seconds),
        basis=json.dumps([task.key for task in tasks]),
        seen=tuple(tasks),
    )


def _what(wish: Wish, project_id: str, acted: Acted, count: int) -> str:
    which = f"task {acted[0][0].task_id}" if len(acted) == 1 else f"{len(acted)} tasks"
    of_all = f" of {count}" if len(acted) < count else ""
    starts = WRITING if wish == "start" else ""
    return f"{VERBS[wish]} {which}{of_all} in workspace {project_id}{starts}."


Case = tuple[str, Callable[[Wish, SeenTask, Steps], bool]]

INTERRUPTED: tuple[Case, ...] = (
    (
        "replication ({}), until started again: then from there, as far back as the source keeps its log",
        lambda wish, _, steps: wish == "stop" and "stopped" in steps,
    ),
    (
        "replication ({}), about a minute: stop, deploy, start",
        lambda wish, _, steps: wish == "start" and "stopped" in steps,
    ),
    (
        "schedules ({}), until start_tasks resumes them; a run in progress continues",
        lambda _wish, _, steps: "paused" in steps,
    ),
)
REPLACED: tuple[Case, ...] = (
    (
        "in production the definition ({}), by the one that changed since it was deployed",
        lambda _wish, task, steps: task.changed and "deployed" in steps,
    ),
)
LOST: tuple[Case, ...] = (
    (
        "replication ends ({}); definitions and positions are deleted permanently",
        lambda wish, task, _: wish == "retire" and task.kind == "DI_REALTIME",
    ),
    (
        "schedules end ({}); the files go to the recycle bin",
        lambda wish, task, _: wish == "retire" and task.kind == "DI_OFFLINE",
    ),
)
"""What happens, with how many tasks, and to which."""


def _joined(cases: Sequence[Case], wish: Wish, acted: Acted) -> str | None:
    text = "; ".join(_sentences(cases, wish, acted))
    return f"{text[:1].upper()}{text[1:]}." if text else None


def _sentences(cases: Sequence[Case], wish: Wish, acted: Acted) -> Iterator[str]:
    for text, applies in cases:
        count = sum(applies(wish, task, steps) for task, steps in acted)
        if count:
            yield text.format(f"{count} task{'s' if count > 1 else ''}")


def _effort(acted: Acted, count: int, wait_seconds: float) -> str:
    """About how many API calls and seconds it takes; the service works on a few at once."""
    efforts = [(EFFORT[step] for step in steps) for _, steps in acted]
    both = [[*each] for each in efforts]
    calls = sum(calls for each in both for calls, _ in each) + count + 1
    longest = max((sum(seconds for _, seconds in each) for each in both), default=0)
    seconds = longest * -(-len(acted) // AT_ONCE)
    continues = f"; after {wait_seconds:g} s the same call continues" if seconds > wait_seconds else ""
    return f"About {calls} API calls, {seconds} s{continues}."
