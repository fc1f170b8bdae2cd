"""What to call next: the tool that an explanation points to, with the arguments that are known."""

from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from dataworks.explain.explanation import Explanation
from dataworks.operation import Operation
from dataworks.operations.catalog import OPERATIONS
from tools.arguments import Arguments
from tools.catalog import snake_case

CARRIED = ("project_id", "project_identifier", "task_type", "file_id")
"""Arguments that mean the same in every call."""


class Onward(NamedTuple):
    """A tool, and as much of its arguments as is known."""

    name: str
    arguments: dict[str, Any]


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
