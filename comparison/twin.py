"""The emulator's world with the names of a real workspace, so that the answers of both can be compared."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast

from comparison.preparation import PAGE, Found, Row, environments, production_id
from comparison.values import objects_at, values_at
from dataworks.client import DataWorks, Timing
from dataworks.credentials import static
from dataworks.endpoints import EMULATOR_INSIDE
from dataworks.operations.v2020.resource_groups import SCHEDULING
from dataworks.studio_settings import StudioName
from emulator.seed.first_node import STAGES
from emulator.seed.source_types import code_of
from emulator.service import KEYS, Emulator
from emulator.transport import EmulatorTransport
from emulator.world.course import Course
from emulator.world.jobs import DIJob
from emulator.world.lifecycle import AfterReads, AtOnce
from emulator.world.nodes import GOING, ONLINE, Node, Pipeline
from emulator.world.state import (
    DATA_INTEGRATION,
    Column,
    DataSource,
    Folder,
    ResourceGroup,
    Table,
    Task,
    Workspace,
    World,
)

SPEED = AfterReads(2)
"""Each state is seen by at least one read."""

COLUMNS = Table((Column("id", "bigint"), Column("name", "varchar(64)")), ("id",))
"""The columns of every table: no read of the preparation lists columns."""

ENVIRONMENTS = {"dev": 0, "prod": 1}

LONG_AGO = 40 * 86_400
"""Seconds since a node was deployed whose task in production is not known."""

LAST_FILE = 900_000_000
"""The ids of new files begin here, above those of the workspace."""


@dataclass
class ShiftedClock:
    """The machine's clock, and what waiting has added to it: in the emulator nobody waits."""

    offset: float = 0.0

    def __call__(self) -> float:
        """Return the time in epoch seconds."""
        return time.time() + self.offset

    async def sleep(self, seconds: float) -> None:
        """Move the clock on."""
        self.offset += seconds

    def utc(self) -> datetime:
        """Return the time in UTC."""
        return datetime.fromtimestamp(self(), UTC)


def emulated(found: Found) -> DataWorks:
    """Return a client of an emulator that has what was found in a workspace."""
    clock = ShiftedClock()
    transport = EmulatorTransport(Emulator(world_of(found, clock)))
    timing = Timing(clock=clock, sleep=clock.sleep, utc=clock.utc)
    return DataWorks(EMULATOR_INSIDE, static(KEYS[0]), transport, timing)


def world_of(found: Found, clock: ShiftedClock) -> World:
    """Return a world with one workspace."""
    workspace = Workspace(found.project_id, found.identifier, {each.name: each for each in _sources(found)})
    workspace.standard, workspace.new_studio = found.standard, found.studio is StudioName.NEW
    for folder in _folders(found):
        workspace.folders[folder.path] = folder
    for task in _tasks(found, workspace):
        workspace.add(task)
    for job in (_job(found, row) for row in found.jobs if _number(row.get("Id"))):
        workspace.jobs[job.id] = job
    tasks = {_number(row.get("Id")): row for row in found.tasks}
    for node in (_node(found, row) for row in found.nodes if _number(row.get("Id"))):
        workspace.nodes[node.id] = node
        if node.task_id is not None and (node.task_id in tasks or len(tasks) >= PAGE):
            _deploy(workspace, node, tasks.get(node.task_id, dict[str, Any]()), clock())
    rows = enumerate([*found.groups, *found.schedulers], 1)
    groups = {str(row.get("Id")): _group(number, row) for number, row in rows}
    world = World(
        {workspace.id: workspace}, groups, clock=clock, speed=SPEED, running_speed=SPEED, deploying_speed=SPEED
    )
    world.last.update({"file": LAST_FILE, "job": LAST_FILE, "process": LAST_FILE})
    return world


def _sources(found: Found) -> Iterator[DataSource]:
    for row in found.sources:
        name, kind = str(row.get("Name")), code_of(str(row.get("Type")))
        chosen = name == found.values.get("data_source")
        tables = {each: dict.fromkeys(names, COLUMNS) for each, names in found.tables.items()} if chosen else {}
        ids = {ENVIRONMENTS.get(each, 1): _number(number) for each, number in environments(row).items()}
        crawled = production_id(row) in found.crawled
        reachable = name not in found.unreachable
        facts = DataSource(name, kind, tables, frozenset(ids), reachable=reachable, crawled=crawled)
        yield replace(facts, ids={place: number for place, number in ids.items() if number})


def _group(number: int, row: Row) -> ResourceGroup:
    shared = row.get("ResourceGroupType") == "CommonV2"
    status = 0 if row.get("Status") == "Normal" else 1
    mode = "SHARE" if shared else "ISOLATE"
    kind = SCHEDULING if row.get("ResourceGroupType") == "ExclusiveScheduler" else DATA_INTEGRATION
    return ResourceGroup(number, str(row.get("Id")), str(row.get("Name")), kind, mode, status)


def _folders(found: Found) -> Iterator[Folder]:
    """Yield the folders that were listed; a flow exists by its folders, so any other gets one that is not listed."""
    listed = [*found.folders, *(str(row.get("AbsoluteFolderPath", "")) for row in found.files)]
    paths = [*dict.fromkeys(path for path in listed if path.count("/") >= 2)]
    flows = {str(row.get("BusinessName")): _number(row.get("BusinessId")) for row in found.flows}
    bare = flows.keys() - {_flow(path) for path in paths}
    paths += [f"Business Flow/{name}/unlisted/unlisted" for name in flows if name in bare]
    numbers = {name: number for name, number in flows.items() if number}
    next_ones = count(max(numbers.values(), default=0) + 1)
    for place, path in enumerate(paths, 1):
        if _flow(path) not in numbers:
            numbers[_flow(path)] = next(next_ones)
        yield Folder(f"f{place}", path, numbers[_flow(path)])


def _flow(path: str) -> str:
    return path.split("/")[1]


def _tasks(found: Found, workspace: Workspace) -> Iterator[Task]:
    for row in found.files:
        folder = workspace.folders.get(str(row.get("AbsoluteFolderPath", "")))
        number = _number(row.get("FileId"))
        if folder is None or number is None:
            continue
        kind = "DI_OFFLINE" if str(row.get("FileType")) == "23" else "DI_REALTIME"
        script, schedule = _script(found, str(row.get("FileId")), kind)
        node, committed = _number(row.get("NodeId")), str(row.get("CommitStatus")) == "1"
        times = _times(row, "LastEditTime")
        task = Task(number, kind, str(row.get("FileName")), folder, script, *times)
        yield replace(task, node_id=node, committed=committed, deployed=node is not None, schedule=schedule)


def _times(row: Row, edited: str) -> tuple[float, float]:
    """Return when something was created and last edited, in seconds."""
    found = (row.get(name) for name in ("CreateTime", edited))
    created, changed = (each / 1000 if isinstance(each, int | float) else 0.0 for each in found)
    return created, changed


def _script(found: Found, file_id: str, kind: str) -> tuple[str, dict[str, Any]]:
    """Return the script and the schedule of a file, if they were read."""
    number, payload = found.details.get("batch_task" if kind == "DI_OFFLINE" else "realtime_task", ("", None))
    payload = payload if number == file_id else None
    scripts = [*values_at(payload, "Data.Code"), *values_at(payload, "Data.File.Content")]
    schedules = [_schedule(row) for row in objects_at(payload, "Data.NodeConfiguration")]
    return next((str(each) for each in scripts), "{}"), next(iter(schedules), dict[str, Any]())


def _schedule(row: Row) -> dict[str, Any]:
    """Return a schedule with those items of its lists that can be read."""
    lists = {"InputList": "Input", "OutputList": "Output"}
    rows = {name: [each for each in objects_at(row, f"{name}[]") if item in each] for name, item in lists.items()}
    return {name: rows.get(name, value) for name, value in row.items() if value is not None}


def _number(value: object) -> int | None:
    """Return an id, which may be text; ``None``: it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _job(found: Found, row: Row) -> DIJob:
    detail: object = found.details.get("job") if str(row["Id"]) == found.values.get("job") else None
    definition = _definition(cast("Row", detail) if isinstance(detail, dict) else row)
    return DIJob(int(row["Id"]), str(row.get("JobName")), definition)


def _definition(row: Row) -> dict[str, Any]:
    own = {"Id", "DIJobId", "JobName", "JobStatus", "ProjectId"}
    return {name: value for name, value in row.items() if name not in own and value is not None}


def _node(found: Found, row: Row) -> Node:
    number, chosen = int(row["Id"]), str(row.get("Id")) == found.values.get("node")
    spec = found.details.get("node") if chosen else None
    inner = next(iter(objects_at(spec, "spec.nodes[0]")), None) or _listed_spec(row)
    parents = map(str, values_at(spec, "spec.dependencies[].depends[].output"))
    node = Node(number, str(row.get("Name")), {**inner, "id": str(number)}, tuple(parents), *_times(row, "ModifyTime"))
    return replace(node, task_id=_number(row.get("TaskId")))


def _listed_spec(row: Row) -> dict[str, Any]:
    path, command = (next(iter(values_at(row, f"Script.{name}")), "") for name in ("Path", "Runtime.Command"))
    return {"name": row.get("Name"), "script": {"path": str(path), "runtime": {"command": str(command)}}}


def _deploy(workspace: Workspace, node: Node, task: Row, now: float) -> None:
    """Add the pipeline that took a node to production, as the task is there; empty: it is not among those listed."""
    done = Course(GOING, AtOnce(), _times(task, "ModifyTime")[0] or now - LONG_AGO)
    stages = tuple(replace(stage, course=done) for stage in STAGES)
    pipeline_id = f"ae77{len(workspace.pipelines):012d}"
    deployed = replace(node, name=str(task.get("Name", node.name)), spec={**node.spec, **_spec_of(task)})
    workspace.pipelines[pipeline_id] = Pipeline(pipeline_id, ONLINE, deployed, done.since, stages)


def _spec_of(task: Row) -> dict[str, Any]:
    """Return what a task in production shows of its node's spec."""
    paths = {"recurrence": "Trigger.Recurrence", "instanceMode": "InstanceMode", "rerunMode": "RerunMode"}
    return {name: found for name, path in paths.items() for found in values_at(task, path)[:1]}
