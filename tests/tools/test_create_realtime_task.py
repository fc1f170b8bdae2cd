"""The main job, as an assistant asks for it."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from dataworks.scripts.realtime_script import PAIRS
from emulator.world.lifecycle import AfterReads, AfterSeconds, AtOnce, Stuck
from tests.faults import dropped_after, dropped_before
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted

TOOL = "create_realtime_task"

DESTINATIONS = [(name, f"{pair.step_type}_shop") for name, pair in PAIRS.items()]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(("destination_type", "destination"), DESTINATIONS)
async def test_a_real_time_task_is_created_for_each_documented_pair(
    destination_type: str, destination: str, mode: str
) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**WISH, "destination_type": destination_type, "destination": destination}
    async with assistant(emulator, time, mode=mode) as client:
        result = await client.call_tool(TOOL, wish)

    answer = facts_of(result)
    assert not result.is_error, text_of(result)
    assert answer["state"] == "created"
    assert answer["existed"] is False
    assert answer["tables"]["count"] == 2
    assert [table["source"] for table in answer["tables"]["items"]] == ["shop.orders", "shop.refunds"]
    assert answer["api_calls"] == len(sent(emulator)) == 6
    assert sent(emulator) == [
        "ListFolders",
        "ListResourceGroups",
        "GenerateDISyncTaskConfigForCreating",
        "QueryDISyncTaskConfigProcessResult",
        "CreateDISyncTask",
        "ListFiles",
    ]


async def test_its_text_tells_every_fact_of_the_structured_answer() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool(TOOL, WISH)

    text, answer = text_of(result), facts_of(result)
    for name in ("state", "task_name", "task_id", "process_id", "api_calls", "next"):
        assert f"{name}: {answer[name]}" in text
    for table in answer["tables"]["items"]:
        assert f"source={table['source']}, destination={table['destination']}" in text


async def test_the_same_call_again_returns_the_same_task() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        first = facts_of(await client.call_tool(TOOL, WISH))
        second = facts_of(await client.call_tool(TOOL, WISH))
        files = facts_of(await client.call_tool("list_files", {"project_id": "10000", "keyword": WISH["task_name"]}))

    assert second["task_id"] == first["task_id"]
    assert files["total_count"] == 1


async def test_a_task_that_runs_by_now_is_not_said_to_stand() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        await client.call_tool(TOOL, {**WISH, "start": True})
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert answer["state"] == "created"
    assert answer["next"].startswith("It was deployed before: get_task_status shows whether it runs")


@pytest.mark.parametrize("start", [False, True])
async def test_a_task_that_has_other_tables_by_now_is_not_passed_off_as_the_one_wished_for(start: bool) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool(TOOL, WISH))
        change = {"project_id": "10000", "task_id": first["task_id"], "apply": True}
        await client.call_tool(
            "change_realtime_tables", {**change, "add": ["shop.customers"], "remove": ["shop.refunds"]}
        )
        error = facts_of(await client.call_tool(TOOL, {**WISH, "start": start}))["error"]

    assert f'File {first["task_id"]} already has the name "{WISH["task_name"]}", and another script' in error["exists"]
    assert (
        'the current task also has table "shop.customers"; the current task lacks table "shop.refunds"'
        in error["exists"]
    )
    assert "DeployDISyncTask" not in sent(emulator)


async def test_a_slow_generation_answers_how_to_continue_and_continues() -> None:
    time = Time()
    emulator = emulated(time, AfterSeconds(20))
    async with assistant(emulator, time) as client:
        early = facts_of(await client.call_tool(TOOL, {**WISH, "wait_seconds": 10}))
        late = facts_of(await client.call_tool(TOOL, {**WISH, "process_id": early["process_id"]}))

    assert early["state"] == "generating"
    assert early["next"].startswith(
        "This call has created nothing yet. The script for 2 tables is still being generated"
    )
    assert "task_id" not in early
    assert late["state"] == "created"
    assert sent(emulator).count("GenerateDISyncTaskConfigForCreating") == 1


async def test_a_generation_that_never_ends_has_a_way_out() -> None:
    time = Time()
    emulator = emulated(time, Stuck())
    async with assistant(emulator, time) as client:
        early = facts_of(await client.call_tool(TOOL, WISH))
        late = facts_of(
            await client.call_tool(TOOL, {**WISH, "process_id": early["process_id"], "waited_seconds": 1801})
        )
        time.now += 3600
        emulator.world.speed = AtOnce()
        anew = facts_of(await client.call_tool(TOOL, WISH))

    assert "Give up after 30 minutes: then the same call begins another one" in early["next"]
    assert "without process_id begins another one from the next full hour on" in late["next"]
    assert anew["state"] == "created"
    assert anew["process_id"] != early["process_id"]


async def test_without_the_process_id_the_same_call_continues_too() -> None:
    time = Time()
    emulator = emulated(time, AfterSeconds(20))
    async with assistant(emulator, time) as client:
        early = facts_of(await client.call_tool(TOOL, {**WISH, "wait_seconds": 10}))
        late = facts_of(await client.call_tool(TOOL, WISH))

    assert late["process_id"] == early["process_id"]


async def test_it_takes_no_longer_than_it_was_given() -> None:
    time = Time()
    started = time.now
    async with assistant(emulated(time, Stuck()), time) as client:
        answer = facts_of(await client.call_tool(TOOL, {**WISH, "wait_seconds": 45}))

    assert answer["state"] == "generating"
    assert 42 <= time.now - started <= 45
    assert answer["waited_seconds"] == round(time.now - started, 1)


async def test_progress_is_told_at_each_step() -> None:
    time = Time()
    messages: list[tuple[float, float | None, str | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        messages.append((progress, total, message))

    async with assistant(emulated(time, AfterReads(2)), time) as client:
        await client.call_tool(TOOL, WISH, progress_callback=note)

    steps = [(0, 3), (1, 3), (1.5, 3), (1.75, 3), (2, 3), (3, 3)]
    assert [(progress, total) for progress, total, _ in messages] == steps
    assert all(message for _, _, message in messages)


async def test_a_complete_script_takes_the_place_of_the_plain_wishes() -> None:
    script = {
        "type": "realtime",
        "version": "1.0",
        "setting": {"resourceGroup": GROUP, "taskType": "oneclick_to_kafka"},
        "steps": [
            {
                "stepType": "mysql",
                "name": "Reader",
                "category": "reader",
                "parameter": {
                    "connection": [{"datasourceType": "mysql", "datasource": "mysql_shop", "table": ["orders"]}]
                },
            },
            {"stepType": "kafka", "name": "Writer", "category": "writer", "parameter": {"datasource": "kafka_shop"}},
        ],
    }
    wish = {"project_id": "10000", "task_name": "by_script", "folder": FOLDER}
    time = Time()
    async with assistant(emulated(time), time) as client:
        by_object = facts_of(await client.call_tool(TOOL, {**wish, "script": script}))
        by_text = facts_of(await client.call_tool(TOOL, {**wish, "script": json.dumps(script)}))

    assert by_object["state"] == "created"
    assert by_text["task_id"] == by_object["task_id"]


async def test_tables_given_as_json_text_are_read_as_a_list() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        answer = facts_of(await client.call_tool(TOOL, {**WISH, "tables": '["shop.orders"]'}))

    assert answer["tables"]["count"] == 1


async def test_a_folder_that_does_not_exist_is_explained() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, {**WISH, "folder": "Business Flow/none/Data Integration"})
        schema = next(tool for tool in (await client.list_tools()).tools if tool.name == TOOL).output_schema

    error = facts_of(result)["error"]
    assert result.is_error
    assert error["operation"] == "ListFolders"
    assert error["message"] == 'there is no folder "Business Flow/none/Data Integration"'
    assert error["message"].replace('"', '\\"') in text_of(result) or error["message"] in text_of(result)
    assert error["exists"].startswith("This call created no task")
    assert error["retry"] == "after a fix"
    assert schema is not None
    jsonschema.validate(facts_of(result), schema)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tables": ["shop.nothing"]}, "shop.nothing"),
        ({"source": "mysql_none"}, "mysql_none"),
        ({"destination": "odps_none"}, "odps_none"),
        ({"resource_group": "S_res_group_none"}, "ResourceGroup:[S_res_group_none] is invalid."),
    ],
    ids=["table", "source", "destination", "resource group"],
)
async def test_what_does_not_exist_is_named_and_nothing_is_created(change: dict[str, Any], says: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, {**WISH, **change})

    assert result.is_error
    assert says in text_of(result)
    assert "CreateDISyncTask" not in sent(emulator)


async def test_a_name_that_another_task_has_is_refused_with_the_difference() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        first = facts_of(await client.call_tool(TOOL, WISH))
        result = await client.call_tool(TOOL, {**WISH, "tables": ["shop.orders", "shop.customers"]})

    assert result.is_error
    exists = facts_of(result)["error"]["exists"]
    assert first["task_id"] in exists
    assert "shop.customers" in exists
    assert "shop.refunds" in exists


@pytest.mark.parametrize("fault", [dropped_before(), dropped_after()], ids=["before", "after"])
async def test_a_connection_lost_around_the_commit_makes_one_task(fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", fault)
    async with assistant(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, WISH))
        files = facts_of(await client.call_tool("list_files", {"project_id": "10000", "keyword": WISH["task_name"]}))

    assert answer["state"] == "created"
    assert [row["file_id"] for row in files["files"]] == [answer["task_id"]]


async def test_an_answer_that_stays_lost_is_looked_up() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", dropped_after(), times=None)
    async with assistant(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert answer["state"] == "created"
    assert answer["existed"] is True


@pytest.mark.parametrize("tool", [TOOL, "preview_realtime_task"])
async def test_a_generation_is_continued_without_saying_again_what_it_was_made_from(tool: str) -> None:
    time = Time()
    emulator = emulated(time)
    names = {"project_id", "resource_group", *(("task_name", "folder") if tool == TOOL else ())}
    rest = {name: value for name, value in WISH.items() if name in names}
    async with assistant(emulator, time) as client:
        preview = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
        process_id = facts_of(await client.call_tool("preview_realtime_task", preview))["process_id"]
        answer = facts_of(await client.call_tool(tool, {**rest, "process_id": process_id}))

    assert answer["process_id"] == process_id
    assert answer["tables"]["count"] == 2


async def test_a_plan_shows_how_the_task_that_exists_differs() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, WISH))
    workspace = emulator.world.workspaces["10000"]
    task = workspace.task("DI_REALTIME", made["task_id"])
    workspace.add(replace(task, script=task.script.replace('"odps_shop"', '"odps_source"')))

    async with assistant(emulator, time) as client:
        wish = {**WISH, "start": True, "process_id": made["process_id"]}
        plan = facts_of(await client.call_tool(TOOL, wish))["plan"]

    assert "the task that exists has another script, so it will be refused:" in plan["changes"]
    assert '/steps/1/parameter/datasource: "odps_source" becomes "odps_shop"' in plan["changes"]
