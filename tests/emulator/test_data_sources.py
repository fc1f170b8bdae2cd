"""Data sources, their tables, and the tests of their connections."""

import json

import pytest

from dataworks.errors import Refused
from dataworks.explain.lookup import explain, explain_text
from dataworks.explain.request_errors import NO_TABLE
from emulator.handlers.connection_details import PLANTED
from tests.emulator.calls import Sender, call, emulator, generate, generation, reply

HOME = {"ProjectId": "10000"}
GROUP = "S_res_group_XXX_XXXX"


def names(**filters: str) -> list[str]:
    data = call(emulator(), "ListDataSources", **HOME, PageSize="100", **filters).data
    return [row["Name"] for row in data["DataSources"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"Name": "mysql_dev"}, ["mysql_dev"]),
        ({"Name": "mysql_dev", "EnvType": "1"}, []),
        ({"Name": "mysql_shop"}, ["mysql_shop", "mysql_shop"]),
        ({"DataSourceType": "holo", "EnvType": "1"}, ["holo", "h", "holo_shop"]),
        ({"Status": "DISABLED"}, []),
    ],
    ids=str,
)
def test_a_row_is_a_data_source_in_an_environment(filters: dict[str, str], expected: list[str]) -> None:
    assert names(**filters) == expected


def test_data_sources_come_by_get_too_and_in_pages() -> None:
    service = emulator()
    request = Sender().request("ListDataSources", {**HOME, "PageSize": "2", "PageNumber": "2"}, {}, method="GET")

    data = json.loads(reply(service, request).body)["Data"]

    assert (len(data["DataSources"]), data["PageNumber"]) == (2, 2)
    assert data["TotalCount"] > 20


def test_the_secrets_that_tests_look_for_are_planted() -> None:
    data = call(emulator(), "ListDataSources", **HOME, PageSize="100").data
    contents = " ".join(row["Content"] for row in data["DataSources"])

    assert [secret for secret in PLANTED if secret not in contents] == []


def test_tables_come_in_the_shape_that_a_task_takes() -> None:
    service = emulator()
    asked = {**HOME, "DatasourceName": "mysql_shop", "PageSize": "2"}

    meta = json.loads(call(service, "GetDataSourceMeta", **asked).data["Meta"])
    param = generation("mysql_shop", "x")
    connection = param["steps"][0]["parameter"]["connection"][0]
    del connection["table"]
    connection["selectedTables"] = meta["dbTables"]

    infos = [group["tableInfos"] for group in meta["dbTables"][0]["schema"]]
    assert infos == [
        [{"dbName": "shop", "enable": True, "table": name, "tableName": name}] for name in ("customers", "orders")
    ]
    assert generate(service, param).data["Status"] is True


@pytest.mark.parametrize(
    ("asked", "failure"),
    [
        ({"DatasourceName": "nobody"}, "datasource:[nobody] is invalid."),
        ({"DatasourceName": "mysql_dev"}, "datasource:[mysql_dev] is invalid."),
        ({"DatasourceName": "mysql_far"}, "read datasource time out"),
    ],
    ids=str,
)
def test_a_data_source_that_can_not_be_read_is_told(asked: dict[str, str], failure: str) -> None:
    assert call(emulator(), "GetDataSourceMeta", **HOME, **asked).failure == failure


def test_development_is_read_when_it_is_asked_for() -> None:
    asked = {**HOME, "DatasourceName": "mysql_dev", "EnvType": "0"}

    assert "orders" in call(emulator(), "GetDataSourceMeta", **asked).data["Meta"]


def test_nothing_is_generated_from_a_data_source_that_is_not_reached() -> None:
    assert generate(emulator(), generation("mysql_far", "orders")).failure == "read datasource time out"


@pytest.mark.parametrize(("source", "reached"), [("mysql_shop", True), ("mysql_far", False)])
def test_a_connection_is_tested(source: str, reached: bool) -> None:
    asked = {**HOME, "DatasourceName": source, "EnvType": "1", "ResourceGroup": GROUP}
    task = call(emulator(), "TestNetworkConnection", **asked).payload["TaskList"]

    assert task["ConnectStatus"] is reached
    assert bool(task["ConnectMessage"]) is not reached


def test_a_test_of_what_does_not_exist_fails() -> None:
    asked = {**HOME, "DatasourceName": "mysql_shop", "EnvType": "1", "ResourceGroup": "none"}
    answer = call(emulator(), "TestNetworkConnection", **asked)

    assert (answer.payload["Success"], answer.payload["Message"]) == (False, "ResourceGroup:[none] is invalid.")


def test_columns_of_a_maxcompute_table_are_listed_by_pages_of_their_own_name() -> None:
    asked = {"TableGuid": "odps.shop_dw.shop_orders", "PageSize": "5", "PageNum": "2"}
    data = call(emulator(), "GetMetaTableColumn", **asked).data

    assert (data["TotalCount"], data["PageNum"], data["PageSize"]) == (6, 2, 5)
    assert [(row["ColumnName"], row["IsPartitionColumn"], row["Position"]) for row in data["ColumnList"]] == [
        ("pt", True, 6)
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"TableGuid": "odps.shop_dw.none"}, {"TableGuid": "shop_orders"}, {"TableName": "shop_orders"}, {}],
    ids=str,
)
def test_contradiction_13_a_table_needs_a_guid_of_the_right_form(wrong: dict[str, str]) -> None:
    answer = call(emulator(), "GetMetaTableColumn", **wrong)

    assert (answer.status, answer.code) == (400, "InvalidParameter.Meta.GuidFormat")


@pytest.mark.parametrize(
    ("code", "message", "status"),
    [
        ("InvalidParameter.Meta.GuidFormat", "any words", 400),
        ("Invalid.Parameter", "tableGuid:[odps.shop_dw.none] is invalid.", 200),
    ],
)
def test_contradiction_13_both_forms_are_explained(code: str, message: str, status: int) -> None:
    assert explain(Refused("GetMetaTableColumn", message, status, None, code)) is NO_TABLE
    assert explain_text(f"{code}: {message}")[0].explanation is NO_TABLE


def test_contradiction_15_keys_and_passwords_are_masked_and_names_are_not() -> None:
    data = call(emulator(), "ListDataSources", **HOME, PageSize="100").data
    contents = [json.loads(row["Content"]) for row in data["DataSources"]]
    masked = {content[name] for content in contents for name in ("accessKey", "password") if name in content}
    named = {content[name] for content in contents for name in ("accessId", "username") if name in content}

    assert masked == {"******"}
    assert len(named) == 2
    assert named < set(PLANTED)
