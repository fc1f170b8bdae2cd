"""Which kind a script is, by its keys and values."""

from typing import Any

from dataworks.scripts.findings import Finding, Findings, Kind
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.rules.datax import has_datax_shape
from dataworks.scripts.spelling import folded, nearest
from dataworks.scripts.steps import Script

TASK_PARAM = ("FileFolderPath", "ResourceGroup", "Cu")
START = ("failoverLimit", "errorLimit", "ddlMarkMap")

WHAT: dict[Kind, str] = {
    "realtime-create": "what a new real-time task is generated from",
    "realtime-update": "what the change of a real-time task is generated from",
    "realtime-task": "a generated real-time task",
    "batch-job": "a batch job",
    "create-param": "the place and resource group of a new task",
    "update-param": "the resource group of a task",
    "start-param": "how a real-time task is started",
}
REMEDIES: dict[Kind, str] = {
    "realtime-create": "generate_di_sync_task_config_for_creating takes it, and create_realtime_task as script",
    "realtime-update": "generate_di_sync_task_config_for_updating takes it",
    "realtime-task": "send it as task_content with task_type DI_REALTIME",
    "batch-job": "send it as task_content with task_type DI_OFFLINE",
    "create-param": "send it as task_param of create_di_sync_task",
    "update-param": "send it as task_param of update_di_sync_task",
    "start-param": "send it as start_param when a task is started",
}
ALIKE: tuple[set[Kind | None], ...] = ({"realtime-create", "realtime-update"}, {"create-param", "update-param"})
"""Kinds that share a form: one is never called a mistake for the other."""


def kind_of(value: dict[str, Any]) -> Kind | None:
    """The kind; ``None`` if it is unknown."""
    if "steps" in value or "job" in value:
        return _of_steps(value)
    if value.get("type") == "realtime" or "taskType" in fields(value.get("setting")):
        return "realtime-create"
    if value.get("type") == "job" or has_datax_shape(value):
        return "batch-job"
    named = {folded(name) for name in value}
    if named & {folded(name) for name in START}:
        return "start-param"
    if any(nearest(name, TASK_PARAM) for name in value):
        return "create-param" if any(nearest(name, TASK_PARAM[:1]) for name in value) else "update-param"
    return None


def misplaced(found: Kind | None, expected: Kind, value: dict[str, Any]) -> Findings:
    """A finding if the script is certainly of another kind than expected."""
    if found in (None, expected) or {found, expected} in ALIKE:
        return
    if expected == "realtime-update" and "steps" in value and value.get("type") != "job":
        return  # it needs so little that further keys prove nothing
    if (found, expected) == ("batch-job", "realtime-task"):
        return  # a real-time task made in the console looks like a job
    yield Finding("", "wrong-kind", f"is {WHAT[found]}; wanted is {WHAT[expected]}", REMEDIES[found])


def console_made(script: Script) -> bool:
    """Whether the console wrote it: such scripts lack type and version, and the service takes them as they are."""
    return script.kind == "realtime-task" and "type" not in script.value and "nodeDef" in script.value


def _of_steps(value: dict[str, Any]) -> Kind:
    extend, mode = fields(value.get("extend")), text(fields(value.get("extend")).get("mode"))
    steps = [fields(step) for step in items(value.get("steps"))]
    mapped = any("tableMappingRule" in fields(step.get("parameter")) for step in steps)
    if value.get("type") == "realtime":
        return "realtime-create"
    if mapped or mode.startswith("migration_") or "nodeDef" in value:
        return "realtime-task"
    if "taskType" in fields(value.get("setting")):
        return "realtime-create"
    if value.get("type") == "job" or extend or "order" in value or "job" in value:
        return "batch-job"
    if any(step.get("category") == "writer" for step in steps):
        return "realtime-create" if _selects(steps) else "batch-job"
    return "realtime-update"


def _selects(steps: list[dict[str, Any]]) -> bool:
    readers = [fields(step.get("parameter")) for step in steps if step.get("category") == "reader"]
    return any("connection" in reader and "column" not in reader for reader in readers)
