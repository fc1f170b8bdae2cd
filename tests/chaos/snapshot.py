"""Snapshots of the existing tasks, to compare answers with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dataworks.scripts.flow_spec import PAUSED
from dataworks.task_ids import IdOf, id_of
from emulator.handlers.files import DONE
from emulator.handlers.v2024.jobs import is_on
from emulator.world.inventory import PREFIXES
from emulator.world.jobs import DIJob
from emulator.world.lifecycle import DEPLOYING
from emulator.world.nodes import PRODUCTION_STAGE, Node
from emulator.world.nodes import RUNNING as STAGE_RUNS
from emulator.world.state import Deployment, Task, Workspace, World
from tests.chaos.scenarios import RENAMED, owner

DEVELOPMENT, PRODUCTION = 1, 2
"""The environments that deployments lead to."""

UNDER_WAY = DEPLOYING[0]
"""The state of a deployment that is not done."""

STARTING = "STARTING"
"""A job that is started, while the service still shows the state before."""

RUNNING = frozenset({"WAIT", "RUN", STARTING})


@dataclass(frozen=True)
class Row:
    """A task, with the name of its scenario; fields that another process can't see are ``None``.

    ``arriving``: a deployment or stage that needs no further request brings it to an environment, or takes it out.
    """

    name: str
    task_type: str
    deployed: bool | None
    state: str
    script: str | None = None
    committed: bool | None = None
    cron: str | None = None
    renamed: bool = False
    paused: bool | None = None
    arriving: bool = False

    @property
    def runs(self) -> bool:
        """Whether the task runs, or is about to."""
        return self.state in RUNNING


@dataclass(frozen=True)
class Snapshot:
    """All tasks by id, the names of the deleted ones, and the deleted ones that production still runs."""

    tasks: dict[str, Row]
    deleted: dict[str, str]
    left: frozenset[str] = frozenset()

    def named(self, name: str) -> set[str]:
        """Return the ids of the tasks with this name."""
        return {file_id for file_id, row in self.tasks.items() if row.name == name}

    def ever(self, name: str) -> set[str]:
        """Return the ids of the tasks with this name, the deleted ones included."""
        return self.named(name) | {file_id for file_id, deleted in self.deleted.items() if deleted == name}


def snapshot_of_world(world: World) -> Snapshot:
    """Return the snapshot of a world in this process."""
    workspaces = world.workspaces.values()
    tasks = {
        str(task.file_id): _row(world, task)
        for workspace in workspaces
        for task in workspace.tasks.values()
        if task.task_type != "DI_SOLUTION"  # the samples give one the id of a task
    }
    tasks |= {
        id_of(str(job.id), IdOf.JOB): _job(world, job) for workspace in workspaces for job in workspace.jobs.values()
    }
    tasks |= {
        id_of(str(node.id), IdOf.NODE): _node(workspace, node, world.clock())
        for workspace in workspaces
        for node in workspace.nodes.values()
    }
    deleted = {
        id_of(str(task.file_id), PREFIXES.get(task.task_type, IdOf.FILE)): owner(task.name)
        for workspace in workspaces
        for task in workspace.deleted.values()
    }
    left = (
        str(task.file_id)
        for workspace in workspaces
        for task in workspace.deleted.values()
        if world.in_production(workspace.id, task.file_id)
    )
    return Snapshot(tasks, deleted, frozenset(left))


def snapshot_of_rows(rows: list[dict[str, Any]]) -> Snapshot:
    """Return the snapshot from the rows of the emulator's control endpoint."""
    live = [row for row in rows if not row["deleted"] and row["task_type"] != "DI_SOLUTION"]
    for row in live:
        row["state"] = JOB_STATES.get(row["state"], row["state"].upper())
    return Snapshot(
        {row["file_id"]: Row(owner(row["name"]), row["task_type"], _shown(row), row["state"]) for row in live},
        {row["file_id"]: owner(row["name"]) for row in rows if row["deleted"]},
        frozenset(row["file_id"] for row in rows if row["deleted"] and row["deployed"]),
    )


def _shown(row: dict[str, Any]) -> bool | None:
    """Return whether a task is in production; for a batch task the endpoint shows only that it was sent there."""
    hidden = row["task_type"] == "JOB" or (row["deployed"] and row["task_type"] == "DI_OFFLINE")
    return None if hidden else row["deployed"]


def _row(world: World, task: Task) -> Row:
    batch = task.task_type == "DI_OFFLINE"
    deployed = _arrived(world, task, PRODUCTION) if batch else task.deployed
    committed = _arrived(world, task, DEVELOPMENT) if batch else task.committed
    cron = task.schedule.get("CronExpress", "")
    paused = bool(task.schedule.get("Stop")) if batch else None
    state, renamed = task.run_state(world.clock()), task.name.startswith(RENAMED)
    arriving = batch and any(_under_way(world, task))
    return Row(
        owner(task.name), task.task_type, deployed, state, task.script, committed, cron, renamed, paused, arriving
    )


JOB_STATES = {"Initialized": "NORUN", "Running": "RUN", "Stopping": "KILLING", "Stopped": "PAUSE"}
"""The states of jobs by our names; the others have no other name than in upper case."""


def _job(world: World, job: DIJob) -> Row:
    state = job.state(world.clock())
    if is_on(job, world.clock()) and state in ("Initialized", "Stopped"):
        state = STARTING
    script, renamed = json.dumps(job.given), job.name.startswith(RENAMED)
    return Row(owner(job.name), "JOB", None, JOB_STATES.get(state, state.upper()), script, renamed=renamed)


def _node(workspace: Workspace, node: Node, now: float) -> Row:
    deployed, pipelines = node.id in workspace.deployed_nodes(now), workspace.pipelines.values()
    stages = (stage for pipeline in pipelines if pipeline.node.id == node.id for stage in pipeline.stages)
    arriving = any(stage.code == PRODUCTION_STAGE and stage.state(now) == STAGE_RUNS for stage in stages)
    script, cron = node.spec["script"].get("content", ""), node.spec.get("trigger", {}).get("cron", "")
    renamed, paused = node.name.startswith(RENAMED), bool(cron) and node.spec.get("recurrence") == PAUSED
    shown = Row(owner(node.name), "DI_OFFLINE", deployed, "NORUN", script, cron=cron, renamed=renamed, paused=paused)
    return replace(shown, arriving=arriving)


def _arrived(world: World, task: Task, environment: int) -> bool:
    """Return whether the deployment of a batch task to an environment is done."""
    deployments = _deployments(world, task)
    to_environment = (each for each in deployments if each.environments[1] == environment)
    return any(each.course.state(world.clock()) == DONE for each in to_environment)


def _under_way(world: World, task: Task) -> Iterator[Deployment]:
    """Yield the deployments of a batch task that need no further request, and are not done."""
    yield from (each for each in _deployments(world, task) if each.course.state(world.clock()) == UNDER_WAY)


def _deployments(world: World, task: Task) -> Iterator[Deployment]:
    return (each for each in world.deployments.values() if each.file_id == task.file_id)
