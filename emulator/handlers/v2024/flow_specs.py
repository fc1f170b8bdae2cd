"""The emulator's own reader of FlowSpec; both spellings of dependencies are read."""

import json
from dataclasses import dataclass
from typing import Any, cast

from emulator.failures import NO_SPEC, SPEC_CODE, RequestRefused, refused

COMMAND = "DI"
KINDS = frozenset({"Node", "CycleWorkflow"})
NEEDED = ("type", "version", "steps", "order", "setting", "extend")
"""What the script of a batch sync task has."""


@dataclass(frozen=True)
class Read:
    """The first node of a FlowSpec; ``parents``: ``None`` if it has none at all."""

    kind: str
    node: dict[str, Any]
    parents: tuple[str, ...] | None


def read(text: str) -> Read:
    """Read a FlowSpec.

    Raises:
        RequestRefused: it has no node.
    """
    content = _object(json.loads(text))
    spec = _object(content.get("spec"))
    nodes = _objects(spec.get("nodes"))
    if not nodes:
        raise RequestRefused(NO_SPEC)
    groups = spec.get("dependencies") or spec.get("flow")
    parents = None if groups is None else tuple(_parents(groups))
    return Read(str(content.get("kind", "")), nodes[0], parents)


def read_new(text: str) -> Read:
    """Read the FlowSpec of a new node: it has a name, and the script of a batch task is complete.

    Raises:
        RequestRefused: it can't be read.
    """
    found = read(text)
    if found.kind not in KINDS or not isinstance(found.node.get("name"), str) or not found.node["name"]:
        raise RequestRefused(NO_SPEC)
    check_script(found.node)
    return found


def read_change(text: str) -> Read:
    """Read the FlowSpec of an update.

    Raises:
        RequestRefused: it is of a workflow, or can't be read.
    """
    found = read(text)
    if found.kind != "Node":
        raise refused("spec kind and request not match", SPEC_CODE)
    return found


def check_script(node: dict[str, Any]) -> None:
    """Refuse the script of a batch sync task that lacks what it needs.

    Raises:
        RequestRefused: it does.
    """
    if command_of(node) != COMMAND:
        return
    content = _object(node.get("script")).get("content")
    try:
        script = _object(json.loads(content)) if isinstance(content, str) else _object(content)
    except ValueError:
        script = {}
    missing = [name for name in NEEDED if name not in script]
    if missing:
        raise refused(f"The script of a DI node has no {missing[0]}.", SPEC_CODE)


def command_of(node: dict[str, Any]) -> str:
    """Return what runs a node."""
    return str(_object(_object(node.get("script")).get("runtime")).get("command", ""))


def merged(stored: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return a node with what an update names; objects are merged, everything else is replaced."""
    inside = dict[str, Any]()
    for name, value in change.items():
        both = isinstance(value, dict) and isinstance(stored.get(name), dict)
        inside[name] = merged(_object(stored[name]), _object(change[name])) if both else value
    return {**stored, **inside}


def _parents(groups: object) -> list[str]:
    rows = [row for group in _objects(groups) for row in _objects(group.get("depends"))]
    return [row["output"] for row in rows if isinstance(row.get("output"), str)]


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    rows = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", row) for row in rows if isinstance(row, dict)]
