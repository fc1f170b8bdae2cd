"""What starting, stopping and retiring does to a task of each type, by how it is."""

from collections.abc import Callable
from dataclasses import replace

from dataworks.flows.deployment import DEPLOYING
from dataworks.flows.done_words import OUT_OF_PRODUCTION, TAKEN_OFFLINE
from dataworks.flows.node_changes import NODE_REMOVAL, NODE_SWITCHING
from dataworks.flows.pausing import PAUSING
from dataworks.flows.removal import REMOVAL
from dataworks.flows.seen_tasks import Kind, SeenTask
from dataworks.operation import Operations
from dataworks.operations.v2020.deployments import ListFileVersions
from dataworks.operations.v2020.files import GetFile, ListFiles
from dataworks.studios.classic import REALTIME_FILES, SOLUTIONS
from dataworks.studios.jobs import JOBS
from dataworks.studios.states import NEVER_RAN, RUNNING, STARTING, STOPPED_STATES, STOPPING
from dataworks.studios.studio import AS_USUAL, Start, Studio, Wish

Steps = tuple[str, ...]

LISTING: Operations = (ListFiles,)
READING_BATCH: Operations = (GetFile, ListFileVersions)

BATCH: dict[Wish, Operations] = {
    "start": (*READING_BATCH, *PAUSING, *DEPLOYING),
    "stop": (*READING_BATCH, *PAUSING, *DEPLOYING),
    "retire": REMOVAL,
}

STUDIOS: dict[Kind, Studio] = {"DI_REALTIME": REALTIME_FILES, "DI_SOLUTION": SOLUTIONS, "job": JOBS}
"""The studio of tasks that are started and stopped, by type."""

NODE: dict[Wish, Operations] = {"start": NODE_SWITCHING, "stop": NODE_SWITCHING, "retire": NODE_REMOVAL}

NOT_FILES: frozenset[Kind] = frozenset({"job", "node"})
"""Tasks that are in no list of files."""

OPERATIONS: dict[tuple[Wish, Kind], Operations] = {
    **{(wish, "DI_OFFLINE"): operations for wish, operations in BATCH.items()},
    **{(wish, "node"): operations for wish, operations in NODE.items()},
    **{(wish, kind): studio.operations(wish) for kind, studio in STUDIOS.items() for wish in studio.wishes},
}
"""The operations that each may call; what a type of tasks can't do is not in it."""


def operations_of(wish: Wish, kinds: set[Kind]) -> Operations:
    """The operations that a call for tasks of these types may send, each once."""
    listing = () if kinds and kinds <= NOT_FILES else LISTING
    every = (operation for kind in sorted(kinds) for operation in OPERATIONS.get((wish, kind), ()))
    return tuple(dict.fromkeys((*listing, *every)))


def steps_of(wish: Wish, task: SeenTask, start: Start = AS_USUAL) -> Steps:
    """What is to be done to a task, in order; nothing if it is as wished, or becomes so by itself."""
    steps = STEPS.get((wish, task.kind))
    return steps(task, start) if steps else ()


def _start(task: SeenTask, start: Start) -> Steps:
    if task.state in STOPPED_STATES | {STOPPING}:
        return ("deployed", "started") if task.changed or task.state == NEVER_RAN else ("started",)
    return ("stopped", "deployed", "started") if start.restart and task.changed and task.state == RUNNING else ()


def _start_job(task: SeenTask, start: Start) -> Steps:
    if task.state in STOPPED_STATES | {STOPPING}:
        return ("started",)
    again = start.anew and task.state == RUNNING and task.started != start
    return ("stopped", "started") if again else ()


def _stop(task: SeenTask, _: Start) -> Steps:
    return () if task.state in STOPPED_STATES | {STOPPING} else ("stopped",)


def _retire(task: SeenTask, start: Start) -> Steps:
    return (*_stop(task, start), TAKEN_OFFLINE.en, "deleted")


def _retire_job(task: SeenTask, start: Start) -> Steps:
    return (*_stop(task, start), "deleted")


def _start_solution(task: SeenTask, _: Start) -> Steps:
    return () if task.state in {STARTING, RUNNING} else ("deployed", "started")


TO_PRODUCTION: dict[str, Steps] = {
    "draft": ("submitted", "deployed"),
    "submitting": ("deployed",),
    "submitted": ("deployed",),
}
"""What a batch task needs to be in production, by how far it is."""


def _resume(task: SeenTask, _: Start) -> Steps:
    return ("resumed", *TO_PRODUCTION["draft"]) if task.is_paused else _to_production(task)


def _pause(task: SeenTask, _: Start) -> Steps:
    standing = task.standing
    if standing is None or (standing.stage in ("draft", "submitted") and not standing.in_production):
        return ()
    return _to_production(task) if task.is_paused else ("paused", *TO_PRODUCTION["draft"])


def _to_production(task: SeenTask) -> Steps:
    return TO_PRODUCTION.get(task.standing.stage, ()) if task.standing else ()


def _remove(task: SeenTask, _: Start) -> Steps:
    runs = task.standing is not None and task.standing.in_production
    deleted = () if task.is_removed else ("deleted",)
    return (*deleted, OUT_OF_PRODUCTION.en) if runs else deleted


def _resume_node(task: SeenTask, _: Start) -> Steps:
    if task.is_paused:
        return ("resumed", "deployed")
    return ("deployed",) if task.standing and task.standing.stage != "deployed" else ()


def _pause_node(task: SeenTask, start: Start) -> Steps:
    if task.standing is None or not task.standing.in_production:
        return ()
    return _resume_node(replace(task, paused=False), start) if task.is_paused else ("paused", "deployed")


def _remove_node(task: SeenTask, _: Start) -> Steps:
    runs = task.standing is not None and task.standing.in_production
    return (OUT_OF_PRODUCTION.en, "deleted") if runs else ("deleted",)


STEPS: dict[tuple[Wish, Kind], Callable[[SeenTask, Start], Steps]] = {
    ("start", "DI_REALTIME"): _start,
    ("start", "DI_OFFLINE"): _resume,
    ("start", "DI_SOLUTION"): _start_solution,
    ("stop", "DI_REALTIME"): _stop,
    ("stop", "DI_OFFLINE"): _pause,
    ("retire", "DI_REALTIME"): _retire,
    ("retire", "DI_OFFLINE"): _remove,
    ("start", "job"): _start_job,
    ("stop", "job"): _stop,
    ("retire", "job"): _retire_job,
    ("start", "node"): _resume_node,
    ("stop", "node"): _pause_node,
    ("retire", "node"): _remove_node,
}

EFFORT: dict[str, tuple[int, int]] = {
    "deployed": (4, 5),
    "started": (5, 40),
    "stopped": (5, 20),
    TAKEN_OFFLINE.en: (2, 1),
    "deleted": (3, 5),
    "paused": (1, 1),
    "resumed": (1, 1),
    "submitted": (4, 5),
    OUT_OF_PRODUCTION.en: (4, 10),
}
"""About how many API calls each step takes, and how many seconds (assumed)."""
