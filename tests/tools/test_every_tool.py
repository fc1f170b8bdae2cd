"""Rules that hold for every tool, whatever it does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic.fields import FieldInfo

import prompts
from dataworks.markers import HoldsScript, Marker, ShownAs, markers
from dataworks.operation import SELDOM, Effect
from tests.operations import OPERATIONS
from tests.structure.tree import ROOT
from tools.arguments.schemas import answer_schema, input_schema
from tools.calls.failures import Failure
from tools.calls.output_schemas import output_schema
from tools.calls.served import tool_definition
from tools.catalog import ToolSpec, snake_case
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.toolsets import BY_DEFAULT, listed_tools

every_tool = pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for child in schema.values():
            yield from nodes(child)
    elif isinstance(schema, list):
        for child in schema:
            yield from nodes(child)


EXPLAINED_ONCE = {"project_id", "task_id"}
"""Arguments of nearly every tool, which the instructions of the server explain once for all."""


def test_the_instructions_explain_the_ids_of_nearly_every_tool() -> None:
    said = prompts.text("server.md")

    assert "Ids are strings of digits" in said
    assert "`project_id` is a workspace" in said
    assert "jobs (`job-1`) and nodes (`node-1`)" in said


@every_tool
def test_its_input_is_flat_and_every_argument_is_described(spec: ToolSpec) -> None:
    schema = input_schema(spec.arguments)

    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    described = {name for name, argument in schema["properties"].items() if argument.get("description")}
    assert schema["properties"].keys() - described <= EXPLAINED_ONCE
    for node in nodes(schema):
        assert not {"$ref", "$defs", "oneOf", "allOf"} & node.keys()
        assert "anyOf" not in node or node["anyOf"] == [{"type": "object"}, {"type": "string"}], "only a script's"
    jsonschema.Draft202012Validator.check_schema(schema)


@every_tool
def test_its_ids_are_strings(spec: ToolSpec) -> None:
    arguments = input_schema(spec.arguments)["properties"]

    assert all(arguments[name]["type"] == "string" for name in arguments if name.endswith("_id"))


@every_tool
def test_its_output_is_an_object_that_admits_a_failure(spec: ToolSpec) -> None:
    schema = output_schema(answer_schema(spec.view), answer_schema(Failure))

    assert schema["type"] == "object"
    assert schema["anyOf"][1] == {"required": ["error"]}
    assert schema["anyOf"][0]["required"]
    assert not any("$ref" in node for node in nodes(schema))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"error": {"code": "X", "message": "y"}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, schema)


@every_tool
def test_it_has_a_title_and_all_four_annotations(spec: ToolSpec) -> None:
    annotations = tool_definition(spec.name, may_ask=True).annotations

    assert all(spec.title)
    assert annotations is not None
    assert annotations.read_only_hint is (spec.effect is Effect.READ)
    assert annotations.destructive_hint is (spec.effect not in {Effect.READ, Effect.CREATE})
    assert annotations.idempotent_hint is spec.repeatable
    assert annotations.open_world_hint is True


@every_tool
def test_its_name_is_short_and_a_verb_with_a_noun(spec: ToolSpec) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+(_2024)?", spec.name)
    assert len(spec.name) <= 48


@every_tool
def test_its_description_is_one_sentence_and_then_a_few_words(spec: ToolSpec) -> None:
    text = prompts.text(f"tools/{spec.name}.md")
    first, blank, rest = text.partition("\n\n")

    assert first.endswith(".")
    assert blank
    assert 15 <= len(text.split()) <= 50
    assert rest


def test_what_a_tool_would_do_is_said_for_every_tool_that_needs_consent() -> None:
    gate = Gate(Mode.CONFIRM)

    assert {spec.name for spec in TOOLS if spec.plan or spec.plan_of} == {
        spec.name for spec in TOOLS if gate.may_ask(spec)
    }


def shown_in_a_plan(spec: ToolSpec, field: FieldInfo) -> bool:
    """Whether it is known how a plan shows a parameter, or that it does not."""
    said = any(isinstance(each, Marker | ShownAs | HoldsScript) for each in markers(field))
    return said or spec.operation is not None  # an operation's parameters are shown by name


@pytest.mark.parametrize("spec", [spec for spec in TOOLS if spec.plan or spec.plan_of], ids=lambda spec: spec.name)
def test_every_argument_is_shown_in_the_plan_or_marked_as_not_in_it(spec: ToolSpec) -> None:
    fields = spec.arguments.model_fields.items()

    assert [name for name, field in fields if not shown_in_a_plan(spec, field)] == []


def test_every_description_belongs_to_a_tool() -> None:
    files = {path.stem for path in (Path(prompts.FOLDER) / "tools").glob("*.md")}

    assert files == {spec.name for spec in TOOLS}


def test_every_tool_that_the_prompts_name_exists() -> None:
    names = {spec.name for spec in TOOLS}
    arguments = {name for spec in TOOLS for name in spec.arguments.model_fields}
    answers = {name for spec in TOOLS for name in spec.view.model_fields}
    known = names | arguments | answers | {"generating", "identifier", "confirmation"}
    for path in Path(prompts.FOLDER).rglob("*.md"):
        for word in re.findall(r"`([a-z_]+)`", path.read_text("utf-8")):
            assert word in known, f"{path.name} names {word}"


def test_every_operation_is_a_tool_of_its_own_name() -> None:
    assert {snake_case(action) for action in OPERATIONS} <= {spec.name for spec in TOOLS}


def test_only_deleting_a_file_is_more_than_the_operation_of_its_name() -> None:
    names = {snake_case(action): action for action in OPERATIONS}

    assert [spec.name for spec in TOOLS if spec.name in names and spec.operation is None] == ["delete_file"]


@every_tool
def test_what_is_seldom_needed_is_taken_and_not_shown(spec: ToolSpec) -> None:
    shown = input_schema(spec.arguments)["properties"].keys()
    seldom = {name for name, field in spec.arguments.model_fields.items() if SELDOM in field.metadata}

    assert shown == spec.arguments.model_fields.keys() - seldom
    assert not any(spec.arguments.model_fields[name].is_required() for name in seldom)


def test_the_instructions_are_short_and_name_what_each_job_begins_with() -> None:
    instructions = prompts.text("server.md")

    assert len(instructions.split()) <= 200
    jobs = [tool.name for tool in listed_tools().values() if tool.toolset == "tasks"]
    unnamed = [name for name in jobs if f"`{name}`" not in instructions]
    assert unnamed == ["preview_realtime_task", "show_as_code", "describe_setup", "create_folder"]


def test_the_table_of_what_people_want_has_every_tool_that_is_on_by_default() -> None:
    page = (ROOT / "docs/tools.md").read_text("utf-8")
    table = page[page.index("## What you want") : page.index("## Sets of tools")]
    named = set(re.findall(r"`(\w+)`", table)) & listed_tools().keys()

    assert named == {tool.name for tool in listed_tools().values() if tool.toolset in BY_DEFAULT}
