"""Settings of a node of the new Data Studio, as its FlowSpec has them, and the node with other ones.

What is not named stays, down to fields that this server does not know: an update carries each field that differs as a
whole, so nothing is lost whether the service merges it with the stored one or puts it in its place.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from dataworks.fields import ScriptText
from dataworks.scripts.cron import cycle_type
from dataworks.scripts.definition import Definition
from dataworks.scripts.flow_spec import NORMAL, SCHEDULED, FlowSpec, parameters_of, scheduled_at
from dataworks.scripts.reading import inner, rows, text
from dataworks.scripts.settings import UNITS, with_filter, with_group

CYCLES = {"DAY": "Daily", "NOT_DAY": "NotDaily"}
"""How often a trigger runs a node, where it says so beside its cron."""

PLAIN = frozenset({"", "Constant", "System"})
"""The types of parameters that a text such as ``region=cn bizdate=$bizdate`` can give; others stay as they are."""

GROUP_KEYS = ("resourceGroup", "resourceGroupId")
"""What names the group of a node in its ``runtimeResource``."""


@dataclass(frozen=True)
class NodeSettings:
    """What a node is to have; ``None``: as it is. ``values``: those of all plain parameters of its script."""

    resource_group: str | None = None
    cu: float | None = None
    cron: str | None = None
    values: Mapping[str, str] | None = None
    where: str | None = None


def plain_values(spec: FlowSpec) -> dict[str, str]:
    """The values of variables that a text can give, by name."""
    parameters = (row for row in _parameters(spec.node) if text(row.get("type")) in PLAIN)
    return {text(row.get("name")): text(row.get("value")) for row in parameters}


def groups_of(spec: FlowSpec) -> tuple[str, ...]:
    """Each resource group that a node names, in its ``runtimeResource`` and in its script."""
    return tuple(dict.fromkeys(filter(None, (spec.resource_group, spec.definition.resource_group))))


def node_units(spec: FlowSpec) -> tuple[object, ...]:
    """The compute units that a node names, in its script and beside its command."""
    places = (inner(spec.definition.content, "extend"), inner(spec.node, "script", "runtime"))
    return tuple(place[UNITS] for place in places if place.get(UNITS) is not None)


def same_units(present: object, wanted: float) -> bool:
    """Whether both are the same number of units; FlowSpec has them as text."""
    try:
        return float(str(present)) == wanted
    except ValueError:
        return False


def with_settings(spec: FlowSpec, wanted: NodeSettings) -> FlowSpec:
    """The FlowSpec with these settings, and nothing else changed."""
    node = deepcopy(spec.node)
    if wanted.cron is not None and wanted.cron != spec.cron:
        node |= _scheduled(spec, wanted.cron)
    if wanted.resource_group is not None:
        node |= _on_group(node, wanted.resource_group)
    if wanted.values is not None:
        node["script"] = {**inner(node, "script"), "parameters": _with_values(node, wanted.values)}
    if wanted.cu is not None:
        node |= _with_units(node, wanted.cu)
    script = _script(spec.definition, wanted, units_beside=bool(node_units(spec)))
    if not spec.definition.means_the_same(script):
        node["script"] = {**inner(node, "script"), "content": script.text}
    return spec.with_node(node)


def changed_fields(before: FlowSpec, after: FlowSpec) -> dict[str, Any]:
    """The fields of a node that differ, each as a whole."""
    return {name: value for name, value in after.node.items() if before.node.get(name) != value}


def _scheduled(spec: FlowSpec, cron: str) -> dict[str, Any]:
    """The trigger at other times; a node that had none is paused for that reason alone, and runs then."""
    present = inner(spec.node, "trigger")
    cycle = {"cycleType": CYCLES[cycle_type(cron)]} if "cycleType" in present else {}
    trigger = {**scheduled_at(cron), **present, "type": SCHEDULED, "cron": cron, **cycle}
    return {"trigger": trigger} if spec.cron else {"trigger": trigger, "recurrence": NORMAL}


def _on_group(node: dict[str, Any], group: str) -> dict[str, Any]:
    present = inner(node, "runtimeResource")
    names = [key for key in GROUP_KEYS if key in present] or GROUP_KEYS[:1]
    return {"runtimeResource": {**present, **dict.fromkeys(names, group)}}


def _parameters(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [*rows(inner(node, "script"), "parameters")]


def _with_values(node: dict[str, Any], values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parameters with these values: rows that stay or get another value in their place, new ones at the end."""
    found = list[dict[str, Any]]()
    for row in _parameters(node):
        name = text(row.get("name"))
        if text(row.get("type")) not in PLAIN or text(row.get("value")) == values.get(name):
            found.append(row)
        elif name in values:
            found.append({**row, **parameters_of({name: values[name]})[0]})
    known = {text(row.get("name")) for row in found}
    return [*found, *parameters_of({name: value for name, value in values.items() if name not in known})]


def _with_units(node: dict[str, Any], cu: float) -> dict[str, Any]:
    """The units beside the command, where they are there."""
    script, runtime = inner(node, "script"), inner(node, "script", "runtime")
    if UNITS not in runtime or same_units(runtime[UNITS], cu):
        return {}
    return {"script": {**script, "runtime": {**runtime, UNITS: f"{cu:g}"}}}


def _script(script: Definition, wanted: NodeSettings, *, units_beside: bool) -> Definition:
    """The script with the settings that are in it."""
    if not script.content:
        return script
    if wanted.where is not None:
        script = with_filter(script, wanted.where)
    if wanted.resource_group is not None and script.resource_group != wanted.resource_group:
        script = with_group(script, wanted.resource_group, wanted.resource_group)
    if wanted.cu is None:
        return script
    extend = inner(script.content, "extend")
    if same_units(extend.get(UNITS), wanted.cu) or (UNITS not in extend and units_beside):
        return script
    return Definition(ScriptText.of({**script.content, "extend": {**extend, UNITS: f"{wanted.cu:g}"}}))
