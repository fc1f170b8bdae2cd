"""Every operation class against the facts of the API: names, types, what is required, where it travels, the answer."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from dataworks.answers import Answer
from dataworks.operation import Operation, wire_name
from tests.operations import OPERATIONS

FACTS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[1] / "facts" / "operations.json").read_text("utf-8")
)

DIFFERENCES: dict[tuple[str, str], str] = {
    ("StartDISyncInstance", "StartParam"): "typed here, its JSON text on the wire",
    ("UpdateDIProjectConfig", "ProjectConfig"): "typed here, its JSON text on the wire",
    ("ListBusiness", "PageNumber"): "has a default, which is sent",
    ("ListBusiness", "PageSize"): "has a default, which is sent",
    ("ListFolders", "PageNumber"): "has a default, which is sent",
    ("ListFolders", "PageSize"): "has a default, which is sent",
}
"""``(action, parameter)`` to the reason why the class says something else than the facts, or leaves it out."""

every_operation = pytest.mark.parametrize("action", OPERATIONS)


def declared(operation: type[Operation[Any]]) -> dict[str, dict[str, Any]]:
    """The parameters of a class in the words of the facts."""
    schema = operation.model_json_schema()
    return {
        wire_name(field): {
            "type": type_of(schema["properties"][wire_name(field)]),
            "required": wire_name(field) in schema.get("required", []),
            "in": "body(form)" if operation.is_in_body(field) else "query",
        }
        for field in operation.model_fields
    }


def type_of(schema: Mapping[str, Any]) -> str:
    """A schema in the words of the facts. An id is text of digits here and a number there; a script is text."""
    choices = [choice for choice in schema.get("anyOf", [schema]) if choice.get("type") != "null"]
    kinds = {"object" if "$ref" in choice else str(choice["type"]) for choice in choices}
    if kinds == {"object", "string"}:
        return "string"
    if any(str(choice.get("pattern", "")).startswith("^[0-9]") for choice in choices):
        return "integer"
    return kinds.pop() if len(kinds) == 1 else " or ".join(sorted(kinds))


def expected(action: str) -> dict[str, dict[str, Any]]:
    """The parameters of an operation as the facts have them, with the names of inner classes left out."""
    return {
        name: {**parameter, "type": plain(parameter["type"])} for name, parameter in FACTS[action]["params"].items()
    }


def plain(kind: str) -> str:
    if kind.startswith("List["):
        return "array"
    return kind if kind in {"string", "integer", "boolean", "number"} else "object"


def without_differences(action: str, parameters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: facts for name, facts in parameters.items() if (action, name) not in DIFFERENCES}


def answer_tree(action: str) -> dict[str, Any]:
    """The part of an answer that ``Answer.read`` hands to the model."""
    response, answer = FACTS[action]["response"], OPERATIONS[action].answer
    held = response[answer.place] if answer.place else {"of": response}
    inner = {answer.bare: held} if answer.bare else held["of"]
    return {**inner, "RequestId": response["RequestId"]}


def unknown_fields(model: type[BaseModel], tree: Mapping[str, Any], path: str) -> Iterator[str]:
    """The fields of a model, and of the models inside it, that no answer has."""
    for field, info in model.model_fields.items():
        known = [name for name in spellings(info) if name in tree]
        if not known and not (field == "request_id" and path):
            yield f"{path}/{field}"
        for inner in models_in(info.annotation):
            below = tree[known[0]].get("of") if known else None
            if isinstance(below, dict):
                yield from unknown_fields(inner, below, f"{path}/{field}")


def spellings(info: FieldInfo) -> list[str]:
    alias = info.validation_alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    return [choice for choice in choices if isinstance(choice, str)]


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


@every_operation
def test_an_operation_exists_under_its_name(action: str) -> None:
    assert action in FACTS
    assert OPERATIONS[action].action() == action


@every_operation
def test_it_is_sent_by_the_method_of_the_facts(action: str) -> None:
    assert OPERATIONS[action].method == FACTS[action]["http"]


@every_operation
def test_parameters_are_those_of_the_facts(action: str) -> None:
    ours, theirs = declared(OPERATIONS[action]), expected(action)

    assert without_differences(action, ours) == without_differences(action, theirs)


@every_operation
def test_every_field_of_an_answer_is_one_that_the_service_sends(action: str) -> None:
    answer: type[Answer] = OPERATIONS[action].answer

    assert list(unknown_fields(answer, answer_tree(action), "")) == []


def test_every_stated_difference_is_one() -> None:
    same = [
        (action, name)
        for action, name in DIFFERENCES
        if declared(OPERATIONS[action]).get(name) == expected(action).get(name)
    ]

    assert same == []
