"""What a user should know about tables is said where it is decided: before, in the plan, and with the new task."""

from dataclasses import replace
from typing import Any

import pytest

from emulator.seed.shop import table
from emulator.service import Emulator
from server.hosting import Hosting
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.stories.homes import CLASSIC, NEW, Home, both
from tests.stories.test_groups import size
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

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


@both
async def test_what_exists_at_the_destination_is_said_from_the_preview_on(home: Home) -> None:
    time = Time()
    hidden = {"task_name", "folder"}
    wish = {**home.wish, **({} if home is CLASSIC else {"options": {"table_name": "shop_${table}"}})}
    async with trusted(emulated(time), time) as client:
        seen = {name: value for name, value in wish.items() if name not in hidden}
        shown = facts_of(await client.call_tool("preview_realtime_task", seen))
        made = facts_of(await client.call_tool("create_realtime_task", wish))

    assert THERE in shown["cautions"]
    assert THERE in made["cautions"]


@both
async def test_tables_that_go_to_one_destination_are_said_to_mix(home: Home) -> None:
    time = Time()
    options = {"options": {"table_name": "all"}, "tables": ["shop.orders", "shop.refunds"]}
    async with trusted(emulated(time), time) as client:
        wish = home.wish if home is CLASSIC else {**home.wish, **options}
        made = facts_of(await client.call_tool("create_realtime_task", {**wish}))

    mixed = "shop.orders, shop.refunds all go to all: their rows mix."
    assert (mixed in made["cautions"]) == (home is NEW), "a generated script has a table for each"


@pytest.mark.parametrize(
    ("tables", "keys", "said"),
    [
        (ALL, {"shop.orders": ["id"], "shop.customers": ["id"]}, ["shop.orders", "shop.customers"]),
        (["shop.products"], {"shop.products": ["id"]}, []),
        (["shop.products"], {"shop.products": ["price"]}, ["shop.products"]),
    ],
    ids=["unsigned", "int", "decimal"],
)
async def test_keys_that_a_job_names_are_checked_for_what_hologres_takes(
    tables: list[str], keys: dict[str, list[str]], said: list[str]
) -> None:
    time = Time()
    wish = {**NEW.wish, **HOLOGRES, "tables": tables, "options": {"keys": keys}}
    seen = {name: value for name, value in wish.items() if name != "task_name"}
    async with trusted(emulated(time), time) as client:
        shown = facts_of(await client.call_tool("preview_realtime_task", seen))
        made = facts_of(await client.call_tool("create_realtime_task", wish))

    for facts in (shown, made):
        found = [each for each in facts["cautions"] if each.startswith("Hologres takes no such column")]
        assert bool(found) == bool(said)
        assert all(table in found[0] for table in said)


async def test_keys_are_not_read_where_the_policy_forbids_it() -> None:
    time = Time()
    emulator = emulated(time)
    hosting = Hosting(gate=Gate(Mode.FULL, Policy(deny=["ListColumns"])))
    options = {"options": {"keys": {"shop.orders": ["id"]}}}
    seen = {name: value for name, value in {**NEW.wish, **HOLOGRES, **options}.items() if name != "task_name"}
    async with assistant(emulator, time, hosting=hosting) as client:
        shown = facts_of(await client.call_tool("preview_realtime_task", seen))

    assert shown["state"] == "generated"
    assert "ListColumns" not in sent(emulator)


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


def wide(time: Time, home: Home, tables: int) -> Emulator:
    """An emulator whose shop has a database of this many tables without a key."""
    emulator = emulated(time)
    sources = emulator.world.workspaces[home.project_id].data_sources
    many = {f"t{number}": table("", "id bigint", "name text") for number in range(tables)}
    shop = sources["mysql_shop"]
    sources["mysql_shop"] = replace(shop, databases={**shop.databases, "many": many})
    return emulator


@both
async def test_many_tables_are_counted_and_the_answer_stays_small(home: Home) -> None:
    time = Time()
    async with trusted(wide(time, home, 20), time) as client:
        result = await client.call_tool("create_realtime_task", {**home.wish, "tables": ["many.*"]})

    made = facts_of(result)
    assert (made["matched"], made["tables"]["count"]) == (20, 20)
    named = f"{NO_KEY[:16]}many.t0, many.t1, many.t2 and 17 more."
    assert made["cautions"][0].startswith(named if home is CLASSIC else "Not checked: whether each table has a primary")
    assert size(result) <= 900, text_of(result)
