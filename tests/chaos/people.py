"""A colleague who does something to a task while assistants work on it, at the console and so without faults."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import anyio

from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.jobs import DIJob, Plan, Run
from emulator.world.lifecycle import STARTING, AfterSeconds, AtOnce
from emulator.world.nodes import FAIL, OFFLINE, PRODUCTION_STAGE, RUNNING, SUCCESS, Node, Pipeline, Stage
from emulator.world.state import Deleted, Task, Workspace
from tests.chaos.scenarios import RENAMED

Deed = Callable[[Workspace, Task, float], None]

MOST_LOOKS = 400
"""Seconds that a colleague looks for the task."""


def _starts(workspace: Workspace, task: Task, now: float) -> None:
    if task.deployed and task.run_state(now) not in {"WAIT", "RUN"}:
        workspace.add(replace(task, instance=Course(STARTING, AfterSeconds(1), now)))


def _stops(workspace: Workspace, task: Task, now: float) -> None:
    if task.run_state(now) in {"WAIT", "RUN"}:
        workspace.add(replace(task, instance=Course(("PAUSE",), AtOnce(), now)))


def _changes(workspace: Workspace, task: Task, now: float) -> None:
    script = json.loads(task.script)
    script["setting"] = {**script.get("setting", {}), "errorLimit": {"record": 17}}
    workspace.add(replace(task, script=json.dumps(script), version=task.version + 1, edited=now))


def _renames(workspace: Workspace, task: Task, now: float) -> None:
    workspace.add(replace(task, name=RENAMED + task.name.removeprefix(RENAMED), edited=now))


def _deletes(workspace: Workspace, task: Task, _: float) -> None:
    workspace.remove(task)


def _starts_job(workspace: Workspace, job: DIJob, now: float) -> None:
    if job.state(now) != "Running":
        _puts(workspace, job, "Running", now)


def _stops_job(workspace: Workspace, job: DIJob, now: float) -> None:
    if job.state(now) == "Running":
        _puts(workspace, job, "Stopped", now)


def _puts(workspace: Workspace, job: DIJob, state: str, now: float) -> None:
    run = Run(Plan(), Course((state,), AtOnce(), now), now, now, loads=False)
    workspace.jobs[job.id] = replace(job, runs=(*job.runs, run))


def _changes_job(workspace: Workspace, job: DIJob, _: float) -> None:
    workspace.jobs[job.id] = replace(job, given={**job.given, "Description": "changed"})


def _renames_job(workspace: Workspace, job: DIJob, _: float) -> None:
    workspace.jobs[job.id] = replace(job, name=RENAMED + job.name.removeprefix(RENAMED))


def _deletes_job(workspace: Workspace, job: DIJob, _: float) -> None:
    del workspace.jobs[job.id]
    workspace.deleted["JOB", job.id] = Deleted(job.id, "JOB", job.name, "")


JOB_DEEDS: dict[str, Callable[[Workspace, DIJob, float], None]] = {
    "starts": _starts_job,
    "stops": _stops_job,
    "changes": _changes_job,
    "renames": _renames_job,
    "deletes": _deletes_job,
}
"""The same, to a job."""


def _changes_node(workspace: Workspace, node: Node, now: float) -> None:
    script = json.loads(node.spec["script"]["content"])
    script["setting"] = {**script.get("setting", {}), "errorLimit": {"record": 17}}
    changed = {**node.spec["script"], "content": json.dumps(script)}
    workspace.nodes[node.id] = replace(node, spec={**node.spec, "script": changed}, edited=now)


def _renames_node(workspace: Workspace, node: Node, now: float) -> None:
    name = RENAMED + node.name.removeprefix(RENAMED)
    workspace.nodes[node.id] = replace(node, name=name, spec={**node.spec, "name": name}, edited=now)


def _deletes_node(workspace: Workspace, node: Node, now: float) -> None:
    """Cancel its pipelines, take the node out of production, and delete it."""
    stopped, done = Course((FAIL,), AtOnce(), now), Course((SUCCESS,), AtOnce(), now)
    for pipeline in [*workspace.pipelines.values()]:
        if pipeline.node.id == node.id and pipeline.state(now) == RUNNING:
            stages = (
                stage if stage.state(now) == SUCCESS else replace(stage, course=stopped) for stage in pipeline.stages
            )
            workspace.pipelines[pipeline.id] = replace(pipeline, stages=(*stages,))
    stage = Stage(PRODUCTION_STAGE, "Take out of production", "Offline", done)
    workspace.pipelines[f"console-{node.id}"] = Pipeline(f"console-{node.id}", OFFLINE, node, now, (stage,))
    del workspace.nodes[node.id]
    workspace.deleted["NODE", node.id] = Deleted(node.id, "NODE", node.name, "")


NODE_DEEDS: dict[str, Callable[[Workspace, Node, float], None]] = {
    "changes": _changes_node,
    "renames": _renames_node,
    "deletes": _deletes_node,
}
"""The same, to a node."""

DEEDS: dict[str, Deed] = {
    "starts": _starts,
    "stops": _stops,
    "changes": _changes,
    "renames": _renames,
    "deletes": _deletes,
}
"""What a colleague does, by the word for it."""


async def colleague(
    emulator: Emulator, deed: str, project_id: str, name: str, rng: Random, seen: Callable[[], None] = lambda: None
) -> None:
    """Wait until the task of this name exists, and some more time; then do it once, right after ``seen`` is called."""
    workspace = emulator.world.workspaces[project_id]
    for _ in range(MOST_LOOKS):
        await anyio.sleep(rng.uniform(0.2, 2))
        if name in {task.name for kind in _kinds(workspace) for task in kind.values()}:
            break
    await anyio.sleep(rng.choice([0, rng.uniform(0, 3), rng.uniform(0, 40)]))
    seen()  # what was done by itself since the last request was true until now
    for task in [task for task in workspace.tasks.values() if task.name == name]:
        DEEDS[deed](workspace, task, emulator.world.clock())
    for job in [job for job in workspace.jobs.values() if job.name == name]:
        JOB_DEEDS[deed](workspace, job, emulator.world.clock())
    for node in [node for node in workspace.nodes.values() if node.name == name]:
        NODE_DEEDS[deed](workspace, node, emulator.world.clock())


def _kinds(workspace: Workspace) -> Iterator[Mapping[Any, Task | DIJob | Node]]:
    yield from (workspace.tasks, workspace.jobs, workspace.nodes)
