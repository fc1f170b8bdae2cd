"""Every operation class against the facts of the API: names, types, what is required, where it travels, the answer."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from dataworks.answers import Answer
from dataworks.operation import NEW, VERSION, Operation, OperationKey, wire_name
from dataworks.operations.catalog import operations

FACTS: dict[OperationKey, dict[str, Any]] = {
    OperationKey(file.stem, action): facts
    for file in (Path(__file__).resolve().parents[1] / "facts").glob("*.json")
    for action, facts in json.loads(file.read_text("utf-8")).items()
}
"""By version of the API, and action."""

CLASSIC = {
    ("StartDISyncInstance", "StartParam"): "typed here, its JSON text on the wire",
    ("UpdateDIProjectConfig", "ProjectConfig"): "typed here, its JSON text on the wire",
    ("ListBusiness", "PageNumber"): "has a default, which is sent",
    ("ListBusiness", "PageSize"): "has a default, which is sent",
    ("ListFolders", "PageNumber"): "has a default, which is sent",
    ("ListFolders", "PageSize"): "has a default, which is sent",
}

NEEDED = "required here: the API marks nothing as required, and can do nothing without it"
OLD_NAME = "an older name of another parameter"

OF_JOBS = {
    **{("CreateDIJob", name): NEEDED for name in ("ProjectId", "Name", "MigrationType")},
    **{
        ("CreateDIJob", f"{end}DataSource{what}"): NEEDED
        for end in ("Source", "Destination")
        for what in ("Type", "Settings")
    },
    **{("CreateDIJob", name): NEEDED for name in ("ResourceSettings", "TableMappings")},
    ("CreateDIJob", "JobName"): OLD_NAME,
    ("CreateDIJob", "FileSpec"): "not offered: no source describes it, and no answer has it",
    ("UpdateDIJob", "FileSpec"): "not offered: no source describes it, and no answer has it",
    **{(f"{verb}DIJob", "Id"): NEEDED for verb in ("Update", "Get", "Start", "Stop", "Delete")},
    **{(f"{verb}DIJob", "DIJobId"): OLD_NAME for verb in ("Update", "Get", "Start", "Stop", "Delete")},
    **{
        (f"{verb}DIJob", "ProjectId"): "required here: rules about workspaces decide by it"
        for verb in ("Update", "Get", "Delete")
    },
    ("GetDIJobLog", "Id"): NEEDED,
    ("GetDIJobLog", "DIJobId"): OLD_NAME,
    ("ListDIJobEvents", "DIJobId"): NEEDED,
    ("ListDIJobMetrics", "DIJobId"): NEEDED,
    ("ListDIAlarmRules", "JobId"): NEEDED,
    **{(f"{verb}DIAlarmRule", name): NEEDED for verb in ("Update", "Delete") for name in ("Id", "DIJobId")},
    **{(f"{verb}DIAlarmRule", "DIAlarmRuleId"): OLD_NAME for verb in ("Update", "Delete")},
}

NODE_IDS = dict.fromkeys(
    [
        ("UpdateNode", "Id"),
        ("RenameNode", "Id"),
        ("GetNode", "Id"),
        ("DeleteNode", "Id"),
        ("ListPipelineRuns", "ObjectId"),
    ],
    "digits, like every id of a node",
)

DIFFERENCES: dict[tuple[OperationKey, str], str] = {
    (OperationKey(version, action), parameter): reason
    for version, differences in ((VERSION, CLASSIC), (NEW, OF_JOBS), (NEW, NODE_IDS))
    for (action, parameter), reason in differences.items()
}
"""An operation and a parameter to the reason why the class says something else than the facts, or leaves it out."""

every_operation = pytest.mark.parametrize("key", operations(), ids="/".join)


def declared(operation: type[Operation[Any]]) -> dict[str, dict[str, Any]]:
    """The parameters of a class in the words of the facts."""
    schema = operation.model_json_schema()
    return {
        name: {
            "type": type_of(schema["properties"][name]),
            "required": name in schema.get("required", []),
            "in": "body(form)" if operation.is_in_body(field) else "query",
        }
        for field in operation.model_fields
        for name in [operation.parameter(field)]
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


def expected(key: OperationKey) -> dict[str, dict[str, Any]]:
    """The parameters of an operation as the facts have them, with the names of inner classes left out."""
    parameters: dict[str, dict[str, Any]] = FACTS[key]["params"]
    return {
        name: {"type": plain(facts["type"]), "required": facts["required"], "in": facts["in"]}
        for name, facts in parameters.items()
    }


def plain(kind: str) -> str:
    if kind.startswith("List["):
        return "array"
    return kind if kind in {"string", "integer", "boolean", "number"} else "object"


def without_differences(key: OperationKey, parameters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: facts for name, facts in parameters.items() if (key, name) not in DIFFERENCES}


def answer_tree(key: OperationKey) -> dict[str, Any]:
    """The part of an answer that ``Answer.read`` hands to the model."""
    response, answer = FACTS[key]["response"], operations()[key].answer
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
def test_an_operation_exists_under_its_name(key: OperationKey) -> None:
    assert key in FACTS
    assert operations()[key].key() == key


@every_operation
def test_it_is_sent_by_the_method_of_the_facts(key: OperationKey) -> None:
    assert operations()[key].method == FACTS[key]["http"]


@every_operation
def test_parameters_are_those_of_the_facts(key: OperationKey) -> None:
    ours, theirs = declared(operations()[key]), expected(key)

    assert without_differences(key, ours) == without_differences(key, theirs)


@every_operation
def test_every_field_of_an_answer_is_one_that_the_service_sends(key: OperationKey) -> None:
    answer: type[Answer] = operations()[key].answer

    assert list(unknown_fields(answer, answer_tree(key), "")) == []


def test_every_stated_difference_is_one() -> None:
    same = [
        (key, name) for key, name in DIFFERENCES if declared(operations()[key]).get(name) == expected(key).get(name)
    ]

    assert same == []


NOT_SENT = {"ConnectionProperties", "InhibitionInterval", "DdlReportTags", "FailoverSettings"}
"""Parts of parameters that are not offered: the first holds passwords, the others are older names of settings."""


def parts_of(operation: type[Operation[Any]]) -> dict[str, set[str]]:
    """The names inside each parameter that has a model, as the API spells them."""
    inside = {wire_name(name): list(models_in(field.annotation)) for name, field in operation.model_fields.items()}
    return {name: set().union(*map(names_in, models)) for name, models in inside.items() if models}


def names_in(model: type[BaseModel]) -> set[str]:
    own = {info.serialization_alias or name: info for name, info in model.model_fields.items()}
    return {*own, *(name for info in own.values() for inner in models_in(info.annotation) for name in names_in(inner))}


def names_of(tree: Mapping[str, Any]) -> set[str]:
    """The names of a parameter's parts, without those that are not offered, and what has nothing else inside."""
    inside = {name: part.get("of") for name, part in tree.items() if name not in NOT_SENT}
    below = {name: names_of(parts) for name, parts in inside.items() if isinstance(parts, dict)}
    return {*(inside.keys() - {name for name, names in below.items() if not names}), *set().union(*below.values())}


@pytest.mark.parametrize("key", [key for key in operations() if key.version == NEW], ids="/".join)
def test_the_parts_of_a_parameter_are_those_of_the_facts(key: OperationKey) -> None:
    theirs = FACTS[key]["params"]

    for name, ours in parts_of(operations()[key]).items():
        assert ours == names_of(theirs[name]["of"])
