"""What to call after a failure: the tool that its explanation names, or an alternative that is on."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ValidationError

from dataworks.explain.explanation import Explanation
from dataworks.markers import IDENTIFIES, HoldsScript, NumberOf, marked, markers
from dataworks.operation import Effect, Operation
from dataworks.operations.catalog import name_of, operation_named
from dataworks.task_ids import IdOf, id_of, kind_of, number_of, task_id_of
from tools.arguments.parsing import Arguments, task_of
from tools.catalog import tool_of
from tools.toolsets import listed_tools

MOST_ALTERNATIVES = 4
"""Tools that are tried: an alternative may be off too."""


class NextCall(NamedTuple):
    """A tool and its known arguments."""

    name: str
    arguments: dict[str, Any]


def next_call(meaning: Explanation, arguments: BaseModel | None = None, task_id: str | None = None) -> NextCall | None:
    """The next call, if the explanation names an operation or a tool. Every operation is a tool.

    ``task_id``: the task that failed, where the arguments do not name it.
    """
    if meaning.then is None:
        return None
    if isinstance(arguments, Arguments) and arguments.second_workspace():
        arguments = None  # it names two workspaces, and which one failed is not known here
    operation = operation_named(meaning.then)
    if operation is None:
        return NextCall(meaning.then, _of_tool(meaning, arguments, task_id)) if meaning.then.islower() else None
    which = [name for name, field in operation.model_fields.items() if IDENTIFIES in markers(field)]
    copied = {name: _from_failed_call(name, operation, arguments) for name in which}
    known = {name: value for name, value in {**copied, **_given(meaning, arguments)}.items() if value is not None}
    return NextCall(tool_of(operation), _accepted(operation, known))


DOES_ITSELF = frozenset({Effect.RUN, Effect.STOP})
"""Effects of steps that a tool which continues makes by itself."""


def same_call(meaning: Explanation, tool: str, arguments: BaseModel | None) -> NextCall | None:
    """The failed call itself, if it continues and makes the next step itself, such as one that others have undone."""
    operation = operation_named(meaning.then or "")
    if operation is None or operation.effect not in DOES_ITSELF or arguments is None:
        return None
    if name_of(operation) not in listed_tools()[tool].operations:
        return None
    return repeated(tool, arguments)


def repeated(tool: str, arguments: BaseModel) -> NextCall:
    """The same call, without its scripts."""
    scripts = set(marked(type(arguments), HoldsScript))
    given = arguments.model_dump(mode="json", exclude_defaults=True, exclude_none=True, exclude=scripts)
    return NextCall(tool, given)


def _of_tool(meaning: Explanation, arguments: BaseModel | None, task_id: str | None) -> dict[str, Any]:
    """The arguments of a tool of several operations: those that it needs, from the failed call, and those given."""
    tool = listed_tools()[str(meaning.then)].spec.arguments
    needed = {name: _needed(name, arguments) for name, field in tool.model_fields.items() if field.is_required()}
    given = {**needed, **_given(meaning, arguments)}
    if task_id and meaning.given.get("task_id") == "$task_id":
        given["task_id"] = task_id
    return {name: value for name, value in given.items() if value is not None}


def _needed(name: str, arguments: BaseModel | None) -> object:
    """A required argument, from the failed call; the task also where that names it otherwise."""
    given = getattr(arguments, name, None)
    if given is not None or name not in ("task_id", "task_ids"):
        return given
    task = task_of(arguments)
    return [task] if task and name == "task_ids" else task


def usable(step: NextCall | None, is_on: Callable[[str], bool], arguments: BaseModel | None = None) -> NextCall | None:
    """The call itself if its tool is on, else the call of its alternative, if one is on."""
    if isinstance(arguments, Arguments) and arguments.second_workspace():
        arguments = None
    for _ in range(MOST_ALTERNATIVES):
        if step is None or is_on(step.name):
            return step
        step = _alternative(step, arguments)
    return None


def alternative_to(name: str, is_on: Callable[[str], bool]) -> str | None:
    """The tool that is on and does the same as one that is off, if there is one."""
    step = usable(NextCall(name, {}), is_on)
    return step.name if step else None


def _alternative(step: NextCall, arguments: BaseModel | None) -> NextCall | None:
    listed = listed_tools().get(step.name)
    alternative = listed.spec.alternative if listed else None
    if alternative is None:
        return None
    numbers: Mapping[str, NumberOf] = marked(listed.spec.arguments, NumberOf) if listed else {}
    spelled = {
        name: id_of(value, numbers[name].kind) if name in numbers else value for name, value in step.arguments.items()
    }
    known = {name: _known(name, old, spelled, arguments) for name, old in alternative.arguments.items()}
    return NextCall(alternative.name, {name: value for name, value in known.items() if value is not None})


def _given(meaning: Explanation, arguments: BaseModel | None) -> dict[str, Any]:
    """The arguments that the explanation gives, as far as they are known."""
    filled = {name: _filled(value, arguments) for name, value in meaning.given.items()}
    return {name: value for name, value in filled.items() if value is not None}


OF_FILES = frozenset({IdOf.FILE, IdOf.SOLUTION})
"""The kinds of tasks whose number is a ``file_id``."""


def _from_failed_call(name: str, operation: type[Operation[Any]], arguments: BaseModel | None) -> object:
    """The value of an operation's parameter, from the failed call; the number of a task also from its id."""
    number = marked(operation, NumberOf).get(name)
    kinds = OF_FILES if name == "file_id" else frozenset({number.kind} if number else ())
    task = task_of(arguments) if kinds else None
    if task is None:
        return getattr(arguments, name, None)
    return number_of(task) if kind_of(task) in kinds else None


def _known(name: str, old: str, step: Mapping[str, Any], arguments: BaseModel | None) -> object:
    """The value of an alternative's argument, which is called ``old`` in the tool that is off."""
    if name not in {"task_id", "task_ids"}:
        return step.get(old) or getattr(arguments, old, None)
    found: Any = step.get(old)
    task = cast("list[str]", found)[0] if isinstance(found, list) else found
    task = task_id_of(task, step.get("task_type")) if task else task_of(arguments)
    return [task] if name == "task_ids" and task else task


def _filled(value: object, arguments: BaseModel | None) -> object:
    """A value, where ``$name`` is replaced by that argument of the failed call; ``$task_id`` also by its file id."""
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    return task_of(arguments) if value == "$task_id" else getattr(arguments, value[1:], None)


def _accepted(operation: type[Operation[Any]], known: dict[str, Any]) -> dict[str, Any]:
    """The arguments that the operation accepts: for example, it may not have the task type of the failed one."""
    try:
        operation.model_validate(known, by_name=True, by_alias=False)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors() if problem["type"] != "missing"}
        return {name: value for name, value in known.items() if name not in wrong}
    return known
