"""The emulator's state: what an account would hold in DataWorks, as plain values."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from emulator.failures import Forbidden, RequestRefused, invalid, missing
from emulator.world.lifecycle import USUAL, Speed, reached
from emulator.world.shelf import Shelf

DATA_INTEGRATION = 4
"""The type of the resource groups that sync tasks run on."""

SCHEDULING = frozenset({1, 7})
"""The types of the resource groups that schedule nodes: shared and exclusive."""

NORMAL = 0
"""The status of a resource group that can be used."""

PRODUCTION = 1
"""The environment of a data source that tasks run with; 0 is development."""


@dataclass(frozen=True)
class Column:
    """A column of a source table; its type is as MySQL spells it, such as ``decimal(10,2) unsigned``."""

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
    """A table. One without a primary key has an empty one; only MaxCompute's have partition columns."""

    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()


Databases = dict[str, dict[str, Table]]
"""Tables by name, by database."""


@dataclass(frozen=True)
class DataSource:
    """A data source of a workspace; only MySQL and MaxCompute ones have databases here, or projects."""

    name: str
    type: str
    databases: Databases = field(default_factory=dict[str, dict[str, Table]])
    environments: frozenset[int] = frozenset({0, 1})
    reachable: bool = True


@dataclass(frozen=True)
class ResourceGroup:
    """Machines of the account that tasks run on. Scripts name it by ``identifier``, generated ones by ``id``."""

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

    def runs_sync_tasks(self) -> bool:
        """Whether a sync task may be given this group."""
        return self.type == DATA_INTEGRATION and self.status == NORMAL


@dataclass(frozen=True)
class Folder:
    """A folder of a workflow; tasks lie in it."""

    id: str
    path: str
    business_id: int

    @property
    def flow(self) -> str:
        """The name of the business flow: the second part of the path."""
        return self.path.split("/")[1]


@dataclass
class Course:
    """Something on its way through its states: the path, the speed, since when (epoch seconds), and looks so far."""

    path: tuple[str, ...]
    speed: Speed
    since: float
    reads: int = field(default=0, compare=False)

    def state(self, now: float) -> str:
        """Where it is."""
        return reached(self.path, self.speed, now - self.since, self.reads)

    def look(self, now: float) -> str:
        """Where it is, and count the look."""
        state = self.state(now)
        self.reads += 1
        return state


@dataclass(frozen=True)
class Task:
    """A sync task. Times are in epoch seconds; ``script`` is kept byte for byte.

    ``detail`` is a solution's, where it is recorded rather than told from the script; ``instance`` is what was started
    or stopped last, with the parameters of the last start; ``schedule`` is NodeConfiguration as on the wire;
    ``submission`` is the deployment that brought it to development.
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

    def run_state(self, now: float) -> str:
        """The run state: a task that was never started has one, too."""
        return "NORUN" if self.instance is None else self.instance.state(now)


@dataclass(frozen=True)
class Deployment:
    """A file on its way from one environment to the next: 0 the editor, 1 development, 2 production."""

    id: int
    project_id: str
    file_id: int
    version: int
    environments: tuple[int, int]
    course: Course
    created: float


@dataclass
class Process:
    """A generation: what it will answer with, and how far it is."""

    id: int
    project_id: str
    task_type: str
    content: str
    speed: Speed
    started: float
    reads: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Deleted:
    """What is still known of a task that was deleted."""

    file_id: int
    task_type: str
    name: str
    folder: str


@dataclass
class Workspace:
    """A workspace. Tasks are held by type and id: the official pages use id 100 for a task and for a solution."""

    id: str
    identifier: str
    data_sources: dict[str, DataSource] = field(default_factory=dict[str, DataSource])
    folders: Shelf[str, Folder] = field(default_factory=Shelf[str, Folder])
    tasks: Shelf[tuple[str, int], Task] = field(default_factory=Shelf[tuple[str, int], Task])
    configs: Shelf[tuple[str, str | None], dict[str, str]] = field(
        default_factory=Shelf[tuple[str, str | None], dict[str, str]]
    )
    deleted: Shelf[tuple[str, int], Deleted] = field(default_factory=Shelf[tuple[str, int], Deleted])

    def add(self, task: Task) -> None:
        """Put a task into its place, or a changed one into that of the old one."""
        self.tasks[task.task_type, task.file_id] = task

    def remove(self, task: Task) -> None:
        """Take a task out; that there was one is remembered."""
        del self.tasks[task.task_type, task.file_id]
        gone = Deleted(task.file_id, task.task_type, task.name, task.folder.path)
        self.deleted[task.task_type, task.file_id] = gone

    def task(self, task_type: str, file_id: str) -> Task:
        """The task of that type and id, or the documented failure."""
        task = self.tasks.get((task_type, int(file_id)))
        if task is None:
            raise invalid("fileId", file_id)
        return task

    def known_source(self, name: str) -> DataSource:
        """The data source of that name in whatever environment, or the documented failure."""
        if name not in self.data_sources:
            raise invalid("datasource", name)
        return self.data_sources[name]

    def file(self, file_id: str | None = None, node_id: str | None = None) -> Task:
        """The task of that file or node id, whatever its type; a batch task comes before another of the same id."""
        for task in sorted(self.tasks.values(), key=lambda task: task.task_type != "DI_OFFLINE"):
            if (file_id is not None and task.file_id == int(file_id)) or (
                file_id is None and node_id is not None and task.node_id == int(node_id)
            ):
                return task
        raise invalid("fileId" if file_id is not None else "nodeId", file_id or node_id)

    def source_in(self, name: str, environment: int) -> DataSource:
        """The data source of that name in that environment, or the documented failure."""
        source = self.known_source(name)
        if environment not in source.environments:
            raise invalid("datasource", name)
        return source

    def data_source(self, name: str, kind: str | None = None) -> DataSource:
        """The data source of that name that tasks can run with, or the documented failure."""
        source = self.data_sources.get(name)
        if source is None or PRODUCTION not in source.environments or kind not in (None, source.type):
            raise invalid("datasource", name)
        return source


LAST = {"file": 0, "process": 0, "node": 702000, "deployment": 3000, "start": 0}
"""What ids count from."""


@dataclass
class World:
    """All there is. Ids come from counters, the time from the clock (epoch seconds): no two runs differ.

    ``tokens`` holds, by operation and client token, a hash of the first request with it, and what that made; ``last``
    the last id of each kind, and how often the world was read back from a file (``start``).
    """

    workspaces: dict[str, Workspace] = field(default_factory=dict[str, Workspace])
    resource_groups: dict[str, ResourceGroup] = field(default_factory=dict[str, ResourceGroup])
    processes: Shelf[str, Process] = field(default_factory=Shelf[str, Process])
    deployments: Shelf[int, Deployment] = field(default_factory=Shelf[int, Deployment])
    tokens: Shelf[tuple[str, str], tuple[str, int]] = field(default_factory=Shelf[tuple[str, str], tuple[str, int]])
    last: Shelf[str, int] = field(default_factory=lambda: Shelf(LAST))
    clock: Callable[[], float] = time.time
    speed: Speed = USUAL
    running_speed: Speed = USUAL
    deploying_speed: Speed = USUAL
    realtime_updates: bool = True
    requests: int = 0

    @contextmanager
    def at(self, speed: Speed | None) -> Generator[None]:
        """While the block runs, what is started takes this speed; ``None`` leaves it as it is."""
        usual = (self.speed, self.running_speed, self.deploying_speed)
        if speed is not None:
            self.speed = self.running_speed = self.deploying_speed = speed
        try:
            yield
        finally:
            self.speed, self.running_speed, self.deploying_speed = usual

    def workspace(self, project_id: str) -> Workspace:
        """The workspace of that id, if the caller may enter it."""
        workspace = self.workspaces.get(project_id)
        if workspace is None:
            raise Forbidden
        return workspace

    def named_workspace(self, project_id: str | None, identifier: str | None) -> Workspace:
        """The workspace of that id, or else of that identifier; one of them must be given."""
        if project_id is not None:
            return self.workspace(project_id)
        if identifier is None:
            raise RequestRefused(missing("ProjectId"))
        ids = {workspace.identifier: workspace.id for workspace in self.workspaces.values()}
        return self.workspace(ids.get(identifier, ""))

    def sync_group(self, identifier: str) -> ResourceGroup:
        """The data integration group of that identifier, or the documented failure."""
        group = self.resource_groups.get(identifier)
        if group is None or not group.runs_sync_tasks():
            raise invalid("ResourceGroup", identifier)
        return group

    def schedule_group(self, number: int) -> ResourceGroup:
        """The scheduling group of that numeric id, or the documented failure."""
        for group in self.resource_groups.values():
            if group.id == number and group.type in SCHEDULING and group.status == NORMAL:
                return group
        raise invalid("ResourceGroup", number)

    def new_file_id(self) -> int:
        """The next task's id."""
        return self._next("file")

    def new_process_id(self) -> int:
        """The next generation's id."""
        return self._next("process")

    def new_node_id(self) -> int:
        """The next scheduler node's id."""
        return self._next("node")

    def new_deployment_id(self) -> int:
        """The next deployment's id."""
        return self._next("deployment")

    def new_request_id(self) -> str:
        """The next request's id, in the form of a UUID. It counts from one after each start."""
        self.requests += 1
        return f"00000000-0000-4000-{0x8000 + self.last['start'] % 0x4000:04X}-{self.requests:012X}"

    def _next(self, kind: str) -> int:
        self.last[kind] += 1
        return self.last[kind]
