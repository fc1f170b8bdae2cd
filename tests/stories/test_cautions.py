"""What a user should know about tables is said where it is decided: before, in the plan, and with the new task."""

from typing import Any

import pytest

from emulator.seed.shop import table
from emulator.service import Emulator
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.stories.homes import NEW
from tests.stories.test_groups import size

ALL = ["shop.orders", "shop.refunds", "shop.customers"]
SEEN = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
HOLOGRES = {"destination_type": "hologres", "destination": "holo_shop", "tables": ALL}
NO_KEY = "No primary key: shop.refunds. Changed rows can't be distinguished and may be written twice."
THERE = "At the destination already: shop_orders. The task writes into what is there; its columns are not compared."
TYPES = "Not checked: losses by type conversion (the API shows no types of the source)."
BOTH = f"{TYPES[:-1]}; which tables exist at the destination."
UNKNOWN_KEYS = "Not checked: whether each table has a primary key (a job does not show it); losses by type conversion"
KEYS = (
    'Hologres takes no such column in a primary key: "shop.orders (id numeric(20,0))", "shop.customers (id '
    'numeric(20,0))". Give these tables another key, or leave them out.'
)
UNSEEN = "Not checked: keys and types of the tables, and which exist at the destination; preview_realtime_task does."


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_preview_plan_and_creation_say_the_same_of_the_same_tables(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**WISH, "start": True}
    async with assistant(emulator, time, mode=mode) as client:
        before = facts_of(await client.call_tool("create_realtime_task", wish))["plan"]
        shown = facts_of(await client.call_tool("preview_realtime_task", SEEN))
        asked = await client.call_tool("create_realtime_task", wish)
        confirmation = facts_of(asked)["confirmation"]
        made = facts_of(await client.call_tool("create_realtime_task", {**wish, "confirmation": confirmation}))

    assert before["cautions"] == [UNSEEN]
    assert shown["cautions"] == facts_of(asked)["plan"]["cautions"] == made["cautions"] == [NO_KEY, THERE, TYPES]
    assert made["state"] == "RUN"
    assert sent(emulator).count("GetDataSourceMeta") == 1
    assert size(asked) <= 350


async def test_a_job_whose_script_shows_no_keys_says_that_they_were_not_checked() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        shown = facts_of(await client.call_tool("preview_realtime_task", {**SEEN, "project_id": NEW.project_id}))
        made = facts_of(await client.call_tool("create_realtime_task", {**NEW.wish}))

    assert all(UNKNOWN_KEYS in facts["cautions"][-1] for facts in (shown, made))
    assert NO_KEY not in made["cautions"]


@pytest.mark.parametrize(
    ("change", "cautions"),
    [
        (HOLOGRES, [NO_KEY, KEYS, BOTH]),
        ({"tables": ["shop.orders"]}, [BOTH]),
        ({"destination_type": "kafka", "destination": "kafka_shop"}, [NO_KEY, BOTH]),
    ],
    ids=["keys of Hologres", "nothing but what was not checked", "Kafka"],
)
async def test_a_creation_without_a_preview_says_what_the_script_shows(
    change: dict[str, Any], cautions: list[str]
) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, **change}))

    assert made["cautions"] == cautions


async def test_a_change_says_it_of_the_tables_that_come() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "tables": ["shop.customers"]}))
        change = {"project_id": "10000", "task_id": made["task_id"], "add": ["shop.orders", "shop.refunds"]}
        hasty = facts_of(await client.call_tool("change_realtime_tables", {**change, "apply": True}))["plan"]
        shown = facts_of(await client.call_tool("change_realtime_tables", change))
        plan = facts_of(await client.call_tool("change_realtime_tables", {**change, "apply": True}))
        confirmed = {**change, "apply": True, "confirmation": plan["confirmation"]}
        changed = facts_of(await client.call_tool("change_realtime_tables", confirmed))

    assert hasty["cautions"] == [UNSEEN]
    assert shown["cautions"] == plan["plan"]["cautions"] == changed["cautions"] == [NO_KEY, THERE, TYPES]
    assert changed["outcome"] == "applied"


def wide(time: Time, tables: int) -> Emulator:
    """An emulator whose shop has this many tables without a key."""
    emulator = emulated(time)
    shop = emulator.world.workspaces["10000"].data_source("mysql_shop", "mysql")
    shop.databases["many"] = {f"t{number}": table("", "id bigint", "name text") for number in range(tables)}
    return emulator


async def test_many_tables_are_counted_and_the_answer_stays_small() -> None:
    time = Time()
    async with trusted(wide(time, 20), time) as client:
        result = await client.call_tool("create_realtime_task", {**WISH, "tables": ["many.*"]})

    made = facts_of(result)
    assert (made["matched"], made["tables"]["count"]) == (20, 20)
    assert made["cautions"][0].startswith("No primary key: many.t0, many.t1, many.t2 and 17 more.")
    assert size(result) <= 900, text_of(result)
