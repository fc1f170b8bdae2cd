"""The nodes of a workspace on the new studio; those that are no sync tasks, since others wait for them."""

import json
from typing import Any

from dataworks.language import Text
from dataworks.operations.v2024.nodes import DI_COMMAND, GetNode, ListedNode, ListNodes
from dataworks.operations.v2024.scheduled_tasks import GetTask
from emulator.seed.world_file import NodeEntry
from mirroring.deployed_nodes import as_deployed
from mirroring.ids import number
from mirroring.notes import Notes
from mirroring.pages import page_of, rows
from mirroring.read_only import ReadOnly, request

NO_LIST = Text("The nodes of these workspaces could not be listed", "未能列出这些工作空间的节点")
UNREAD = Text(
    "These nodes are without their script, since the service refuses to read them",
    "这些节点没有脚本，因为服务拒绝读取它们",
)


def asked_nodes(project_id: str) -> ListNodes:
    """Return the request for the first page of the nodes of a workspace."""
    return page_of(ListNodes(project_id=project_id), 1)  # type: ignore[return-value]


async def nodes_of(api: ReadOnly, project_id: str, notes: Notes) -> list[NodeEntry]:
    """Return the nodes; only sync tasks are read one by one."""
    listed = await rows(api, asked_nodes(project_id))
    if listed is None:
        notes.add(NO_LIST, project_id)
    known = {node.id: node for node in listed or () if number(node.id) and node.name}
    return [await _node(api, project_id, node, notes) for node in known.values()]


async def _node(api: ReadOnly, project_id: str, node: ListedNode, notes: Notes) -> NodeEntry:
    read = (
        await api.if_allowed(request(GetNode, project_id=project_id, id=node.id))
        if node.command == DI_COMMAND
        else None
    )
    has_spec = read is not None and bool(read.spec.node)
    if node.command == DI_COMMAND and not has_spec:
        notes.add(UNREAD, f"{node.name} (node-{node.id})")
    spec = read.spec.node if read and has_spec else _spec(node)
    parents = [*read.spec.parents] if read and has_spec else _outputs(node.inputs)
    production = await _production(api, node.task_id, spec, parents) if node.task_id and has_spec else {}
    shown = {"owner": node.owner, "task_id": number(node.task_id), **production}
    given = {name: value for name, value in shown.items() if value is not None}
    whole = {"id": int(node.id), "name": node.name, "spec": _json(spec), "deployed": number(node.task_id) is not None}
    return NodeEntry.model_validate({**whole, "parents": parents, **given})


async def _production(api: ReadOnly, task_id: str, spec: dict[str, Any], parents: list[str]) -> dict[str, Any]:
    """What production has, as far as it is not the same."""
    task = await api.if_allowed(request(GetTask, scheduled_task_id=task_id))
    if task is None:
        return {}
    deployed = [each.upstream_output for each in task.dependencies if each.upstream_output]
    other = as_deployed(spec, task)
    return {
        "production": _json(other) if other != spec else None,
        "production_parents": deployed if deployed != parents else None,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _spec(node: ListedNode) -> dict[str, Any]:
    """What the list shows of a node, as its part of a FlowSpec."""
    trigger, group = node.trigger, node.runtime_resource
    times = trigger and {
        "type": trigger.type,
        "cron": trigger.cron,
        "startTime": trigger.start_time,
        "endTime": trigger.end_time,
        "timezone": trigger.timezone,
    }
    group_id = group and (group.resource_group_id or group.resource_group)
    outputs = [{"data": each} for each in _outputs(node.outputs)]
    shown = {
        "trigger": {name: value for name, value in (times or {}).items() if value},
        "recurrence": node.recurrence if node.recurrence != "Normal" else None,
        "runtimeResource": {"resourceGroup": group_id} if group_id else None,
        "outputs": {"nodeOutputs": outputs} if outputs else None,
    }
    script = {"path": (node.script and node.script.path) or node.name, "runtime": {"command": node.command or ""}}
    return {"script": script, **{name: value for name, value in shown.items() if value}}


def _outputs(found: Any) -> list[str]:
    return [each.data for each in found.node_outputs if each.data] if found else []
