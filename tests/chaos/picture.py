"""What exists, as it is at one moment: what answers are held against."""

from dataclasses import dataclass
from typing import Any

from emulator.handlers.files import DONE
from emulator.world.state import Task, World
from tests.chaos.wishes import owner

DEVELOPMENT, PRODUCTION = 1, 2
"""Where deployments lead."""


@dataclass(frozen=True)
class Row:
    """A task under the name of its story; what can't be seen from outside the emulator's process is ``None``."""

    name: str
    task_type: str
    deployed: bool | None
    state: str
    script: str | None = None
    committed: bool | None = None
    cron: str | None = None


@dataclass(frozen=True)
class Picture:
    """All tasks by id, and the names of those that were deleted."""

    tasks: dict[str, Row]
    gone: dict[str, str]

    def named(self, name: str) -> set[str]:
        """The ids of the tasks that have a name."""
        return {file_id for file_id, row in self.tasks.items() if row.name == name}

    def ever(self, name: str) -> set[str]:
        """The same with those that were deleted."""
        return self.named(name) | {file_id for file_id, gone in self.gone.items() if gone == name}


def picture(world: World) -> Picture:
    """The picture of a world in this process."""
    workspaces = world.workspaces.values()
    tasks = {
        str(task.file_id): _row(world, task)
        for workspace in workspaces
        for task in workspace.tasks.values()
        if task.task_type != "DI_SOLUTION"  # the samples give one the id of a task
    }
    gone = {str(task.file_id): owner(task.name) for workspace in workspaces for task in workspace.deleted.values()}
    return Picture(tasks, gone)


def picture_of(rows: list[dict[str, Any]]) -> Picture:
    """The picture that the emulator's own door shows."""
    live = [row for row in rows if not row["deleted"] and row["task_type"] != "DI_SOLUTION"]
    return Picture(
        {row["file_id"]: Row(owner(row["name"]), row["task_type"], _shown(row), row["state"]) for row in live},
        {row["file_id"]: owner(row["name"]) for row in rows if row["deleted"]},
    )


def _shown(row: dict[str, Any]) -> bool | None:
    """Whether it is in production; of a batch task the door shows no more than that it was sent there."""
    return None if row["deployed"] and row["task_type"] == "DI_OFFLINE" else row["deployed"]


def _row(world: World, task: Task) -> Row:
    batch = task.task_type == "DI_OFFLINE"
    deployed = _arrived(world, task, PRODUCTION) if batch else task.deployed
    committed = _arrived(world, task, DEVELOPMENT) if batch else task.committed
    cron = task.schedule.get("CronExpress", "")
    return Row(owner(task.name), task.task_type, deployed, task.run_state(world.clock()), task.script, committed, cron)


def _arrived(world: World, task: Task, environment: int) -> bool:
    """Whether a batch task is there by now: the emulator notes at the task that it was sent on its way."""
    moves = (move for move in world.deployments.values() if move.file_id == task.file_id)
    there = (move for move in moves if move.environments[1] == environment)
    return any(move.course.state(world.clock()) == DONE for move in there)
