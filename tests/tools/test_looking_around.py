"""Finding out what a workspace has, as an assistant does it."""

from typing import Any

import pytest

from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted

HOME = {"project_id": "10000"}


async def ask(tool: str, **arguments: Any) -> dict[str, Any]:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    return facts_of(result)


async def test_workspaces_are_counted_and_the_next_page_is_told() -> None:
    answer = await ask("list_projects", page_size=1)

    assert (answer["total_count"], answer["count"]) == (2, 1)
    assert answer["workspaces"][0]["project_id"] == "10000"
    assert answer["next"] == "More rows: page_number 2."


async def test_a_workspace_whose_status_is_0_is_read_and_not_taken_for_a_failure() -> None:
    answer = await ask("get_project", **HOME)

    assert answer["status"] == "available"
    assert answer["mode"].startswith("standard")


async def test_folders_are_found_from_a_flow() -> None:
    flows = await ask("list_business", **HOME, keyword="shop")
    folders = await ask("list_folders", **HOME, parent_folder_path=f"Business Flow/{flows['flows'][0]['name']}")

    assert [folder["path"] for folder in folders["folders"]] == ["Business Flow/shop/Data Integration"]


async def test_a_folder_is_created() -> None:
    answer = await ask("create_folder", **HOME, folder_path="Business Flow/shop/Data Integration/new")

    assert answer["folder_id"]


async def test_the_handling_of_ddl_is_read_and_set() -> None:
    time = Time()
    pair = {**HOME, "destination_type": "holo", "source_type": "mysql"}
    async with trusted(emulated(time), time) as client:
        before = facts_of(await client.call_tool("list_di_project_config", pair))["ddl"]
        changed = {**pair, "project_config": {**before, "ADDCOLUMN": "NORMAL"}}
        await client.call_tool("update_di_project_config", changed)
        after = facts_of(await client.call_tool("list_di_project_config", pair))["ddl"]

    assert after == {**before, "ADDCOLUMN": "NORMAL"} != before


PAGED: dict[str, dict[str, Any]] = {
    "list_projects": {},
    "list_business": HOME,
    "list_folders": {**HOME, "parent_folder_path": "x"},
    "list_files": HOME,
    "list_data_sources": HOME,
    "get_data_source_meta": {**HOME, "datasource_name": "mysql_shop"},
    "list_ref_di_sync_tasks": {**HOME, "task_type": "DI_OFFLINE", "datasource_name": "x", "ref_type": "to"},
}


@pytest.mark.parametrize("number", [0, 101])
@pytest.mark.parametrize("tool", PAGED)
async def test_a_page_out_of_range_is_refused_before_anything_is_sent(tool: str, number: int) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, {**PAGED[tool], "page_number": number})

    assert result.is_error
    assert "/page_number: must be" in text_of(result)
    assert sent(emulator) == []


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get_project", {}),
        ("list_business", {}),
        ("list_folders", {"parent_folder_path": "Business Flow/shop"}),
        ("list_files", {}),
        ("get_file", {"file_id": "1000000"}),
        ("create_folder", {"folder_path": "Business Flow/shop/Data Integration/new"}),
        ("list_di_project_config", {"destination_type": "holo"}),
    ],
)
async def test_an_unknown_workspace_is_explained(tool: str, arguments: dict[str, Any]) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(tool, {**arguments, "project_id": "4711"})

    assert result.is_error
    assert facts_of(result)["error"]["code"] == "Forbidden.Access"
    assert "workspace" in facts_of(result)["error"]["means"]
    assert facts_of(result)["error"]["next_tool"] == "list_projects"


async def test_a_path_that_does_not_exist_names_the_next_step() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool("create_folder", {**HOME, "folder_path": "Business Flow/none/x"})

    assert result.is_error
    assert facts_of(result)["error"]["next_tool"] == "list_folders"


async def test_resource_groups_are_told_in_words() -> None:
    answer = await ask("list_resource_groups", resource_group_type=4, keyword="stopped")

    assert answer["count"] == 1
    assert (answer["groups"][0]["type"], answer["groups"][0]["status"]) == ("data integration", "stopped")
