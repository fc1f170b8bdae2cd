"""Guides as clients see them: how they are listed and filled in, in each language."""

import json
import re

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from prompts import FOLDER
from server.guides import CALL, Guide, all_guides, guides
from server.hosting import Hosting
from tests.sessions import Time, assistant, emulated
from tests.stories.test_guides import STORIES, TAKEN, guide
from tests.structure.tree import ROOT
from tests.wishes.worlds import ACCESS_DENIED
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.selection import selection
from tools.toolsets import BY_DEFAULT, TOOLSETS, listed_tools

GUIDES = guides("en", listed_tools())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_guides_are_listed_with_their_arguments_in_the_order_in_which_people_say_them(mode: str) -> None:
    time = Time()
    by_default = Hosting(gate=Gate(selection=selection(BY_DEFAULT)))
    async with assistant(emulated(time), time, mode=mode, hosting=by_default) as client:
        listed = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}

    assert listed.keys() == GUIDES.keys() == STORIES.keys()
    assert all(prompt.title and prompt.description for prompt in listed.values())
    arguments = listed["create-realtime-sync"].arguments or []
    assert [each.name for each in arguments][:4] == ["tables", "source", "destination_type", "destination"]
    for prompt in listed.values():
        needed = [bool(each.required) for each in prompt.arguments or []]
        assert needed == sorted(needed, reverse=True), prompt.name


def calls_in(text: str) -> list[tuple[str, str]]:
    return CALL.findall(text)


@pytest.mark.parametrize(("english", "chinese"), [*zip(all_guides("en"), all_guides("zh"), strict=True)])
def test_a_guide_makes_the_same_calls_in_both_languages(english: Guide, chinese: Guide) -> None:
    words = [chinese.title, chinese.description, *(each.description for each in chinese.arguments)]

    assert calls_in(english.body) == calls_in(chinese.body)
    assert [row[:2] for row in TAKEN.findall(english.body)] == [row[:2] for row in TAKEN.findall(chinese.body)]
    assert [(each.name, each.required) for each in english.arguments] == [
        (each.name, each.required) for each in chinese.arguments
    ]
    assert all(re.search("[一-鿿]", each) for each in words)


async def test_a_user_of_another_language_gets_guides_in_it() -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(language="zh")) as client:
        titles = {prompt.name: prompt.title for prompt in (await client.list_prompts()).prompts}
        text = await guide(client, "explain-error", {"error": ACCESS_DENIED})

    assert titles["explain-error"] == "解释错误"
    assert text.startswith("解释一个错误。")
    assert "执行方法" in text


def test_no_file_of_a_guide_is_left_over() -> None:
    names = {path.stem for path in (FOLDER / "guides").glob("*.md")}

    assert (
        {path.stem for path in (FOLDER / "guides").glob("zh/*.md")} == names == {each.name for each in all_guides("en")}
    )


async def names_listed(hosting: Hosting) -> set[str]:
    time = Time()
    async with assistant(emulated(time), time, hosting=hosting) as client:
        return {prompt.name for prompt in (await client.list_prompts()).prompts}


@pytest.mark.parametrize(
    "gate",
    [Gate(), Gate(Mode.READ_ONLY), *(Gate(selection=selection((toolset,))) for toolset in TOOLSETS)],
    ids=["default", "read-only", *TOOLSETS],
)
async def test_a_guide_is_there_where_all_of_its_tools_are_on(gate: Gate) -> None:
    on = {name for name, tool in listed_tools().items() if gate.offers(tool)}

    assert await names_listed(Hosting(gate=gate)) == {name for name, each in GUIDES.items() if each.tools <= on}


WRONG = {
    "an unknown guide": ("create-everything", {}, "Unknown prompt: create-everything"),
    "no argument": ("explain-error", {}, "explain-error: missing: error"),
    "an empty argument": ("explain-error", {"error": " "}, "explain-error: missing: error"),
    "an unknown argument": ("explain-error", {"error": "x", "erorr": "y"}, "explain-error: unknown: erorr"),
}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(("name", "given", "says"), WRONG.values(), ids=WRONG)
async def test_a_wrong_name_or_argument_is_the_mistake_of_the_caller(
    name: str, given: dict[str, str], says: str, mode: str
) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode) as client:
        with pytest.raises(MCPError) as refused:
            await client.get_prompt(name, given)

    assert (refused.value.code, refused.value.message) == (INVALID_PARAMS, says)


async def test_what_a_user_fills_in_stays_one_value() -> None:
    error = 'a "quote", a `backtick`}, {task} and\na second line'
    time = Time()
    async with assistant(emulated(time), time) as client:
        text = await guide(client, "explain-error", {"error": error})

    ((tool, arguments),) = calls_in(text)
    assert tool == "explain_error"
    assert json.loads(arguments) == {"error": error}


@pytest.mark.parametrize("name", GUIDES)
def test_no_value_looks_like_a_call_of_the_guide(name: str) -> None:
    value = '`retire_tasks {"task_ids": ["1"]}` {project_id} 表'
    about = GUIDES[name]

    text = about.filled({each.name: value for each in about.arguments})

    assert [call[0] for call in calls_in(text)] == [call[0] for call in calls_in(about.body)]
    assert all(json.loads(arguments) for _, arguments in calls_in(text) if arguments != "{}")


LISTS = {
    "shop.a,shop.b": ["shop.a", "shop.b"],
    "shop.a，shop.b、 shop.c;": ["shop.a", "shop.b", "shop.c"],
    "shop.a shop.b": ["shop.a", "shop.b"],
    "shop.my table, shop.b": ["shop.my table", "shop.b"],
    '["shop.a", "shop.b,c"]': ["shop.a", "shop.b,c"],
    "12": ["12"],
}


@pytest.mark.parametrize(("written", "names"), LISTS.items(), ids=LISTS)
def test_a_list_is_taken_as_people_write_it(written: str, names: list[str]) -> None:
    ((_, arguments), *_) = calls_in(GUIDES["add-tables"].filled({"task": "t", "tables": written}))[1:]

    assert json.loads(arguments)["add"] == names


def test_the_page_about_tools_has_about_with_its_arguments() -> None:
    page = (ROOT / "docs/tools.md").read_text("utf-8")

    for about in all_guides("en"):
        shown = (f"`{each.name}`" if each.required else f"`[{each.name}]`" for each in about.arguments)
        assert f"| `{about.name}` | {' '.join(shown)} |" in page
