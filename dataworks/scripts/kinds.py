"""Which kind a script is, by its keys and values."""

from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import Finding, Findings, Kind
from dataworks.scripts.jobs.specification import is_job
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.rules.datax import has_datax_shape
from dataworks.scripts.spelling import folded, nearest
from dataworks.scripts.steps import Script

TASK_PARAM = ("FileFolderPath", "ResourceGroup", "Cu")
START = ("failoverLimit", "errorLimit", "ddlMarkMap")

WHAT: dict[Kind, Text] = {
    "realtime-create": Text("what a new real-time task is generated from", "用于生成新实时同步任务的脚本"),
    "realtime-update": Text("what the change of a real-time task is generated from", "用于生成实时同步任务变更的脚本"),
    "realtime-task": Text("a generated real-time task", "已生成的实时同步任务"),
    "batch-job": Text("a batch job", "离线同步任务"),
    "create-param": Text("the place and resource group of a new task", "新任务的位置和资源组"),
    "update-param": Text("the resource group of a task", "任务的资源组"),
    "start-param": Text("how a real-time task is started", "实时同步任务的启动设置"),
    "job": Text("a Data Integration job of the new studio", "新版数据开发的数据集成任务"),
}
REMEDIES: dict[Kind, Text] = {
    "realtime-create": Text(
        "generate_di_sync_task_config_for_creating takes it, and create_realtime_task as script",
        "请传给 generate_di_sync_task_config_for_creating，或作为 script 传给 create_realtime_task",
    ),
    "realtime-update": Text(
        "generate_di_sync_task_config_for_updating takes it", "请传给 generate_di_sync_task_config_for_updating"
    ),
    "realtime-task": Text(
        "send it as task_content with task_type DI_REALTIME", "请作为 task_content 传入，task_type 为 DI_REALTIME"
    ),
    "batch-job": Text(
        "send it as task_content with task_type DI_OFFLINE", "请作为 task_content 传入，task_type 为 DI_OFFLINE"
    ),
    "create-param": Text(
        "send it as task_param of create_di_sync_task", "请作为 create_di_sync_task 的 task_param 传入"
    ),
    "update-param": Text(
        "send it as task_param of update_di_sync_task", "请作为 update_di_sync_task 的 task_param 传入"
    ),
    "start-param": Text("send it as start_param when a task is started", "请在启动任务时作为 start_param 传入"),
    "job": Text(
        "send it as script of create_realtime_task in a workspace of the new studio",
        "请在新版数据开发的工作空间中作为 create_realtime_task 的 script 传入",
    ),
}
ALIKE: tuple[set[Kind | None], ...] = ({"realtime-create", "realtime-update"}, {"create-param", "update-param"})
"""Kinds that share a form: one is never called a mistake for the other."""


WRONG_KIND = Text("is {}; wanted is {}", "是{}；需要的是{}")


def kind_of(value: dict[str, Any]) -> Kind | None:
    """The kind; ``None`` if it is unknown."""
    if "steps" in value or "job" in value:
        return _of_steps(value)
    if is_job(value):
        return "job"
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
    yield Finding("", "wrong-kind", WRONG_KIND.said(WHAT[found], WHAT[expected]), REMEDIES[found].said())


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
