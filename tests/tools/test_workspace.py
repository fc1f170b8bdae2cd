"""What there is to create tasks from, as an assistant finds it."""

from typing import Any

import pytest

from emulator.seed.shop import table
from emulator.world.state import DataSource, Folder
from tests.faults import dropped_before
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of

WORKSPACE = {"project_id": "10000"}
SHOP = {**WORKSPACE, "source": "mysql_shop"}


async def answer_of(tool: str, arguments: dict[str, Any], emulator: Any = None) -> dict[str, Any]:
    time = Time()
    emulator = emulator or emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    assert facts_of(result)["api_calls"] == len(sent(emulator))
    return facts_of(result)


async def test_without_a_workspace_all_of_them_are_listed() -> None:
    answer = await answer_of("describe_workspace", {})

    assert [row["project_id"] for row in answer["workspaces"]] == ["10000", "10001", "10002"]
    assert "data_sources" not in answer
    assert "project_id" in answer["next"]


async def test_a_workspace_shows_all_that_a_task_needs() -> None:
    answer = await answer_of("describe_workspace", WORKSPACE)

    sources = {row["name"]: row for row in answer["data_sources"]}
    assert sources["mysql_shop"]["type"] == "mysql"
    assert sources["mysql_shop"]["environments"] == ["development", "production"]
    assert sources["mysql_dev"]["environments"] == ["development"]
    problems = {name: row["problem"] for name, row in sources.items() if set(row) != {"name", "type", "environments"}}
    assert problems == {
        "mysql_dev": "only in development",
        "mysql_far": "not reached at its last connectivity test",
    }
    groups = {row["identifier"]: row["status"] for row in answer["resource_groups"]}
    assert groups[GROUP] == "normal"
    assert not any(row["name"].startswith("schedule") for row in answer["resource_groups"])
    assert FOLDER in answer["folders"]
    assert answer["notes"] == []


async def test_describing_a_workspace_again_costs_nothing_unless_asked_anew() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:

        async def described(**more: bool) -> dict[str, Any]:
            return facts_of(await client.call_tool("describe_workspace", {**WORKSPACE, **more}))

        first, second, anew = await described(), await described(), await described(refresh=True)
        time.now += 61
        later = await described()
        made = await client.call_tool("create_folder", {**WORKSPACE, "folder_path": f"{FOLDER}/nightly"})
        after = await described()

    assert not made.is_error
    assert {**second, "api_calls": 0} == {**first, "api_calls": 0}
    assert second["api_calls"] == 0
    assert [answer["api_calls"] for answer in (anew, later, after)] == [first["api_calls"]] * 3
    assert len(sent(emulator)) == 4 * first["api_calls"] + 1


async def test_what_a_workspace_lacks_is_said_with_what_to_do() -> None:
    answer = await answer_of("describe_workspace", {"project_id": "10001"})

    assert [note.partition(":")[0] for note in answer["notes"]] == [
        "There is no data source",
        "There is no folder for tasks",
    ]


async def test_long_lists_are_cut_with_a_note() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    workspace.data_sources.update({f"more_{n}": DataSource(f"more_{n}", "mysql") for n in range(120)})
    folders = [Folder(f"g{n}", f"业务流程/more {n}/数据集成", 100 + n) for n in range(30)]
    workspace.folders.update({folder.path: folder for folder in folders})

    answer = await answer_of("describe_workspace", WORKSPACE, emulator)

    assert len(answer["data_sources"]) == 100
    assert "first 100 of 135 data sources" in answer["notes"][0]
    assert "first 20 of 32 business flows" in answer["notes"][1]
    assert answer["api_calls"] < 40


@pytest.mark.parametrize(
    ("pattern", "tables"),
    [
        ("shop.order*", ["shop.orders", "shop.order_items"]),
        ("*.refunds", ["shop.refunds"]),
        ("shop.orders", ["shop.orders"]),
        ("SHOP.*", []),
        ("shop?orders", []),
    ],
)
async def test_a_pattern_narrows_the_tables(pattern: str, tables: list[str]) -> None:
    answer = await answer_of("list_source_tables", {**SHOP, "pattern": pattern})

    assert answer["tables"] == tables
    assert answer["count"] == len(tables)
    assert answer["databases"] == (["shop"] if tables else [])


@pytest.mark.parametrize(
    ("narrowing", "says"),
    [
        ({}, "The service shows no tables of this source"),
        ({"page": 1}, "The service shows no tables of this source"),
        ({"page": 2}, "leave out pattern and page"),
        ({"pattern": "shop.*"}, "leave out pattern and page"),
    ],
    ids=str,
)
async def test_a_source_without_tables_is_told_as_such(narrowing: dict[str, Any], says: str) -> None:
    answer = await answer_of("list_source_tables", {**WORKSPACE, "source": "holo_shop", **narrowing})

    assert answer["count"] == 0
    assert says in answer["next"]


def large(count: int) -> Any:
    emulator = emulated(Time())
    tables = {f"t{n:04}": table("id", "id bigint") for n in range(count)}
    source = DataSource("mysql_large", "mysql", {"large": tables})
    emulator.world.workspaces["10000"].data_sources["mysql_large"] = source
    return emulator


LARGE = {**WORKSPACE, "source": "mysql_large"}


async def test_many_tables_come_in_pages() -> None:
    first = await answer_of("list_source_tables", LARGE, large(150))
    second = await answer_of("list_source_tables", {**LARGE, "page": 2}, large(150))

    assert first["count"] == 100
    assert first["next"] == "More tables match: page 2."
    assert second["count"] == 50
    assert second["tables"][0] == "large.t0100"
    assert second["next"].startswith("These are all")


async def test_a_search_ends_and_says_so() -> None:
    answer = await answer_of("list_source_tables", {**LARGE, "pattern": "*.t9999"}, large(2100))

    assert answer["api_calls"] == 20
    assert "first 2000 tables" in answer["next"]


async def test_patterns_stand_for_tables_when_a_task_is_created() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "tables": ["shop.*", "shop.orders"]}))

    assert made["matched"] == made["tables"]["count"] == 5
    assert made["api_calls"] == len(sent(emulator)) == 7


@pytest.mark.parametrize(
    ("tables", "source", "finding"),
    [
        (["shop.orders", "none.*"], "mysql_shop", '/tables/1: "none.*" matches no table of "mysql_shop"'),
        (["order*"], "mysql_shop", "/tables/0: is a pattern without a database"),
        (["large.*"], "mysql_large", '/tables: "mysql_large" has 2000 tables or more'),
    ],
)
async def test_a_pattern_that_says_no_tables_is_a_finding(tables: list[str], source: str, finding: str) -> None:
    time = Time()
    emulator = large(2100)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("create_realtime_task", {**WISH, "source": source, "tables": tables})

    assert result.is_error
    assert any(finding in line for line in facts_of(result)["error"]["fix"])
    assert set(sent(emulator)) <= {"ListFolders", "ListResourceGroups", "GetDataSourceMeta"}


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("describe_workspace", {"project_id": "5"}, "list_projects"),
        ("list_source_tables", {**SHOP, "source": "none"}, "none"),
        ("list_source_tables", {**SHOP, "source": "mysql_dev"}, "mysql_dev"),
        ("list_source_tables", {**SHOP, "source": "mysql_far"}, "time out"),
        ("list_source_tables", {**SHOP, "page": 101}, "/page"),
    ],
)
async def test_bad_input_is_told_with_a_way_on(tool: str, arguments: dict[str, Any], says: str) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(tool, arguments)

    assert result.is_error
    assert says in text_of(result)
    assert facts_of(result)["error"]["fix"]


async def test_folders_that_can_not_be_asked_for_are_a_failure_and_not_missing() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListFolders", dropped_before(), times=None)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("describe_workspace", WORKSPACE)

    assert result.is_error
    assert facts_of(result)["error"]["operation"] == "ListFolders"
