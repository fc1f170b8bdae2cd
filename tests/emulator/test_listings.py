"""Listing files and resource groups."""

from typing import Any

import pytest

from tests.emulator.calls import NOON, Clock, call, create, emulator, generation, script


def names(service: Any, **filters: object) -> list[str]:
    answer = call(service, "ListFiles", ProjectId="10000", **filters)
    return [row["FileName"] for row in answer.data["Files"]]


def groups(**filters: object) -> list[str]:
    return [row["Name"] for row in call(emulator(), "ListResourceGroups", **filters).data]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["datahub_to_datahub", "holo_20211206161025", "u_pk_to_odps"]),
        ({"FileTypes": "23"}, ["u_pk_to_odps"]),
        ({"FileTypes": "23, 900"}, ["datahub_to_datahub", "holo_20211206161025", "u_pk_to_odps"]),
        ({"Keyword": "_TO_"}, ["datahub_to_datahub", "u_pk_to_odps"]),
        ({"ExactFileName": "u_pk_to_odps"}, ["u_pk_to_odps"]),
        ({"ExactFileName": "u_pk"}, []),
        ({"FileIdIn": "1000000,5"}, ["u_pk_to_odps"]),
        ({"NodeId": "701000"}, ["u_pk_to_odps"]),
        ({"Owner": "1"}, []),
        ({"Owner": "1000000000000001", "LastEditUser": "1000000000000001", "FileTypes": "23"}, ["u_pk_to_odps"]),
        ({"UseType": "MANUAL"}, []),
        ({"UseType": "NORMAL", "FileTypes": "23"}, ["u_pk_to_odps"]),
        ({"FileFolderPath": "Business Flow/shop/Data Integration"}, []),
        ({"FileFolderPath": "Business Flow/XXX/Data Integration/", "FileTypes": "23"}, ["u_pk_to_odps"]),
        ({"PageSize": "1", "PageNumber": "2"}, ["holo_20211206161025"]),
        ({"PageNumber": "9"}, []),
    ],
    ids=str,
)
def test_files_are_filtered_and_paged(filters: dict[str, str], expected: list[str]) -> None:
    assert names(emulator(), **filters) == expected


def test_a_file_is_described_as_on_the_wire() -> None:
    service = emulator(clock=Clock(NOON))
    create(service, script(service, generation("mysql_shop", "orders")))

    answer = call(service, "ListFiles", ProjectId="10000", ExactFileName="orders_live")

    assert answer.payload == {
        "Success": True,
        "RequestId": "00000000-0000-4000-8000-000000000004",
        "HttpStatusCode": 200,
        "Data": {
            "TotalCount": 1,
            "PageNumber": 1,
            "PageSize": 10,
            "Files": [
                {
                    "FileId": 1000001,
                    "FileName": "orders_live",
                    "FileType": 900,
                    "FileFolderId": "f2",
                    "BusinessId": 2,
                    "Owner": "1000000000000001",
                    "CreateUser": "1000000000000001",
                    "LastEditUser": "1000000000000001",
                    "CreateTime": 1795176000000,
                    "LastEditTime": 1795176000000,
                    "CommitStatus": 0,
                    "CurrentVersion": 1,
                    "UseType": "NORMAL",
                }
            ],
        },
    }


def test_the_total_counts_every_page() -> None:
    answer = call(emulator(), "ListFiles", ProjectId="10000", PageSize="2")

    assert (answer.data["TotalCount"], len(answer.data["Files"])) == (3, 2)


@pytest.mark.parametrize("yes", ["true", "True", "TRUE"])
def test_content_and_folder_come_when_asked_for_in_any_case(yes: str) -> None:
    asked = {"NeedContent": yes, "NeedAbsoluteFolderPath": yes, "FileTypes": "23"}
    answer = call(emulator(), "ListFiles", asked, ProjectId="10000")

    (row,) = answer.data["Files"]
    assert row["AbsoluteFolderPath"] == "Business Flow/XXX/Data Integration"
    assert row["Content"].startswith('{"type":"job"')


def test_a_workspace_may_be_named_by_its_identifier() -> None:
    service = emulator()

    assert call(service, "ListFiles", ProjectIdentifier="workspace_10000").data["TotalCount"] == 3
    assert call(service, "ListFiles", ProjectIdentifier="workspace_10001").data["TotalCount"] == 0
    assert call(service, "ListFiles", ProjectIdentifier="nobody").code == "Invalid.Tenant.ProjectNotExists"
    assert call(service, "ListFiles").code == "1201111279"


@pytest.mark.parametrize(
    "wrong",
    [
        {"FileTypes": "x"},
        {"FileIdIn": "1,,2"},
        {"FileIdIn": ",".join(map(str, range(51)))},
        {"PageSize": "101"},
        {"PageNumber": "0"},
        {"NodeId": "-1"},
        {"UseType": "NONE"},
        {"NeedContent": "maybe"},
    ],
    ids=str,
)
def test_a_wrong_filter_is_named(wrong: dict[str, str]) -> None:
    answer = call(emulator(), "ListFiles", ProjectId="10000", **wrong)

    assert (answer.status, answer.code) == (400, f"Invalid{next(iter(wrong))}")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["schedule_exclusive", "schedule_shared"]),
        ({"ResourceGroupType": "4"}, ["di_exclusive", "di_serverless", "di_stopped"]),
        ({"ResourceGroupType": "4", "Keyword": "STOP"}, ["di_stopped"]),
        ({"BizExtKey": "default"}, ["schedule_shared"]),
        ({"Tags": '[{"Key":"team","Value":"shop"}]'}, []),
        ({"Tags": "[]"}, ["schedule_exclusive", "schedule_shared"]),
        ({"ResourceManagerResourceGroupId": "rg-1"}, []),
        ({"ResourceGroupType": "3"}, []),
    ],
    ids=str,
)
def test_resource_groups_are_filtered(filters: dict[str, str], expected: list[str]) -> None:
    assert groups(**filters) == expected


def test_resource_groups_come_as_a_bare_list() -> None:
    answer = call(emulator(), "ListResourceGroups", ResourceGroupType="4", Keyword="exclusive")

    assert (answer.payload["Success"], answer.payload["HttpStatusCode"]) == (True, 200)
    assert answer.data == [
        {
            "Id": 280749,
            "Identifier": "S_res_group_280749521950784_1623033752022",
            "Name": "di_exclusive",
            "ResourceGroupType": "4",
            "Mode": "ISOLATE",
            "Status": 0,
            "IsDefault": True,
            "BizExtKey": "single",
            "Cluster": "AY60C",
            "Specs": {},
        }
    ]
