"""Workspaces, data sources, resource groups and Data Map of version 2024-05-18."""

from typing import Any

from tests.emulator.calls import emulator
from tests.emulator.job_calls import GROUP, HOME, ask, asked


def test_workspaces_do_not_show_their_studio() -> None:
    service = emulator()

    rows = asked(service, "ListProjects", "POST", {}, {"Ids": "[10000,10002]"}).payload["PagingInfo"]["Projects"]
    one = ask(service, "GetProject", Id=HOME).payload["Project"]

    assert [row["Id"] for row in rows] == [10000, 10002]
    assert (one["Name"], one["DevEnvironmentEnabled"]) == ("workspace_10002", True)
    assert set(one) == set(rows[0])


def test_data_sources_are_grouped_by_name_and_have_an_id_for_each_environment() -> None:
    service = emulator()

    page = ask(service, "ListDataSources", ProjectId=HOME, Types="mysql,odps", PageSize="100").payload["PagingInfo"]
    rows = {row["Name"]: row for row in page["DataSources"]}
    ids = [item["Id"] for row in rows.values() for item in row["DataSource"]]

    assert page["TotalCount"] == len(rows)
    assert {row["Type"] for row in rows.values()} == {"mysql", "odps"}
    assert [each["ConnectionProperties"]["envType"] for each in rows["mysql_shop"]["DataSource"]] == ["Dev", "Prod"]
    assert [each["ConnectionProperties"]["envType"] for each in rows["mysql_dev"]["DataSource"]] == ["Dev"]
    assert len(set(ids)) == len(ids)
    single = ask(service, "GetDataSource", Id=str(ids[1])).payload["DataSource"]
    assert (single["Name"], single["ProjectId"], single["Id"]) == (next(iter(rows)), int(HOME), ids[1])


def test_a_connection_is_tested_by_the_id_of_an_environment() -> None:
    service = emulator()

    def state(name: str, group: str = GROUP) -> Any:
        rows = ask(service, "ListDataSources", ProjectId=HOME, Name=name, EnvType="Prod").payload["PagingInfo"]
        number = rows["DataSources"][0]["DataSource"][0]["Id"]
        query = {"ProjectId": HOME, "DataSourceId": str(number), "ResourceGroupId": group}
        return asked(service, "TestDataSourceConnectivity", "POST", query, {}).payload

    assert state("mysql_shop")["Connectivity"]["ConnectState"] == "Connectable"
    assert state("mysql_far")["Connectivity"]["ConnectState"] == "Unreachable"
    assert state("mysql_shop", "nothing")["Message"] == "resourceGroupId is not in the project"


def test_without_types_only_general_purpose_groups_are_listed() -> None:
    service = emulator()

    def groups(**query: object) -> list[str]:
        page = ask(service, "ListResourceGroups", ProjectId=HOME, **query).payload["PagingInfo"]
        return [row["ResourceGroupType"] for row in page["ResourceGroupList"]]

    assert set(groups()) == {"CommonV2"}
    assert set(groups(ResourceGroupTypes=["CommonV2", "ExclusiveDataIntegration"])) == {
        "CommonV2",
        "ExclusiveDataIntegration",
    }
    assert len(groups(ResourceGroupTypes=["ExclusiveDataIntegration"], Statuses=["Normal"])) == 1


def below(service: Any, action: str, parent: str, rows: str, **more: object) -> list[dict[str, Any]]:
    name = "TableId" if action == "ListColumns" else "ParentMetaEntityId"
    return [*ask(service, action, **{name: parent}, **more).payload["PagingInfo"][rows]]


def test_a_crawled_source_shows_its_tables_and_columns() -> None:
    service = emulator()
    (crawler,) = asked(service, "ListCrawlers", "POST", {}, {"ProjectId": HOME}).payload["PagingInfo"]["Crawlers"]

    (database,) = below(service, "ListDatabases", crawler["MetaEntityId"], "Databases")
    tables = below(service, "ListTables", database["Id"], "Tables", Name="order")
    columns = below(service, "ListColumns", tables[0]["Id"], "Columns", PageSize="100")

    assert database["Id"].startswith("mysql-database:rm-")
    assert [table["Name"] for table in tables] == ["orders", "order_items"]
    assert [(row["Name"], row["Type"]) for row in columns][:2] == [
        ("id", "bigint unsigned"),
        ("customer_id", "bigint unsigned"),
    ]
    assert "PrimaryKey" not in columns[0]


def test_maxcompute_needs_no_crawler_and_what_was_not_collected_is_refused() -> None:
    service = emulator()

    tables = below(service, "ListTables", "maxcompute-project:::shop_dw", "Tables")
    columns = below(service, "ListColumns", tables[0]["Id"], "Columns")

    assert [table["Name"] for table in tables] == ["orders", "shop_orders"]
    assert columns[0]["PrimaryKey"] is False
    assert ask(service, "ListDatabases", ParentMetaEntityId="mysql:rm-nothing").status == 400
