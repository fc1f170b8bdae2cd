"""Tables of a job that a pattern selects: leaving one out, taking it back, and what the plan says of changes."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from tests import faults
from tests.emulator.job_calls import HOME, ask, job, mapping
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of, trusted, without_jobs
from tests.stories.test_groups import size

TOOL = "change_realtime_tables"
CHANGE = {"project_id": HOME, "task_id": "job-11588"}


def selecting(*selectors: tuple[str, str, str]) -> dict[str, Any]:
    """A mapping that selects by these types, ways of comparing and expressions."""
    rules = [
        {"ObjectType": kind, "Action": "Include", "ExpressionType": how, "Expression": expression}
        for kind, how, expression in (("Datasource", "Exact", "mysql_shop"), *selectors)
    ]
    return {**mapping("orders"), "SourceObjectSelectionRules": rules}


ALL = selecting(("Database", "Exact", "shop"), ("Table", "Regex", ".*"))
EVERYWHERE = selecting(("Database", "Regex", "sh.*"), ("Table", "Regex", ".*"))


@asynccontextmanager
async def of_mappings(*mappings: dict[str, Any], asks: bool = False) -> AsyncGenerator[tuple[Emulator, Client]]:
    """A job with these mappings, and a client."""
    time = Time()
    emulator = without_jobs(emulated(time))
    given = {**job(), "TableMappings": json.loads(json.dumps(mappings))}
    script = {name: json.loads(v) if isinstance(v, str) and v[:1] in "[{" else v for name, v in given.items()}
    del script["ProjectId"]
    async with trusted(emulator, time) as client:
        wish = {"project_id": HOME, "task_name": "live", "script": json.dumps(script)}
        made = await client.call_tool("create_realtime_task", wish)
        assert facts_of(made)["task_id"] == "job-11588", text_of(made)
        emulator.calls.clear()
        if not asks:
            yield emulator, client
            return
    async with assistant(emulator, time) as client:
        yield emulator, client


def rules(emulator: Emulator, name: str = "live") -> list[list[tuple[str, str]]]:
    """The rules about tables of each mapping: action and expression."""
    found = next(each for each in emulator.world.workspace(HOME).jobs.values() if each.name == name)
    mappings = [row["SourceObjectSelectionRules"] for row in found.given["TableMappings"]]
    return [[(rule["Action"], rule["Expression"]) for rule in row if rule["ObjectType"] == "Table"] for row in mappings]


async def changed(client: Client, **arguments: Any) -> dict[str, Any]:
    done = await client.call_tool(TOOL, {**CHANGE, "apply": True, **arguments})
    assert not done.is_error, text_of(done)
    return facts_of(done)


async def test_a_table_that_a_pattern_selects_is_left_out_and_the_pattern_stays() -> None:
    async with of_mappings(ALL) as (emulator, client):
        done = await changed(client, remove=["shop.refunds"])
        tables = facts_of(await client.call_tool("get_task_status", {**CHANGE}))["tables"]

        assert (done["outcome"], done["removed"]) == ("applied", ["shop.refunds"])
        assert rules(emulator) == [[("Include", ".*"), ("Exclude", "refunds")]]
        assert "shop.*" in tables

        again = await changed(client, remove=["shop.refunds"])
        assert (again["outcome"], again["done"]) == ("applied", [])
        assert "not among its tables" in again["notes"][0]


async def test_a_table_that_is_left_out_is_not_written() -> None:
    async with of_mappings(ALL) as (emulator, client):
        await changed(client, remove=["shop.refunds"])
        await client.call_tool("start_tasks", {"project_id": HOME, "task_ids": ["job-11588"]})
        answer = ask(emulator, "ListDIJobRunDetails", DIJobId=11588, PageSize=100)

    runs = answer.payload["PagingInfo"]["JobRunInfos"]
    written = {each["SourceTableName"] for each in runs}
    assert "orders" in written
    assert "refunds" not in written


async def test_a_table_that_is_added_again_is_no_longer_left_out() -> None:
    async with of_mappings(ALL) as (emulator, client):
        await changed(client, remove=["shop.refunds", "shop.products"])
        done = await changed(client, add=["shop.refunds"])

        assert done["added"] == ["shop.refunds"]
        assert rules(emulator) == [[("Include", ".*"), ("Exclude", "products")]]


async def test_a_pattern_is_left_out_of_a_wider_one() -> None:
    async with of_mappings(ALL) as (emulator, client):
        await changed(client, remove=["shop.re*"])
        refused = facts_of(await client.call_tool(TOOL, {**CHANGE, "add": ["shop.orders"]}))
        await changed(client, add=["shop.refunds"])

        assert refused["outcome"] == "unchanged"
        assert "among its tables already" in refused["notes"][0]
        assert rules(emulator) == [[("Include", ".*"), ("Exclude", "re.*")], [("Include", "refunds")]]


async def test_what_names_a_table_goes_and_what_selects_it_by_pattern_leaves_it_out() -> None:
    async with of_mappings(mapping("refunds"), ALL) as (emulator, client):
        await changed(client, remove=["shop.refunds"])

        assert rules(emulator) == [[("Include", ".*"), ("Exclude", "refunds")]]


async def test_a_table_of_one_of_several_databases_is_not_left_out_of_all() -> None:
    async with of_mappings(EVERYWHERE) as (emulator, client):
        refused = await client.call_tool(TOOL, {**CHANGE, "remove": ["shop.refunds"], "apply": True})

        assert "/remove: can't leave out" in text_of(refused)
        assert rules(emulator) == [[("Include", ".*")]]
        assert "UpdateDIJob" not in sent(emulator)


async def test_a_copy_leaves_out_a_table_of_a_pattern_too() -> None:
    async with of_mappings(ALL) as (emulator, client):
        copy = {**CHANGE, "task_name": "copy", "remove": ["shop.refunds"]}
        copied = await client.call_tool("copy_realtime_task", copy)

        assert not copied.is_error, text_of(copied)
        assert rules(emulator, "copy") == [[("Include", ".*"), ("Exclude", "refunds")]]


@pytest.mark.parametrize(
    ("mappings", "wish", "words"),
    [
        ([ALL], {"remove": ["shop.refunds"]}, ['leaves out "shop.refunds" of "shop.*"; the pattern stays']),
        (
            [mapping("orders"), mapping("refunds")],
            {"add": ["shop.products"], "remove": ["shop.refunds"]},
            ['gains "shop.products" (to "ods_products")', 'loses "shop.refunds"'],
        ),
    ],
    ids=["left out", "named"],
)
async def test_the_plan_says_in_words_what_changes(
    mappings: Sequence[dict[str, Any]], wish: dict[str, Any], words: list[str]
) -> None:
    async with of_mappings(*mappings, asks=True) as (_, client):
        asked = await client.call_tool(TOOL, {**CHANGE, **wish, "apply": True})

        assert [each for each in facts_of(asked)["plan"]["changes"] if "afterwards" not in each] == words
        assert "/TableMappings" not in json.dumps(facts_of(asked))
        assert size(asked) <= 350


async def test_the_plan_says_that_a_table_is_taken_back() -> None:
    left_out = {**ALL["SourceObjectSelectionRules"][-1], "Action": "Exclude", "ExpressionType": "Exact"}
    selectors = [*ALL["SourceObjectSelectionRules"], {**left_out, "Expression": "refunds"}]
    async with of_mappings({**ALL, "SourceObjectSelectionRules": selectors}, asks=True) as (_, client):
        asked = await client.call_tool(TOOL, {**CHANGE, "add": ["shop.refunds"], "apply": True})

    assert 'no longer leaves out "shop.refunds" of "shop.*"' in facts_of(asked)["plan"]["changes"]


async def test_the_plan_for_thousands_of_tables_stays_small() -> None:
    async with of_mappings(mapping("orders"), asks=True) as (emulator, client):
        emulator.fail("GetDataSourceMeta", faults.refused(403, "403030", "no permission"), times=None)
        many = [f"shop.t{number}" for number in range(3_000)]
        asked = await client.call_tool(TOOL, {**CHANGE, "add": many, "apply": True})
        plan = facts_of(asked)["plan"]

    assert any("and 2,980 more" in words for words in plan["changes"])
    assert size(asked) <= 600


async def test_a_plan_under_a_taken_name_takes_at_most_350_tokens() -> None:
    async with of_mappings(mapping("orders"), asks=True) as (_, client):
        wish = {
            "project_id": HOME,
            "task_name": "live",
            "source": "mysql_shop",
            "tables": ["shop.orders", "shop.refunds"],
            "destination_type": "maxcompute",
            "destination": "odps_shop",
            "resource_group": "S_res_group_XXX_XXXX",
            "start": True,
        }
        asked = await client.call_tool("create_realtime_task", wish)

    assert "it exists already: job-11588" in json.dumps(facts_of(asked))
    assert size(asked) <= 350
