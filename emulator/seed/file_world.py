"""The world of a world file."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from emulator.seed.earlier import add_earlier_work
from emulator.seed.first_node import STAGES
from emulator.seed.world_file import (
    DataSourceEntry,
    JobEntry,
    NodeEntry,
    TaskEntry,
    WorkspaceEntry,
    WorldEntry,
    folders_of,
    object_of,
    read_world_file,
    tables_of,
    unused,
)
from emulator.world.course import Course
from emulator.world.ids import LAST
from emulator.world.jobs import (
    FAILED,
    FINISHED,
    INITIALIZED,
    RUNNING,
    STOPPED,
    STOPPING,
    AlarmRule,
    DIJob,
    Plan,
    Run,
)
from emulator.world.lifecycle import DEFAULT_SPEED, AtOnce, Speed
from emulator.world.nodes import GOING, ONLINE, Node, Pipeline
from emulator.world.roles import Roles
from emulator.world.state import DataSource, Folder, Task, Workspace, World

TASK_TYPES = {"real-time": "DI_REALTIME", "batch": "DI_OFFLINE", "solution": "DI_SOLUTION"}
NOT_STARTED = "NORUN"
BEFORE = {STOPPED: (STOPPING,), FAILED: (RUNNING,), FINISHED: (RUNNING,)}
"""The state before one that a job ends in: it has begun."""

FIRST_SOURCE = 20_001
"""From here on ids are made up for data sources that the file gives none."""

FIRST_FILE, FIRST_PROCESS = 1_000_000, 9
"""The ids before those of the first new file and process."""


def world_of_file(path: Path, *, clock: Callable[[], float] = time.time, speed: Speed = DEFAULT_SPEED) -> World:
    """Return a new world with the contents of a file.

    Raises:
        ValueError: the file is not valid; the message names each place.
        OSError: it can't be read.
    """
    entry = read_world_file(path)
    try:
        return world_of(entry, clock=clock, speed=speed)
    except ValueError as error:
        raise ValueError(f"world {path.name}: {error}") from None


def world_of(entry: WorldEntry, *, clock: Callable[[], float] = time.time, speed: Speed = DEFAULT_SPEED) -> World:
    """Return a new world with the contents of a file that was read.

    Raises:
        ValueError: a table or task is not valid; the message names the place.
    """
    now = clock()
    tasks = _task_ids(entry)
    workspaces = {number: _workspace(number, each, now, tasks) for number, each in entry.workspace.items()}
    _number([source for workspace in workspaces.values() for source in workspace.data_sources.values()])
    world = World(
        workspaces=workspaces,
        resource_groups={group.identifier: group.group() for group in entry.resource_group},
        clock=clock,
        speed=speed,
        running_speed=speed,
        deploying_speed=speed,
        roles=Roles.of(each.role() for each in entry.role),
    )
    world.last.update(_last_ids(workspaces.values()))
    add_earlier_work(world)
    return world


def _task_ids(entry: WorldEntry) -> Iterator[int]:
    """Return ids for nodes in production that the file gives none: the scheduler has one for each."""
    given = {node.task_id or 0 for each in entry.workspace.values() for node in each.node}
    given |= {task.node_id or 0 for each in entry.workspace.values() for task in each.task}
    return unused(given, count(LAST["node"] + 1))


def _workspace(number: str, entry: WorkspaceEntry, now: float, tasks: Iterator[int]) -> Workspace:
    sources = {name: _source(name, each, number) for name, each in entry.data_source.items()}
    workspace = Workspace(
        number,
        entry.name,
        sources,
        standard=entry.standard,
        new_studio=entry.studio == "new",
        approves=entry.approves,
    )
    workspace.folders.update({folder.path: folder for folder in folders_of(entry.folder)})
    for task in entry.task:
        workspace.add(_task(task, workspace, now))
    workspace.jobs.update({job.id: _job(job, now) for job in entry.job})
    for node in entry.node:
        _add_node(node, workspace, now, tasks)
    return workspace


def _number(sources: Sequence[DataSource]) -> None:
    """Give each data source an id in each of its environments that no other has, in any workspace."""
    numbers = unused({number for source in sources for number in source.ids.values()}, count(FIRST_SOURCE))
    for source in sources:
        for environment in sorted(source.environments - source.ids.keys()):
            source.ids[environment] = next(numbers)


def _source(name: str, entry: DataSourceEntry, workspace: str) -> DataSource:
    return entry.source(name, tables_of(entry, workspace, name))


def _task(entry: TaskEntry, workspace: Workspace, now: float) -> Task:
    course = None if entry.state == NOT_STARTED else Course((entry.state,), AtOnce(), now)
    detail = None if entry.detail is None else object_of(entry.detail)
    committed = entry.deployed if entry.committed is None else entry.committed
    return Task(
        entry.id,
        TASK_TYPES[entry.type],
        entry.name,
        _folder(entry, workspace),
        entry.script,
        now,
        now,
        entry.resource_group,
        entry.cu,
        entry.owner,
        entry.node_id,
        committed=committed,
        deployed=entry.deployed,
        version=entry.version,
        detail=detail,
        instance=course,
        schedule=object_of(entry.schedule),
    )


def _folder(entry: TaskEntry, workspace: Workspace) -> Folder:
    folder = workspace.folder(entry.folder)
    if folder is None:
        raise ValueError(f"workspace.{workspace.id}.task {entry.id}: there is no folder {entry.folder!r}")
    return folder


def _job(entry: JobEntry, now: float) -> DIJob:
    path = (*BEFORE.get(entry.state, ()), entry.state)
    runs = (Run(Plan(), Course(path, AtOnce(), now), now, now, loads=False),)
    alarms = tuple(AlarmRule(int(number), object_of(given)) for number, given in entry.alarms.items())
    given = object_of(entry.definition)
    return DIJob(entry.id, entry.name, given, () if entry.state == INITIALIZED else runs, alarms)


def _add_node(entry: NodeEntry, workspace: Workspace, now: float, tasks: Iterator[int]) -> None:
    """Add a node, and the pipeline that deployed it."""
    task_id = entry.task_id or (next(tasks) if entry.deployed else None)
    node = Node(entry.id, entry.name, _spec(entry, entry.spec), tuple(entry.parents), now, now, entry.owner, task_id)
    workspace.nodes[node.id] = node
    if entry.deployed:
        done = Course(GOING, AtOnce(), now)
        stages = tuple(replace(stage, course=done) for stage in STAGES)
        number = f"before-{node.id}"
        workspace.pipelines[number] = Pipeline(number, ONLINE, _in_production(entry, node), now, stages)


def _in_production(entry: NodeEntry, node: Node) -> Node:
    """Return a node as it was when it was deployed."""
    spec = _spec(entry, entry.production or entry.spec)
    parents = entry.parents if entry.production_parents is None else entry.production_parents
    return replace(node, spec=spec, name=spec["name"], parents=tuple(parents))


def _spec(entry: NodeEntry, text: str) -> dict[str, Any]:
    return {"name": entry.name, **object_of(text), "id": str(entry.id)}


def _last_ids(workspaces: Iterable[Workspace]) -> dict[str, int]:
    """Return the last id of each kind that the things of a file have, so that new ones differ."""
    last = {**LAST, "file": FIRST_FILE, "process": FIRST_PROCESS}
    for workspace in workspaces:
        tasks, nodes = workspace.tasks.values(), workspace.nodes.values()
        found = {
            "file": [task.file_id for task in tasks],
            "node": [number for task in (*tasks,) if (number := task.node_id)]
            + [n.task_id for n in nodes if n.task_id],
            "job": [*workspace.jobs],
            "alarm": [alarm.id for job in workspace.jobs.values() for alarm in job.alarms],
            "studio node": [*workspace.nodes],
        }
        last.update({kind: max(last[kind], *numbers) for kind, numbers in found.items() if numbers})
    return last
