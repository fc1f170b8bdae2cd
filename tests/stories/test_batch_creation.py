"""Somebody wants a table copied each night, and to know beforehand whether that will work and what it will do."""

import json
from typing import Any

import pytest

from bench.tokens import CHARACTERS_PER_TOKEN
from emulator.seed.shop import table
from emulator.service import Emulator
from emulator.world.state import Column, DataSource, Table
from server.hosting import Hosting
from tests.faults import dropped_before, rejected
from tests.sessions import GROUP, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.stories.homes import Home, both
from tools.arguments.parsing import SHOWN
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

TOOL = "create_batch_task"
NIGHTLY: dict[str, Any] = {
    "task_name": "nightly_orders",
    "table": "orders",
    "columns": ["id", "status", "total"],
    "destination_table": "shop_orders",
    "partition": "pt=${bizdate}",
}


def nightly(home: Home, **change: Any) -> dict[str, Any]:
    """The wish for a copy each night; ``None`` leaves something out."""
    wish = {**home.batch_wish, **NIGHTLY, "deploy": False, **change}
    return {name: value for name, value in wish.items() if value is not None}


eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


@both
@eras
async def test_new_orders_are_copied_each_night_as_the_plan_has_shown(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**nightly(home), "where": "updated_at >= '${bizdate}'", "split_key": "id", "cron": "00 30 02 * * ?"}
    async with assistant(emulator, time, mode=mode) as client:
        shown = await client.call_tool(TOOL, {**wish, "deploy": True})
        asked = facts_of(shown)
        confirmed = {**wish, "deploy": True, "confirmation": asked["confirmation"]}
        made = facts_of(await client.call_tool(TOOL, confirmed))

    assert len(text_of(shown)) / CHARACTERS_PER_TOKEN <= 350
    plan = asked["plan"]["changes"]
    assert [line for line in plan if line.startswith("/")] == ['/steps/0/parameter/splitPk: "id" is new']
    assert "where \"updated_at >= '${bizdate}'\"" in plan
    assert 'each run replaces partition "pt=${bizdate}" of "shop_orders"' in plan
    assert "${bizdate} is the day before the run, as YYYYMMDD" in plan
    script, in_production = home.batch(emulator, time, made["task_id"])
    reader = json.loads(script)["steps"][0]["parameter"]
    assert (made["state"], in_production) == ("deployed", True)
    assert (reader["where"], reader["splitPk"]) == ("updated_at >= '${bizdate}'", "id")
    assert made["not_checked"] == ['the columns of "orders"']
    assert made["resource_group"] == {"identifier": GROUP, "name": "di_exclusive", "status": "normal"}


@both
@eras
@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"table": "oders"}, '/table: "mysql_shop" has no table "oders"; did you mean "orders"?'),
        ({"table": "shop.none"}, '/table: "mysql_shop" has no table "shop.none"; list_source_tables shows them'),
        (
            {"destination_table": "shop_order"},
            '/destination_table: "odps_shop" has no table "shop_order"; did you mean "shop_orders"?',
        ),
        (
            {"destination_table": "archive"},
            '/destination_table: "odps_shop" has no table "archive"; create it first, since a batch task does not',
        ),
        (
            {"columns": ["id", "sttus", "total"]},
            '/columns/1: "shop_orders" has no column "sttus"; did you mean "status"?',
        ),
        (
            {"columns": ["id", "pt"]},
            '/columns/1: "pt" is a partition column of "shop_orders"; leave it out; partition gives its value',
        ),
        (
            {"columns": ["id", "now()"]},
            '/columns/1: "shop_orders" has no column "now()"; give a complete reader for constants and expressions',
        ),
        ({"columns": ["id "]}, '/columns/0: "shop_orders" has no column "id "; did you mean "id"?'),
        ({"partition": "pt=1,pt=2"}, '/partition: "pt=1,pt=2" names a level twice'),
        ({"partition": "pt="}, '/partition: "pt=" is not one partition'),
        ({"where": "where id > 5"}, "/where: must be a condition without the word WHERE"),
        ({"split_key": "id,status"}, '/split_key: must be one column, not "id,status"'),
        ({"partition": None}, '/partition: "shop_orders" is partitioned by "pt"; such as pt=${bizdate}'),
        (
            {"partition": "dt=${bizdate}"},
            '/partition: "shop_orders" has no partition column "dt"; it has "pt"; such as pt=${bizdate}',
        ),
        ({"destination_table": "orders"}, '/partition: "orders" has no partitions; leave it out'),
        (
            {"source": "mysql_shp"},
            '/source: no data source "mysql_shp" is in production; did you mean "mysql_shop"?',
        ),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else "",
)
async def test_what_is_not_there_is_said_with_its_place_before_anything_is_created(
    home: Home, mode: str, change: dict[str, Any], finding: str
) -> None:
    time = Time()
    emulator = emulated(time)
    wish = nightly(home, **change)
    async with trusted(emulator, time, mode=mode) as client:
        result = await client.call_tool(TOOL, wish)

    assert result.is_error
    assert any(line.startswith(finding) for line in facts_of(result)["error"]["fix"]), facts_of(result)["error"]["fix"]
    assert home.creates_batch not in sent(emulator)


@both
async def test_all_that_is_wrong_is_said_at_once_and_already_in_place_of_the_plan(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**nightly(home), "table": "oders", "columns": ["idd", "status"], "partition": "dt=1", "deploy": True}
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, wish)

    places = [line.partition(":")[0] for line in facts_of(result)["error"]["fix"]]
    assert places == ["/table", "/columns/0", "/partition"]
    assert "confirmation" not in facts_of(result)


@both
async def test_of_thousands_of_unknown_columns_the_first_ones_are_reported(home: Home) -> None:
    columns = [f"column_number_{number}" for number in range(5_000)]
    async with trusted(emulated(Time()), Time()) as client:
        result = await client.call_tool(TOOL, {**nightly(home), "columns": columns})

    assert len(facts_of(result)["error"]["fix"]) == SHOWN


def with_warehouse(home: Home, *keys: str) -> Emulator:
    """An emulator whose warehouse has a table with these partition columns."""
    emulator = emulated(Time())
    columns = tuple(Column.declared(f"{name} string") for name in ("id", "status", *keys))
    source = DataSource("odps_deep", "odps", {"deep": {"facts": Table(columns, partitions=keys)}})
    emulator.world.workspaces[home.project_id].data_sources["odps_deep"] = source
    return emulator


DEEP = {"destination": "odps_deep", "destination_table": "facts", "columns": ["id", "status"]}


@both
@pytest.mark.parametrize(
    ("partition", "finding"),
    [
        ("dt=${bizdate}/hh=01", None),
        ("DT=20260101,hh=01", None),
        ("hh=01/dt=${bizdate}", None),
        ("dt=${bizdate}", '/partition: "facts" is partitioned by "dt", "hh"; such as dt=${bizdate}/hh=...'),
    ],
)
async def test_each_level_of_a_partition_is_named(home: Home, partition: str, finding: str | None) -> None:
    async with trusted(with_warehouse(home, "dt", "hh"), Time()) as client:
        result = await client.call_tool(TOOL, nightly(home, **DEEP, partition=partition))

    assert result.is_error is (finding is not None)
    assert finding is None or finding in facts_of(result)["error"]["fix"]


@both
@pytest.mark.parametrize(
    "change",
    [
        {"table": "ORDERS", "columns": ["ID", "Status"]},
        {"columns": ["*"]},
        {"partition": "pt=${yyyymmddhh24-1/24}"},
        {"where": "whereabouts = 'x;'"},
        {"table": "order_[0-9]"},
        {"destination": "odps_source", "destination_table": "anything"},
    ],
    ids=[
        "case",
        "all columns",
        "a time in a variable",
        "words in a filter",
        "many tables",
        "a source that lists nothing",
    ],
)
async def test_what_may_work_is_not_refused(home: Home, change: dict[str, Any]) -> None:
    async with trusted(emulated(Time()), Time()) as client:
        result = await client.call_tool(TOOL, {**nightly(home), **change})

    assert not result.is_error, text_of(result)


@both
@pytest.mark.parametrize("operation", ["GetDataSourceMeta", "GetMetaTableColumn"])
@pytest.mark.parametrize("failure", [rejected("not now"), dropped_before()], ids=["refused", "lost"])
async def test_what_can_not_be_checked_is_said_and_stops_nothing(home: Home, operation: str, failure: Any) -> None:
    emulator = emulated(Time())
    emulator.fail(operation, failure, times=None)
    async with trusted(emulator, Time()) as client:
        made = facts_of(await client.call_tool(TOOL, nightly(home)))

    assert made["state"] == "created"
    unseen = {
        "GetDataSourceMeta": ['whether "mysql_shop" has the table "orders"', 'the columns of "orders"'],
        "GetMetaTableColumn": ['the columns of "orders"', 'the columns of "shop_orders"'],
    }
    assert made["not_checked"] == unseen[operation]


@both
async def test_looking_obeys_the_rules(home: Home) -> None:
    time, emulator = Time(), emulated(Time())
    rules = Policy.model_validate({"workspaces": [home.project_id], "deny": ["get_data_source_meta"]})
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.FULL, rules))) as client:
        made = facts_of(await client.call_tool(TOOL, nightly(home)))

    assert made["state"] == "created"
    assert {"GetDataSourceMeta", "GetMetaTableColumn"}.isdisjoint(sent(emulator))
    assert len(made["not_checked"]) == 4


@both
async def test_looking_is_bounded_and_remembered(home: Home) -> None:
    emulator = emulated(Time())
    tables = {f"t{number:04}": table("id", "id bigint") for number in range(700)}
    source = DataSource("mysql_wide", "mysql", {"wide": tables})
    emulator.world.workspaces[home.project_id].data_sources["mysql_wide"] = source
    wish = {**nightly(home), "source": "mysql_wide", "table": "t0650", "columns": ["id", "none"]}
    async with trusted(emulator, Time()) as client:
        refused = [await client.call_tool(TOOL, wish) for _ in range(2)]
        made = facts_of(await client.call_tool(TOOL, {**wish, "columns": ["id"]}))

    assert all(result.is_error for result in refused)
    assert sent(emulator).count("GetDataSourceMeta") == 5
    assert sent(emulator).count("GetMetaTableColumn") == 2, "what was refused is read again, as it may be repaired"
    assert made["not_checked"] == ['whether "mysql_wide" has the table "t0650"', 'the columns of "t0650"']


@both
async def test_what_was_missing_a_moment_ago_is_found_once_it_is_there(home: Home) -> None:
    emulator = emulated(Time())
    sources = emulator.world.workspaces[home.project_id].data_sources
    wish = {**nightly(home), "source": "mysql_new", "table": "new", "destination_table": "orders", "columns": ["id"]}
    wish.pop("partition")
    async with trusted(emulator, Time()) as client:
        await client.call_tool("describe_workspace", home.workspace)
        no_source = await client.call_tool(TOOL, wish)
        sources["mysql_new"] = DataSource("mysql_new", "mysql", {"db": {"old": table("id", "id bigint")}})
        no_table = await client.call_tool(TOOL, wish)
        sources["mysql_new"] = DataSource("mysql_new", "mysql", {"db": {"new": table("id", "id bigint")}})
        made = await client.call_tool(TOOL, wish)

    assert [result.is_error for result in (no_source, no_table, made)] == [True, True, False], text_of(made)
    assert facts_of(no_table)["error"]["fix"][0].startswith('/table: "mysql_new" has no table "new"')


@both
async def test_a_complete_step_is_not_checked_and_that_is_said(home: Home) -> None:
    reader = {
        "stepType": "mysql",
        "parameter": {"datasource": "mysql_shop", "table": ["none"], "column": ["id", "status", "total"]},
    }
    wish = nightly(home, source=None, table=None)
    async with trusted(emulated(Time()), Time()) as client:
        made = facts_of(await client.call_tool(TOOL, {**wish, "reader": reader}))
        filtered = await client.call_tool(TOOL, {**wish, "reader": reader, "where": "id > 1"})

    assert made["not_checked"] == ["the tables and columns of the complete reader"]
    assert "/where: can't be given together with reader; leave one of them out" in facts_of(filtered)["error"]["fix"]


@both
@pytest.mark.parametrize(
    ("para_value", "said"),
    [(None, True), ("bizdate=$bizdate", True), ("bizdate=$[yyyymmdd-2]", False), ("x=1", True)],
)
async def test_the_day_is_explained_only_where_it_is_the_day_before(
    home: Home, para_value: str | None, said: bool
) -> None:
    values = {} if para_value is None else {"para_value": para_value}
    async with assistant(emulated(Time()), Time()) as client:
        plan = facts_of(await client.call_tool(TOOL, {**nightly(home), **values, "deploy": True}))["plan"]

    assert ("${bizdate} is the day before the run, as YYYYMMDD" in plan["changes"]) is said


@both
async def test_the_day_is_not_explained_where_the_task_has_another_one_and_keeps_it(home: Home) -> None:
    emulator = emulated(Time())
    async with trusted(emulator, Time()) as client:
        wish = {**nightly(home), "cron": "00 30 02 * * ?", "para_value": "bizdate=$[yyyymmdd-2]"}
        assert not (await client.call_tool(TOOL, wish)).is_error
    async with assistant(emulator, Time()) as client:
        plan = facts_of(await client.call_tool(TOOL, {**nightly(home), "deploy": True}))["plan"]

    assert not any("is the day before the run" in line for line in plan["changes"])


@both
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"write_mode": "append"}, None),
        ({"destination_table": "orders", "partition": None}, 'each run replaces all rows of "orders"'),
    ],
    ids=["append", "whole table"],
)
async def test_the_plan_says_what_each_run_replaces(home: Home, change: dict[str, Any], said: str | None) -> None:
    wish = nightly(home, **change, deploy=True)
    async with assistant(emulated(Time()), Time()) as client:
        changes = facts_of(await client.call_tool(TOOL, wish))["plan"]["changes"]

    assert [line for line in changes if line.startswith("each run replaces ") and " of " in line] == [said] * bool(said)


@both
async def test_a_task_that_runs_for_another_day_is_not_taken_for_the_one_that_is_wanted(home: Home) -> None:
    wish = nightly(home, cron="00 30 02 * * ?")
    async with trusted(emulated(Time()), Time()) as client:
        first = await client.call_tool(TOOL, {**wish, "para_value": "bizdate=$[yyyymmdd-2]"})
        other = await client.call_tool(TOOL, {**wish, "para_value": "bizdate=$[yyyymmdd-3]"})
        same = await client.call_tool(TOOL, {**wish, "para_value": "bizdate=$[yyyymmdd-2]"})

    assert [result.is_error for result in (first, other, same)] == [False, True, False]
    assert "$[yyyymmdd-2]" in facts_of(other)["error"]["exists"]


@both
@pytest.mark.parametrize("cron", [None, "00 30 02 * * ?"], ids=["no schedule", "paused"])
async def test_a_task_in_production_that_does_not_run_by_itself_is_said_not_to(home: Home, cron: str | None) -> None:
    time = Time()
    emulator = emulated(time)
    wish = nightly(home, deploy=True, cron=cron)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, wish))
        task = {**home.workspace, "task_id": made["task_id"]}
        if cron is not None:
            await client.call_tool("stop_tasks", {**home.workspace, "task_ids": [made["task_id"]]})
        again = facts_of(await client.call_tool(TOOL, wish))
        status = facts_of(await client.call_tool("get_task_status", task))

    assert ("runs by its schedule" in made["next"]) is (cron is not None)
    assert again["state"] == "deployed"
    assert "does not run by itself" in again["next"]
    assert ("without a schedule" if cron is None else "is paused") in status["means"]
