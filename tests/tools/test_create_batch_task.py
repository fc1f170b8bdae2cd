"""Batch tasks from plain arguments."""

import json
from typing import Any

import pytest

from tests.faults import dropped_after, dropped_before, refused, rejected
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.calls import called

TOOL = "create_batch_task"
MISSING = object()
PLAIN: dict[str, Any] = {
    "project_id": "10000",
    "task_name": "nightly_orders",
    "folder": FOLDER,
    "resource_group": GROUP,
    "source": "mysql_shop",
    "table": "orders",
    "columns": ["id", "status", "total"],
    "destination": "odps_shop",
    "destination_table": "shop_orders",
    "partition": "pt=${bizdate}",
}
WRITER = {
    "stepType": "holo",
    "parameter": {
        "datasource": "holo_shop",
        "table": "orders",
        "column": ["id", "status", "total"],
        "conflictMode": "replace",
    },
}
READER = {
    "stepType": "mysql",
    "parameter": {"datasource": "mysql_shop", "table": ["orders"], "column": ["id", "status", "total"]},
}


def changed(**change: Any) -> dict[str, Any]:
    return {name: value for name, value in {**PLAIN, **change}.items() if value is not MISSING}


NO_DESTINATION = dict.fromkeys(("destination", "destination_table", "partition"), MISSING)
NO_SOURCE = dict.fromkeys(("source", "table"), MISSING)


async def test_a_batch_task_is_made_from_plain_arguments() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, PLAIN)
        asked = {"project_id": "10000", "task_id": facts_of(result)["task_id"]}
        status = facts_of(await client.call_tool("get_task_status", asked))

    answer = facts_of(result)
    assert not result.is_error, text_of(result)
    assert answer["api_calls"] == 7
    assert sent(emulator)[:7] == [
        *("ListFolders", "ListDataSources", "GetDataSourceMeta", "GetMetaTableColumn", "ListResourceGroups"),
        *("CreateDISyncTask", "GetFile"),
    ]
    assert answer["variables"] == ["bizdate"]
    assert "cron and deploy" in answer["next"]
    reader, writer = (step["parameter"] for step in json.loads(answer["script"])["steps"])
    assert reader["connection"] == [{"datasource": "mysql_shop", "table": ["orders"]}]
    assert (writer["table"], writer["partition"], writer["truncate"]) == ("shop_orders", "pt=${bizdate}", True)
    assert reader["column"] == writer["column"] == PLAIN["columns"]
    assert (status["task_type"], status["sources"], status["destinations"]) == (
        "DI_OFFLINE",
        ["mysql_shop"],
        ["odps_shop"],
    )


async def test_what_can_be_left_out_has_a_default() -> None:
    time = Time()
    wish = changed(table="shop.orders", destination_table=MISSING, partition=MISSING, write_mode="append")
    async with assistant(emulated(time), time) as client:
        answer = facts_of(await client.call_tool(TOOL, wish))

    script = json.loads(answer["script"])
    writer = script["steps"][1]["parameter"]
    assert (writer["table"], writer["truncate"]) == ("orders", False)
    assert "partition" not in writer
    assert script["setting"]["speed"]["concurrent"] == 3
    assert answer["variables"] == []


@pytest.mark.parametrize(
    "wish",
    [
        changed(writer=WRITER, **NO_DESTINATION),
        changed(writer=json.dumps(WRITER), **NO_DESTINATION),
        changed(reader=READER, **NO_SOURCE),
        changed(reader=READER, writer=WRITER, columns=MISSING, concurrency=8, **NO_SOURCE, **NO_DESTINATION),
    ],
    ids=["writer", "writer as text", "reader", "both"],
)
async def test_complete_steps_take_the_place_of_plain_arguments(wish: dict[str, Any]) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(TOOL, wish)

    assert not result.is_error, text_of(result)
    steps = json.loads(facts_of(result)["script"])["steps"]
    assert [step["category"] for step in steps] == ["reader", "writer"]
    if "writer" in wish:
        assert steps[1]["parameter"] == WRITER["parameter"]


async def test_it_goes_to_production_by_single_operations_too() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool(TOOL, PLAIN))
        file = {"project_id": "10000", "file_id": made["task_id"]}
        schedule = {"cron_express": "00 30 02 * * ?", "cycle_type": "DAY", "input_list": "workspace_10000_root"}
        results = [
            await client.call_tool("update_file", {**file, **schedule, "para_value": "bizdate=$bizdate"}),
            await client.call_tool("submit_file", file),
            await client.call_tool("deploy_file", file),
        ]
        status = facts_of(
            await client.call_tool("get_task_status", {"project_id": "10000", "task_id": made["task_id"]})
        )

    assert not any(result.is_error for result in results)
    assert (status["state"], status["schedule"]) == ("DEPLOYED", "00 30 02 * * ?")


@pytest.mark.parametrize("fault", [None, dropped_before(), dropped_after()], ids=["none", "before", "after"])
async def test_the_same_call_again_returns_the_same_task(fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    if fault is not None:
        emulator.fail("CreateDISyncTask", fault)
    async with assistant(emulator, time) as client:
        answers = [facts_of(await client.call_tool(TOOL, PLAIN)) for _ in range(2)]
        found = await client.call_tool("find_sync_tasks", {"project_id": "10000", "name": PLAIN["task_name"]})

    assert answers[0]["task_id"] == answers[1]["task_id"]
    assert facts_of(found)["count"] == 1


async def test_an_answer_that_stays_lost_is_looked_up() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", dropped_after(), times=None)
    async with assistant(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, PLAIN))

    assert answer["existed"] is True


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ((TOOL, changed(columns=["id"])), "another script"),
        (("create_realtime_task", {**WISH, "task_name": PLAIN["task_name"]}), "no batch task"),
    ],
    ids=["script", "type"],
)
async def test_a_name_that_another_task_has_is_refused_with_the_difference(
    other: tuple[str, dict[str, Any]], says: str
) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        first = facts_of(await client.call_tool(*other))
        result = await client.call_tool(TOOL, PLAIN)

    assert result.is_error
    assert first["task_id"] in facts_of(result)["error"]["exists"]
    assert says in facts_of(result)["error"]["exists"]


async def test_a_table_that_is_missing_is_told_once() -> None:
    result, _ = await called("create_batch_task", changed(reader=READER, destination_table=MISSING, **NO_SOURCE))

    assert [line.split(";")[0] for line in facts_of(result)["error"]["fix"]] == ["/destination_table: is required"]


@pytest.mark.parametrize(
    ("wish", "finding"),
    [
        (changed(source="none"), '/source: no data source "none" is in production; describe_workspace shows them'),
        (changed(source="mysql_dev", deploy=True), '/source: no data source "mysql_dev" is in production'),
        (changed(destination="holo_shop"), '/destination: "holo_shop" is of type "holo", plain arguments are for odps'),
        (changed(source=MISSING), "/source: is required; or give a complete reader"),
        (changed(columns=MISSING), "/columns: is required"),
        (changed(columns=[]), "/columns: must not be empty"),
        (changed(writer=WRITER), "/destination: can't be given together with writer"),
        (changed(reader={"stepType": "mysql"}, **NO_SOURCE), "/reader: lacks parameter"),
        (changed(reader=READER, destination_table=MISSING, **NO_SOURCE), "/destination_table: is required"),
        (changed(reader=READER, writer=WRITER, **NO_SOURCE, **NO_DESTINATION), "/columns: can't be given together"),
        (changed(concurrency=33), "/concurrency: must be less than or equal to 32"),
    ],
    ids=str,
)
async def test_a_bad_wish_is_refused_with_its_place_and_nothing_is_made(wish: dict[str, Any], finding: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, wish)

    assert result.is_error
    assert any(line.startswith(finding) for line in facts_of(result)["error"]["fix"])
    assert set(sent(emulator)) <= {"ListFolders", "ListDataSources"}


async def test_a_folder_that_does_not_exist_is_explained() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(TOOL, changed(folder="Business Flow/none"))

    assert facts_of(result)["error"]["message"] == 'there is no folder "Business Flow/none"'
    assert facts_of(result)["error"]["exists"].startswith("This call created no task.")


async def test_an_answer_that_stays_lost_with_no_task_to_see_is_told_as_unknown() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", dropped_before(), times=None)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, PLAIN)

    assert result.is_error
    assert facts_of(result)["error"]["exists"].startswith('It is unknown whether task "nightly_orders" was created')


async def test_a_task_that_can_not_be_compared_is_told_all_the_same() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", dropped_after(), times=None)
    emulator.fail("GetFile", refused(403, "Forbidden.Access"))
    async with assistant(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, PLAIN))["error"]

    assert error["exists"] == 'File 1000001 has the name "nightly_orders"; the same call again compares the two.'


async def test_a_task_that_was_deleted_since_is_made_anew_each_time() -> None:
    time = Time()
    emulator = emulated(time)
    made: list[str] = []
    async with trusted(emulator, time) as client:
        for _ in range(3):
            answer = facts_of(await client.call_tool(TOOL, PLAIN))
            assert answer.get("replaced") == (made or None)
            made.append(answer["task_id"])
            await client.call_tool("delete_file", {"project_id": "10000", "file_id": answer["task_id"]})

    assert len(set(made)) == 3


async def test_contradiction_12_a_data_source_in_development_is_enough_for_a_task_that_is_not_deployed() -> None:
    result, operations = await called(TOOL, changed(source="mysql_dev"))

    assert facts_of(result)["state"] == "created"
    assert facts_of(result)["next"].endswith('add to production: "mysql_dev", in development only.')
    assert operations.count("CreateDISyncTask") == 1


async def test_a_task_is_not_made_anew_while_its_file_is_listed() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        emulator.fail("GetFile", rejected("fileId:[1] is invalid."))
        error = facts_of(await client.call_tool(TOOL, PLAIN))["error"]

    assert "whether it is still there is not known" in error["exists"]
    assert sent(emulator).count("CreateDISyncTask") == 1
