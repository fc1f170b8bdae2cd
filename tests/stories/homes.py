"""The two studios that stories happen on: a workspace on each, and what somebody does there behind everybody's back."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from dataworks.task_ids import number_of
from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.jobs import DIJob, Plan, Run
from emulator.world.lifecycle import AtOnce, Speed
from emulator.world.nodes import Node
from emulator.world.state import Task
from tests.emulator import job_calls
from tests.sessions import BATCH_WISH, GROUP, WISH, Time, facts_of, trusted


def steps(source: str, destination: str) -> dict[str, Any]:
    """A script that does nothing but name the data source it reads and the one it writes."""
    ends = {"reader": source, "writer": destination}
    return {"steps": [{"category": category, "parameter": {"datasource": end}} for category, end in ends.items()]}


def ends(source: str, destination: str) -> dict[str, Any]:
    """The parameters of a job that name the data source it reads and the one it writes."""
    sides = {"SourceDataSourceSettings": source, "DestinationDataSourceSettings": destination}
    return {side: [{"DataSourceName": name}] for side, name in sides.items()}


class Home(ABC):
    """A workspace on one studio.

    Attributes:
        starts, stops, deletes, looks, lists, reads: the operations that do it to a real-time task, look at its state,
            list it, read its definition.
        lists_all: the operation that lists a page of real-time tasks.
        creates_batch: the operation that creates a batch task.
        broken: the state of a real-time task that had to stop by itself.
        path: the operations that change its run state, or what production has.
        pauses: the operation that pauses a batch task.
        way_to_production: the steps that bring a changed batch task to production.
        updates: the operation that gives a real-time task another definition.
        slowest: the arguments of a new real-time task with the least resources.
        checks_groups: whether groups are looked up before a task is made, since the service does not check them.
    """

    name: ClassVar[str]
    project_id: ClassVar[str]
    starts: ClassVar[str]
    stops: ClassVar[str]
    deletes: ClassVar[str]
    looks: ClassVar[str]
    lists: ClassVar[str]
    reads: ClassVar[str]
    lists_all: ClassVar[str]
    creates_batch: ClassVar[str]
    broken: ClassVar[str]
    path: ClassVar[frozenset[str]]
    pauses: ClassVar[str]
    way_to_production: ClassVar[tuple[str, ...]]
    updates: ClassVar[str]
    slowest: ClassVar[Mapping[str, Any]]
    checks_groups: ClassVar[bool]
    wish: ClassVar[Mapping[str, Any]]
    batch_wish: ClassVar[Mapping[str, Any]]
    unknown: ClassVar[str]

    @property
    def workspace(self) -> dict[str, str]:
        """The argument that names the workspace."""
        return {"project_id": self.project_id}

    def at_home(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a tool as they are on this studio."""
        known = {name: value for name, value in arguments.items() if name != "folder" or "folder" in self.wish}
        return {**known, **self.workspace}

    async def created(self, emulator: Emulator, time: Time, **more: Any) -> str:
        """The id of a new real-time task that is not started."""
        async with trusted(emulator, time) as client:
            made = await client.call_tool("create_realtime_task", {**self.wish, **more})
        task_id: str = facts_of(made)["task_id"]
        return task_id

    async def nightly(self, emulator: Emulator, time: Time) -> str:
        """The id of a batch task in production that runs every night."""
        async with trusted(emulator, time) as client:
            made = await client.call_tool("create_batch_task", {**self.batch_wish, "cron": "00 30 02 * * ?"})
        task_id: str = facts_of(made)["task_id"]
        return task_id

    @abstractmethod
    def twins(self, emulator: Emulator, task_id: str, names: list[str]) -> list[str]:
        """Give the task the first of these names, and put a task like it there for each of the others."""

    @abstractmethod
    def existing(self, emulator: Emulator, *tasks: tuple[str, str, str], batch: bool = False) -> None:
        """Somebody has made tasks that never ran: each a name, the data source it reads, and the one it writes."""

    @abstractmethod
    def state(self, emulator: Emulator, time: Time, task_id: str) -> str:
        """What has become of a real-time task, by our names of states."""

    @abstractmethod
    def batch(self, emulator: Emulator, time: Time, task_id: str) -> tuple[str, bool]:
        """The script of a batch task, and whether production has it."""

    @abstractmethod
    def cron(self, emulator: Emulator, time: Time, task_id: str) -> str:
        """When production runs a batch task."""

    @abstractmethod
    def groups(self, emulator: Emulator, task_id: str) -> set[str]:
        """The resource groups that a real-time task runs on."""

    @abstractmethod
    def put_in(self, emulator: Emulator, time: Time, task_id: str, *states: str, speed: Speed | None = None) -> None:
        """Somebody brings the task into a state; it goes on from there to the others."""

    @abstractmethod
    def rename(self, emulator: Emulator, task_id: str, name: str) -> None:
        """Somebody renames the task."""

    @abstractmethod
    def written_as(self, emulator: Emulator, task_id: str) -> str:
        """The type of product that a real-time task writes to, as its definition names it."""

    @abstractmethod
    def put_on(self, emulator: Emulator, task_id: str, group: str) -> None:
        """Let the definition of a real-time task name another resource group."""

    def lose_group(self, emulator: Emulator, task_id: str) -> None:
        """Let it name a resource group that is gone."""
        self.put_on(emulator, task_id, "S_res_group_99")

    @abstractmethod
    def reschedule(self, emulator: Emulator, time: Time, task_id: str, cron: str) -> None:
        """Somebody gives a batch task another schedule, and does not deploy it."""

    @abstractmethod
    def edit(self, emulator: Emulator, time: Time, task_id: str, like: str) -> None:
        """Somebody gives a real-time task the definition of another one, which goes, and leaves it at that."""

    @abstractmethod
    def break_on(self, emulator: Emulator, time: Time, task_id: str, group: str) -> None:
        """A real-time task that runs is on a resource group that has been stopped since, and failed."""

    @abstractmethod
    def release(self, emulator: Emulator, task_id: str) -> None:
        """Let what a task is stuck in continue."""


class Classic(Home):
    """Real-time tasks are files and DISync tasks, batch tasks are files."""

    name = "classic"
    project_id = "10000"
    starts, stops, deletes = "StartDISyncInstance", "StopDISyncInstance", "DeleteDISyncTask"
    looks, lists, reads = "GetDISyncInstanceInfo", "ListFiles", "GetDISyncTask"
    lists_all, creates_batch = "ListFiles", "CreateDISyncTask"
    broken = "PAUSE"
    path = frozenset({starts, stops, deletes, "DeployDISyncTask", "TerminateDISyncInstance"})
    pauses, way_to_production = "UpdateFile", ("submitted", "deployed")
    updates, checks_groups = "UpdateDISyncTask", False
    slowest = MappingProxyType[str, Any]({})
    wish = WISH
    batch_wish = MappingProxyType({"project_id": "10000", **BATCH_WISH})
    unknown = "999"

    def task(self, emulator: Emulator, task_id: str) -> Task:
        """The real-time task as the emulator has it."""
        return emulator.world.workspaces[self.project_id].task("DI_REALTIME", task_id)

    def change(self, emulator: Emulator, task_id: str, **what: Any) -> None:
        """Somebody changes what only a file has."""
        emulator.world.workspaces[self.project_id].add(replace(self.task(emulator, task_id), **what))

    def twins(self, emulator: Emulator, task_id: str, names: list[str]) -> list[str]:
        task = self.task(emulator, task_id)
        numbers = [int(task_id), *(emulator.world.new_id("file") for _ in names[1:])]
        for number, name in zip(numbers, names, strict=True):
            emulator.world.workspaces[self.project_id].add(replace(task, file_id=number, name=name))
        return [*map(str, numbers)]

    def existing(self, emulator: Emulator, *tasks: tuple[str, str, str], batch: bool = False) -> None:
        workspace = emulator.world.workspaces[self.project_id]
        folder = next(iter(workspace.folders.values()))
        for name, source, destination in tasks:
            kind = "DI_OFFLINE" if batch else "DI_REALTIME"
            number = emulator.world.new_id("file")
            workspace.add(Task(number, kind, name, folder, json.dumps(steps(source, destination)), 1.0, 1.0))

    def state(self, emulator: Emulator, time: Time, task_id: str) -> str:
        task = emulator.world.workspaces[self.project_id].tasks.get(("DI_REALTIME", int(task_id)))
        return task.run_state(time.now) if task else "GONE"

    def batch(self, emulator: Emulator, time: Time, task_id: str) -> tuple[str, bool]:
        task = emulator.world.workspaces[self.project_id].task("DI_OFFLINE", task_id)
        return task.script, task.deployed

    def cron(self, emulator: Emulator, time: Time, task_id: str) -> str:
        task = emulator.world.workspaces[self.project_id].task("DI_OFFLINE", task_id)
        assert emulator.world.production_version(self.project_id, task.file_id) == task.version
        return str(task.schedule["CronExpress"])

    def groups(self, emulator: Emulator, task_id: str) -> set[str]:
        return {self.task(emulator, task_id).resource_group or ""}

    def put_in(self, emulator: Emulator, time: Time, task_id: str, *states: str, speed: Speed | None = None) -> None:
        ran = states != ("NORUN",)
        course = Course(states, speed or AtOnce(), time.now) if ran else None
        self.change(emulator, task_id, deployed=ran, committed=ran, instance=course)

    def rename(self, emulator: Emulator, task_id: str, name: str) -> None:
        self.change(emulator, task_id, name=name)

    def written_as(self, emulator: Emulator, task_id: str) -> str:
        script = json.loads(self.task(emulator, task_id).script)
        kind: str = next(step["stepType"] for step in script["steps"] if step["category"] == "writer")
        return kind

    def put_on(self, emulator: Emulator, task_id: str, group: str) -> None:
        script = self.task(emulator, task_id).script
        self.change(emulator, task_id, script=script.replace('"280749"', json.dumps(group)))

    def reschedule(self, emulator: Emulator, time: Time, task_id: str, cron: str) -> None:
        workspace = emulator.world.workspaces[self.project_id]
        task = workspace.task("DI_OFFLINE", task_id)
        schedule = {**task.schedule, "CronExpress": cron}
        workspace.add(replace(task, version=task.version + 1, committed=False, schedule=schedule))

    def edit(self, emulator: Emulator, time: Time, task_id: str, like: str) -> None:
        task, other = self.task(emulator, task_id), self.task(emulator, like)
        emulator.world.workspaces[self.project_id].remove(other)
        edited = time.now - 1
        self.change(emulator, task_id, script=other.script, version=task.version + 1, edited=edited, committed=False)

    def break_on(self, emulator: Emulator, time: Time, task_id: str, group: str) -> None:
        script, stopped = self.task(emulator, task_id).script, emulator.world.resource_groups[group]
        moved = script.replace('"resourceGroup":"280749"', f'"resourceGroup":"{stopped.id}"')
        assert moved != script
        self.change(emulator, task_id, script=moved, resource_group=group)
        self.put_in(emulator, time, task_id, "PAUSE")

    def release(self, emulator: Emulator, task_id: str) -> None:
        task = self.task(emulator, task_id)
        if task.instance is not None:
            self.change(emulator, task_id, instance=replace(task.instance, speed=AtOnce()))
        emulator.world.running_speed = AtOnce()


STATES = {"NORUN": "Initialized", "WAIT": "Running", "RUN": "Running", "KILLING": "Stopping", "PAUSE": "Stopped"}
OURS = {"Initialized": "NORUN", "Running": "RUN", "Stopping": "KILLING", "Stopped": "PAUSE"}
"""The states of jobs by our names, and the other way round."""


class New(Home):
    """Real-time tasks are jobs, batch tasks are nodes."""

    name = "new"
    project_id = job_calls.HOME
    starts, stops, deletes = "StartDIJob", "StopDIJob", "DeleteDIJob"
    looks, lists, reads = "GetDIJob", "GetDIJob", "GetDIJob"
    lists_all, creates_batch = "ListDIJobs", "CreateNode"
    broken = "FAILED"
    path = frozenset({starts, stops, deletes, "UpdateDIJob"})
    pauses, way_to_production = "UpdateNode", ("deployed",)
    updates, checks_groups = "UpdateDIJob", True
    slowest = MappingProxyType({"options": {"cu": {"realtime": 0.5}}})
    wish = MappingProxyType(
        {name: value for name, value in {**WISH, "project_id": project_id}.items() if name != "folder"}
    )
    batch_wish = MappingProxyType({**BATCH_WISH, "project_id": project_id})
    unknown = "job-999"

    async def created(self, emulator: Emulator, time: Time, **more: Any) -> str:
        return f"job-{job_calls.created(emulator, Name=more['task_name'])}"

    def _jobs(self, emulator: Emulator) -> MutableMapping[int, DIJob]:
        return emulator.world.workspaces[self.project_id].jobs

    def job(self, emulator: Emulator, task_id: str) -> DIJob:
        """The job as the emulator has it."""
        return self._jobs(emulator)[int(number_of(task_id))]

    def change(self, emulator: Emulator, task_id: str, **what: Any) -> None:
        """Somebody changes what only a job has."""
        job = replace(self.job(emulator, task_id), **what)
        self._jobs(emulator)[job.id] = job

    def twins(self, emulator: Emulator, task_id: str, names: list[str]) -> list[str]:
        self.rename(emulator, task_id, names[0])
        others = [job_calls.created(emulator, Name=name) for name in names[1:]]
        return [task_id, *(f"job-{number}" for number in others)]

    def existing(self, emulator: Emulator, *tasks: tuple[str, str, str], batch: bool = False) -> None:
        workspace = emulator.world.workspaces[self.project_id]
        for name, source, destination in tasks:
            number = emulator.world.new_id("studio node" if batch else "job")
            if batch:
                script = json.dumps(steps(source, destination))
                spec = {"name": name, "script": {"runtime": {"command": "DI"}, "content": script}}
                workspace.nodes[number] = Node(number, name, {**spec, "id": str(number)}, (), 1.0, 1.0)
            else:
                given = job_calls.job(Name=name, **ends(source, destination))
                workspace.jobs[number] = DIJob(number, name, given)

    def state(self, emulator: Emulator, time: Time, task_id: str) -> str:
        job = self._jobs(emulator).get(int(number_of(task_id)))
        return OURS[job.state(time.now)] if job else "GONE"

    def batch(self, emulator: Emulator, time: Time, task_id: str) -> tuple[str, bool]:
        workspace, number = emulator.world.workspaces[self.project_id], int(number_of(task_id))
        return workspace.nodes[number].spec["script"]["content"], number in workspace.deployed_nodes(time.now)

    def cron(self, emulator: Emulator, time: Time, task_id: str) -> str:
        deployed = emulator.world.workspaces[self.project_id].deployed_nodes(time.now)
        return str(deployed[int(number_of(task_id))].spec["trigger"]["cron"])

    def groups(self, emulator: Emulator, task_id: str) -> set[str]:
        settings = self.job(emulator, task_id).given["ResourceSettings"].values()
        return {each["ResourceGroupIdentifier"] for each in settings}

    def put_in(self, emulator: Emulator, time: Time, task_id: str, *states: str, speed: Speed | None = None) -> None:
        course = Course(tuple(STATES[state] for state in states), speed or AtOnce(), time.now)
        run = Run(Plan(), course, time.now, time.now, loads=False)
        self.change(emulator, task_id, runs=() if states == ("NORUN",) else (run,))

    def rename(self, emulator: Emulator, task_id: str, name: str) -> None:
        self.change(emulator, task_id, name=name)

    def written_as(self, emulator: Emulator, task_id: str) -> str:
        return str(self.job(emulator, task_id).given["DestinationDataSourceType"])

    def put_on(self, emulator: Emulator, task_id: str, group: str) -> None:
        given = json.dumps(self.job(emulator, task_id).given)
        self.change(emulator, task_id, given=json.loads(given.replace(GROUP, group)))

    def reschedule(self, emulator: Emulator, time: Time, task_id: str, cron: str) -> None:
        nodes = emulator.world.workspaces[self.project_id].nodes
        node = nodes[int(number_of(task_id))]
        spec = {**node.spec, "trigger": {**node.spec["trigger"], "cron": cron}}
        nodes[node.id] = replace(node, spec=spec, edited=time.now)

    def edit(self, emulator: Emulator, time: Time, task_id: str, like: str) -> None:
        self.change(emulator, task_id, given=self._jobs(emulator).pop(int(number_of(like))).given)

    def break_on(self, emulator: Emulator, time: Time, task_id: str, group: str) -> None:
        given = json.dumps(self.job(emulator, task_id).given)
        job_calls.ask(emulator, self.stops, Id=number_of(task_id))
        self.change(emulator, task_id, given=json.loads(given.replace(GROUP, group)))
        assert job_calls.ask(emulator, self.starts, Id=number_of(task_id)).payload["Success"]

    def release(self, emulator: Emulator, task_id: str) -> None:
        run = self.job(emulator, task_id).last_run
        if run is not None:
            self.change(emulator, task_id, runs=(replace(run, course=replace(run.course, speed=AtOnce())),))
        emulator.world.running_speed = AtOnce()


CLASSIC, NEW = Classic(), New()
HOMES: tuple[Home, ...] = (CLASSIC, NEW)

both = pytest.mark.parametrize("home", HOMES, ids=lambda home: home.name)
"""The story happens on each studio; ``one_studio.py`` lists those that one studio can't do."""
