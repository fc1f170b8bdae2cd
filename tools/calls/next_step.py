"""What to call next: the tool that an explanation points to, with the arguments that are known; one that is on."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from dataworks.explain.explanation import Explanation
from dataworks.operation import Operation
from dataworks.operations.catalog import OPERATIONS
from tools.arguments.parsing import Arguments
from tools.catalog import snake_case

CARRIED = ("project_id", "project_identifier", "task_type", "file_id")
"""Arguments that mean the same in every call."""


class Onward(NamedTuple):
    """A tool, and as much of its arguments as is known."""

    name: str
    arguments: dict[str, Any]


class StandIn(NamedTuple):
    """A tool that serves where another one is off: which of its arguments is what was known for the other one."""

    name: str
    arguments: Mapping[str, str] = {}


WORKSPACE = StandIn("describe_workspace", {"project_id": "project_id"})
STATUS = StandIn("get_task_status", {"project_id": "project_id", "file_id": "file_id"})

STAND_INS: Mapping[str, StandIn] = {
    "list_projects": StandIn("describe_workspace"),
    "list_folders": WORKSPACE,
    "list_resource_groups": WORKSPACE,
    "list_data_sources": WORKSPACE,
    "list_files": StandIn("find_sync_tasks", {"project_id": "project_id", "name": "exact_file_name"}),
    "list_file_versions": STATUS,
    "get_deployment": STATUS,
    "get_di_sync_instance_info": STATUS,
    "get_data_source_meta": StandIn("list_source_tables", {"project_id": "project_id", "source": "datasource_name"}),
    "stop_di_sync_instance": StandIn("stop_realtime_task", {"project_id": "project_id", "file_id": "file_id"}),
}
"""By the tool that is off. What has none is not stood in for: nothing else does the same."""


def onward(meaning: Explanation, arguments: BaseModel | None = None) -> Onward | None:
    """The next tool, if the explanation names one that this server has; every operation is a tool."""
    if meaning.then is None:
        return None
    operation = OPERATIONS.get(meaning.then)
    if operation is None:
        return Onward(meaning.then, dict(meaning.given)) if meaning.then.islower() else None
    if isinstance(arguments, Arguments) and arguments.abroad():
        arguments = None  # two workspaces are named, and which one failed is not known here
    carried = {name: getattr(arguments, name, None) for name in CARRIED if name in operation.model_fields}
    given = {name: _filled(value, arguments) for name, value in meaning.given.items()}
    known = {name: value for name, value in {**carried, **given}.items() if value is not None}
    return Onward(snake_case(meaning.then), _accepted(operation, known))


def at_hand(step: Onward | None, is_on: Callable[[str], bool], arguments: BaseModel | None = None) -> Onward | None:
    """The next tool if it is on, else the one that serves instead, if that is on."""
    if step is None or is_on(step.name):
        return step
    instead = STAND_INS.get(step.name)
    if instead is None or not is_on(instead.name):
        return None
    if isinstance(arguments, Arguments) and arguments.abroad():
        arguments = None
    known = {name: step.arguments.get(old) or getattr(arguments, old, None) for name, old in instead.arguments.items()}
    return Onward(instead.name, {name: value for name, value in known.items() if value is not None})


def _filled(value: object, arguments: BaseModel | None) -> object:
    """``$name`` is what the failed call had there."""
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    return getattr(arguments, value[1:], None)


def _accepted(operation: type[Operation[Any]], known: dict[str, Any]) -> dict[str, Any]:
    """What the operation takes of this: another operation's task type may be none of its own."""
    try:
        operation.model_validate(known, by_name=True, by_alias=False)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors() if problem["type"] != "missing"}
        return {name: value for name, value in known.items() if name not in wrong}
    return known
