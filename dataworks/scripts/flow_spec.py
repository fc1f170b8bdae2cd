"""FlowSpec, the definition of a node of the new Data Studio, which has the script of a batch task in it.

Two spellings are read: version 2.0.0, which is written here, and that of nodes that were migrated (version 1.1.0 with
``flow`` in place of ``dependencies``).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from dataworks.fields import ScriptText
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.reading import fields, inner, rows, text, without

COMMAND, LANGUAGE = "DI", "di"
"""What runs a batch sync task, and the language of its script."""

SCHEDULED = "Scheduler"
"""The type of a trigger that runs a node by its cron."""

NORMAL, PAUSED, SKIPPED = "Normal", "Pause", "Skip"
"""Whether the scheduler runs a node: it does, it is paused, or its runs are skipped."""

ALWAYS = {"startTime": "1970-01-01 00:00:00", "endTime": "9999-01-01 00:00:00"}
TIMEZONE = "Asia/Shanghai"
CU = "0.5"
"""The units of a run that are requested by default."""


@dataclass(frozen=True)
class FlowSpec:
    """A FlowSpec: ``text`` is exactly as it came; only its first node counts. False: there is no text."""

    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The part with the nodes; an empty one if there is none."""
        return inner(Definition(self.text).content, "spec")

    @property
    def kind(self) -> str:
        """What it describes: ``Node``, or a workflow."""
        return text(Definition(self.text).content.get("kind"))

    @cached_property
    def node(self) -> dict[str, Any]:
        """Its node; an empty one if there is none."""
        return next(iter(rows(self.spec, "nodes")), dict[str, Any]())

    def with_node(self, node: Mapping[str, Any]) -> "FlowSpec":
        """The same with this node in place of its own."""
        nodes = [node, *[*rows(self.spec, "nodes")][1:]]
        return FlowSpec(ScriptText.of({**Definition(self.text).content, "spec": {**self.spec, "nodes": nodes}}))

    @property
    def name(self) -> str:
        """The name of the node."""
        return text(self.node.get("name"))

    @property
    def path(self) -> str:
        """The path of its script, which ends with the name."""
        return text(inner(self.node, "script").get("path"))

    @property
    def command(self) -> str:
        """What runs it, such as ``COMMAND``."""
        return text(inner(self.node, "script", "runtime").get("command"))

    @cached_property
    def definition(self) -> Definition:
        """The script of the node."""
        content = inner(self.node, "script").get("content")
        if isinstance(content, str):
            return Definition(content)
        return Definition(json.dumps(content, ensure_ascii=False)) if content else NO_DEFINITION

    @property
    def cron(self) -> str | None:
        """When the scheduler runs it."""
        return text(inner(self.node, "trigger").get("cron")) or None

    @property
    def recurrence(self) -> str:
        """Whether the scheduler runs it: ``NORMAL``, ``PAUSED`` or ``SKIPPED``."""
        return text(self.node.get("recurrence")) or NORMAL

    @property
    def is_idle(self) -> bool:
        """Whether the scheduler does not run it: it has no schedule, or is paused, or its runs are skipped."""
        return self.cron is None or self.recurrence != NORMAL

    @property
    def resource_group(self) -> str | None:
        """The group that it runs on."""
        runtime = inner(self.node, "runtimeResource")
        return text(runtime.get("resourceGroup") or runtime.get("resourceGroupId")) or None

    @property
    def values(self) -> dict[str, str]:
        """The values of variables in its script."""
        parameters = rows(inner(self.node, "script"), "parameters")
        return {text(each.get("name")): text(each.get("value")) for each in parameters}

    @property
    def outputs(self) -> tuple[str, ...]:
        """Its outputs, by which others depend on it."""
        return tuple(text(each.get("data")) for each in rows(inner(self.node, "outputs"), "nodeOutputs"))

    @property
    def parents(self) -> tuple[str, ...]:
        """The outputs that it depends on."""
        groups = (*rows(self.spec, "dependencies"), *rows(self.spec, "flow"))
        found = (text(each.get("output")) for group in groups for each in rows(group, "depends"))
        return tuple(dict.fromkeys(filter(None, found)))


NO_SPEC = FlowSpec()


def _flow_spec(value: object) -> FlowSpec:
    """What a field of an answer holds, whether as text or as the value itself."""
    if isinstance(value, FlowSpec):
        return value
    return FlowSpec(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else "")


FlowSpecField = Annotated[FlowSpec, PlainValidator(_flow_spec), PlainSerializer(lambda spec: spec.text or None)]
"""The field of an answer that holds a FlowSpec."""


@dataclass(frozen=True)
class BatchNode:
    """What the FlowSpec of a new batch task says.

    Attributes:
        script: the script of the task.
        resource_group: the group that it runs on.
        cron: when the scheduler runs it; six fields, seconds first. Without it, it has no trigger, and is paused, so
            that it does not run even if the service gives it one.
        values: values of variables in the script.
        parents: outputs that it waits for.
        outputs: its own outputs.
        folder: folders that it is in, separated by ``/``; empty: none.
    """

    name: str
    script: Definition
    resource_group: str
    cron: str | None
    values: Mapping[str, str]
    parents: Sequence[str]
    outputs: Sequence[str]
    folder: str = ""

    def spec(self) -> ScriptText:
        """The FlowSpec of the node."""
        depends = [{"type": "Normal", "output": parent} for parent in self.parents]
        dependencies = [{"nodeId": self.name, "depends": depends}] if depends else []
        return _spec([self._node()], dependencies)

    def _node(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "id": self.name,
            "script": self._script(),
            **({"trigger": scheduled_at(self.cron)} if self.cron else {}),
            "runtimeResource": {"resourceGroup": self.resource_group},
            "recurrence": NORMAL if self.cron else PAUSED,
            "rerunMode": "Allowed",
            "instanceMode": "T+1",
            "outputs": {"nodeOutputs": [{"data": output, "artifactType": "NodeOutput"} for output in self.outputs]},
        }

    def _script(self) -> dict[str, Any]:
        return {
            "path": "/".join(filter(None, (self.folder, self.name))),
            "language": LANGUAGE,
            "runtime": {"command": COMMAND},
            "content": with_extend(self.script, self.resource_group).text,
            "parameters": parameters_of(self.values),
        }


def scheduled_at(cron: str) -> dict[str, str]:
    """Return the trigger of a node that runs at these times."""
    return {"type": SCHEDULED, "cron": cron, **ALWAYS, "timezone": TIMEZONE}


def parameters_of(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return values of variables as a script has them."""
    return [_parameter(name, value) for name, value in values.items()]


def _parameter(name: str, value: str) -> dict[str, str]:
    kind = "System" if value.startswith("$") else "Constant"
    facts = {"scope": "NodeParameter", "type": kind, "artifactType": "Variable"}
    return {"name": name, "value": value, **facts}


def _spec(nodes: list[dict[str, Any]], dependencies: list[dict[str, Any]]) -> ScriptText:
    inside = {"nodes": nodes, **({"dependencies": dependencies} if dependencies else {})}
    return ScriptText.of({"version": "2.0.0", "kind": "Node", "spec": inside})


def changed_spec(node_id: str, changes: Mapping[str, Any]) -> ScriptText:
    """Return the FlowSpec of an update: the id of a node, and what changes."""
    return _spec([{"id": node_id, **changes}], [])


def with_extend(script: Definition, resource_group: str) -> Definition:
    """Return the script of a batch task as a node of the new Data Studio needs it: with ``extend``.

    What is in its own ``extend`` stays.
    """
    usual = {"mode": "code", "__new__": True, "formatType": "datax", "resourceGroup": resource_group, "cu": CU}
    extend = {**usual, **fields(script.content.get("extend")), "resourceGroup": resource_group}
    return Definition(ScriptText.of({**script.content, "extend": extend}))


def without_extend(script: Definition) -> Definition:
    """Return the script of a batch task without ``extend``, as the classic Data Studio has it."""
    return Definition(ScriptText.of(without(script.content, "extend"))) if script.content else script
