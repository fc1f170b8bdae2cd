"""A generation that is continued makes the task that was asked for and shown, or none."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from mcp import Client

from dataworks.scripts.realtime_script import realtime_script
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, AtOnce, Speed
from tests.sessions import GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted

CREATE = "create_realtime_task"
OTHER_GROUP = "S_res_group_524257424564736_1602644858797"
TO_GENERATE = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
PLACE = {name: WISH[name] for name in ("project_id", "task_name", "folder", "resource_group")}


@dataclass(frozen=True)
class Begun:
    """A client, and a generation of shop.orders and shop.refunds for MaxCompute."""

    client: Client
    emulator: Emulator
    time: Time
    process_id: str

    async def call(self, tool: str, **arguments: Any) -> Any:
        return await self.client.call_tool(tool, {**arguments, "process_id": self.process_id})


@asynccontextmanager
async def begun(connect: Any = trusted, speed: Speed | None = None, **connection: Any) -> AsyncGenerator[Begun]:
    time = Time()
    emulator = emulated(time, speed or AtOnce())
    async with trusted(emulator, time) as client:
        shown = await client.call_tool("preview_realtime_task", {**TO_GENERATE, "wait_seconds": 5})
    emulator.calls.clear()
    async with connect(emulator, time, **connection) as client:
        yield Begun(client, emulator, time, facts_of(shown)["process_id"])


OTHERWISE: dict[str, tuple[dict[str, Any], str]] = {
    "a table less": ({"tables": ["shop.orders"]}, '/tables: differs: the generation also reads "shop.refunds"'),
    "a table more": (
        {"tables": ["shop.orders", "shop.refunds", "shop.customers"]},
        '/tables: differs: the generation lacks "shop.customers"',
    ),
    "another table": ({"tables": ["shop.orders", "shop.customers"]}, 'the generation lacks "shop.customers"'),
    "a pattern that matches nothing": ({"tables": ["shop.*", "store.*"]}, 'the generation lacks "store.*"'),
    "a pattern for less": ({"tables": ["shop.ord*"]}, 'the generation also reads "shop.refunds"'),
    "tables without their database": ({"tables": ["orders"]}, 'the generation also reads "shop.refunds"'),
    "another source": ({"source": "mysql_pub"}, '/source: differs: the generation reads from "mysql_shop"'),
    "another destination": (
        {"destination": "odps_first"},
        '/destination: differs: the generation writes to "odps_shop"',
    ),
    "another type": (
        {"destination_type": "hologres"},
        '/destination_type: differs: the generation has a writer of type "odps"',
    ),
    "another group": ({"resource_group": OTHER_GROUP}, f'/resource_group: differs: the generation is for "{GROUP}"'),
}


@pytest.mark.parametrize("tool", [CREATE, "preview_realtime_task"])
@pytest.mark.parametrize(("change", "told"), OTHERWISE.values(), ids=OTHERWISE.keys())
async def test_a_generation_of_something_else_is_refused_with_the_difference(
    tool: str, change: dict[str, Any], told: str
) -> None:
    async with begun() as running:
        result = await running.call(tool, **(WISH if tool == CREATE else TO_GENERATE) | change)

        assert result.is_error
        assert told in text_of(result)
        assert "CreateDISyncTask" not in sent(running.emulator)


@pytest.mark.parametrize("name", ["source", "destination", "destination_type", "tables"])
async def test_each_argument_alone_counts(name: str) -> None:
    other = {"source": "mysql_pub", "destination": "x", "destination_type": "kafka", "tables": ["shop.orders"]}
    async with begun() as running:
        result = await running.call(CREATE, **PLACE, **{name: other[name]})

        assert f"/{name}: differs: " in text_of(result)
        assert "CreateDISyncTask" not in sent(running.emulator)


async def test_a_script_that_asks_for_something_else_counts_too() -> None:
    script = realtime_script({"mysql_shop": ["shop.orders"]}, "maxcompute", "odps_shop", GROUP)
    async with begun() as running:
        result = await running.call(CREATE, **PLACE, script=script)

        assert '/script: differs: the generation also reads "shop.refunds"' in text_of(result)
        assert "CreateDISyncTask" not in sent(running.emulator)


@pytest.mark.parametrize(
    "tables", [["shop.refunds", "shop.orders"], ["shop.orders", "shop.ref*"], ["orders", "refunds"]]
)
async def test_what_asks_for_the_same_in_other_words_goes_on(tables: list[str]) -> None:
    async with begun() as running:
        result = await running.call(CREATE, **{**WISH, "tables": tables})

        assert facts_of(result)["state"] == "created", text_of(result)


async def test_the_plan_shows_what_the_generation_makes_and_not_what_the_arguments_say() -> None:
    async with begun(assistant) as running:
        plan = facts_of(await running.call(CREATE, **PLACE, start=True))["plan"]
        other = await running.call(CREATE, **{**WISH, "tables": ["shop.customers"], "start": True})

        assert 'reads tables "shop.orders", "shop.refunds"' in plan["changes"]
        assert 'writes to "odps_shop"' in plan["changes"]
        assert other.is_error
        assert "plan" not in facts_of(other)
        assert "CreateDISyncTask" not in sent(running.emulator)


async def test_a_generation_that_is_not_finished_has_to_be_described_before_it_starts_a_task() -> None:
    async with begun(assistant, AfterSeconds(20)) as running:
        refused = await running.call(CREATE, **PLACE, start=True)
        plan = facts_of(await running.call(CREATE, **{**WISH, "tables": ["shop.orders"], "start": True}))["plan"]

        assert "/process_id: is not finished" in text_of(refused)
        assert "nothing is created if the generation, which is not finished, turns out otherwise" in plan["changes"]


async def test_a_generation_that_turns_out_otherwise_makes_nothing() -> None:
    async with begun(trusted, AfterSeconds(20)) as running:
        result = await running.call(CREATE, **{**WISH, "tables": ["shop.orders"], "start": True})

        assert 'the generation also reads "shop.refunds"' in text_of(result)
        assert "CreateDISyncTask" not in sent(running.emulator)


async def test_a_copy_is_not_made_of_the_generation_of_another_group() -> None:
    async with begun() as running:
        made = facts_of(await running.client.call_tool(CREATE, WISH))
        copy = {"task_id": made["task_id"], **PLACE, "task_name": "copy"}
        refused = await running.call("copy_realtime_task", **{**copy, "resource_group": OTHER_GROUP})
        copied = await running.call("copy_realtime_task", **copy)

        assert "/resource_group: differs" in text_of(refused)
        assert facts_of(copied)["state"] == "created"


async def test_a_plan_says_which_tables_a_pattern_stands_for() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        plan = facts_of(await client.call_tool(CREATE, {**WISH, "tables": ["shop.*"], "start": True}))["plan"]

    (tables,) = (line for line in plan["changes"] if line.startswith("reads tables "))
    assert '"shop.orders"' in tables
    assert "*" not in tables


async def test_a_plan_says_that_a_task_of_the_name_exists_already() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        await client.call_tool(CREATE, WISH)
        plan = facts_of(await client.call_tool(CREATE, {**WISH, "start": True}))["plan"]

    assert plan["task"].startswith(f'"{WISH["task_name"]}" in "{WISH["folder"]}", version 1, ')
    assert plan["task"].endswith("; it exists already.")
