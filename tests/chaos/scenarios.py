"""The scenarios: flows of a few steps, each a tool with its arguments and the answers that complete it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.chaos.faults import random_for
from tests.sessions import FOLDER, GROUP

DESTINATIONS = (("maxcompute", "odps_shop"), ("hologres", "holo_shop"), ("kafka", "kafka_shop"))
TABLES = ("shop.customers", "shop.orders", "shop.order_items", "shop.products")
LATER = "shop.refunds"
"""The table that a change adds; it removes the first one."""

COPIED = "_copied"
"""The suffix of the name of a copy."""

RENAMED = "renamed_"
"""The prefix of the name that a colleague gives a task."""

PLACES: dict[str, dict[str, str]] = {
    "classic": {"project_id": "10000", "resource_group": GROUP, "folder": FOLDER},
    "new": {"project_id": "10002", "resource_group": GROUP},
}
"""Where tasks are created, by studio."""

STUDIOS = ("10002=new",)
"""What a server is told about the workspaces: an empty one does not show its studio."""

BATCH = {
    "source": "mysql_shop",
    "table": "orders",
    "columns": ["id", "status"],
    "destination": "odps_shop",
    "destination_table": "shop_orders",
    "partition": "pt=${bizdate}",
}
CRON: dict[str, Any] = {"cron": "00 30 02 * * ?"}


@dataclass(frozen=True)
class Step:
    """One tool call, to be repeated until it is done.

    Attributes:
        ends: the answers (``state`` or ``outcome``) that complete it.
        more: additional arguments.
        possible: whether it can be done at all.
        creates: the number of tasks that it creates.
        deletes: whether it deletes the task.
        has_process: whether the next step continues its generation.
    """

    tool: str
    ends: frozenset[str]
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    possible: bool = True
    creates: int = 0
    deletes: bool = False
    has_process: bool = False


@dataclass(frozen=True)
class Scenario:
    """A flow: the steps of one user about the task of that name.

    Attributes:
        callers: the users who wish the same at the same time.
        colleague: what somebody else does to the task meanwhile; "": nobody does.
    """

    kind: str
    name: str
    steps: tuple[Step, ...]
    destination: tuple[str, str]
    tables: tuple[str, ...]
    callers: int = 1
    colleague: str = ""
    studio: str = "classic"

    @property
    def place(self) -> dict[str, str]:
        """Where its tasks are created."""
        return PLACES[self.studio]

    @property
    def workspace(self) -> dict[str, str]:
        """The argument that names its workspace."""
        return {"project_id": self.place["project_id"]}

    @property
    def shared(self) -> bool:
        """Whether others act on the task during a call."""
        return self.callers > 1 or bool(self.colleague)

    def arguments(self, step: Step, file_id: str | None) -> dict[str, Any]:
        """Return the arguments of a step, for the task that an earlier step created."""
        return {**self._usual(step.tool, file_id), **step.more}

    @property
    def changed(self) -> tuple[str, ...]:
        """The tables after the change."""
        return (*self.tables[1:], LATER)

    def _usual(self, tool: str, file_id: str | None) -> dict[str, Any]:
        kind, destination = self.destination
        mapping = {
            "source": "mysql_shop",
            "tables": [*self.tables],
            "destination_type": kind,
            "destination": destination,
        }
        match tool:
            case "create_realtime_task":
                return {**self.place, **mapping, "task_name": self.name}
            case "preview_realtime_task":
                return {**self.workspace, "resource_group": GROUP, **mapping}
            case "create_batch_task":
                return {**self.place, **BATCH, "task_name": self.name}
            case "copy_realtime_task":
                return {**self.place, "task_id": file_id, "task_name": self.name + COPIED}
            case "change_realtime_tables":
                change = {"add": [LATER], "remove": [self.tables[0]]}
                return {**self.workspace, "task_id": file_id, **change}
            case "start_tasks" | "stop_tasks" | "retire_tasks":
                return {**self.workspace, "task_ids": [file_id]}
            case "delete_file":
                return {**self.workspace, "file_id": file_id}
            case _:
                return {**self.workspace, "task_id": file_id}


def owner(task_name: str) -> str:
    """Return the name of the scenario of a task."""
    return task_name.removeprefix(RENAMED).removesuffix(COPIED)


def _step(tool: str, *ends: str, possible: bool = True, creates: int = 0, **more: Any) -> Step:
    return Step(tool, frozenset(ends), more, possible, creates)


CREATE = _step("create_realtime_task", "created", creates=1)
RUN_NEW = _step("create_realtime_task", "RUN", creates=1, start=True)
PREVIEW = replace(_step("preview_realtime_task", "generated"), has_process=True)
START = _step("start_tasks", "RUN")
STOP = _step("stop_tasks", "PAUSE", "NORUN")
PAUSE, RESUME = _step("stop_tasks", "DEPLOYED"), _step("start_tasks", "DEPLOYED")
RETIRE = replace(_step("retire_tasks", "GONE"), deletes=True)
SHOW = replace(_step("change_realtime_tables", "preview"), has_process=True)
CHANGE = _step("change_realtime_tables", "applied", apply=True)
COPY = _step("copy_realtime_task", "created", creates=1)
GROUP_CHANGE = _step("change_task", "applied", apply=True, resource_group="S_res_group_XXX_XXXX", restart=True)
SCHEDULE_CHANGE = _step("change_task", "applied", apply=True, cron="00 30 04 * * ?", cu=2, where="id > 5")
BATCH_PLAIN = _step("create_batch_task", "created", creates=1)
BATCH_CRON = _step("create_batch_task", "scheduled", creates=1, **CRON)
BATCH_LIVE = _step("create_batch_task", "deployed", creates=1, deploy=True, **CRON)
DELETE_FILE = replace(_step("delete_file", "deleted"), deletes=True)
AS_BEFORE = replace(CREATE, possible=False, creates=0)
NO_TABLE = _step("create_realtime_task", possible=False, tables=["shop.nothing"])
NO_FOLDER = _step("create_realtime_task", possible=False, folder="Business Flow/nowhere/Data Integration")
OTHER_TABLES = _step("create_realtime_task", possible=False, tables=[LATER])
NO_SOURCE = _step("create_batch_task", possible=False, source="mysql_nowhere")
OTHER_BATCH = _step("create_batch_task", possible=False, columns=["id"])

KINDS: dict[str, tuple[Step, ...]] = {
    "create": (CREATE,),
    "create and run": (RUN_NEW,),
    "preview": (PREVIEW,),
    "preview, create": (PREVIEW, CREATE),
    "create, start": (CREATE, START),
    "run, stop, start": (RUN_NEW, STOP, START),
    "run, retire": (RUN_NEW, RETIRE),
    "create, retire": (CREATE, RETIRE),
    "create, retire, create": (CREATE, RETIRE, CREATE),
    "run, change": (RUN_NEW, SHOW, CHANGE),
    "create, change": (CREATE, SHOW, CHANGE),
    "run, change, retire": (RUN_NEW, CHANGE, RETIRE),
    "change, create": (CREATE, CHANGE, AS_BEFORE),
    "create, copy": (CREATE, COPY),
    "run, copy": (RUN_NEW, COPY),
    "batch": (BATCH_PLAIN,),
    "batch with cron": (BATCH_CRON,),
    "batch to production": (BATCH_LIVE,),
    "batch, step by step": (BATCH_PLAIN, replace(BATCH_LIVE, creates=0)),
    "run, change settings": (RUN_NEW, GROUP_CHANGE),
    "batch to production, change settings": (BATCH_LIVE, SCHEDULE_CHANGE),
    "batch, delete": (BATCH_PLAIN, DELETE_FILE),
    "batch to production, delete": (BATCH_LIVE, DELETE_FILE),
    "batch to production, stop, start": (BATCH_LIVE, PAUSE, RESUME),
    "batch to production, stop, retire": (BATCH_LIVE, PAUSE, RETIRE),
    "batch, retire": (BATCH_PLAIN, RETIRE),
    "batch to production, retire": (BATCH_LIVE, RETIRE),
    "batch to production, stop, start, retire": (BATCH_LIVE, PAUSE, RESUME, RETIRE),
    "no such table": (NO_TABLE,),
    "no such folder": (NO_FOLDER,),
    "no such source": (NO_SOURCE,),
    "name taken": (CREATE, OTHER_TABLES),
    "batch name taken": (BATCH_PLAIN, OTHER_BATCH),
}
"""Every kind of flow, in an order that a short run covers completely.
The last five, and "change, create", have impossible steps."""

BY_TWO = (
    "create",
    "create and run",
    "create, start",
    "run, stop, start",
    "run, retire",
    "run, change",
    "batch",
    "batch to production",
    "batch to production, stop, start",
    "batch to production, retire",
)
"""The kinds that two users wish at the same time."""

BESIDE = {
    "create and run": ("stops", "changes", "renames", "deletes"),
    "create, start": ("starts", "deletes"),
    "run, stop, start": ("starts", "stops", "renames"),
    "run, change": ("stops", "changes", "renames", "deletes"),
    "run, retire": ("starts", "stops", "renames", "deletes"),
    "batch to production": ("changes", "renames", "deletes"),
    "batch to production, stop, start": ("changes", "renames", "deletes"),
    "batch to production, retire": ("changes", "renames", "deletes"),
}
"""The kinds during which a colleague does something."""

SHARED = {
    **{f"two: {kind}": (kind, 2, "") for kind in BY_TWO},
    **{f"somebody {deed}: {kind}": (kind, 1, deed) for kind, deeds in BESIDE.items() for deed in deeds},
}
"""The kinds of flows with others: the steps, the number of users, and what a colleague does."""

NOT_NEW = frozenset(
    {
        *("no such folder", "no such table", "batch, delete", "batch to production, delete"),
    }
)
"""The kinds that only the classic studio has: folders, tables that are looked for before a task is created, and batch
tasks that are deleted as files.
"""

NEW_KINDS = tuple(f"new: {kind}" for kind in (*KINDS, *SHARED) if kind not in NOT_NEW)


def _interleaved(some: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    """One of each in turn; those of the shorter list come again."""
    for number in range(max(len(some), len(others))):
        yield some[number % len(some)]
        yield others[number % len(others)]


SINGLE_KINDS = (*_interleaved([*KINDS], [kind for kind in NEW_KINDS if kind.removeprefix("new: ") in KINDS]),)
ALL_KINDS = (*_interleaved([*KINDS, *SHARED], NEW_KINDS),)
"""The kinds of flows, half of them on each studio; and those of one user alone."""


def scenario(number: int, seed: int, kinds: Sequence[str] = ALL_KINDS) -> Scenario:
    """Return the scenario of that number: the number decides its kind, the rest is random."""
    rng = random_for(seed, "scenario", number)
    kind = kinds[number % len(kinds)]
    tables = tuple(rng.sample(TABLES, rng.randint(2, len(TABLES))))
    plain = kind.removeprefix("new: ")
    steps, callers, deed = SHARED.get(plain, (plain, 1, ""))
    flow = (kind, f"flow_{number}", KINDS[steps], rng.choice(DESTINATIONS), tables, callers, deed)
    return Scenario(*flow, "classic" if plain == kind else "new")
