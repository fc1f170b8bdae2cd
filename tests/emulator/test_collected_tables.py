"""The tables of all data sources of one type, as Data Map has them: by pages, with their number."""

from typing import Any

import pytest

from tests.emulator.calls import call, emulator
from tests.emulator.job_calls import ask


def pages(kind: str, size: int) -> list[dict[str, Any]]:
    service = emulator()
    found = [call(service, "ListTables", DataSourceType=kind, PageSize=size).data]
    while token := found[-1].get("NextToken"):
        found.append(call(service, "ListTables", DataSourceType=kind, PageSize=size, NextToken=token).data)
    return found


def names(page: dict[str, Any]) -> list[str]:
    return [entity["EntityQualifiedName"] for entity in page["TableEntityList"]]


@pytest.mark.parametrize("kind", ["mysql", "ODPS", "odps"])
def test_the_pages_have_every_table_once(kind: str) -> None:
    found = [name for page in pages(kind, 1) for name in names(page)]

    assert len(found) == len(set(found)) == pages(kind, 1)[0]["Total"] > 1
    assert found == names(pages(kind, 100)[0])


def test_a_table_names_the_instance_of_its_crawler_and_its_database() -> None:
    service = emulator()
    (crawler,) = ask(service, "ListCrawlers", ProjectId=10000).payload["PagingInfo"]["Crawlers"]
    contents = [entity["EntityContent"] for entity in pages("mysql", 100)[0]["TableEntityList"]]

    found = {
        content["TableName"] for content in contents if f"mysql:{content['InstanceId']}" == crawler["MetaEntityId"]
    }
    assert {"orders", "customers"} <= found
    assert {content["DatabaseName"] for content in contents} == {"shop"}


def test_the_tables_of_maxcompute_name_their_project() -> None:
    contents = [entity["EntityContent"] for entity in pages("odps", 100)[0]["TableEntityList"]]

    assert "shop_dw" in {content["ProjectName"] for content in contents}
    assert all("InstanceId" not in content for content in contents)


def test_what_no_crawler_has_collected_is_not_there() -> None:
    assert not [name for name in names(pages("mysql", 100)[0]) if "mysql-pub" in name]


@pytest.mark.parametrize("kind", ["kafka", "nosuchtype"])
def test_a_type_without_tables_has_none(kind: str) -> None:
    assert pages(kind, 100) == [{"Total": 0, "TableEntityList": []}]


@pytest.mark.parametrize("token", ["no token", "bm8gdG9rZW4=", "ZnJvbSByb3cgLTUgb24="])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    assert call(emulator(), "ListTables", DataSourceType="mysql", NextToken=token).status == 400
