"""The tasks that there are and that there were, in one list, for programs that check what a client believes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from emulator.world.state import Workspace, World


@dataclass(frozen=True)
class TaskRow:
    """A task. ``state`` is that of its instance; of a deleted task nothing more than its name is known."""

    project_id: str
    task_type: str
    file_id: str
    name: str
    folder: str
    deployed: bool
    state: str
    deleted: bool


def tasks(world: World) -> list[TaskRow]:
    """Every task of every workspace, the deleted ones last. It counts no look."""
    return list(chain.from_iterable(_tasks(workspace, world.clock()) for workspace in world.workspaces.values()))


def _tasks(workspace: Workspace, now: float) -> Iterator[TaskRow]:
    for task in workspace.tasks.values():
        told = (workspace.id, task.task_type, str(task.file_id), task.name, task.folder.path)
        yield TaskRow(*told, deployed=task.deployed, state=task.run_state(now), deleted=False)
    for gone in workspace.deleted.values():
        told = (workspace.id, gone.task_type, str(gone.file_id), gone.name, gone.folder)
        yield TaskRow(*told, deployed=False, state="NORUN", deleted=True)
