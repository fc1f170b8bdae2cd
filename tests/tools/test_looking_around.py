"""Finding out what a workspace has, as an assistant does it."""

from typing import Any

from tests.sessions import Time, emulated, facts_of, text_of, trusted

HOME = {"project_id": "10000"}


async def ask(tool: str, **arguments: Any) -> dict[str, Any]:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    return facts_of(result)


async def test_workspaces_are_counted_and_the_next_page_is_told() -> None:
    answer = await ask("list_projects", page_size=1)

    assert (answer["total_count"], answer["count"]) == (3, 1)
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
