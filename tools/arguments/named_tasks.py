"""The tasks that a call names: what they are, and what it can't do to them is said before anything is done."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, cast

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

from dataworks.explain.arguments import (
    CONSOLE,
    FIND,
    GIVE_SCHEDULE,
    JOB_SETTINGS,
    NO_SCHEDULE,
    NO_SOLUTION,
    NO_TASK,
    ONLY_FILES,
    ONLY_JOBS,
    ONLY_REALTIME,
    OTHER_FILE,
    SOLUTION_FILE,
    TWICE,
)
from dataworks.fields import DECODED, ProjectId, TaskId
from dataworks.flows.seen_tasks import Kind, SeenTask
from dataworks.flows.task_steps import OPERATIONS, operations_of
from dataworks.markers import NOT_IN_PLAN, described
from dataworks.operation import Operations
from dataworks.studios.studio import AS_USUAL, Start, Wish
from dataworks.task_ids import IdOf, is_job, is_node, is_solution, kind_of
from tools.arguments.parsing import Arguments, Finding
from tools.arguments.realtime_arguments import WaitSeconds

MOST = 20
"""Tasks that one call takes at most."""


def _length(value: object) -> int:
    return len(cast("list[object]", value)) if isinstance(value, list) else 0


def _counted(value: object) -> object:
    """Refuse a list of too many ids before each of them is checked."""
    if _length(value) > MOST:
        raise PydanticKnownError(
            "too_long", {"field_type": "List", "max_length": MOST, "actual_length": _length(value)}
        )
    return value


class TasksArguments(Arguments):
    """The tasks, and how long to wait for them."""

    wish: ClassVar[Wish]

    project_id: ProjectId
    task_ids: Annotated[
        list[TaskId],
        BeforeValidator(_counted),
        DECODED,
        NOT_IN_PLAN,
        described("Of any type.", "任意类型。", min_length=1, max_length=MOST),
    ]
    wait_seconds: WaitSeconds = 45

    def findings(self) -> Iterable[Finding]:
        """Ids that are named twice, and what solutions can't do."""
        for place, task_id in enumerate(self.task_ids):
            if task_id in self.task_ids[:place]:
                yield Finding(f"/task_ids/{place}", TWICE)
            elif is_solution(task_id) and (self.wish, "DI_SOLUTION") not in OPERATIONS:
                yield Finding(f"/task_ids/{place}", NO_SOLUTION, CONSOLE)

    def operations(self) -> Operations:
        """The operations that a call sends in any case; the others depend on what its tasks are."""
        kinds: dict[Kind, Callable[[str], bool]] = {"DI_SOLUTION": is_solution, "job": is_job, "node": is_node}
        named: set[Kind] = {kind for kind, is_kind in kinds.items() if any(map(is_kind, self.task_ids))}
        files = any(kind_of(task_id) is IdOf.FILE for task_id in self.task_ids)
        others: set[Kind] = {"other"} if files else set()
        return operations_of(self.wish, named | others)

    @property
    def start(self) -> Start:
        """How the tasks are started."""
        return AS_USUAL


def refused(arguments: TasksArguments, tasks: Sequence[SeenTask]) -> Iterator[Finding]:
    """What the call can't do to its tasks, each with the place of its id."""
    start = arguments.start
    for task in tasks:
        place = f"/task_ids/{arguments.task_ids.index(task.task_id)}"
        yield from (replace(finding, pointer=place) for finding in _refused(arguments, task))
        if start.param is not None and task.kind in ("DI_OFFLINE", "DI_SOLUTION", "node"):
            yield Finding("/start_param", ONLY_REALTIME.filled(task.task_id))
        if start.param is not None and task.kind == "job":
            yield Finding("/start_param", ONLY_FILES.filled(task.task_id), JOB_SETTINGS)
        if start.anew and task.kind != "job":
            yield Finding("/load_again" if start.load_again else "/from_time", ONLY_JOBS.filled(task.task_id))


def _refused(arguments: TasksArguments, task: SeenTask) -> Iterator[Finding]:
    match task.kind:
        case "gone" if arguments.wish != "retire" or is_solution(task.task_id):
            yield Finding("", NO_TASK.filled(arguments.project_id), FIND)
        case "other":
            yield Finding("", OTHER_FILE, FIND)
        case "solution file":
            yield Finding("", SOLUTION_FILE.filled(task.number))
        case "DI_OFFLINE" if arguments.wish == "start" and _has_no_parent(task):
            yield Finding("", NO_SCHEDULE, GIVE_SCHEDULE)
        case "node" if arguments.wish == "start" and task.unscheduled:
            yield Finding("", NO_SCHEDULE, GIVE_SCHEDULE)
        case _:
            pass


def _has_no_parent(task: SeenTask) -> bool:
    node = task.detail.node_configuration if task.detail else None
    return node is not None and not node.input_list and task.standing is not None and task.standing.stage == "draft"
