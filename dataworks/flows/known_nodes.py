"""Batch tasks that are nodes of the new Data Studio: reading one, and how far it is on its way to production."""

from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.pipeline_run import PipelineWay, is_of
from dataworks.operation import Operations
from dataworks.operations.v2020.files import NodeConfiguration
from dataworks.operations.v2024.nodes import GetNode, Node
from dataworks.operations.v2024.pipelines import SUCCESS, ListPipelineRuns, Pipeline
from dataworks.scripts.definition import Definition
from dataworks.scripts.flow_spec import NORMAL, without_extend
from dataworks.studios.standing import Stage, Standing
from dataworks.task_ids import number_of

NODE_LOOKS: Operations = (GetNode, ListPipelineRuns)
"""The operations that reading a node may call."""


@dataclass(frozen=True)
class SeenNode:
    """A node as it is, and its pipelines, newest first."""

    task_id: str
    node: Node
    pipelines: tuple[Pipeline, ...]

    @property
    def definition(self) -> Definition:
        """The script of the task, as the classic studio has it."""
        return without_extend(self.node.spec.definition)

    @property
    def folder(self) -> str | None:
        """The folders that it is in."""
        return self.node.spec.path.rpartition("/")[0] or None

    @property
    def resource_group(self) -> str | None:
        """The group that it runs on."""
        return self.node.spec.resource_group or self.node.spec.definition.resource_group

    @property
    def standing(self) -> Standing:
        """How far it is."""
        running = any(not each.has_ended and is_of(each, "Online") for each in self.pipelines)
        stage: Stage = "deployed" if self.is_deployed else "deploying" if running else "draft"
        return Standing(stage, in_production=self.node.task_id is not None)

    @property
    def is_deployed(self) -> bool:
        """Whether production has what it is now: its last pipeline deployed it, and it was not changed since."""
        return self.deployed_by is not None

    @property
    def deployed_by(self) -> str | None:
        """The pipeline that has deployed what it is now."""
        newest = next((each for each in self.pipelines if each.status == SUCCESS), None)
        if self.node.task_id is None or newest is None or not is_of(newest, "Online"):
            return None
        return newest.id if (newest.create_time or 0) >= (self.node.modify_time or 0) else None

    @property
    def pipeline_ids(self) -> frozenset[str]:
        """The ids of its pipelines."""
        return frozenset(each.id for each in self.pipelines if each.id is not None)

    @property
    def schedule(self) -> NodeConfiguration:
        """Its schedule in the words of the classic studio."""
        paused = self.node.spec.recurrence != NORMAL
        return NodeConfiguration(cron_express=self.node.spec.cron, stop=paused)


async def seen_node(api: DataWorks, project_id: str, task_id: str) -> SeenNode:
    """Read a node and its pipelines.

    Raises:
        DataWorksError: there is no such node, or it can't be read.
    """
    number = number_of(task_id)
    node = await api.call(GetNode(project_id=project_id, id=number))
    return SeenNode(task_id, node, await PipelineWay(api, project_id, number, task_id).pipelines())
