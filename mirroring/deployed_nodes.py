"""A node as production has it, from the task of the scheduler that it became."""

from typing import Any

from dataworks.operations.v2024.scheduled_tasks import ScheduledTask
from dataworks.scripts.reading import inner, rows

Spec = dict[str, Any]


def as_deployed(spec: Spec, task: ScheduledTask) -> Spec:
    """Return the specification of a node with what its task shows; the rest is as it is now."""
    trigger, group, script = task.trigger, task.runtime_resource, task.script
    plain = {
        "name": task.name if task.name != spec.get("name") else None,
        "recurrence": trigger and trigger.recurrence,
        "instanceMode": task.instance_mode,
        "rerunMode": task.rerun_mode,
    }
    found = {**spec, **{name: value for name, value in plain.items() if value and value != _usual(spec, name)}}
    _put(found, "trigger", "cron", trigger and trigger.cron)
    _put(found, "runtimeResource", "resourceGroup", group and group.resource_group_id)
    _put(found, "script", "content", script and script.content)
    if script is not None and (script.parameters or "") != _written(spec):
        _put(found, "script", "parameters", _parameters(script.parameters or ""))
    return found


USUAL = {"recurrence": "Normal", "instanceMode": "T+1", "rerunMode": "Allowed"}
"""What holds if a specification does not say it."""


def _usual(spec: Spec, name: str) -> object:
    return spec.get(name, USUAL.get(name))


def _put(spec: Spec, part: str, name: str, value: object) -> None:
    """Set a field of a part, unless it is the same, or not known."""
    inside = inner(spec, part)
    if value and value != inside.get(name):
        spec[part] = {**inside, name: value}


def _written(spec: Spec) -> str:
    """The parameters of a script as a task shows them."""
    parameters = rows(inner(spec, "script"), "parameters")
    return " ".join(f"{row.get('name')}={row.get('value')}" for row in parameters)


def _parameters(text: str) -> list[Spec]:
    pairs = (word.partition("=") for word in text.split() if "=" in word)
    rows = ((name, value, "System" if value.startswith("$") else "Constant") for name, _, value in pairs)
    return [{"name": name, "scope": "NodeParameter", "type": kind, "value": value} for name, value, kind in rows]
