"""Task scripts as data: building one, reading what it maps, and telling two apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from dataworks.operations.v2020.sync_tasks import TaskDetail
from dataworks.scripts.definition import Definition
from dataworks.scripts.differences import SHOWN, differences
from dataworks.scripts.realtime_script import DestinationType, realtime_script, split_table, table_forms_agree

HERE = Path(__file__).parent
SAMPLES: dict[DestinationType, Any] = json.loads((HERE / "realtime_scripts.json").read_text("utf-8"))
"""The three scripts on the official page of GenerateDISyncTaskConfigForCreating, by destination."""

GROUP = "S_res_group_280749521950784_1623033752022"


@pytest.mark.parametrize(
    ("kind", "source", "table", "destination"),
    [
        ("maxcompute", "mysql_pub1", "mysql_db.molin_di_test_in_pk_v4", "odps_source"),
        ("kafka", "pkset_test", "mysql_db.molin_di_test_in_pk_v4", "azn_kafka"),
        ("hologres", "mysql_pub", "mysql_db.molin_di_test_in2_pk_v3", "holo"),
    ],
)
def test_the_official_samples_are_built_from_their_wishes(
    kind: DestinationType, source: str, table: str, destination: str
) -> None:
    assert json.loads(realtime_script({source: [table]}, kind, destination, GROUP)) == SAMPLES[kind]


def connection(tables: list[str]) -> Any:
    script = json.loads(realtime_script({"s": tables}, "kafka", "k", GROUP))
    return script["steps"][0]["parameter"]["connection"][0]


def test_tables_without_a_database_are_a_plain_list() -> None:
    assert connection(["orders", "订单"])["table"] == ["orders", "订单"]
    assert "selectedTables" not in connection(["orders"])


def test_tables_of_several_databases_are_grouped_in_their_order() -> None:
    selected = connection(["b.y", "a.x", "b.z"])["selectedTables"]

    assert [(row["dbName"], row["schema"][0]["tableInfos"]) for row in selected] == [
        ("b", [{"table": "y"}, {"table": "z"}]),
        ("a", [{"table": "x"}]),
    ]


def test_a_table_splits_at_its_first_dot() -> None:
    assert split_table("db.a.b") == ("db", "a.b")


@pytest.mark.parametrize(
    ("tables", "agree"), [(["a.b", "c.d"], True), (["a", "b"], True), (["a", "b.c"], False), ([], True)], ids=str
)
def test_all_tables_name_their_database_or_none_does(tables: list[str], agree: bool) -> None:
    assert table_forms_agree(tables) is agree


def rule(table: str, **changes: object) -> dict[str, Any]:
    return {
        "srcDbName": "shop",
        "srcTable": table,
        "dstTable": f"shop.{table}",
        "primaryKeyInfo": {"type": "pk", "column": ["id", "line"]},
        "dstCreateTableInfo": {"dataColumn": [{"name": "id", "type": "int8"}, {"name": "note", "type": "text"}]},
        **changes,
    }


def generated(*rules: object, **more: object) -> Definition:
    mapping = {"tableMappingRule": {"datasource": [{"srcDatasourceName": "mm", "tableRule": list(rules)}]}}
    return Definition(json.dumps({"type": "job", "steps": [{"parameter": {}}, {"parameter": mapping}], **more}))


def told(definition: Definition) -> list[tuple[object, ...]]:
    """What a definition says of each table."""
    return [(each.source, each.destination, each.primary_key, each.columns) for each in definition.mappings]


def test_a_generated_script_says_what_goes_where() -> None:
    assert told(generated(rule("orders"), rule("refunds"))) == [
        ("shop.orders", "shop.orders", ("id", "line"), ("id int8", "note text")),
        ("shop.refunds", "shop.refunds", ("id", "line"), ("id int8", "note text")),
    ]


def test_the_official_sample_of_a_generated_script_is_broken_and_maps_nothing() -> None:
    answer = json.loads((HERE / "answers" / "QueryDISyncTaskConfigProcessResult.json").read_text("utf-8"))
    script = answer["Data"]["TaskContent"]

    with pytest.raises(json.JSONDecodeError):
        json.loads(script)
    assert told(Definition(script)) == []


def test_the_official_sample_once_mended_maps_its_table() -> None:
    answer = json.loads((HERE / "answers" / "QueryDISyncTaskConfigProcessResult.json").read_text("utf-8"))
    mended = answer["Data"]["TaskContent"].replace('"srcDbName":"m"]', '"srcDbName":"m"}]')

    assert told(Definition(mended)) == [("m.m_v1", "m.m_v1", ("id",), ("id int8",))]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "[]",
        "null",
        "5",
        "{}",
        '{"steps":{}}',
        '{"steps":[null,5,{"parameter":"x"},{"parameter":{"tableMappingRule":[]}}]}',
        '{"steps":[{"parameter":{"tableMappingRule":{"datasource":{"tableRule":[]}}}}]}',
        "[" * 100_000,
    ],
    ids=lambda script: script[:40],
)
def test_a_script_of_another_shape_maps_nothing(script: str) -> None:
    assert told(Definition(script)) == []


def test_what_a_rule_leaves_out_or_garbles_is_left_out() -> None:
    odd = {"srcTable": "t", "srcDbName": 5, "primaryKeyInfo": {"column": ["id", 5, None]}, "dstCreateTableInfo": []}

    assert told(generated(odd)) == [("t", "", ("id",), ())]


def test_scripts_that_mean_the_same_do_not_differ() -> None:
    assert differences(Definition('{"a":1,"b":[2.0]}'), Definition(' {"b" : [2.0], "a": 1}')) == []
    assert differences(Definition("no json"), Definition("no json")) == []


def test_tables_that_differ_are_named() -> None:
    present, wanted = generated(rule("orders"), rule("refunds")), generated(rule("orders"), rule("products"))

    assert differences(present, wanted) == [
        'the current task also has table "shop.refunds"',
        'the current task lacks table "shop.products"',
    ]


def test_other_differences_are_named_by_their_place() -> None:
    assert differences(generated(rule("a"), version="1"), generated(rule("a"), version="2")) == ["/version differs"]
    assert differences(Definition('{"a":[1,{"b":2}]}'), Definition('{"a":[1,{"b":3}]}')) == ["/a/1/b differs"]
    assert differences(Definition('{"a":1}'), Definition("no json")) == ["/ differs"]


def test_of_many_differences_the_first_are_named_and_the_rest_counted() -> None:
    found = differences(Definition("[0]"), Definition(json.dumps([*range(SHOWN + 6)])))

    assert (len(found), found[-1]) == (SHOWN + 1, "and 5 more")


@pytest.mark.parametrize(
    ("sent", "text"),
    [(' {"steps": []}', ' {"steps": []}'), (None, ""), ("", ""), ({"a": "订"}, '{"a": "订"}')],
    ids=str,
)
def test_an_answer_has_its_script_as_it_came(sent: object, text: str) -> None:
    detail = TaskDetail.read({"Data": {"Code": sent}, "RequestId": "R"})

    assert (detail.code.text, bool(detail.code), detail.model_dump()["code"]) == (text, bool(text), text or None)


def test_a_definition_names_its_tables_by_source_those_that_are_switched_off_on_demand() -> None:
    infos = [{"table": "orders", "enable": True}, {"table": "refunds", "enable": False}, {"table": "orders"}, 5]
    selected = [{"dbName": "shop", "schema": [{"tableInfos": infos}]}]
    connection = [{"datasource": "a", "selectedTables": selected}, {"datasource": "b", "table": ["x"]}, {}]
    steps = [{"category": "reader", "parameter": {"connection": connection}}]
    definition = Definition(json.dumps({"steps": steps}))

    assert definition.tables_by_source() == {"a": ("shop.orders", "shop.refunds"), "b": ("x",), "": ()}
    assert definition.tables_by_source(switched_off=False) == {"a": ("shop.orders",), "b": ("x",), "": ()}


@pytest.mark.parametrize(
    ("script", "group"),
    [('{"setting":{"resourceGroup":"S_1"}}', "S_1"), ('{"extend":{"resourceGroup":"S_2"}}', "S_2"), ("{}", None)],
)
def test_a_definition_names_its_resource_group(script: str, group: str | None) -> None:
    assert Definition(script).resource_group == group
