"""The emulator's state: the contents of a DataWorks account, as plain values."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from dataworks.folder_paths import place_of
from emulator.failures import NO_PROJECT, NO_SUCH_PROJECT, Forbidden, RequestRefused, invalid, missing
from emulator.world.course import Course
from emulator.world.ids import LAST, IdKind
from emulator.world.jobs import DIJob
from emulator.world.lifecycle import DEFAULT_SPEED, DEPLOYED, Speed
from emulator.world.nodes import Node, Pipeline, in_production
from emulator.world.observable_dict import ObservableDict
from emulator.world.roles import Roles, Session

DATA_INTEGRATION = 4
"""The type of the resource groups that sync tasks run on."""

SCHEDULING = frozenset({1, 7})
"""The types of the resource groups that schedule nodes: shared and exclusive."""

NORMAL = 0
"""The status of a resource group that can be used."""

PRODUCTION = 1
"""The environment of a data source that tasks use; 0 is development."""


@dataclass(frozen=True)
class Column:
    """A column of a source table, with its type as in MySQL, such as ``decimal(10,2) unsigned``."""

    name: str
    type: str
    comment: str = ""

    @classmethod
    def declared(cls, declaration: str) -> Self:
        """Read ``name type`` or ``name type # comment``."""
        name, _, rest = declaration.partition(" ")
        kind, _, comment = rest.partition(" # ")
        return cls(name, kind, comment)


@dataclass(frozen=True)
class Table:
    """A table. ``primary_key`` may be empty; only MaxCompute tables have partition columns."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()


Databases = dict[str, dict[str, Table]]
"""Tables by database and name."""


@dataclass(frozen=True)
class DataSource:
    """A data source of a workspace; only MySQL and MaxCompute ones have databases (in MaxCompute: projects) here.

    ``crawled``: a metadata crawler has collected its tables for Data Map; ``ids``: its id by environment, where the
    world says it.
    """

    name: str
    type: str
    databases: Databases = field(default_factory=dict[str, dict[str, Table]])
    environments: frozenset[int] = frozenset({0, 1})
    reachable: bool = True
    enabled: bool = True
    crawled: bool = False
    ids: dict[int, int] = field(default_factory=dict[int, int])


@dataclass(frozen=True)
class ResourceGroup:
    """A group of machines that tasks run on. Scripts name it by ``identifier``, generated scripts by ``id``.

    ``bound_to``: the workspaces that can use it; ``None``: all.
    """

    id: int
    identifier: str
    name: str
    type: int
    mode: str = "ISOLATE"
    status: int = NORMAL
    is_default: bool = False
    biz_ext_key: str = "single"
    cluster: str = "AY60C"
    tags: dict[str, str] = field(default_factory=dict[str, str])
    manager_group: str = ""
    bound_to: frozenset[str] | None = None

    def runs_sync_tasks(self) -> bool:
        """Whether sync tasks can use this group."""
        return self.type == DATA_INTEGRATION and self.status == NORMAL


@dataclass(frozen=True)
class Folder:
    """A folder of a business flow, for tasks."""

    id: str
    path: str
    business_id: int

    @property
    def flow(self) -> str:
        """The name of the business flow: the second part of the path."""
        return self.path.split("/")[1]


@dataclass(frozen=True)
class Task:
    """A sync task. Times are in epoch seconds; ``script`` is kept byte for byte.

    ``detail`` is the SolutionDetail of a solution if it is recorded, and not made from the script; ``instance`` is the
    progress of the last start or stop, ``start_param`` the parameters of the last start; ``schedule`` is
    NodeConfiguration as on the wire; ``submission`` is the id of the last deployment to development, ``first`` that of
    the one that makes the node.
    """

    file_id: int
    task_type: str
    name: str
    folder: Folder
    script: str
    created: float
    edited: float
    resource_group: str = ""
    cu: float | None = None
    owner: str = "1000000000000001"
    node_id: int | None = None
    committed: bool = False
    deployed: bool = False
    version: int = 1
    detail: dict[str, Any] | None = None
    instance: Course | None = None
    start_param: dict[str, Any] = field(default_factory=dict[str, Any])
    schedule: dict[str, Any] = field(default_factory=dict[str, Any])
    submission: int | None = None
    first: int | None = None

    def run_state(self, now: float) -> str:
        """Return the run state; NORUN for a task that was never started."""
        return "NORUN" if self.instance is None else self.instance.state(now)


@dataclass(frozen=True)
class Deployment:
    """The deployment of a file from one environment to the next: 0 the editor, 1 development, 2 production.

    ``removes``: it takes the file away from there; ``comment``: what the request says.
    """

    id: int
    project_id: str
    file_id: int
    version: int
    environments: tuple[int, int]
    course: Course
    created: float
    removes: bool = False
    comment: str | None = None


@dataclass
class Process:
    """A generation: the script that it will return, and its progress."""

    id: int
    project_id: str
    task_type: str
    content: str
    speed: Speed
    started: float
    reads: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Deleted:
    """The record of a deleted task; of a job or a node, ``file_id`` is its number."""

    file_id: int
    task_type: str
    name: str
    folder: str


@dataclass
class Workspace:
    """A workspace. Tasks are stored by type and id: the official pages use id 100 for a task and for a solution.

    ``standard``: development and production are separate; ``recycled`` are the files in the recycle bin;
    ``new_studio``: it is on the new Data Studio, with nodes in place of files; ``approves``: a deployment to
    production waits for an approval in the console.
    """

    id: str
    identifier: str
    data_sources: dict[str, DataSource] = field(default_factory=dict[str, DataSource])
    folders: ObservableDict[str, Folder] = field(default_factory=ObservableDict[str, Folder])
    tasks: ObservableDict[tuple[str, int], Task] = field(default_factory=ObservableDict[tuple[str, int], Task])
    configs: ObservableDict[tuple[str, str | None], dict[str, str]] = field(
        default_factory=ObservableDict[tuple[str, str | None], dict[str, str]]
    )
    deleted: ObservableDict[tuple[str, int], Deleted] = field(default_factory=ObservableDict[tuple[str, int], Deleted])
    recycled: ObservableDict[tuple[str, int], Task] = field(default_factory=ObservableDict[tuple[str, int], Task])
    jobs: ObservableDict[int, DIJob] = field(default_factory=ObservableDict[int, DIJob])
    standard: bool = True
    new_studio: bool = False
    approves: bool = False
    nodes: ObservableDict[int, Node] = field(default_factory=ObservableDict[int, Node])
    pipelines: ObservableDict[str, Pipeline] = field(default_factory=ObservableDict[str, Pipeline])

    def add(self, task: Task) -> None:
        """Add a task, or replace it."""
        self.tasks[task.task_type, task.file_id] = task

    def data_source_ids(self) -> Iterator[tuple[int, DataSource, int]]:
        """Yield the id of each data source in each of its environments; no other workspace has the same."""
        first = (int(self.id) - 10_000) * 1_000
        for number, source in enumerate(self.data_sources.values(), 1):
            for environment in sorted(source.environments):
                yield source.ids.get(environment, first + number * 2 + environment), source, environment

    def deployed_nodes(self, now: float) -> dict[int, Node]:
        """Return the nodes in production by id, as they were when they were deployed."""
        return in_production(self.pipelines.values(), now)

    def remove(self, task: Task) -> None:
        """Delete a task, and record that it existed."""
        key = (task.task_type, task.file_id)
        del self.tasks[key]
        self.deleted[key] = Deleted(task.file_id, task.task_type, task.name, task.folder.path)

    def recycle(self, task: Task) -> None:
        """Delete a task whose file goes to the recycle bin."""
        self.remove(task)
        self.recycled[task.task_type, task.file_id] = task

    def in_bin(self, file_id: str | None) -> Task | None:
        """Return the file of that id in the recycle bin, if it is there."""
        return next((task for task in self.recycled.values() if str(task.file_id) == file_id), None)

    def task(self, task_type: str, file_id: str) -> Task:
        """Return the task of that type and id, or raise the documented failure."""
        task = self.tasks.get((task_type, int(file_id)))
        if task is None:
            raise invalid("fileId", file_id)
        return task

    def file(self, file_id: str | None = None, node_id: str | None = None) -> Task:
        """Return the task of that file or node id, of any type; of two with the same id the batch task."""
        for task in sorted(self.tasks.values(), key=lambda task: task.task_type != "DI_OFFLINE"):
            if (file_id is not None and task.file_id == int(file_id)) or (
                file_id is None and node_id is not None and task.node_id == int(node_id)
            ):
                return task
        raise invalid("fileId" if file_id is not None else "nodeId", file_id or node_id)

    def folder(self, path: str) -> Folder | None:
        """Return the folder at a path in any spelling, if it is there."""
        place = place_of(path)
        return next((folder for folder in self.folders.values() if place_of(folder.path) == place), None)

    def data_source(self, name: str, kind: str | None = None, environment: int | None = PRODUCTION) -> DataSource:
        """Return the data source of that name in an environment (``None``: any), or raise the documented failure."""
        source = self.data_sources.get(name)
        if source is None or environment not in (None, *source.environments) or kind not in (None, source.type):
            raise invalid("datasource", name)
        return source


@dataclass
class World:
    """The state of the account. Ids are counted and the clock (epoch seconds) is given, so that runs are repeatable.

    ``tokens`` maps an operation and client token to a hash of the first request, and the id that it created; ``last``
    holds the last id of each kind, and how often the world was restored from a file (``start``). Where the pages and
    what was seen of the service differ, ``documented`` follows the pages. ``session`` is that of the
    current request.
    """

    workspaces: dict[str, Workspace] = field(default_factory=dict[str, Workspace])
    resource_groups: dict[str, ResourceGroup] = field(default_factory=dict[str, ResourceGroup])
    processes: ObservableDict[str, Process] = field(default_factory=ObservableDict[str, Process])
    deployments: ObservableDict[int, Deployment] = field(default_factory=ObservableDict[int, Deployment])
    tokens: ObservableDict[tuple[str, str], tuple[str, int]] = field(
        default_factory=ObservableDict[tuple[str, str], tuple[str, int]]
    )
    last: ObservableDict[str, int] = field(default_factory=lambda: ObservableDict(LAST))
    clock: Callable[[], float] = time.time
    speed: Speed = DEFAULT_SPEED
    running_speed: Speed = DEFAULT_SPEED
    deploying_speed: Speed = DEFAULT_SPEED
    realtime_updates: bool = True
    documented: bool = False
    requests: int = 0
    roles: Roles = field(default_factory=Roles)
    session: Session | None = None

    @contextmanager
    def with_speed(self, speed: Speed | None) -> Generator[None]:
        """Give this speed to the processes that the block starts; ``None`` changes nothing."""
        speeds = (self.speed, self.running_speed, self.deploying_speed)
        if speed is not None:
            self.speed = self.running_speed = self.deploying_speed = speed
        try:
            yield
        finally:
            self.speed, self.running_speed, self.deploying_speed = speeds

    def workspace(self, project_id: str) -> Workspace:
        """Return the workspace of that id, or raise ``Forbidden``."""
        workspace = self.workspaces.get(project_id)
        if workspace is None:
            raise Forbidden
        return workspace

    def named_workspace(self, project_id: str | None, identifier: str | None) -> Workspace:
        """Return the workspace of that id, or else of that identifier; one of them must be given."""
        if project_id is not None:
            return self.workspace(project_id)
        if identifier is None:
            raise RequestRefused(missing("ProjectId") if self.documented else NO_PROJECT)
        for workspace in self.workspaces.values():
            if workspace.identifier == identifier:
                return workspace
        raise Forbidden(NO_SUCH_PROJECT)

    def has_arrived(self, deployment_id: int | None) -> bool:
        """Return whether a deployment is done; ``None`` stands for one from before the world began."""
        deployment = self.deployments.get(deployment_id or 0)
        return deployment is None or deployment.course.state(self.clock()) == DEPLOYED

    def is_committed(self, task: Task) -> bool:
        """Return whether the current version of a file is in development."""
        return task.committed and self.has_arrived(task.submission)

    def node_of(self, task: Task) -> int | None:
        """Return the node of a file, which the first successful submission makes."""
        return task.node_id if self.has_arrived(task.first) else None

    def in_production(self, project_id: str, file_id: int) -> bool:
        """Return whether production runs a file of DataStudio: it was deployed, and its removal was not."""
        return self.production_version(project_id, file_id) is not None

    def production_version(self, project_id: str, file_id: int) -> int | None:
        """Return the version of a file that production runs; ``None``: it runs none."""
        now, place = self.clock(), (project_id, file_id, 2)
        arrived = [
            each
            for each in self.deployments.values()
            if (each.project_id, each.file_id, each.environments[1]) == place and each.course.state(now) == DEPLOYED
        ]
        return arrived[-1].version if arrived and not arrived[-1].removes else None

    def sync_group(self, identifier: str) -> ResourceGroup:
        """Return the data integration group of that identifier, or raise the documented failure."""
        group = self.resource_groups.get(identifier)
        if group is None or not group.runs_sync_tasks():
            raise invalid("ResourceGroup", identifier)
        return group

    def schedule_group(self, number: int) -> ResourceGroup:
        """Return the scheduling group of that numeric id, or raise the documented failure."""
        for group in self.resource_groups.values():
            if group.id == number and group.type in SCHEDULING and group.status == NORMAL:
                return group
        raise invalid("ResourceGroup", number)

    def new_id(self, kind: IdKind) -> int:
        """Return the next id of a kind; a ``process`` is a generation, a ``node`` one of the scheduler."""
        self.last[kind] += 1
        return self.last[kind]

    def new_request_id(self) -> str:
        """Return the next request id, in the form of a UUID. It counts from one after each start."""
        self.requests += 1
        return f"00000000-0000-4000-{0x8000 + self.last['start'] % 0x4000:04X}-{self.requests:012X}"
