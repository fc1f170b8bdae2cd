"""What to call next: the tool that an explanation points to, with the arguments that are known; one that is on."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from dataworks.explain.explanation import Explanation
from dataworks.markers import WHICH, markers
from dataworks.operation import Operation
from dataworks.operations.catalog import operation_named
from dataworks.task_ids import number_of, task_id_of
from tools.arguments.parsing import Arguments, task_of
from tools.catalog import snake_case
from tools.toolsets import listed_tools


class Onward(NamedTuple):
    """A tool, and as much of its arguments as is known."""

    name: str
    arguments: dict[str, Any]


def onward(meaning: Explanation, arguments: BaseModel | None = None) -> Onward | None:
    """The next tool, if the explanation names one that this server has; every operation is a tool."""
    if meaning.then is None:
        return None
    operation = operation_named(meaning.then)
    if operation is None:
        return Onward(meaning.then, dict(meaning.given)) if meaning.then.islower() else None
    if isinstance(arguments, Arguments) and arguments.second_workspace():
        arguments = None  # two workspaces are named, and which one failed is not known here
    which = [name for name, field in operation.model_fields.items() if WHICH in markers(field)]
    carried = {name: _carried(name, arguments) for name in which}
    given = {name: _filled(value, arguments) for name, value in meaning.given.items()}
    known = {name: value for name, value in {**carried, **given}.items() if value is not None}
    return Onward(snake_case(meaning.then), _accepted(operation, known))


def at_hand(step: Onward | None, is_on: Callable[[str], bool], arguments: BaseModel | None = None) -> Onward | None:
    """The next tool if it is on, else the one that serves instead, if that is on."""
    if step is None or is_on(step.name):
        return step
    instead = listed_tools()[step.name].spec.stand_in
    if instead is None or not is_on(instead.name):
        return None
    if isinstance(arguments, Arguments) and arguments.second_workspace():
        arguments = None
    known = {name: _known(name, old, step.arguments, arguments) for name, old in instead.arguments.items()}
    return Onward(instead.name, {name: value for name, value in known.items() if value is not None})


def _carried(name: str, arguments: BaseModel | None) -> object:
    """What an operation's parameter is, where the failed call has it; a file by its task id, too."""
    task = task_of(arguments) if name == "file_id" else None
    return number_of(task) if task else getattr(arguments, name, None)


def _known(name: str, old: str, step: Mapping[str, Any], arguments: BaseModel | None) -> object:
    """What an argument of a stand-in is, which is called ``old`` by the tool that it stands in for."""
    if name != "task_id":
        return step.get(old) or getattr(arguments, old, None)
    return task_id_of(step[old], step.get("task_type")) if old in step else task_of(arguments)


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
