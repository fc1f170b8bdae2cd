"""Workspaces, their business flows and folders, and their settings."""

import json
from typing import Any

import pytest

from dataworks.operations.v2020.workspaces import ListBusiness
from tests.dataworks.clients import emulated
from tests.emulator.calls import call, create, emulator, generation, script
from tools.views.workspaces import BusinessView

HOME = {"ProjectId": "10000"}


def test_workspaces_are_listed_in_pages() -> None:
    answer = call(emulator(), "ListProjects", PageSize="1", PageNumber="2")

    result: dict[str, Any] = answer.payload["PageResult"]
    assert set(answer.payload) == {"RequestId", "PageResult"}
    assert (result["TotalCount"], [row["ProjectId"] for row in result["ProjectList"]]) == (3, [10001])


def test_no_workspace_has_tags() -> None:
    assert call(emulator(), "ListProjects", Tags='[{"Key":"a","Value":"b"}]').payload["PageResult"]["TotalCount"] == 0


@pytest.mark.parametrize("named", [HOME, {"ProjectIdentifier": "workspace_10000"}], ids=str)
def test_a_workspace_is_read_by_its_id_or_its_name(named: dict[str, str]) -> None:
    data = call(emulator(), "GetProject", **named).data

    assert (data["ProjectId"], data["ProjectMode"], data["Status"]) == (10000, 3, 0)


def test_another_workspace_is_forbidden() -> None:
    assert call(emulator(), "GetProject", ProjectId="5").code == "Invalid.Tenant.UserNotInProject"


@pytest.mark.parametrize(("keyword", "expected"), [({}, ["XXX", "shop"]), ({"Keyword": "SHO"}, ["shop"])], ids=str)
def test_business_flows_are_those_of_the_folders(keyword: dict[str, str], expected: list[str]) -> None:
    data = call(emulator(), "ListBusiness", {**HOME, **keyword}).data

    assert [row["BusinessName"] for row in data["Business"]] == expected
    assert (data["TotalCount"], data["PageSize"]) == (len(expected), 10)


def test_a_folder_is_created_listed_and_used() -> None:
    service = emulator()
    path = "Business Flow/shop/Data Integration/nightly"

    made = call(service, "CreateFolder", {**HOME, "FolderPath": path})
    listed = call(service, "ListFolders", {**HOME, "ParentFolderPath": "Business Flow/shop/Data Integration"})
    param = {"FileFolderPath": path, "ResourceGroup": "S_res_group_XXX_XXXX"}
    created = create(service, script(service, generation("mysql_shop", "orders")), TaskParam=param)

    assert listed.data["Folders"] == [{"FolderId": made.data, "FolderPath": path}]
    assert created.data["Status"] == "success"


@pytest.mark.parametrize(
    ("action", "path", "message"),
    [
        ("CreateFolder", "Business Flow/shop/Data Integration", "Folder exists: Business Flow/shop/Data Integration"),
        ("CreateFolder", "Business Flow/none/x", "不合法的目录路径"),
        ("ListFolders", "Business Flow/none", "不合法的目录路径"),
    ],
)
def test_a_path_that_can_not_be_used_is_told(action: str, path: str, message: str) -> None:
    field = "FolderPath" if action == "CreateFolder" else "ParentFolderPath"

    assert call(emulator(), action, {**HOME, field: path}).error_message == message


SPELLINGS = [
    "业务流程/shop/数据集成/nightly",
    "Business Flow/shop/数据集成/nightly",
    "bizroot/shop/folderDi/nightly",
    "业务流程/shop/folderDi/nightly/",
    "/Business Flow//shop/Data Integration/nightly",
]


@pytest.mark.parametrize("path", SPELLINGS)
def test_contradiction_3_a_place_is_one_place_in_every_spelling(path: str) -> None:
    service = emulator()
    made = call(service, "CreateFolder", {**HOME, "FolderPath": path})

    again = [call(service, "CreateFolder", {**HOME, "FolderPath": other}).error_message for other in SPELLINGS]
    parents = {other.rstrip("/").rpartition("/")[0] for other in SPELLINGS}
    listed = [call(service, "ListFolders", {**HOME, "ParentFolderPath": parent}).data["Folders"] for parent in parents]
    param = {"FileFolderPath": SPELLINGS[0], "ResourceGroup": "S_res_group_XXX_XXXX"}
    create(service, script(service, generation("mysql_shop", "orders")), TaskParam=param)
    files = [call(service, "ListFiles", {**HOME, "FileFolderPath": other}).data["TotalCount"] for other in SPELLINGS]

    assert all(message.startswith("Folder exists") for message in again)
    assert [[row["FolderId"] for row in rows] for rows in listed] == [[made.data]] * len(parents)
    assert files == [1] * len(SPELLINGS)


@pytest.mark.parametrize(
    "path", ["Business Flow/shop/sub", "业务流程/shop", "Data Integration/shop/x", "shop/folderDi/x/y"]
)
def test_contradiction_3_a_path_needs_an_engine(path: str) -> None:
    assert call(emulator(), "CreateFolder", {**HOME, "FolderPath": path}).error_message == "不合法的目录路径"


def test_contradiction_3_a_folder_is_shown_without_the_slashes_that_are_too_many() -> None:
    service = emulator()
    call(service, "CreateFolder", {**HOME, "FolderPath": "/Business Flow//shop/Data Integration//nightly/"})

    listed = call(service, "ListFolders", {**HOME, "ParentFolderPath": "Business Flow/shop/Data Integration"})

    assert [row["FolderPath"] for row in listed.data["Folders"]] == ["Business Flow/shop/Data Integration/nightly"]


def test_contradiction_3_folders_of_other_engines_are_created() -> None:
    path = "业务流程/shop/MaxCompute/sql"

    assert call(emulator(), "CreateFolder", {**HOME, "FolderPath": path}).payload["Success"]


def test_ddl_handling_is_set_for_a_destination_and_for_a_pair() -> None:
    service = emulator()

    def handling(**source: str) -> str:
        data = call(service, "ListDIProjectConfig", **HOME, DestinationType="holo", **source).data
        return str(json.loads(data["Config"])["ADDCOLUMN"])

    def change(mark: str, **source: str) -> None:
        config = json.dumps({"ADDCOLUMN": mark})
        call(service, "UpdateDIProjectConfig", **HOME, DestinationType="holo", ProjectConfig=config, **source)

    seen = [handling()]
    change("NORMAL")
    seen += [handling(), handling(SourceType="mysql")]
    change("IGNORE", SourceType="mysql")
    seen += [handling(), handling(SourceType="mysql"), handling(SourceType="oracle")]

    assert seen == ["WARNING", "NORMAL", "NORMAL", "NORMAL", "IGNORE", "NORMAL"]


def test_an_unknown_kind_of_handling_is_refused() -> None:
    wrong = {"DestinationType": "holo", "ProjectConfig": '{"ADDCOLUMN":"MAYBE"}'}

    assert call(emulator(), "UpdateDIProjectConfig", **HOME, **wrong).code == "InvalidProjectConfig"


def test_contradiction_15_the_environments_of_a_workspace_are_dev_and_prd() -> None:
    assert call(emulator(), "GetProject", **HOME).data["EnvTypes"] == ["DEV", "PRD"]


def test_contradiction_15_a_page_of_business_flows_has_no_number() -> None:
    data = call(emulator(), "ListBusiness", {**HOME, "PageNumber": "2", "PageSize": "2"}).data

    assert data.keys() == {"TotalCount", "PageSize", "Business"}


async def test_contradiction_15_the_client_knows_which_page_of_business_flows_it_is() -> None:
    first = await emulated().api.call(ListBusiness(project_id="10000", page_number=1, page_size=1))
    second = await emulated().api.call(ListBusiness(project_id="10000", page_number=2, page_size=1))

    assert [page.page_number for page in (first, second)] == [1, 2]
    assert BusinessView.of(first).next == "More rows: page_number 2."
    assert BusinessView.of(second).next is None
