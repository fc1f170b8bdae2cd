"""Changing the tables of a task as an assistant does it: the difference first, the change when told."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from mcp import Client

from dataworks.operation import Effect
from dataworks.operations.catalog import operations
from dataworks.scripts.definition import Definition
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, Stuck
from emulator.world.state import Task
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.test_consent import user
from tools.rules.script_words import NAMES_SHOWN

TOOL = "change_realtime_tables"
SHOP = "mysql_shop"
GENERATE = "GenerateDISyncTaskConfigForUpdating"


@dataclass(frozen=True)
class Setting:
    """A client, and a running task that reads shop.orders and shop.refunds."""

    client: Client
    emulator: Emulator
    time: Time
    task: dict[str, str]

    async def change(self, **arguments: Any) -> dict[str, Any]:
        result = await self.client.call_tool(TOOL, {**self.task, **arguments})
        assert not result.is_error, text_of(result)
        return facts_of(result)

    async def refused(self, **arguments: Any) -> str:
        result = await self.client.call_tool(TOOL, {**self.task, **arguments})
        assert result.is_error
        assert not written(self.emulator)
        return text_of(result)

    @property
    def present(self) -> Task:
        return self.emulator.world.workspace("10000").task("DI_REALTIME", self.task["task_id"])

    @property
    def tables(self) -> tuple[str, ...]:
        return Definition(self.present.script).tables_by_source()[SHOP]

    @property
    def state(self) -> str:
        return self.present.run_state(self.time.now)

    def put(self, **change: Any) -> None:
        """Change the task behind everybody's back."""
        self.emulator.world.workspace("10000").add(replace(self.present, **change))


def written(emulator: Emulator) -> list[str]:
    """What was sent that changes something."""
    reads = {key.action for key, operation in operations().items() if operation.effect is Effect.READ}
    return [action for action in sent(emulator) if action not in reads]


@asynccontextmanager
async def running(connect: Any = trusted, **connection: Any) -> AsyncGenerator[Setting]:
    """A task that runs."""
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
    assert made["state"] == "RUN"
    emulator.calls.clear()
    async with connect(emulator, time, **connection) as client:
        yield Setting(client, emulator, time, {"project_id": "10000", "task_id": made["task_id"]})


async def test_the_difference_is_shown_and_nothing_is_changed_before_it_is_told_to() -> None:
    async with running() as task:
        before = task.present
        shown = await task.change(add=["shop.customers"], remove=["shop.refunds"])

        assert (shown["outcome"], shown["added"], shown["removed"]) == (
            "preview",
            ["shop.customers"],
            ["shop.refunds"],
        )
        assert (shown["others"], shown["state"], shown["done"]) == ([], "RUN", [])
        assert "apply: true and restart: true" in shown["next"]
        assert shown["api_calls"] == len(sent(task.emulator))
        assert (written(task.emulator), task.present) == ([], before)


async def test_told_to_it_makes_exactly_the_change_that_was_shown_and_the_task_runs_again() -> None:
    async with running() as task:
        wish: dict[str, Any] = {"add": ["shop.customers"], "remove": ["shop.refunds"]}
        shown = await task.change(**wish)
        made = await task.change(**wish, apply=True, process_id=shown["process_id"])

        assert (made["outcome"], made["added"], made["removed"]) == ("applied", shown["added"], shown["removed"])
        assert made["done"] == ["updated", "stopped", "deployed", "started"]
        assert (made["state"], task.state, set(task.tables)) == ("RUN", "RUN", {"shop.orders", "shop.customers"})
        assert sent(task.emulator).count(GENERATE) == 1
        assert made["next"] == "Nothing: it runs with these tables."


async def test_in_confirm_mode_a_preview_asks_nobody_and_the_change_names_what_comes_and_goes() -> None:
    asked = list[str]()
    answer = user("accept", {"approve": True}, asked)
    wish: dict[str, Any] = {"add": ["shop.customers"], "remove": ["shop.refunds"]}
    async with running(assistant, answer=answer) as task:
        shown = await task.change(**wish)
        assert not asked
        made = await task.change(**wish, apply=True, process_id=shown["process_id"])

        (question,) = asked
        assert 'gains "shop.customers"' in question
        assert 'loses "shop.refunds"' in question
        assert WISH["task_name"] in question
        assert (made["outcome"], task.state) == ("applied", "RUN")


async def test_without_anybody_to_ask_the_change_is_planned_and_a_confirmation_makes_it() -> None:
    wish: dict[str, Any] = {"add": ["shop.customers"], "apply": True}
    async with running(assistant) as task:
        planned = await task.change(**wish)
        assert planned["plan"]["changes"] == ['gains "shop.customers"', "runs afterwards (restart: true)"]
        assert not written(task.emulator)
        other = await task.change(**{**wish, "add": ["shop.products"]}, confirmation=planned["confirmation"])
        assert "plan" in other
        assert not written(task.emulator)
        made = await task.change(**wish, confirmation=planned["confirmation"])

        assert made["outcome"] == "applied"
        assert "shop.customers" in task.tables


async def test_a_plan_of_thousands_of_tables_names_some_and_counts_the_rest() -> None:
    names = [f"shop.table_{number}" for number in range(5000)]
    async with running(assistant) as task:
        gains, _ = (await task.change(add=names, apply=True))["plan"]["changes"]

    assert gains.endswith(f'"{names[NAMES_SHOWN - 1]}" and {5000 - NAMES_SHOWN} more')


async def test_a_pattern_adds_what_the_database_has_and_the_task_has_not() -> None:
    async with running() as task:
        made = await task.change(add=["shop.*"], apply=True)

        gained = {"shop.customers", "shop.order_items", "shop.products"}
        assert set(made["added"]) == gained
        assert set(task.tables) == gained | {"shop.orders", "shop.refunds"}
        assert "notes" not in made


async def test_a_pattern_removes_what_the_task_has_of_it() -> None:
    async with running() as task:
        shown = await task.change(remove=["shop.ref*"])

    assert shown["removed"] == ["shop.refunds"]


@pytest.mark.parametrize("entry", ["shop.orders", "shop.refu*"])
async def test_what_is_so_already_is_noted(entry: str) -> None:
    async with running() as task:
        shown = await task.change(add=[entry], remove=["shop.nothing"])

        assert shown["outcome"] == "unchanged"
        assert shown["notes"] == [
            f'"{entry}" of "{SHOP}" is among its tables already.',
            f'"shop.nothing" of "{SHOP}" is not among its tables.',
        ]
        assert GENERATE not in sent(task.emulator)


async def test_a_change_that_is_made_already_is_not_made_again() -> None:
    async with running() as task:
        await task.change(add=["shop.customers"], apply=True)
        task.emulator.calls.clear()
        again = await task.change(add=["shop.customers"], apply=True)

        assert (again["outcome"], again["state"], again["done"]) == ("applied", "RUN", [])
        assert not written(task.emulator)


@pytest.mark.parametrize(
    ("add", "remove"),
    [
        (["shop.orders"], ["shop.orders"]),
        (["shop.orders"], ["shop.*"]),
        (["shop.*"], ["shop.orders"]),
    ],
)
async def test_a_table_that_is_to_come_and_to_go_is_a_contradiction(add: list[str], remove: list[str]) -> None:
    async with running() as task:
        assert "which is in /add too" in await task.refused(add=add, remove=remove, apply=True)
        assert not sent(task.emulator)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"remove": ["shop.*"]}, "/remove: would leave the task without a table; retire_tasks removes it"),
        ({"add": ["shop.none*"]}, '/add/0: "shop.none*" matches no table of "mysql_shop"'),
        ({"add": ["shop.nothing"]}, "shop.nothing"),
        ({"add": ["customers"]}, "/add/0: names no database"),
        ({"add": ["shop.customers"], "source": "mysql_pub"}, '/source: "mysql_pub" is not a source of the task'),
        ({}, "/add: is required"),
    ],
    ids=["the last table", "no match", "unknown table", "no database", "unknown source", "nothing"],
)
async def test_what_cannot_be_is_refused_and_the_task_is_as_it_was(arguments: dict[str, Any], says: str) -> None:
    async with running() as task:
        assert says in await task.refused(**arguments, apply=True)
        assert task.state == "RUN"


async def test_an_unknown_table_is_told_with_the_word_that_the_task_is_as_it_was() -> None:
    async with running() as task:
        result = await task.client.call_tool(TOOL, {**task.task, "add": ["shop.nothing"], "apply": True})

    assert facts_of(result)["error"]["exists"].startswith("The task is as it was.")


async def test_a_task_without_tables_in_its_script_is_told_as_such() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(TOOL, {"project_id": "10000", "task_id": "100", "add": ["a.b"]})

    assert result.is_error
    assert "/task_id: names a task whose script lists no tables" in text_of(result)


def two_sources(script: str) -> str:
    """The script with a second source beside the first: mysql_pub with one table."""
    whole = json.loads(script)
    reader, writer = whole["steps"]
    (first,) = reader["parameter"]["connection"]
    tables = [{"enable": True, "table": "xyx", "tableName": "xyx"}]
    second = {"dbName": "mysql_db", "schema": [{"tableInfos": tables}]}
    reader["parameter"]["connection"].append({**first, "datasource": "mysql_pub", "selectedTables": [second]})
    rules = writer["parameter"]["tableMappingRule"]["datasource"]
    rule = {**rules[0]["tableRule"][0], "srcDbName": "mysql_db", "srcTable": "xyx"}
    rules.append({"tableRule": [rule], "srcDatasourceName": "mysql_pub"})
    return json.dumps(whole)


async def test_of_several_sources_one_has_to_be_named_and_the_others_stay() -> None:
    async with running() as task:
        task.put(script=two_sources(task.present.script))

        assert f'/source: is required; it reads from "{SHOP}", "mysql_pub"' in await task.refused(
            add=["shop.customers"]
        )
        made = await task.change(add=["shop.customers"], source=SHOP, apply=True)

        assert (made["outcome"], made["added"]) == ("applied", ["shop.customers"])
        assert Definition(task.present.script).tables_by_source()["mysql_pub"] == ("mysql_db.xyx",)


async def test_the_last_table_of_one_of_several_sources_may_go() -> None:
    async with running() as task:
        task.put(script=two_sources(task.present.script))
        made = await task.change(remove=["mysql_db.xyx"], source="mysql_pub", apply=True)

        assert (made["outcome"], made["removed"]) == ("applied", ["mysql_db.xyx"])
        assert set(Definition(task.present.script).tables_by_source()) == {SHOP}


async def test_what_would_change_besides_is_shown_and_nothing_is_done() -> None:
    async with running() as task:
        task.put(script=with_a_step_setting(task.present.script))
        shown = await task.change(add=["shop.customers"], apply=True)

        assert (shown["outcome"], shown["others"]) == ("differs", ["/steps"])
        assert not written(task.emulator)


def with_a_step_setting(text: str) -> str:
    """The script with a setting of its writer that a generation does not keep."""
    script = json.loads(text)
    script["steps"][1]["parameter"]["odd"] = 1
    return json.dumps(script)


async def test_settings_that_somebody_made_stay() -> None:
    async with running() as task:
        task.put(script=json.dumps({**json.loads(task.present.script), "setting": {"errorLimit": {"record": 7}}}))
        made = await task.change(add=["shop.customers"], apply=True)

        assert made["outcome"] == "applied"
        assert json.loads(task.present.script)["setting"] == {"errorLimit": {"record": 7}}


async def test_a_task_that_somebody_changes_meanwhile_is_left_to_them() -> None:
    async with running() as task:
        theirs = json.dumps({**json.loads(task.present.script), "setting": {"errorLimit": {"record": 7}}})

        async def meanwhile(progress: float, total: float | None, message: str | None) -> None:
            del total, message
            if progress == 1:
                task.put(script=theirs)

        task.emulator.world.speed = AfterSeconds(1)
        shown = await task.change(add=["shop.customers"])
        wish = {**task.task, "add": ["shop.customers"], "apply": True, "process_id": shown["process_id"]}
        result = await task.client.call_tool(TOOL, wish, progress_callback=meanwhile)

        assert facts_of(result)["outcome"] == "stale"
        assert (written(task.emulator), task.present.script) == ([], theirs)


async def test_a_slow_generation_goes_on_with_what_was_waited() -> None:
    async with running() as task:
        task.emulator.world.speed = AfterSeconds(20)
        early = await task.change(add=["shop.customers"], apply=True, wait_seconds=20)
        late = await task.change(
            add=["shop.customers"],
            apply=True,
            process_id=early["process_id"],
            waited_seconds=early["waited_seconds"],
        )

        assert early["outcome"] == "generating"
        assert early["next"].startswith("The task is as it was.")
        assert f"still being generated after {early['waited_seconds']:.0f} s" in early["next"]
        assert (late["outcome"], task.state) == ("applied", "RUN")
        assert sent(task.emulator).count(GENERATE) == 1


async def test_time_up_while_it_stops_is_told_with_how_to_go_on_and_the_same_call_ends_it() -> None:
    async with running() as task:
        task.emulator.world.running_speed = Stuck()
        early = await task.change(add=["shop.customers"], apply=True)
        task.emulator.world.running_speed = AfterSeconds(1)
        task.put(instance=replace_speed(task.present))
        late = await task.change(add=["shop.customers"], apply=True, restart=True)

        assert (early["outcome"], early["state"], early["done"]) == ("applying", "KILLING", ["updated", "stopped"])
        assert "The same call with restart: true continues." in early["next"]
        assert (late["outcome"], late["done"], task.state) == ("applied", ["deployed", "started"], "RUN")


def replace_speed(task: Task) -> Any:
    """What the task is on its way through, at another speed."""
    assert task.instance is not None
    return replace(task.instance, speed=AfterSeconds(1))


async def test_a_task_that_is_not_to_run_again_says_how_to_start_it() -> None:
    async with running() as task:
        made = await task.change(add=["shop.customers"], apply=True, restart=False)

        assert (made["outcome"], made["done"], task.state) == ("applied", ["updated", "stopped", "deployed"], "PAUSE")
        assert made["next"] == ("The change is in production; the task does not run: start_tasks starts it.")
