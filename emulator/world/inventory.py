"""The list of all tasks, the deleted ones included, for programs that verify what a client reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from dataworks.task_ids import IdOf, id_of
from emulator.world.state import Workspace, World


@dataclass(frozen=True)
class TaskRow:
    """A task. ``state`` is that of its instance; of a deleted task only id, type, name and folder are known.

    ``deployed`` of a deleted file: production still runs it, until the removal is deployed.
    """

    project_id: str
    task_type: str
    file_id: str
    name: str
    folder: str
    deployed: bool
    state: str
    deleted: bool


PREFIXES = {"JOB": IdOf.JOB, "NODE": IdOf.NODE}
"""What ids of these types are of; others are those of files."""


def tasks(world: World) -> list[TaskRow]:
    """Return every task of every workspace, the deleted ones last. It does not count as a read of their states."""
    return list(chain.from_iterable(_tasks(workspace, world) for workspace in world.workspaces.values()))


def _tasks(workspace: Workspace, world: World) -> Iterator[TaskRow]:
    for task in workspace.tasks.values():
        fields = (workspace.id, task.task_type, str(task.file_id), task.name, task.folder.path)
        yield TaskRow(*fields, deployed=task.deployed, state=task.run_state(world.clock()), deleted=False)
    yield from _jobs(workspace, world)
    yield from _nodes(workspace, world)
    for deleted in workspace.deleted.values():
        task_id = id_of(str(deleted.file_id), PREFIXES.get(deleted.task_type, IdOf.FILE))
        fields = (workspace.id, deleted.task_type, task_id, deleted.name, deleted.folder)
        left = world.in_production(workspace.id, deleted.file_id)
        yield TaskRow(*fields, deployed=left, state="NORUN", deleted=True)


def _jobs(workspace: Workspace, world: World) -> Iterator[TaskRow]:
    for job in workspace.jobs.values():
        fields = (workspace.id, "JOB", id_of(str(job.id), IdOf.JOB), job.name, "")
        yield TaskRow(*fields, deployed=True, state=job.state(world.clock()), deleted=False)


def _nodes(workspace: Workspace, world: World) -> Iterator[TaskRow]:
    deployed = workspace.deployed_nodes(world.clock())
    for node in workspace.nodes.values():
        folder = str(node.spec.get("script", {}).get("path", "")).rpartition("/")[0]
        fields = (workspace.id, "NODE", id_of(str(node.id), IdOf.NODE), node.name, folder)
        yield TaskRow(*fields, deployed=node.id in deployed, state="NORUN", deleted=False)
