"""Guides: a user starts a job by its name, and an assistant that does as it says gets it done."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, TextContent

from emulator.service import Emulator
from prompts import FOLDER
from server.guides import CALL, Guide, all_guides, guides
from server.hosting import Hosting
from tests.sessions import Time, assistant, emulated, facts_of, text_of
from tests.structure.tree import ROOT
from tests.wishes.worlds import shop_of, task_named, world
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.selection import selection
from tools.toolsets import BY_DEFAULT, TOOLSETS, listed_tools

GUIDES = guides("en", listed_tools())
TAKEN = re.compile(r"`<(\w+)>` = `([\w.\[\]]+)`(?: \(see `(\w+)`\))?")
PLACE = re.compile(r"<(\w+)>")


@dataclass
class Walk:
    """An assistant that makes the calls of a guide in order, and no other; its user agrees to every plan.

    ``values`` are what the guide lets it take from somewhere else than an answer.
    """

    client: Client
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    answers: list[str] = field(default_factory=list[str])

    async def through(self, text: str) -> None:
        calls = list(CALL.finditer(text))
        ends = [*(call.start() for call in calls[1:]), len(text)]
        for call, end in zip(calls, ends, strict=True):
            facts = await self.made(call[1], self.filled(json.loads(call[2])))
            for name, path, see in TAKEN.findall(text[call.end() : end]):
                values = found(facts, path.split("."))
                self.values[name] = [value for value in values if not see or value in facts[see]]

    async def made(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        result = await self.client.call_tool(tool, arguments)
        if (confirmation := facts_of(result).get("confirmation")) is not None:
            result = await self.client.call_tool(tool, {**arguments, "confirmation": confirmation})
        assert not result.is_error, text_of(result)
        self.answers.append(text_of(result))
        return facts_of(result)

    def has_none(self, template: Any) -> bool:
        """Whether an argument is taken from an answer that has none, so that it is left out."""
        place = PLACE.fullmatch(template) if isinstance(template, str) else None
        return place is not None and self.values[place[1]] == []

    def filled(self, template: Any) -> Any:
        if isinstance(template, dict):
            return {name: self.filled(value) for name, value in template.items() if not self.has_none(value)}
        if isinstance(template, list) and len(template) == 1 and (place := PLACE.fullmatch(template[0])):
            return self.values[place[1]]
        place = PLACE.fullmatch(template) if isinstance(template, str) else None
        value = self.values[place[1]] if place else template
        return value[0] if place and isinstance(value, list) else value


def found(facts: Any, path: list[str]) -> Iterator[Any]:
    """The values at a place of an answer, such as ``tasks[].task_id``."""
    if not path:
        yield facts
        return
    name, many = path[0].removesuffix("[]"), path[0].endswith("[]")
    for each in facts.get(name, ()) if many else [facts[name]]:
        yield from found(each, path[1:])


def runs(emulator: Emulator, *names: str) -> bool:
    return all(task_named(emulator, name).run_state(emulator.world.clock()) == "RUN" for name in names)


def exists(emulator: Emulator, name: str) -> bool:
    return any(task.name == name for task in shop_of(emulator).tasks.values())


def has(emulator: Emulator, name: str, *words: str) -> bool:
    return all(f'"{word}"' in task_named(emulator, name).script for word in words)


@dataclass(frozen=True)
class Story:
    """A guide as a user fills it in, where it starts, and how it ends."""

    start: str
    given: dict[str, str]
    ends: Callable[[Emulator, str], bool]
    values: dict[str, Any] = field(default_factory=dict[str, Any])


LOG = "java.sql.SQLException: Access denied for user 'sync'@'10.0.0.7' (using password: YES)"
STORIES = {
    "create-realtime-sync": Story(
        "one_workspace",
        {
            "tables": "shop.orders, shop.customers",
            "source": "mysql_shop",
            "destination_type": "kafka",
            "destination": "kafka_shop",
            "task_name": "to_kafka",
        },
        lambda emulator, _: runs(emulator, "to_kafka") and has(emulator, "to_kafka", "orders", "customers"),
    ),
    "create-nightly-batch-sync": Story(
        "shop",
        {
            "table": "shop.orders",
            "source": "mysql_shop",
            "columns": "id,status",
            "destination": "odps_shop",
            "destination_table": "shop_orders",
            "partition": "pt=${bizdate}",
            "time": "02:30",
            "task_name": "nightly",
            "project_id": "10000",
        },
        lambda emulator, _: (
            task_named(emulator, "nightly").schedule["CronExpress"] == "00 30 02 * * ?"
            and task_named(emulator, "nightly").deployed
        ),
        {"cron": "00 30 02 * * ?"},
    ),
    "add-tables": Story(
        "running",
        {"tables": "shop.products", "task": "orders_live", "project_id": "10000"},
        lambda emulator, _: runs(emulator, "orders_live") and has(emulator, "orders_live", "orders", "products"),
    ),
    "why-not-running": Story(
        "broken",
        {"task": "orders_live", "project_id": "10000"},
        lambda _, answers: "state: PAUSE" in answers and "password" in answers,
        {"log": LOG},
    ),
    "review-script": Story(
        "shop",
        {"script": '{"type": "job", "steps": [{"stepType": "odsp", "category": "reader", "name": "Reader"}]}'},
        lambda _, answers: "odsp" in answers and "odps" in answers,
    ),
    "move-task": Story(
        "running",
        {"task": "orders_live", "new_name": "orders_stream", "destination": "kafka_shop", "project_id": "10000"},
        lambda emulator, _: runs(emulator, "orders_stream") and not exists(emulator, "orders_live"),
    ),
    "stop-and-start": Story(
        "ten_running",
        {"tasks": "live_*", "project_id": "10000"},
        lambda emulator, _: runs(emulator, "live_01", "live_10", "orders_live"),
    ),
    "clean-up": Story(
        "temporary",
        {"tasks": "tmp_*", "project_id": "10000"},
        lambda emulator, _: (
            runs(emulator, "orders_live")
            and not any(task.name.startswith("tmp_") for task in shop_of(emulator).tasks.values())
        ),
    ),
    "explain-error": Story("shop", {"error": LOG}, lambda _, answers: "password" in answers),
}


def test_every_guide_has_a_story() -> None:
    assert STORIES.keys() == {path.stem for path in (FOLDER / "guides").glob("*.md")}


MOVED = Story(
    "second_workspace",
    {"task": "orders_live", "new_name": "orders_live", "to_project_id": "10001", "project_id": "10000"},
    lambda emulator, _: (
        not exists(emulator, "orders_live")
        and [task.name for task in emulator.world.workspaces["10001"].tasks.values()] == ["orders_live"]
    ),
)
FOLLOWED = [*STORIES.items(), ("move-task", MOVED)]


async def guide(client: Client, name: str, given: dict[str, str]) -> str:
    (message,) = (await client.get_prompt(name, given)).messages
    assert message.role == "user"
    assert isinstance(message.content, TextContent)
    return message.content.text


@pytest.mark.parametrize(("name", "story"), FOLLOWED, ids=[f"{name}, {story.start}" for name, story in FOLLOWED])
async def test_a_guide_that_is_followed_word_by_word_ends_as_it_says(name: str, story: Story) -> None:
    emulator, time = await world(story.start)
    by_default = Hosting(gate=Gate(selection=selection(BY_DEFAULT)))
    async with assistant(emulator, time, hosting=by_default) as client:
        walk = Walk(client, dict(story.values))
        await walk.through(await guide(client, name, story.given))

    assert story.ends(emulator, "\n".join(walk.answers))


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
        text = await guide(client, "explain-error", {"error": LOG})

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
    guide = GUIDES[name]

    text = guide.filled({each.name: value for each in guide.arguments})

    assert [call[0] for call in calls_in(text)] == [call[0] for call in calls_in(guide.body)]
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


def test_the_page_about_tools_has_each_guide_with_its_arguments() -> None:
    page = (ROOT / "docs/tools.md").read_text("utf-8")

    for guide in all_guides("en"):
        shown = (f"`{each.name}`" if each.required else f"`[{each.name}]`" for each in guide.arguments)
        assert f"| `{guide.name}` | {' '.join(shown)} |" in page
