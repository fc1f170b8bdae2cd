"""Giving a batch task its schedule. Settings not requested stay, and what was submitted is not changed."""

import json
import re
from dataclasses import dataclass
from typing import Any

from dataworks.client import DataWorks
from dataworks.flows.lookups import looked_up
from dataworks.flows.once import once
from dataworks.language import Text
from dataworks.operations.v2020.deployments import UpdateFile
from dataworks.operations.v2020.files import FileDetail, GetFile, NodeConfiguration
from dataworks.operations.v2020.workspaces import GetProject
from dataworks.quoting import named
from dataworks.scripts.batch_script import variables
from dataworks.scripts.cron import cycle_type
from dataworks.studios.standing import is_paused

SCHEDULING = (GetProject, GetFile, UpdateFile)
"""The operations that setting a schedule may call, in addition to reading the file."""

KNOWN_VALUES = {"bizdate": "$bizdate"}
"""Variables of scripts that have the name of a parameter of the scheduler."""

ARGUMENTS = {"cron_express": "cron", "para_value": "para_value"}
"""The arguments of tools that set parts of a schedule."""

NAMES = re.compile(r"(?<!\w)(\w++)=")
"""Each text is read once: a name is tried only from its first character, and only whole."""


OTHER_SCHEDULE = Text("has a schedule without {}; it has {}; {}", "的调度不含 {}；其现有设置：{}；{}")
NONE = Text("none of them", "无")
CHANGE_CALL = Text(
    "change_task {} shows that change, and with apply makes it", "change_task {} 可展示该变更，加上 apply 即可执行"
)
UNKNOWN = Text(
    "Task {} exists; it is unknown whether it was scheduled; the same call again finds out.",
    "任务 {} 已存在；尚不清楚是否已设置调度；重复同样的调用即可查明。",
)


@dataclass(frozen=True)
class Schedule:
    """When a batch task runs, and the values of its script's variables, such as ``region=cn bizdate=$bizdate``."""

    cron: str | None = None
    para_value: str | None = None


def given_values(para_value: str | None) -> dict[str, str]:
    """The values of variables in a schedule, such as ``region=cn bizdate=$bizdate``."""
    parts = (part.partition("=") for part in (para_value or "").split())
    return {name: value for name, _, value in parts}


def valueless(script: str, para_value: str | None) -> list[str]:
    """The variables of a script that get no value."""
    given = {*KNOWN_VALUES, *NAMES.findall(para_value or "")}
    return [name for name in variables(script) if name not in given]


def has_schedule(present: FileDetail) -> bool:
    """Whether the task was given a schedule: a new file may have a cron expression, but no parent yet."""
    node = present.node_configuration or NodeConfiguration()
    return present.file.node_id is not None or bool(node.input_list)


def is_idle(present: FileDetail, wanted: Schedule | None) -> bool:
    """Whether the scheduler does not run a task that gets this schedule: it has none, or is paused."""
    node = present.node_configuration or NodeConfiguration()
    return is_paused(node) or not ((wanted and wanted.cron) or node.cron_express)


def replaced(present: FileDetail, wanted: dict[str, Any]) -> dict[str, Any]:
    """The current values that these changes would replace."""
    node = present.node_configuration or NodeConfiguration()
    return {name: value for name in wanted if (value := getattr(node, name)) not in (None, "")}


def changes(present: FileDetail, script: str, wanted: Schedule) -> dict[str, Any]:
    """The requested settings that differ from the current ones, as parameters of ``UpdateFile``.

    The service refuses an update with what is there already, so only what differs is sent.
    """
    node = present.node_configuration or NodeConfiguration()
    found = dict[str, Any]()
    if wanted.cron is not None and wanted.cron != node.cron_express:
        found |= {"cron_express": wanted.cron, "cycle_type": cycle_type(wanted.cron)}
    if wanted.para_value is not None and (values := _values(script, wanted)) != (node.para_value or ""):
        found["para_value"] = values
    return found


def without(present: FileDetail, found: dict[str, Any]) -> str:
    """How a task differs that has another schedule than one with these settings, and the call that changes it."""
    lacks = ", ".join(f"{name} {named(value)}" for name, value in found.items())
    has = ", ".join(f"{name} {named(value)}" for name, value in replaced(present, found).items())
    arguments = {argument: found[name] for name, argument in ARGUMENTS.items() if name in found}
    return OTHER_SCHEDULE.said(lacks, has or NONE, change_call(present.file.file_id, **arguments))


def change_call(task_id: str, **arguments: str | None) -> str:
    """The call that changes a task that exists, with its arguments filled in."""
    filled = json.dumps({"task_id": task_id, **arguments}, ensure_ascii=False)
    return CHANGE_CALL.said(filled)


async def give_schedule(api: DataWorks, project_id: str, present: FileDetail, script: str, wanted: Schedule) -> bool:
    """Send what the task lacks of these settings, with a parent and parameters if it has none.

    Return whether this call set any of them.

    Raises:
        DataWorksError: the schedule was not set, or that is unknown.
    """
    file_id = present.file.file_id
    update = await lacking(api, project_id, present, script, wanted)
    if not update:
        return False

    async def is_set() -> bool:
        now = await api.call(GetFile(project_id=project_id, file_id=file_id))
        return not await lacking(api, project_id, now, script, wanted)

    unknown = UNKNOWN.said(file_id)
    return (await once(api, UpdateFile(project_id=project_id, file_id=file_id, **update), is_set, unknown)).mine


async def lacking(
    api: DataWorks, project_id: str, present: FileDetail, script: str, wanted: Schedule
) -> dict[str, Any]:
    """What the task lacks of a schedule, as parameters of ``UpdateFile``."""
    node = present.node_configuration or NodeConfiguration()
    parent = {} if node.input_list else await _root(api, project_id)
    values = "" if node.para_value else _values(script, Schedule())
    return {**parent, **({"para_value": values} if values else {}), **changes(present, script, wanted)}


def _values(script: str, wanted: Schedule) -> str:
    given = wanted.para_value or ""
    known = [name for name in variables(script) if name in KNOWN_VALUES and name not in NAMES.findall(given)]
    return " ".join(filter(None, [given, *(f"{name}={KNOWN_VALUES[name]}" for name in known)]))


async def _root(api: DataWorks, project_id: str) -> dict[str, str]:
    """The workspace's root node as the parent: its output is named after the workspace."""
    workspace = await looked_up(api, GetProject(project_id=project_id))
    return {"input_list": f"{workspace.project_identifier}_root"} if workspace.project_identifier else {}
