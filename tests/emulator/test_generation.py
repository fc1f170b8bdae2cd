"""The generated script for the source tables, for each destination."""

import json
from typing import Any

import pytest

from emulator.generation.column_types import destination_type
from emulator.generation.destinations import sink_for
from tests.emulator.calls import call, create, emulator, generate, generation, query, rules, script


def columns(rule: dict[str, Any]) -> dict[str, str]:
    return {column["name"]: column["type"] for column in rule["dstCreateTableInfo"]["dataColumn"]}


def test_orders_become_a_maxcompute_table() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "orders", sink="odps")))

    assert rule["dstTable"] == rule["dstCreateTableInfo"]["tableName"] == "shop_orders"
    assert rule["primaryKeyInfo"] == {"type": "pk", "column": ["id"]}
    assert columns(rule) == {
        "id": "DECIMAL(20,0)",
        "customer_id": "DECIMAL(20,0)",
        "status": "STRING",
        "total": "DECIMAL(12,2)",
        "note": "STRING",
        "placed_at": "DATETIME",
        "updated_at": "TIMESTAMP",
    }


def test_customers_become_a_hologres_table_in_the_schema_of_their_database() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "customers", sink="holo")))

    assert rule["dstTable"] == "shop.customers"
    assert rule["dstCreateTableInfo"]["schemaName"] == "shop"
    assert columns(rule) == {
        "id": "numeric(20,0)",
        "email": "text",
        "name": "text",
        "birthday": "date",
        "newsletter": "bool",
        "preferences": "jsonb",
        "created_at": "timestamptz",
    }
    assert rule["dstCreateTableInfo"]["dataColumn"][1]["comment"] == "unique"


def test_products_become_a_kafka_topic() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "products", sink="kafka")))

    assert rule["dstTable"] == "shop_products"
    assert columns(rule) == {
        "id": "integer",
        "sku": "string",
        "title": "string",
        "description": "string",
        "price": "number",
        "weight_kg": "number",
        "rating": "integer",
        "attributes": "object",
        "picture": "string",
        "active": "boolean",
    }


def test_products_become_a_maxcompute_table() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "products", sink="odps")))

    assert columns(rule) == {
        "id": "BIGINT",
        "sku": "STRING",
        "title": "STRING",
        "description": "STRING",
        "price": "DECIMAL(10,2)",
        "weight_kg": "FLOAT",
        "rating": "SMALLINT",
        "attributes": "STRING",
        "picture": "BINARY",
        "active": "BOOLEAN",
    }


def test_a_composite_key_is_kept_in_order() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "order_items", sink="holo")))

    assert rule["primaryKeyInfo"] == {"type": "pk", "column": ["order_id", "line"]}
    keys = {column["name"]: column["primaryKey"] for column in rule["dstCreateTableInfo"]["dataColumn"]}
    assert keys == {"order_id": True, "line": True, "product_id": False, "quantity": False, "unit_price": False}


def test_a_table_without_a_primary_key_says_so() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "refunds", sink="holo")))

    assert rule["primaryKeyInfo"] == {"type": "none", "column": []}


def test_a_decimal_carries_its_sizes() -> None:
    (rule,) = rules(script(emulator(), generation("mysql_shop", "refunds", sink="holo")))

    assert rule["dstCreateTableInfo"]["dataColumn"][1] == {
        "name": "amount",
        "type": "numeric(12,2)",
        "index": 1,
        "comment": "",
        "primaryKey": False,
        "columnSize": 12,
        "digit": 2,
        "newDigit": 2,
    }


@pytest.mark.parametrize(
    ("source", "odps", "holo", "kafka"),
    [
        ("INT(11) UNSIGNED ZEROFILL", "BIGINT", "int8", "integer"),
        ("integer", "INT", "int4", "integer"),
        ("smallint unsigned", "INT", "int4", "integer"),
        ("tinyint(1)", "BOOLEAN", "bool", "boolean"),
        ("tinyint(4)", "TINYINT", "int2", "integer"),
        ("bool", "BOOLEAN", "bool", "boolean"),
        ("bit(1)", "BOOLEAN", "bool", "boolean"),
        ("bit(8)", "BINARY", "bytea", "string"),
        ("decimal", "DECIMAL(10,0)", "numeric(10,0)", "number"),
        ("numeric(5)", "DECIMAL(5,0)", "numeric(5,0)", "number"),
        ("decimal(38,30)", "STRING", "numeric(38,30)", "number"),
        ("decimal(65,2)", "STRING", "text", "number"),
        ("double precision", "DOUBLE", "float8", "number"),
        ("year", "INT", "int4", "integer"),
        ("time(3)", "STRING", "time", "string"),
        ("datetime(6)", "DATETIME", "timestamp", "string"),
        ("set('a','b')", "STRING", "text", "string"),
        ("point", "STRING", "text", "string"),
        ("", "STRING", "text", "string"),
    ],
)
def test_each_mysql_type_has_a_type_at_each_destination(source: str, odps: str, holo: str, kafka: str) -> None:
    made = [destination_type(source, sink_for(sink).types).text for sink in ("odps", "holo", "kafka")]

    assert made == [odps, holo, kafka]


def test_the_script_names_group_mode_and_tables() -> None:
    text = script(emulator(), generation("mysql_shop", "orders", "refunds", sink="kafka", name="shop_live"))

    made = json.loads(text)
    assert made["extend"] == {"mode": "migration_kafka", "resourceGroup": "280749", "name": "shop_live"}
    assert made["steps"][0]["parameter"]["connection"][0]["selectedTables"] == [
        {
            "dbName": "shop",
            "schema": [
                {
                    "tableInfos": [
                        {"enable": True, "table": "orders", "tableName": "orders"},
                        {"enable": True, "table": "refunds", "tableName": "refunds"},
                    ]
                }
            ],
        }
    ]
    assert made["steps"][1]["parameter"]["tableMappingRule"]["totalTableMapping"] == 2


def test_a_table_may_be_named_with_its_database_and_counts_once() -> None:
    made = script(emulator(), generation("mysql_shop", "shop.orders", "shop.orders"))

    assert [(rule["srcDbName"], rule["srcTable"]) for rule in rules(made)] == [("shop", "orders")]


def select(param: dict[str, Any], database: str, *infos: dict[str, Any]) -> dict[str, Any]:
    connection = param["steps"][0]["parameter"]["connection"][0]
    del connection["table"]
    connection["selectedTables"] = [{"dbName": database, "schema": [{"tableInfos": [*infos]}]}]
    return param


def test_of_the_selected_tables_disabled_ones_are_left_out() -> None:
    param = select(generation("mysql_shop"), "shop", {"table": "orders"}, {"table": "products", "enable": False})

    assert [rule["srcTable"] for rule in rules(script(emulator(), param))] == ["orders"]


def test_several_sources_are_mapped_side_by_side() -> None:
    param = generation("mysql_shop", "orders")
    param["steps"][0]["parameter"]["connection"].append({"datasource": "mm", "table": ["m_v1"]})

    made = json.loads(script(emulator(), param))

    mapping = made["steps"][1]["parameter"]["tableMappingRule"]
    assert [source["srcDatasourceName"] for source in mapping["datasource"]] == ["mysql_shop", "mm"]


def test_an_update_lists_the_tables_wanted_and_keeps_the_rest() -> None:
    service = emulator()
    present = json.loads(script(service, generation("mysql_shop", "orders", "refunds", sink="holo", name="live")))
    first = present["steps"][1]["parameter"]["tableMappingRule"]["datasource"][0]["tableRule"][0]
    first["dstTable"] = "shop.orders_by_hand"
    task = create(service, present).data["FileId"]

    started = call(
        service,
        "GenerateDISyncTaskConfigForUpdating",
        ProjectId="10000",
        TaskType="DI_REALTIME",
        TaskId=str(task),
        TaskParam={
            "steps": [
                {
                    "parameter": {"connection": [{"table": ["orders", "products"]}]},
                    "name": "Reader",
                    "category": "reader",
                }
            ]
        },
        ClientToken="once",
    )
    changed = query(service, started.data["ProcessId"]).data["TaskContent"]

    assert [rule["dstTable"] for rule in rules(changed)] == ["shop.orders_by_hand", "shop.products"]
    assert json.loads(changed)["extend"] == present["extend"]


@pytest.mark.parametrize(
    ("task", "connection", "failure"),
    [
        ("100", {"table": ["xyx"]}, "fileId:[100] is invalid."),
        ("77", {"table": ["xyx"]}, "fileId:[77] is invalid."),
        ("1000001", {"table": ["nothing"]}, "table:[nothing] is invalid."),
        ("1000001", {"datasource": "mm", "table": ["m_v1"]}, "datasource:[mm] is invalid."),
    ],
)
def test_an_update_that_cannot_be_says_why(task: str, connection: dict[str, Any], failure: str) -> None:
    service = emulator()
    create(service, script(service, generation("mysql_shop", "orders")))

    answer = call(
        service,
        "GenerateDISyncTaskConfigForUpdating",
        ProjectId="10000",
        TaskType="DI_REALTIME",
        TaskId=task,
        TaskParam={"steps": [{"category": "reader", "parameter": {"connection": [connection]}}]},
    )

    assert answer.failure == failure


@pytest.mark.parametrize(
    ("param", "failure"),
    [
        (generation("mysql_shop", "nothing"), "table:[nothing] is invalid."),
        (generation("mysql_shop", "shop.nothing"), "table:[shop.nothing] is invalid."),
        (generation("nowhere", "orders"), "datasource:[nowhere] is invalid."),
        (generation("holo", "orders"), "datasource:[holo] is invalid."),
        (generation("mysql_shop", "orders", destination="kafka_shop"), "datasource:[kafka_shop] is invalid."),
        (generation("mysql_shop", "orders", resourceGroup="S_x"), "ResourceGroup:[S_x] is invalid."),
        (generation("mysql_shop", "orders", resourceGroup="group_1"), "ResourceGroup:[group_1] is invalid."),
        (
            generation("mysql_shop", "orders", resourceGroup="S_res_group_280749521950784_1600000000000"),
            "ResourceGroup:[S_res_group_280749521950784_1600000000000] is invalid.",
        ),
        (generation("mysql_shop", "orders", scheduleResgroupId=5), "ResourceGroup:[5] is invalid."),
    ],
)
def test_what_does_not_exist_fails_in_the_documented_channel(param: dict[str, Any], failure: str) -> None:
    assert generate(emulator(), param).failure == failure


def test_a_selected_table_that_does_not_exist_is_named_with_its_database() -> None:
    param = select(generation("mysql_shop"), "warehouse", {"table": "orders"})

    assert generate(emulator(), param).failure == "table:[warehouse.orders] is invalid."


def without(param: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in param.items() if name != key}


GOOD = generation("mysql_shop", "orders")
BOTH = generation("mysql_shop", "orders")
BOTH["steps"][0]["parameter"]["connection"][0]["selectedTables"] = []


@pytest.mark.parametrize(
    "param",
    [
        "{",
        "[]",
        "7",
        "{}",
        "{" + '"a":{' * 5000 + "}" * 5001,
        '{"a":' + "[" * 200 + "]" * 200 + "}",
        '{"a":' + "9" * 5000 + "}",
        without(GOOD, "type"),
        without(GOOD, "steps"),
        {**GOOD, "version": "2.0"},
        {**GOOD, "steps": []},
        {**GOOD, "steps": GOOD["steps"][:1]},
        {**GOOD, "steps": [*GOOD["steps"], GOOD["steps"][0]]},
        {**GOOD, "setting": {"resourceGroup": 4, "taskType": "oneclick_to_odps"}},
        {**GOOD, "steps": [{**GOOD["steps"][0], "stepType": "oracle"}, GOOD["steps"][1]]},
        {**GOOD, "steps": [{**GOOD["steps"][0], "parameter": {"connection": [{"table": ["a"]}]}}, GOOD["steps"][1]]},
        BOTH,
        json.dumps({**GOOD, "comment": "NaN"}).replace('"NaN"', "NaN"),
        json.dumps({**GOOD, "comment": "\ud800"}),
        generation("mysql_shop"),
        generation("mysql_shop", ""),
        generation("mysql_shop", "\ud800"),
        generation("mysql_shop", "orders", taskType="oneclick_to_holo"),
        generation("mysql_shop", "orders", sink="oracle"),
    ],
)
def test_a_malformed_parameter_is_refused(param: object) -> None:
    answer = generate(emulator(), param)

    assert (answer.status, answer.code, answer.payload["Message"]) == (
        400,
        "Invalid.DI.Parameter",
        "The parameter is invalid.",
    )
