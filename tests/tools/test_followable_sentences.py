"""Advice in sentences, parts of answers and pages: it names tools that are on, or who can turn one on."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from mcp_types import TextResourceContents

import prompts
from server.hosting import Hosting
from server.instructions import instructions
from server.resources import ERRORS, EXAMPLES, FORMATS, STEPS
from tests.followable import unfollowable
from tests.sessions import Time, assistant, emulated
from tools.calls.followable import ADVICE, ROWS, followable, followable_sentence
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.selection import Selection, selection
from tools.toolsets import listed_tools
from tools.views.view import NextView, View

DEFAULT = Gate(selection=selection())


def test_the_tools_of_a_default_server_name_no_tool_that_is_off() -> None:
    on = [tool for tool in listed_tools().values() if DEFAULT.offers(tool)]
    told = [(tool.name, f"{tool.description} {tool.input_schema}") for tool in on]

    off = {name for name, tool in listed_tools().items() if not DEFAULT.offers(tool)}
    assert [(name, word) for name, text in told for word in re.findall(r"[a-z_]+", text) if word in off] == []


SENTENCES: dict[str, tuple[Gate, str, str]] = {
    "another tool does it": (
        DEFAULT,
        "Ask get_di_sync_instance_info until it says RUN.",
        "Ask get_task_status until it says RUN.",
    ),
    "one tool does both": (DEFAULT, "See list_data_sources and list_folders.", "See describe_workspace."),
    "nothing else does it": (
        DEFAULT,
        "get_file shows it.",
        "get_file shows it. (get_file: off here; the operator of this server can change that: --tools get_file.)",
    ),
    "several, beside those that are on": (
        Gate(selection=selection(tools=["list_files"])),
        "get_file reads it, delete_file deletes it.",
        "get_file reads it, delete_file deletes it. (get_file, delete_file: off here; the operator of this server can "
        "change that: --tools list_files,get_file,delete_file.)",
    ),
    "it is excluded": (
        Gate(selection=selection(["all"], exclude=["get_file"])),
        "get_file shows it.",
        "get_file shows it. (get_file: off here; the operator of this server can change that: a start without "
        "--exclude get_file.)",
    ),
    "nothing may be changed": (
        Gate(Mode.READ_ONLY, selection=selection()),
        "create_folder makes it.",
        "create_folder makes it. (create_folder: off here; the operator of this server can change that: --mode "
        "confirm.)",
    ),
    "off for two reasons": (
        Gate(Mode.READ_ONLY, selection=selection()),
        "update_file sets it.",
        "update_file sets it. (update_file: off here; the operator of this server can change that: --tools "
        "update_file, --mode confirm.)",
    ),
    "the next alternative, as the first is off too": (
        Gate(selection=selection(exclude=["describe_workspace"])),
        "list_projects shows them.",
        "list_projects shows them. (list_projects: off here; the operator of this server can change that: --tools "
        "list_projects.)",
    ),
    "a name in quotes is no tool": (DEFAULT, 'The name is "get_file".', 'The name is "get_file".'),
    "an option stays as it is": (DEFAULT, "--tools get_file turns it on.", "--tools get_file turns it on."),
    "all of them are on": (
        Gate(selection=selection(["all"])),
        "submit_file, then deploy_file.",
        "submit_file, then deploy_file.",
    ),
}


@pytest.mark.parametrize(("gate", "said", "followable"), SENTENCES.values(), ids=SENTENCES.keys())
def test_a_sentence_names_what_is_on_or_who_can_turn_it_on(gate: Gate, said: str, followable: str) -> None:
    assert followable_sentence(said, gate) == followable
    assert [*unfollowable({"next": followable}, gate)] == []


def test_a_tool_that_has_just_answered_is_no_alternative() -> None:
    view = NextView(next="list_projects shows more.")

    assert followable(view, DEFAULT, "describe_workspace").next.endswith("--tools list_projects.)")
    assert followable(view, DEFAULT, "get_task_status").next == "describe_workspace shows more."


def test_rows_and_lists_are_advice_too_and_what_needs_no_change_is_the_same_object() -> None:
    class Row(View):
        next: str

    class Rows(View):
        rows: tuple[Row, ...]
        fix: tuple[str, ...] = ()

    rows = Rows(rows=(Row(next="list_projects shows more."),), fix=("list_business shows it.",))
    done = Rows(rows=(Row(next="describe_workspace shows more."),), fix=("describe_workspace shows it.",))

    assert followable(rows, DEFAULT) == done
    assert followable(done, DEFAULT) is done


def parts_of(annotation: Any) -> Iterator[type[View]]:
    """The views in the type of a field."""
    if isinstance(annotation, type) and issubclass(annotation, View):
        yield annotation
    for inner in get_args(annotation):
        yield from parts_of(inner)


def below(view: type[View]) -> Iterator[tuple[str, type[View]]]:
    """Each part of a view, at any depth, with the field that it is in."""
    for name, field in view.model_fields.items():
        for part in parts_of(field.annotation):
            yield name, part
            yield from below(part) if part is not view else ()


def test_advice_is_found_in_every_part_of_an_answer() -> None:
    parts = {each for spec in TOOLS for each in below(spec.view)}
    advising = {
        name
        for name, part in parts
        if any(not ADVICE.isdisjoint(each.model_fields) for each in (part, *(inner for _, inner in below(part))))
    }

    assert advising - ROWS == {"tools_off"}, "which says how to turn tools on that are off"


def test_the_scan_finds_advice_that_can_not_be_followed() -> None:
    answer = {
        "next": "get_file shows it.",
        "tasks": [{"name": "get_file", "next": "update_file"}],
        "rows": ["get_file"],
    }
    error = {"error": {"fix": ["submit_file first"], "next_tool": "list_files", "message": "deploy_file failed"}}

    assert len([*unfollowable(answer, DEFAULT)]) == 2
    assert len([*unfollowable(error, DEFAULT)]) == 2


OFF_IN_TEXTS = {
    "default": selection(),
    "steps only": selection(["batch", "running"]),
    "one that many texts name is excluded": selection(exclude=["describe_workspace", "find_sync_tasks"]),
}


@pytest.mark.parametrize("chosen", OFF_IN_TEXTS.values(), ids=OFF_IN_TEXTS)
@pytest.mark.parametrize(("mode", "language"), [(Mode.CONFIRM, "en"), (Mode.READ_ONLY, "zh")])
async def test_no_page_guide_or_instruction_sends_on_to_a_tool_that_is_off(
    chosen: Selection, mode: Mode, language: Any
) -> None:
    gate, time = Gate(mode, selection=chosen), Time()
    async with assistant(emulated(time), time, hosting=Hosting(gate=gate, language=language)) as client:
        texts = [client.instructions or ""]
        for uri in (ERRORS, FORMATS, STEPS, EXAMPLES, "dataworks://errors/Invalid.DI.Parameter.File.Existed"):
            contents = (await client.read_resource(uri)).contents
            texts += [content.text for content in contents if isinstance(content, TextResourceContents)]
        for guide in (await client.list_prompts()).prompts:
            given = {each.name: "x" for each in guide.arguments or []}
            texts += [str(each.content) for each in (await client.get_prompt(guide.name, given)).messages]

    advice = [line for text in texts for line in text.splitlines()]
    assert len(advice) > 500
    assert list(unfollowable({"next": advice}, gate)) == []


def test_the_instructions_say_what_is_left_to_do_jobs_with() -> None:
    everything = instructions(listed_tools().keys())
    read_only = instructions(Hosting(gate=Gate(Mode.READ_ONLY, selection=selection())).tools_on())
    only_start = instructions({"start_tasks"})
    steps = instructions({"list_files"})

    assert everything == prompts.text("server.md")
    assert "- new task" not in read_only
    assert "- what a workspace has: `describe_workspace`; `list_source_tables`\n" in read_only
    assert "Which tool:\n- run, up to 20 tasks of any type: `start_tasks`\n" in only_start
    assert "Which tool:" not in steps
    assert "Ids are strings of digits" in steps
