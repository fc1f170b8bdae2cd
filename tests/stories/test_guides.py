"""Guides: a user starts a job by its name, and an assistant that does as it says gets it done."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from mcp import Client
from mcp_types import TextContent

from dataworks.language import Language
from dataworks.task_ids import kind_of
from emulator.service import Emulator
from prompts import FOLDER
from server.guides import CALL
from server.hosting import Hosting
from tests.sessions import assistant, facts_of, text_of
from tests.stories.homes import CLASSIC, NEW, Home, both
from tests.wishes.outcomes import Seen, tasks_of
from tests.wishes.worlds import ACCESS_DENIED, world
from tools.rules.gate import Gate
from tools.rules.selection import selection
from tools.toolsets import BY_DEFAULT

TAKEN = re.compile(r"`<(\w+)>` = `([\w.\[\]]+)`(?: ?[(（](?:see|见) `(\w+)`[)）])?")
PLACE = re.compile(r"<(\w+)>")
FOR_EACH = re.compile(r"each `<task>` of `<tasks>`|`<tasks>` 中的每个 `<task>`")
WHERE_THERE_IS = re.compile(r"(?:there is a|如果有) `<(\w+)>`")
OF_A_KIND = re.compile(r"`(job|node|solution)-`|(digits|纯数字)")
IN_DOUBT_TOO = re.compile(r"or the id|或 ID")
"""When a step makes its call: for each of several tasks, where an answer had a value, for ids of some kinds only."""


@dataclass
class Walk:
    """An assistant that makes the calls of a guide in order, and no other; its user agrees to every plan.

    ``values`` are what the guide lets it take from somewhere else than an answer.
    """

    client: Client
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    answers: list[str] = field(default_factory=list[str])

    async def through(self, text: str) -> None:
        calls = list(CALL.finditer(text))
        ends = [*(call.start() for call in calls[1:]), len(text)]
        for call, end in zip(calls, ends, strict=True):
            words = text[text.rindex("\n", 0, call.start()) : call.start()]
            for about in self.rounds(words):
                facts = await self.made(call[1], self.filled(json.loads(call[2]), about))
                self.take(facts, text[call.end() : end])

    def rounds(self, words: str) -> list[dict[str, Any]]:
        """The values of each call that a step makes, which differ where it is for each task; none if it is skipped."""
        if any(self.values[name] == [] for name in WHERE_THERE_IS.findall(words)):
            return []
        kinds = set() if IN_DOUBT_TOO.search(words) else {found[1] or "" for found in OF_A_KIND.finditer(words)}
        known = self.values.get("tasks", self.values.get("task", []))
        fitting = [each for each in known if not kinds or kind_of(each) in kinds]
        if FOR_EACH.search(words):
            return [{"task": each} for each in fitting]
        return [{}] if fitting or not kinds else []

    def take(self, facts: dict[str, Any], words: str) -> None:
        """Remember the values that a step takes from an answer."""
        for name, path, see in TAKEN.findall(words):
            values = found(facts, path.split("."))
            self.values[name] = [value for value in values if not see or value in facts[see]]

    async def made(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((tool, arguments))
        result = await self.client.call_tool(tool, arguments)
        if (confirmation := facts_of(result).get("confirmation")) is not None:
            result = await self.client.call_tool(tool, {**arguments, "confirmation": confirmation})
        assert not result.is_error, text_of(result)
        self.answers.append(text_of(result))
        return facts_of(result)

    def filled(self, template: Any, about: dict[str, Any]) -> Any:
        """The arguments of a call; what is taken from an answer that has none is left out."""
        values = {**self.values, **about}
        if isinstance(template, dict):
            fields = {name: self.filled(value, about) for name, value in template.items()}
            return {name: value for name, value in fields.items() if value is not None}
        if isinstance(template, list) and len(template) == 1 and (place := PLACE.fullmatch(template[0])):
            return values[place[1]]
        place = PLACE.fullmatch(template) if isinstance(template, str) else None
        value = values[place[1]] if place else template
        return next(iter(value), None) if place and isinstance(value, list) else value


def found(facts: Any, path: list[str]) -> Iterator[Any]:
    """The values at a place of an answer, such as ``tasks[].task_id``."""
    if not path:
        yield facts
        return
    name, many = path[0].removesuffix("[]"), path[0].endswith("[]")
    there = facts.get(name) or () if many else [facts[name]] if name in facts else []
    for each in there:
        yield from found(each, path[1:])


@dataclass(frozen=True)
class End:
    """What the tasks have become, and what the assistant was told."""

    emulator: Emulator
    home: Home
    told: str = ""
    calls: Sequence[tuple[str, dict[str, Any]]] = ()

    def tasks(self, project_id: str = "") -> dict[str, Seen]:
        return tasks_of(self.emulator, project_id or self.home.project_id)

    def runs(self, *names: str) -> bool:
        return all(self.tasks()[name].state == "RUN" for name in names)

    def has(self, name: str, *words: str) -> bool:
        return all(f'"{word}"' in self.tasks()[name].text for word in words)

    def alarms(self) -> list[tuple[str, dict[str, Any]]]:
        """The names of jobs, each with one of its alarm rules as it was sent."""
        jobs = self.emulator.world.workspaces[self.home.project_id].jobs.values()
        return [(job.name, rule.given) for job in jobs for rule in job.alarms]

    def asked(self, tool: str) -> list[dict[str, Any]]:
        """The arguments of the calls of a tool."""
        return [arguments for name, arguments in self.calls if name == tool]

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
IN_CONSOLE = {"log": ACCESS_DENIED}
"""The lines that a user of the classic studio copies from the Operation Center."""


def says_how_far_behind(end: End) -> bool:
    """A job's delay, with what helps and what is not watched; elsewhere what the lines of the user mean."""
    if end.home is CLASSIC:
        return end.told_of("Only the console shows its delay", "password")
    watched = end.told_of("falls further behind", "compute units", "real time: 5 of 5", "no alarm rule")
    return watched and end.told_of("metric=delay", "metric=written", "have no errors")


def says_why_it_failed(end: End) -> bool:
    """The state, the cause, and of a job the log of its failover too."""
    logs = 0 if end.home is CLASSIC else 2
    failovers = ["failover_id" in asked for asked in end.asked("get_task_log")]
    return failovers == [False, True][:logs] and end.told_of(f"state: {end.home.broken}", "password")


def says_why_it_is_behind(end: End) -> bool:
    """A job that failed is behind, and its log says why."""
    return end.told_of(f"state: {end.home.broken}", "password") and len(end.asked("get_task_metrics")) == (
        end.home is NEW
    )


def has_both_alarms(end: End) -> bool:
    """Each job that was meant has both; of files it is said which do not run."""
    if end.home is CLASSIC:
        return end.asked("set_task_alarm") == [] and end.told_of("name=tmp_refunds", "state=NORUN")
    rules = {(name, rule["MetricType"]): rule for name, rule in end.alarms()}
    settings = [rule["NotificationSettings"] for rule in rules.values()]
    to = [each["NotificationReceivers"][0]["ReceiverValues"] for each in settings]
    by = [each["NotificationChannels"][0]["Channels"] for each in settings]
    delays = [rules[name, "Delay"]["TriggerConditions"][0]["Threshold"] for name in ("tmp_orders", "tmp_refunds")]
    kinds = {(name, kind) for name in ("tmp_orders", "tmp_refunds") for kind in ("Delay", "Heartbeat")}
    return rules.keys() == kinds and (delays, to, by) == ([600] * 2, [["7", "8"]] * 4, [["Sms"]] * 4)


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
        IN_CONSOLE,
    ),
    "why-behind": Story("behind", {"task": "orders_live", "project_id": HERE}, says_how_far_behind, IN_CONSOLE),
    "read-log": Story("failed", {"task": "orders_live", "project_id": HERE}, says_why_it_failed, IN_CONSOLE),
    "set-alarms": Story(
        "temporary",
        {"tasks": "tmp_*", "seconds": "600", "users": "7, 8", "channels": "Sms", "project_id": HERE},
        has_both_alarms,
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
    "explain-error": Story("shop", {"error": ACCESS_DENIED}, lambda end: end.told_of("password")),
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
FAILED = Story("failed", {"task": "orders_live", "project_id": HERE}, says_why_it_is_behind, IN_CONSOLE)
NO_ERRORS = Story(
    "running",
    {"task": "orders_live", "project_id": HERE},
    lambda end: end.told_of("password" if end.home is CLASSIC else "have no errors"),
    IN_CONSOLE,
)
A_BATCH_TASK = Story(
    "nightly",
    {"task": "orders_nightly", "project_id": HERE},
    lambda end: end.told_of("password" if end.home is CLASSIC else "No run of the last 7 days"),
    IN_CONSOLE,
)
TO_THE_OWNER = Story(
    "running",
    {"tasks": "orders_live", "seconds": "60", "project_id": HERE},
    lambda end: len(end.alarms()) == (2 if end.home is NEW else 0),
)
FOLLOWED = [
    ("review-script", OF_A_JOB),
    *STORIES.items(),
    ("move-task", MOVED),
    ("why-behind", FAILED),
    ("why-behind", A_BATCH_TASK),
    ("read-log", NO_ERRORS),
    ("read-log", A_BATCH_TASK),
    ("set-alarms", TO_THE_OWNER),
]
followed = pytest.mark.parametrize(
    ("name", "story"), FOLLOWED, ids=[f"{name}, {story.start}" for name, story in FOLLOWED]
)


async def guide(client: Client, name: str, given: dict[str, str]) -> str:
    (message,) = (await client.get_prompt(name, given)).messages
    assert message.role == "user"
    assert isinstance(message.content, TextContent)
    return message.content.text


async def walked(home: Home, name: str, story: Story, language: Language = "en") -> End:
    """What comes of a guide that is followed word by word."""
    emulator, time = await world(story.start, home)
    by_default = Hosting(gate=Gate(selection=selection(BY_DEFAULT)), language=language)
    async with assistant(emulator, time, hosting=by_default) as client:
        walk = Walk(client, dict(story.values))
        await walk.through(await guide(client, name, story.filled_in(home)))
    return End(emulator, home, "\n".join(walk.answers), walk.calls)


@both
@followed
async def test_a_guide_that_is_followed_word_by_word_ends_as_it_says(home: Home, name: str, story: Story) -> None:
    assert story.ends(await walked(home, name, story))


@both
@followed
async def test_whoever_follows_the_chinese_words_makes_the_same_calls(home: Home, name: str, story: Story) -> None:
    in_english, in_chinese = await walked(home, name, story), await walked(home, name, story, "zh")

    assert in_chinese.calls == in_english.calls
    assert in_chinese.tasks().keys() == in_english.tasks().keys()


async def test_alarms_with_other_settings_are_changed_as_the_guide_says() -> None:
    emulator, time = await world("running", NEW)
    given = {"tasks": "orders_live", "project_id": NEW.project_id}
    async with assistant(emulator, time) as client:
        await Walk(client).through(await guide(client, "set-alarms", {**given, "seconds": "60"}))
        text = await guide(client, "set-alarms", {**given, "seconds": "600"})
        (changed,) = [json.loads(call[2]) for call in CALL.finditer(text) if '"above"' in call[2]]
        asked = {**changed, "task_id": "job-11588"}
        refused = await client.call_tool("set_task_alarm", asked)
        (addition,) = re.findall(r'`("do": "\w+")`', text)
        await Walk(client).made("set_task_alarm", {**asked, **json.loads(f"{{{addition}}}")})

    assert "exists, with other settings" in text_of(refused)
    rules = {rule["MetricType"]: rule["TriggerConditions"][0] for _, rule in End(emulator, NEW).alarms()}
    assert rules["Delay"]["Threshold"] == 600
