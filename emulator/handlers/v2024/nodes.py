"""Handlers of nodes: create, change, read, list and delete them."""

import json
from dataclasses import replace
from typing import Any

from dataworks.operations.v2024.nodes import CreateNode, DeleteNode, GetNode, ListNodes, RenameNode, UpdateNode
from emulator.failures import RequestRefused, refused, unreadable
from emulator.gateway.evidence import AGENT, SKILLS, assumed, sdk, seen
from emulator.gateway.families import CONFIRMED, NEW
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted
from emulator.handlers.v2024.flow_specs import command_of, merged, read_change, read_new
from emulator.world.nodes import Node, edited_at
from emulator.world.state import Deleted, Workspace, World

SMALLEST_PAGE = 10
UNCHANGED = ("runtimeResource", "datasource")
"""Fields of an update that are refused if they change nothing."""


@handles(
    CreateNode,
    sdk("Id is text; only the first node of Spec counts, and there is no client token."),
    seen("A Spec without a node is refused with 58014884415; without a Scene, MissingScene.", AGENT),
    seen("The script of a DI node needs type, version, steps, order, setting and extend.", SKILLS),
    seen("Names are unique in the workspace.", SKILLS),
    assumed(
        "The texts, and the code of a name that is in use. ContainerId is not supported.", case="node-create-same-name"
    ),
    family=NEW,
)
def create_node(world: World, request: CreateNode) -> Data:
    """Create a node."""
    workspace, found = world.workspace(request.project_id), read_new(request.spec)
    if request.container_id is not None:
        raise refused("The container does not exist.")
    name = found.node["name"]
    _check_name(workspace, name)
    number, now = world.new_id("studio node"), world.clock()
    spec = {**found.node, "id": str(number)}
    workspace.nodes[number] = Node(number, name, spec, found.parents or (), now, now)
    return {"Id": str(number)}


@handles(
    UpdateNode,
    seen("Only what Spec names is changed; its kind must be Node, and the command can't change.", SKILLS),
    seen("A datasource or runtimeResource that is sent back unchanged is refused.", SKILLS),
    assumed(
        "Objects are merged, lists are replaced; the texts of refusals.",
        case="node-read-updated node-update-of-a-workflow",
    ),
    family=CONFIRMED,
)
def update_node(world: World, request: UpdateNode) -> Data:
    """Change what the FlowSpec names."""
    workspace = world.workspace(request.project_id)
    node, found = _node(workspace, request.id), read_change(request.spec)
    same = [name for name in UNCHANGED if name in found.node and found.node[name] == node.spec.get(name)]
    if same:
        raise refused(f"{same[0]} is not changed.")
    spec = {**merged(node.spec, found.node), "id": str(node.id), "name": node.name}
    if command_of(spec) != command_of(node.spec):
        raise refused("The type of a node can not be changed.")
    parents = node.parents if found.parents is None else found.parents
    workspace.nodes[node.id] = replace(node, spec=spec, parents=parents, edited=_now(world, workspace, node))
    return {}


@handles(
    RenameNode,
    sdk("The name alone changes."),
    assumed(
        "The path of the script ends with the new name, outputs stay; the text and code of a name that is in use.",
        case="node-read-renamed node-rename-used-name",
    ),
    family=CONFIRMED,
)
def rename_node(world: World, request: RenameNode) -> Data:
    """Give a node another name."""
    workspace = world.workspace(request.project_id)
    node = _node(workspace, request.id)
    _check_name(workspace, request.name, node.id)
    script: dict[str, Any] = node.spec.get("script", {})
    folder = str(script.get("path", "")).rpartition("/")[0]
    path = "/".join(filter(None, (folder, request.name)))
    spec = {**node.spec, "name": request.name, "script": {**script, "path": path}}
    workspace.nodes[node.id] = replace(node, name=request.name, spec=spec, edited=_now(world, workspace, node))
    return {}


@handles(
    GetNode,
    sdk("Spec is JSON text; TaskId is the scheduler's, once the node is deployed."),
    assumed(
        "Without ProjectId every workspace is searched. Spec has version 2.0.0; an unknown id is refused.",
        case="node-without-project node node-unknown",
    ),
    family=NEW,
)
def get_node(world: World, request: GetNode) -> Data:
    """Return a node with its FlowSpec."""
    workspaces = world.workspaces.values() if request.project_id is None else [world.workspace(request.project_id)]
    for workspace in workspaces:
        if int(request.id) in workspace.nodes:
            node = workspace.nodes[int(request.id)]
            return {**_facts(world, workspace, node), "ProjectId": int(workspace.id), "Spec": flow_spec(node)}
    raise _unknown(request.id)


@handles(
    ListNodes,
    sdk("The counts are text, the command is in Script.Runtime; there is no filter by type."),
    seen("A PageSize below 10 is refused: InvalidPageSize.", AGENT),
    assumed("Name is a part of the name and ignores case; oldest first.", case="nodes-by-name nodes-order"),
    family=NEW,
)
def list_nodes(world: World, request: ListNodes) -> Data:
    """Return a page of the nodes of a workspace."""
    if request.page_size is not None and request.page_size < SMALLEST_PAGE:
        raise RequestRefused(unreadable("PageSize"))
    workspace = world.workspace(request.project_id)
    rows = [_row(world, workspace, node) for node in workspace.nodes.values() if _matches(node, request)]
    page = counted(rows, "Nodes", request.page_number, request.page_size)
    return {name: str(value) if isinstance(value, int) else value for name, value in page.items()}


@handles(
    DeleteNode,
    sdk("A node that is in production must be taken offline first."),
    assumed("The texts of refusals.", case="node-delete-unknown node-delete-online"),
    family=CONFIRMED,
)
def delete_node(world: World, request: DeleteNode) -> Data:
    """Delete a node that is not in production."""
    workspace = world.workspace(request.project_id)
    node = _node(workspace, request.id)
    if node.id in workspace.deployed_nodes(world.clock()):
        raise refused("The node is published. Take it offline first.")
    del workspace.nodes[node.id]
    workspace.deleted["NODE", node.id] = Deleted(node.id, "NODE", node.name, "")
    return {}


def flow_spec(node: Node) -> str:
    """Return the FlowSpec of a node."""
    depends = [{"type": "Normal", "output": parent} for parent in node.parents]
    dependencies = [{"nodeId": node.name, "depends": depends}] if depends else []
    spec = {"nodes": [node.spec], "dependencies": dependencies}
    return json.dumps({"version": "2.0.0", "kind": "Node", "spec": spec}, ensure_ascii=False, separators=(",", ":"))


def _node(workspace: Workspace, number: str) -> Node:
    node = workspace.nodes.get(int(number))
    if node is None:
        raise _unknown(number)
    return node


def _now(world: World, workspace: Workspace, node: Node) -> float:
    return edited_at(node, workspace.pipelines.values(), world.clock())


def _check_name(workspace: Workspace, name: str, but: int | None = None) -> None:
    """Refuse a name that another node has."""
    if any(node.name == name and node.id != but for node in workspace.nodes.values()):
        raise refused(f"The node {name} already exists.")


def _unknown(number: str) -> RequestRefused:
    return refused(f"The node {number} does not exist.")


def _facts(world: World, workspace: Workspace, node: Node) -> Data:
    task = scheduled_task(world, workspace, node)
    return {
        "Id": str(node.id),
        "Name": node.name,
        "Owner": node.owner,
        "CreateTime": round(node.created * 1000),
        "ModifyTime": round(node.edited * 1000),
        **({} if task is None else {"TaskId": task}),
    }


def scheduled_task(world: World, workspace: Workspace, node: Node) -> int | None:
    """Return the scheduler's id of a node in production."""
    return node.task_id if node.id in workspace.deployed_nodes(world.clock()) else None


def _matches(node: Node, request: ListNodes) -> bool:
    return (
        (request.name or "").lower() in node.name.lower()
        and request.container_id is None
        and request.scene in (None, "DATAWORKS_PROJECT")
        and request.recurrence in (None, node.spec.get("recurrence", "Normal"))
        and request.rerun_mode in (None, node.spec.get("rerunMode", "Allowed"))
    )


def _row(world: World, workspace: Workspace, node: Node) -> Data:
    spec, script = node.spec, node.spec.get("script", {})
    trigger: dict[str, Any] = spec.get("trigger", {})
    return {
        **_facts(world, workspace, node),
        "ProjectId": int(workspace.id),
        "Recurrence": spec.get("recurrence", "Normal"),
        "Script": {"Path": script.get("path", node.name), "Runtime": {"Command": command_of(spec)}},
        "Trigger": {name: trigger[key] for key, name in TRIGGER.items() if key in trigger},
        "RuntimeResource": {"ResourceGroupId": spec.get("runtimeResource", {}).get("resourceGroup", "")},
        "Outputs": {"NodeOutputs": [{"Data": output} for output in node.outputs]},
        "Inputs": {"NodeOutputs": [{"Data": parent} for parent in node.parents]},
    }


TRIGGER = {"type": "Type", "cron": "Cron", "startTime": "StartTime", "endTime": "EndTime", "timezone": "Timezone"}
