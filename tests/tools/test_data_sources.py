"""Data sources, as an assistant finds and tries them; their secrets stay inside."""

import json
import logging
from typing import Any

import pytest

from emulator.handlers.connection_details import PLANTED
from tests.faults import cut, not_json, rejected
from tests.sessions import GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of

HOME = {"project_id": "10000"}
PROBE = {**HOME, "env_type": "1", "resource_group": GROUP}


async def ask(tool: str, **arguments: Any) -> dict[str, Any]:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    return facts_of(result)


async def test_data_sources_are_listed_by_environment_with_what_is_harmless() -> None:
    answer = await ask("list_data_sources", **HOME, env_type=1, name="mysql_shop")

    assert answer["data_sources"] == [
        {
            "name": "mysql_shop",
            "type": "mysql",
            "environment": "production",
            "status": "enabled",
            "last_test": "reached",
            "shared": False,
            "details": {"database": "shop", "regionId": "cn-shanghai", "tag": "public"},
        }
    ]


async def test_tables_are_listed_as_a_task_takes_them() -> None:
    answer = await ask("get_data_source_meta", **HOME, datasource_name="mysql_shop", page_size=2)

    assert answer["tables"] == ["shop.customers", "shop.orders"]
    assert (answer["count"], "page_number" in answer["next"]) == (2, True)


@pytest.mark.parametrize(("source", "connected"), [("mysql_shop", True), ("mysql_far", False)])
async def test_a_connection_is_tried(source: str, connected: bool) -> None:
    answer = await ask("test_network_connection", **PROBE, datasource_name=source)

    assert answer["connected"] is connected
    assert answer["next"]


async def test_an_environment_may_be_given_as_a_number() -> None:
    answer = await ask("test_network_connection", **{**PROBE, "env_type": 1}, datasource_name="mysql_shop")

    assert answer["connected"] is True


async def test_columns_of_a_maxcompute_table_are_listed() -> None:
    answer = await ask("get_meta_table_column", table_guid="odps.shop_dw.shop_orders", page_size=5)
    rest = await ask("get_meta_table_column", table_guid="odps.shop_dw.shop_orders", page_size=5, page_num=2)

    assert answer["columns"][0] == {"name": "id", "type": "bigint", "comment": "order number"}
    assert answer["next"] == "More rows: page_num 2."
    assert rest["columns"] == [{"name": "pt", "type": "string", "comment": "day of the load", "partition": True}]


@pytest.mark.parametrize(
    ("tool", "arguments", "next_tool"),
    [
        ("get_data_source_meta", {"datasource_name": "mysql_dev"}, "list_data_sources"),
        ("get_data_source_meta", {"datasource_name": "mysql_far"}, "test_network_connection"),
        ("test_network_connection", {**PROBE, "datasource_name": "mysql_dev"}, "list_data_sources"),
        (
            "test_network_connection",
            {**PROBE, "datasource_name": "mysql_shop", "resource_group": "none"},
            "list_resource_groups",
        ),
        (
            "list_ref_di_sync_tasks",
            {"task_type": "DI_OFFLINE", "ref_type": "to", "datasource_name": "nobody"},
            "list_data_sources",
        ),
        ("create_realtime_task", {**WISH, "source": "mysql_dev"}, "list_data_sources"),
        ("create_realtime_task", {**WISH, "source": "mysql_far"}, "test_network_connection"),
    ],
)
async def test_what_can_not_be_used_names_the_next_step(tool: str, arguments: dict[str, Any], next_tool: str) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(tool, {**HOME, **arguments})

    assert result.is_error
    assert facts_of(result)["error"]["next_tool"] == next_tool


async def test_a_data_source_of_development_is_said_to_be_not_enough() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool("get_data_source_meta", {**HOME, "datasource_name": "mysql_dev"})

    assert "exists in the development environment only" in text_of(result)


@pytest.mark.parametrize("fault", [None, cut(), not_json(), rejected("user=root password=p1ain")], ids=str)
async def test_no_secret_gets_out_in_results_or_logs(fault: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    time = Time()
    emulator = emulated(time)
    if fault is not None:
        emulator.fail("*", fault, times=None)
    calls: list[tuple[str, dict[str, Any]]] = [
        ("list_data_sources", {**HOME, "page_size": 100}),
        ("get_data_source_meta", {**HOME, "datasource_name": "mysql_far"}),
        ("get_data_source_meta", {**HOME, "datasource_name": "odps_shop"}),
        ("test_network_connection", {**PROBE, "datasource_name": "mysql_far"}),
    ]
    async with assistant(emulator, time) as client:
        results = [await client.call_tool(tool, arguments) for tool, arguments in calls]

    seen = caplog.text + "".join(text_of(result) + json.dumps(facts_of(result)) for result in results)
    assert sent(emulator)[0] == "ListDataSources"
    assert [secret for secret in (*PLANTED, "p1ain", "jdbc:mysql") if secret in seen] == []
