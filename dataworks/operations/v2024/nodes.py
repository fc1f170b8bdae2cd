"""Nodes of the new Data Studio, which batch tasks are there: create, change, read, list and delete them."""

from typing import Annotated, Literal

from dataworks.answers import Answer, Done, Id, Text
from dataworks.fields import Name, NodeId, PageNumber, ProjectId, Script
from dataworks.markers import HoldsScript, described
from dataworks.operation import BODY, NEW, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.scripts.flow_spec import NO_SPEC, FlowSpecField

DI_COMMAND = "DI"
"""The command of nodes that are batch sync tasks."""

Scene = Literal["DATAWORKS_PROJECT", "DATAWORKS_MANUAL_WORKFLOW", "DATAWORKS_MANUAL_TASK"]
IN_PROJECT: Literal["DATAWORKS_PROJECT"] = "DATAWORKS_PROJECT"
"""The scene of nodes that the scheduler runs."""

Spec = Annotated[Script, BODY, HoldsScript(), described("FlowSpec as JSON.", "JSON 格式的 FlowSpec。")]
Container = Annotated[Name, described("Workflow or container node that it is in.", "所在的工作流或容器节点。")]


class NodeCreated(Answer):
    """A node was created."""

    place = ""

    id: Id


class Node(Answer):
    """A node; ``task_id`` is that of the scheduler, once it is deployed. Times are in ms."""

    place = "Node"

    id: Id
    name: Text = None
    owner: Text = None
    project_id: Text = None
    task_id: Text = None
    spec: FlowSpecField = NO_SPEC
    create_time: int | None = None
    modify_time: int | None = None


class Runtime(Answer):
    """What runs a script."""

    command: Text = None


class NodeScript(Answer):
    """Path and command of a node's script; the path ends with the name."""

    path: Text = None
    runtime: Runtime | None = None


class NodeTrigger(Answer):
    """When the scheduler runs a node."""

    type: Text = None
    cron: Text = None
    start_time: Text = None
    end_time: Text = None
    timezone: Text = None


class NodeGroup(Answer):
    """The resource group of a node."""

    resource_group: Text = None
    resource_group_id: Text = None


class NodeOutput(Answer):
    """An output of a node, by which others depend on it."""

    data: Text = None


class NodeOutputs(Answer):
    """The outputs of a node, or those that it depends on."""

    node_outputs: tuple[NodeOutput, ...] = ()


class ListedNode(Answer):
    """A node in a list, without its script. ``recurrence``: Normal, Pause or Skip."""

    id: Id
    name: Text = None
    owner: Text = None
    task_id: Text = None
    description: Text = None
    recurrence: Text = None
    script: NodeScript | None = None
    trigger: NodeTrigger | None = None
    runtime_resource: NodeGroup | None = None
    inputs: NodeOutputs | None = None
    outputs: NodeOutputs | None = None
    create_time: int | None = None
    modify_time: int | None = None

    @property
    def command(self) -> str | None:
        """What runs it; ``DI_COMMAND`` for batch sync tasks."""
        return self.script.runtime.command if self.script and self.script.runtime else None


class NodePage(Answer):
    """One page of nodes; the service sends the numbers as text."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    nodes: tuple[ListedNode, ...] = ()


class CreateNode(
    Operation[NodeCreated], version=NEW, like="CreateDISyncTask", effect=Effect.CREATE, belongs=Belongs.WORKSPACE
):
    """Create a node from its FlowSpec; it is not deployed."""

    project_id: Annotated[ProjectId, BODY]
    scene: Annotated[Scene, BODY, described("DATAWORKS_PROJECT: scheduled.", "DATAWORKS_PROJECT：周期调度。")]
    spec: Spec
    container_id: Annotated[Container | None, BODY] = None


class UpdateNode(
    Operation[Done], version=NEW, like="UpdateDISyncTask", effect=Effect.UPDATE, belongs=Belongs.WORKSPACE
):
    """Change what a FlowSpec names of a node; the rest stays."""

    project_id: Annotated[ProjectId, BODY]
    id: Annotated[NodeId, BODY]
    spec: Annotated[Spec, described("FlowSpec with the id, and what changes.", "含 ID 和更改内容的 FlowSpec。")]


class RenameNode(Operation[Done], version=NEW, like="UpdateFile", effect=Effect.UPDATE, belongs=Belongs.WORKSPACE):
    """Give a node another name; its outputs keep theirs."""

    project_id: Annotated[ProjectId, BODY]
    id: Annotated[NodeId, BODY]
    name: Annotated[Name, BODY, described("New name.", "新名称。")]


class GetNode(
    Operation[Node], version=NEW, like="GetFile", method="GET", effect=Effect.READ, belongs=Belongs.WORKSPACE
):
    """Read a node with its FlowSpec, which has its script."""

    project_id: ProjectId | None = None
    id: NodeId


class ListNodes(
    Operation[NodePage],
    version=NEW,
    like="ListFiles",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="nodes", size=100),
):
    """List the nodes of a workspace, of all types; those of command DI are batch sync tasks."""

    project_id: ProjectId
    name: Annotated[Name | None, described("Only nodes whose name contains this.", "仅限名称含此内容的节点。")] = None
    container_id: Container | None = None
    scene: Annotated[Scene | None, SELDOM] = None
    recurrence: Annotated[
        Literal["Normal", "Pause", "Skip"] | None,
        described("Only nodes whose schedule is so.", "仅限调度方式如此的节点。"),
    ] = None
    rerun_mode: Annotated[Literal["Allowed", "Denied", "FailureAllowed"] | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: Annotated[
        int | None, described("Rows on a page, from 10; default 10.", "每页行数，至少 10；默认 10。", ge=1, le=100)
    ] = None


class DeleteNode(Operation[Done], version=NEW, like="DeleteFile", effect=Effect.DELETE, belongs=Belongs.WORKSPACE):
    """Delete a node; one that is deployed must be taken offline first."""

    project_id: Annotated[ProjectId, BODY]
    id: Annotated[NodeId, BODY]
