"""Nodes of the new Data Studio, and the pipelines that deploy them or take them offline."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from emulator.world.course import Course

INIT, RUNNING, SUCCESS, FAIL = "Init", "Running", "Success", "Fail"
"""The states of a stage, and of a pipeline."""

GOING, GOING_WRONG = (RUNNING, SUCCESS), (RUNNING, FAIL)
"""A stage's states in order."""

ONLINE, OFFLINE = "Online", "Offline"
"""What a pipeline is for."""

PRODUCTION_STAGE = "PROD"
"""The stage that puts a node into production, or takes it out."""


@dataclass(frozen=True)
class Node:
    """A node. ``spec``: its FlowSpec, as far as it is about this node; ``parents``: outputs that it waits for.

    Times are in epoch seconds. ``task_id`` is the scheduler's, which the first deployment makes.
    """

    id: int
    name: str
    spec: dict[str, Any]
    parents: tuple[str, ...]
    created: float
    edited: float
    owner: str = "1000000000000001"
    task_id: int | None = None

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs by which others can wait for it."""
        rows = self.spec.get("outputs", {}).get("nodeOutputs", ())
        return tuple(row["data"] for row in rows if "data" in row)


@dataclass(frozen=True)
class Stage:
    """A stage of a pipeline; ``course``: its progress, once it was started. ``message``: why it fails."""

    code: str
    name: str
    type: str
    course: Course | None = None
    message: str = ""

    def state(self, now: float) -> str:
        """Return the current state."""
        return self.course.state(now) if self.course else INIT


@dataclass(frozen=True)
class Pipeline:
    """A pipeline: what it does to a node, which it takes as it was then, and its stages in order.

    ``auto_until``: the stage up to which they start by themselves; ``None``: each is started by a request.
    """

    id: str
    kind: str
    node: Node
    created: float
    stages: tuple[Stage, ...]
    description: str = ""
    auto_until: str | None = None

    def state(self, now: float) -> str:
        """Return the current state; a stage that failed ends the pipeline."""
        states = [stage.state(now) for stage in self.stages]
        if FAIL in states:
            return FAIL
        return SUCCESS if set(states) == {SUCCESS} else RUNNING

    def arrived(self, now: float) -> bool:
        """Return whether production has what it deploys, or lacks what it takes away."""
        return any(stage.code == PRODUCTION_STAGE and stage.state(now) == SUCCESS for stage in self.stages)

    def next_stage(self, now: float) -> Stage | None:
        """Return the stage to be started, if those before it are done."""
        for stage in self.stages:
            if stage.state(now) != SUCCESS:
                return stage if stage.course is None else None
        return None


INSTANT = 0.001
"""The shortest time between a pipeline and a change after it, in seconds."""


def edited_at(node: Node, pipelines: Iterable[Pipeline], now: float) -> float:
    """Return the time of a change of a node: it is after the pipelines that have taken the node as it was."""
    return max([now, *(each.created + INSTANT for each in pipelines if each.node.id == node.id)])


def in_production(pipelines: Iterable[Pipeline], now: float) -> dict[int, Node]:
    """Return the nodes that production runs by id, as they were when they were deployed."""
    found = dict[int, Node]()
    for pipeline in pipelines:
        if pipeline.arrived(now):
            found.pop(pipeline.node.id, None)
            if pipeline.kind == ONLINE:
                found[pipeline.node.id] = pipeline.node
    return found
