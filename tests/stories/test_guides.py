"""Guides: a user starts a job by its name, and an assistant that does as it says gets it done."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from mcp import Client
from mcp_types import TextContent

from emulator.service import Emulator
from prompts import FOLDER
from server.guides import CALL
from server.hosting import Hosting
from tests.sessions import assistant, facts_of, text_of
from tests.stories.homes import NEW, Home, both
from tests.wishes.outcomes import Seen, tasks_of
from tests.wishes.worlds import world
from tools.rules.gate import Gate
from tools.rules.selection import selection
from tools.toolsets import BY_DEFAULT

TAKEN = re.compile(r"`<(\w+)>` = `([\w.\[\]]+)`(?: \(see `(\w+)`\))?")
ONLY_NEW = "`job-`"
"""What the steps of a guide say that are for tasks of the new studio."""

PLACE = re.compile(r"<(\w+)>")


@dataclass
class Walk:
    """An assistant that makes the calls of a guide in order, and no other; its user agrees to every plan.

    ``values`` are what the guide lets it take from somewhere else than an answer, ``is_new`` whether the ids of tasks
    begin with ``job-`` or ``node-``.
    """

    client: Client
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    is_new: bool = True
    answers: list[str] = field(default_factory=list[str])

    async def through(self, text: str) -> None:
        calls = list(CALL.finditer(text))
        ends = [*(call.start() for call in calls[1:]), len(text)]
        for call, end in zip(calls, ends, strict=True):
            if ONLY_NEW in text[text.rindex("\n", 0, call.start()) : call.start()] and not self.is_new:
                continue
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


@dataclass(frozen=True)
class End:
    """What the tasks have become, and what the assistant was told."""

    emulator: Emulator
    home: Home
    told: str = ""

    def tasks(self, project_id: str = "") -> dict[str, Seen]:
        return tasks_of(self.emulator, project_id or self.home.project_id)

    def runs(self, *names: str) -> bool:
        return all(self.tasks()[name].state == "RUN" for name in names)

    def has(self, name: str, *words: str) -> bool:
        return all(f'"{word}"' in self.tasks()[name].text for word in words)

    def told_of(self, *words: str) -> bool:
        return all(word in self.told for word in words)


@dataclass(frozen=True)
class Story:
    """A guide as a user fills it in, where it starts, and how it ends."""

    start: str
    given: dict[str, str]
    ends: Callable[[End], bool]
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def filled_in(self, home: Home) -> dict[str, str]:
        """The arguments of the guide, in a workspace on this studio."""
        return {name: home.project_id if value == HERE else value for name, value in self.given.items()}


HERE = "HERE"
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
        lambda end: end.runs("to_kafka") and end.has("to_kafka", "orders", "customers"),
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
            "project_id": HERE,
        },
        lambda end: end.tasks()["nightly"].cron == "00 30 02 * * ?" and end.tasks()["nightly"].live,
        {"cron": "00 30 02 * * ?"},
    ),
    "add-tables": Story(
        "running",
        {"tables": "shop.products", "task": "orders_live", "project_id": HERE},
        lambda end: end.runs("orders_live") and end.has("orders_live", "orders", "products"),
    ),
    "why-not-running": Story(
        "broken",
        {"task": "orders_live", "project_id": HERE},
        lambda end: end.told_of(f"state: {end.home.broken}", "password"),
        {"log": LOG},
    ),
    "review-script": Story(
        "shop",
        {"script": '{"type": "job", "steps": [{"stepType": "odsp", "category": "reader", "name": "Reader"}]}'},
        lambda end: end.told_of("odsp", "odps"),
    ),
    "move-task": Story(
        "running",
        {"task": "orders_live", "new_name": "orders_stream", "destination": "kafka_shop", "project_id": HERE},
        lambda end: end.runs("orders_stream") and "orders_live" not in end.tasks(),
    ),
    "stop-and-start": Story(
        "ten_running",
        {"tasks": "live_*", "project_id": HERE},
        lambda end: end.runs("live_01", "live_10", "orders_live"),
    ),
    "clean-up": Story(
        "temporary",
        {"tasks": "tmp_*", "project_id": HERE},
        lambda end: end.runs("orders_live") and not any(name.startswith("tmp_") for name in end.tasks()),
    ),
    "explain-error": Story("shop", {"error": LOG}, lambda end: end.told_of("password")),
}


def test_every_guide_has_a_story() -> None:
    assert STORIES.keys() == {path.stem for path in (FOLDER / "guides").glob("*.md")}


MOVED = Story(
    "second_workspace",
    {"task": "orders_live", "new_name": "orders_live", "to_project_id": "10001", "project_id": HERE},
    lambda end: "orders_live" not in end.tasks() and {*end.tasks("10001")} == {"orders_live"},
)
OF_A_JOB = Story(
    "nightly",
    {"script": '{"MigrationType": "FullAndRealtimeIncremental", "SourceDataSourceType": "MySLQ"}'},
    lambda end: end.told_of("MySLQ", "MySQL", "TableMappings"),
)
FOLLOWED = [("review-script", OF_A_JOB), *STORIES.items(), ("move-task", MOVED)]


async def guide(client: Client, name: str, given: dict[str, str]) -> str:
    (message,) = (await client.get_prompt(name, given)).messages
    assert message.role == "user"
    assert isinstance(message.content, TextContent)
    return message.content.text


@both
@pytest.mark.parametrize(("name", "story"), FOLLOWED, ids=[f"{name}, {story.start}" for name, story in FOLLOWED])
async def test_a_guide_that_is_followed_word_by_word_ends_as_it_says(home: Home, name: str, story: Story) -> None:
    emulator, time = await world(story.start, home)
    by_default = Hosting(gate=Gate(selection=selection(BY_DEFAULT)))
    async with assistant(emulator, time, hosting=by_default) as client:
        walk = Walk(client, dict(story.values), is_new=home is NEW)
        await walk.through(await guide(client, name, story.filled_in(home)))

    assert story.ends(End(emulator, home, "\n".join(walk.answers)))
