"""Lists of API 2024-05-18 are filtered and sorted by what a request asks for."""

from typing import Any

import pytest

from emulator.service import Emulator
from tests.emulator.job_calls import HOME, asked, info
from tests.emulator.node_calls import create, deploy, node, spec
from tests.emulator.serving import emulator_of_today

BOTH = ["CommonV2", "ExclusiveDataIntegration"]
TABLES = ["customers", "orders", "order_items", "refunds", "products"]


@pytest.fixture
def service() -> Emulator:
    return emulator_of_today()


def names(service: Emulator, action: str, rows: str, **query: Any) -> list[str]:
    """The names of the rows of a list, in its order."""
    return [row["Name"] for row in info(service, action, PageSize=100, **query)[rows]]


@pytest.mark.parametrize(
    ("asked_for", "expected"),
    [
        ({}, TABLES),
        ({"SortBy": "Name"}, sorted(TABLES)),
        ({"SortBy": "Name", "Order": "Desc"}, sorted(TABLES, reverse=True)),
        ({"SortBy": "CreateTime", "Order": "Desc"}, TABLES),
    ],
    ids=str,
)
def test_tables_are_sorted_by_what_they_have(service: Emulator, asked_for: dict[str, str], expected: list[str]) -> None:
    parent = "mysql-database:rm-10002-mysql-shop::shop"

    assert names(service, "ListTables", "Tables", ParentMetaEntityId=parent, **asked_for) == expected


@pytest.mark.parametrize(("order", "backwards"), [({"Order": "Asc"}, False), ({"Order": "Desc"}, True), ({}, True)])
def test_data_sources_are_sorted_downwards_unless_told_otherwise(
    service: Emulator, order: dict[str, str], backwards: bool
) -> None:
    found = names(service, "ListDataSources", "DataSources", ProjectId=HOME, SortBy="Name", **order)

    assert len(found) > 2
    assert found == sorted(found, reverse=backwards)


@pytest.mark.parametrize(
    ("wanted", "types"),
    [
        ({"PaymentType": "PrePaid"}, ["ExclusiveDataIntegration"]),
        ({"PaymentType": "PostPaid"}, ["CommonV2"]),
        ({"SortBy": "ResourceGroupType Desc"}, BOTH[::-1]),
        ({"SortBy": "ResourceGroupType"}, BOTH),
    ],
    ids=str,
)
def test_groups_are_filtered_by_payment_and_sorted(service: Emulator, wanted: dict[str, str], types: list[str]) -> None:
    found = info(service, "ListResourceGroups", ProjectId=HOME, ResourceGroupTypes=BOTH, **wanted)["ResourceGroupList"]

    assert list(dict.fromkeys(row["ResourceGroupType"] for row in found)) == types


@pytest.mark.parametrize("flag", ["DevRoleDisabled", "PaiTaskEnabled"])
def test_workspaces_are_filtered_by_their_flags(service: Emulator, flag: str) -> None:
    answer = asked(service, "ListProjects", "POST", {}, {flag: "true", "PageSize": "100"})

    assert all(row[flag] for row in answer.payload["PagingInfo"]["Projects"])


@pytest.mark.parametrize(
    ("order", "backwards"), [({}, True), ({"SortBy": "Id Asc"}, False), ({"SortBy": "Id"}, False)], ids=str
)
def test_tasks_and_their_runs_come_the_newest_first_unless_told_otherwise(
    service: Emulator, order: dict[str, str], backwards: bool
) -> None:
    deploy(service, create(service, spec(node("second"))))

    tasks = [row["Id"] for row in info(service, "ListTasks", ProjectId=HOME, **order)["Tasks"]]

    assert len(tasks) == 2
    assert tasks == sorted(tasks, reverse=backwards)
