"""Finding tasks and asking how they are, as an assistant does it."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.lifecycle import Stuck
from emulator.world.state import Task
from tests.emulator.calls import generation
from tests.faults import dropped_before, refused, rejected
from tests.sessions import FOLDER, GROUP, WISH, Time, emulated, facts_of, sent, text_of, trusted
from tools.views.status import BATCH_GROUP_UNSEEN

WORKSPACE = {"project_id": "10000"}


async def answer_of(tool: str, arguments: dict[str, Any], emulator: Emulator | None = None) -> dict[str, Any]:
    time = Time()
    emulator = emulator or emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, {**WORKSPACE, **arguments})
    assert not result.is_error, text_of(result)
    assert facts_of(result)["api_calls"] == len(sent(emulator))
    return facts_of(result)


def crowded(count: int, script: str | None = None) -> Emulator:
    """An emulator with many more real-time tasks."""
    emulator = emulated(Time())
    workspace = emulator.world.workspaces["10000"]
    first = next(task for task in workspace.tasks.values() if task.task_type == "DI_REALTIME")
    for number in range(count):
        text = first.script if script is None else script
        workspace.add(Task(2000 + number, "DI_REALTIME", f"crowd_{number:03}", first.folder, text, 1.0, 1.0))
    return emulator


async def test_a_task_is_told_with_what_to_do_next_through_its_life() -> None:
    time = Time()
    answers: list[dict[str, Any]] = []
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        task = {**WORKSPACE, "task_id": made["task_id"]}
        for tool in (None, "deploy_di_sync_task", "start_di_sync_instance", "stop_di_sync_instance"):
            if tool:
                await client.call_tool(tool, {**WORKSPACE, "file_id": made["task_id"], "task_type": "DI_REALTIME"})
            answers.append(facts_of(await client.call_tool("get_task_status", task)))

    assert [answer["state"] for answer in answers] == ["NORUN", "NORUN", "RUN", "PAUSE"]
    assert all("start_tasks" in answers[number]["next"] for number in (0, 1, 3))
    answer = answers[-1]
    assert answer["name"] == WISH["task_name"]
    assert (answer["sources"], answer["destinations"]) == (["mysql_shop"], ["odps_shop"])
    assert answer["tables"] == WISH["tables"]
    assert answer["tables_count"] == 2
    assert answer["folder"] == WISH["folder"]
    assert answer["means"]


async def test_a_table_that_is_read_from_two_sources_counts_twice() -> None:
    both = [
        {"datasource": source, "selectedTables": [{"dbName": "mysql_db", "schema": [{"tableInfos": infos}]}]}
        for source, infos in (
            ("mysql_pub", [{"table": "xyx"}, {"table": "u_pk"}, {"table": "u_pk"}]),
            ("mysql_pub1", [{"table": "xyx"}]),
        )
    ]
    reader = {"category": "reader", "parameter": {"connection": both}}
    emulator = crowded(1, script=json.dumps({"steps": [reader]}))

    answer = await answer_of("get_task_status", {"task_id": "2000"}, emulator)

    assert answer["tables_count"] == 3
    assert answer["tables"] == ["mysql_db.xyx (mysql_pub)", "mysql_db.u_pk", "mysql_db.xyx (mysql_pub1)"]


async def test_a_batch_task_is_told_with_its_schedule() -> None:
    answer = await answer_of("get_task_status", {"task_id": "1000000"})

    assert answer["task_type"] == "DI_OFFLINE"
    assert answer["state"] == "DRAFT"
    assert answer["schedule"] == "00 30 05 * * ?"
    assert (answer["sources"], answer["destinations"]) == (["mysql_pub"], ["odps_source"])
    assert answer["tables"] == ["u_pk"]
    assert "change_task" in answer["next"]


async def test_a_solution_is_told_with_its_steps() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    for task in [task for task in workspace.tasks.values() if task.task_type == "DI_REALTIME"]:
        workspace.remove(task)

    answer = await answer_of("get_task_status", {"task_id": "100"}, emulator)

    assert answer["task_type"] == "DI_SOLUTION"
    assert answer["sources"] == ["mm"]
    assert answer["destinations"] == ["holo"]
    assert answer["solution"]["count"] == 3


@asynccontextmanager
async def with_solution(emulator: Emulator, time: Time) -> AsyncGenerator[tuple[Client, str]]:
    """An assistant that has made a solution, step by step, and its id."""
    kind = {**WORKSPACE, "task_type": "DI_SOLUTION"}
    place = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}
    async with trusted(emulator, time) as client:

        async def ask(tool: str, **arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(tool, {**kind, **arguments})
            assert not result.is_error, text_of(result)
            return facts_of(result)

        param = generation("mysql_shop", "orders")
        process = await ask("generate_di_sync_task_config_for_creating", task_param=param)
        asked = await ask("query_di_sync_task_config_process_result", async_process_id=process["process_id"])
        made = await ask("create_di_sync_task", task_content=asked["script"], task_name="whole", task_param=place)
        yield client, made["file_id"]


async def test_a_solution_that_was_made_here_is_told_as_one() -> None:
    time = Time()
    async with with_solution(emulated(time), time) as (client, file_id):
        task = {**WORKSPACE, "task_id": file_id}
        for tool in ("deploy_di_sync_task", "start_di_sync_instance"):
            await client.call_tool(tool, {**WORKSPACE, "file_id": file_id, "task_type": "DI_SOLUTION"})
        answer = facts_of(await client.call_tool("get_task_status", task))
        by_its_id = facts_of(await client.call_tool("get_task_status", {**WORKSPACE, "task_id": answer["task_id"]}))

    assert (answer["task_type"], answer["state"]) == ("DI_SOLUTION", "RUN")
    assert answer["task_id"] == f"solution-{file_id}"
    assert {**by_its_id, "api_calls": 0} == {**answer, "api_calls": 0}
    assert answer["solution"]["count"] == 3
    assert answer["sources"] == ["mysql_shop"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"task_type": "DI_SOLUTION"}, True),
        ({"task_type": "DI_REALTIME"}, False),
        ({"state": "NORUN"}, True),
        ({"state": "NORUN", "task_type": "DI_REALTIME"}, False),
        ({}, True),
    ],
    ids=str,
)
async def test_a_solution_that_was_made_here_is_found_as_one(search: dict[str, str], found: bool) -> None:
    time = Time()
    async with with_solution(emulated(time), time) as (client, file_id):
        answer = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, **search}))

    types = {row["task_id"]: row["task_type"] for row in answer["tasks"] if row["name"] == "whole"}
    assert types == ({f"solution-{file_id}": "DI_SOLUTION"} if found else {})


async def test_a_solution_among_many_tasks_is_found_within_the_limit() -> None:
    time = Time()
    async with with_solution(crowded(15), time) as (client, file_id):
        answer = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, "task_type": "DI_SOLUTION"}))
        mixed = facts_of(await client.call_tool("find_sync_tasks", WORKSPACE))

    assert f"solution-{file_id}" in {row["task_id"] for row in answer["tasks"]}
    assert {row["task_type"] for row in answer["tasks"]} == {"DI_SOLUTION"}
    assert answer["api_calls"] <= 25
    assert "may be shown as DI_REALTIME" in mixed["note"]


async def test_solutions_that_were_not_looked_for_to_the_end_are_not_denied() -> None:
    answer = await answer_of("find_sync_tasks", {"task_type": "DI_SOLUTION", "name": "crowd"}, crowded(40))

    assert (answer["count"], answer["api_calls"]) == (0, 24)
    assert "narrow" in answer["note"]


async def test_a_task_whose_run_state_is_not_shown_is_told_all_the_same() -> None:
    emulator = emulated(Time())
    emulator.fail("GetDISyncInstanceInfo", rejected("the node is broken"))

    answer = await answer_of("get_task_status", {"task_id": "100"}, emulator)

    assert "state" not in answer
    assert "the node is broken" in answer["means"]


@pytest.mark.parametrize("project_id", ["10000", "10001"])
async def test_a_task_that_is_not_there_is_told_with_where_to_look(project_id: str) -> None:
    time = Time()
    file_id = "5" if project_id == "10000" else "100"
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool("get_task_status", {"project_id": project_id, "task_id": file_id})

    assert result.is_error
    assert facts_of(result)["error"]["message"] == f"fileId:[{file_id}] is invalid."
    assert facts_of(result)["error"]["next_tool"] == "list_files"


async def test_all_tasks_are_found_with_their_states() -> None:
    answer = await answer_of("find_sync_tasks", {})

    rows = {row["name"]: row for row in answer["tasks"]}
    assert {name: row["task_type"] for name, row in rows.items()} == {
        "datahub_to_datahub": "DI_REALTIME",
        "holo_20211206161025": "DI_SOLUTION",
        "u_pk_to_odps": "DI_OFFLINE",
    }
    assert rows["datahub_to_datahub"]["state"] == "NORUN"
    assert rows["u_pk_to_odps"]["state"] == "DRAFT"
    assert rows["u_pk_to_odps"]["last_edit"] == "2021-12-07 06:40:51"
    assert answer["note"] == BATCH_GROUP_UNSEEN.en


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ({"name": "u_pk"}, ["u_pk_to_odps"]),
        ({"name": "U_PK*"}, ["u_pk_to_odps"]),
        ({"name": "*_to_*"}, ["datahub_to_datahub", "u_pk_to_odps"]),
        ({"name": "*to*odps"}, ["u_pk_to_odps"]),
        ({"name": "*"}, ["datahub_to_datahub", "holo_20211206161025", "u_pk_to_odps"]),
        ({"name": "pk*"}, []),
        ({"name": "u_pk*odps*odps"}, []),
        ({"reads": ["mysql_pub"]}, ["u_pk_to_odps"]),
        ({"reads": ["none", "mm"]}, ["holo_20211206161025"]),
        ({"writes": ["mysql_pub"]}, []),
        ({"writes": ["holo", "odps_source"]}, ["holo_20211206161025", "u_pk_to_odps"]),
        ({"writes": ["holo", "odps_source"], "reads": ["mysql_pub"]}, ["u_pk_to_odps"]),
        ({"writes": ["holo"], "reads": ["mysql_pub"]}, []),
        ({"state": "DRAFT"}, ["u_pk_to_odps"]),
        ({"state": "DEPLOYED"}, []),
        ({"task_type": "DI_OFFLINE"}, ["u_pk_to_odps"]),
        ({"task_type": "DI_SOLUTION"}, ["holo_20211206161025"]),
        ({"data_source": "mysql_pub"}, ["u_pk_to_odps"]),
        ({"data_source": "datahub_uric_test"}, ["datahub_to_datahub"]),
        ({"state": "NORUN", "task_type": "DI_REALTIME"}, ["datahub_to_datahub"]),
        ({"state": "NOT_RUNNING", "name": "datahub"}, ["datahub_to_datahub"]),
        ({"state": "RUN"}, []),
        ({"name": "none"}, []),
    ],
    ids=str,
)
async def test_tasks_are_found_by_what_is_known_of_them(search: dict[str, Any], names: list[str]) -> None:
    answer = await answer_of("find_sync_tasks", search)

    assert [row["name"] for row in answer["tasks"]] == names
    assert answer["count"] == len(names)
    assert answer["next"]


async def test_many_tasks_are_listed_without_their_states() -> None:
    answer = await answer_of("find_sync_tasks", {"name": "crowd"}, crowded(120))

    assert answer["count"] == 120
    assert len(answer["tasks"]) == 50
    assert "first 50 of 120" in answer["note"]
    assert not any("state" in row for row in answer["tasks"])
    assert answer["api_calls"] == 4


async def test_a_search_by_state_stops_at_its_limit_and_says_how_to_narrow() -> None:
    answer = await answer_of("find_sync_tasks", {"name": "crowd", "state": "NORUN"}, crowded(40))

    assert answer["api_calls"] == 25
    assert answer["count"] == 23
    assert "narrow" in answer["note"]


async def test_scripts_that_the_list_does_not_show_are_read_within_the_limit() -> None:
    answer = await answer_of("find_sync_tasks", {"name": "crowd"}, crowded(40, script=""))

    assert answer["api_calls"] <= 25
    assert answer["count"] < 40
    assert "narrow" in answer["note"]


async def test_a_stuck_task_is_found_as_not_running() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.running_speed = Stuck()
    task = {**WORKSPACE, "file_id": "100", "task_type": "DI_REALTIME"}
    async with trusted(emulator, time) as client:
        await client.call_tool("deploy_di_sync_task", task)
        await client.call_tool("start_di_sync_instance", task)
        found = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, "state": "WAIT"}))

    assert [row["task_id"] for row in found["tasks"]] == ["100"]


@pytest.mark.parametrize(
    ("task_type", "state", "problem"),
    [
        ("DI_OFFLINE", "RUN", "is no state of batch tasks"),
        ("DI_OFFLINE", "NOT_RUNNING", "is no state of batch tasks"),
        ("DI_REALTIME", "DEPLOYED", "is a state of batch tasks only"),
        ("DI_SOLUTION", "DRAFT", "is a state of batch tasks only"),
    ],
)
async def test_a_state_that_tasks_of_this_type_do_not_have_is_refused(task_type: str, state: str, problem: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        arguments = {**WORKSPACE, "task_type": task_type, "state": state}
        result = await client.call_tool("find_sync_tasks", arguments)

    assert result.is_error
    assert f"/state: {problem}" in text_of(result)
    assert sent(emulator) == []


async def test_a_task_whose_definition_is_not_shown_does_not_hide_the_others() -> None:
    emulator = crowded(2, script="")
    emulator.fail("GetDISyncTask", rejected("not shown"), times=None)

    answer = await answer_of("find_sync_tasks", {}, emulator)

    assert {"crowd_000", "crowd_001", "u_pk_to_odps"} <= {row["name"] for row in answer["tasks"]}
    assert any("sources" in row and row["sources"] for row in answer["tasks"])


@pytest.mark.parametrize("operation", ["GetDISyncTask", "GetDISyncInstanceInfo"])
@pytest.mark.parametrize("tool", ["get_task_status", "find_sync_tasks"])
async def test_a_lost_connection_is_a_failure_and_no_finding(tool: str, operation: str) -> None:
    emulator, time = crowded(1, script=""), Time()
    emulator.fail(operation, dropped_before(), times=None)
    arguments = {**WORKSPACE, **({"task_id": "2000"} if tool == "get_task_status" else {"name": "crowd"})}
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, arguments)

    assert result.is_error
    assert facts_of(result)["error"]["operation"] == operation


OF_JOB = {**WISH, "source": "kafka_shop", "tables": ["clicks"], "options": {"source_type": "Kafka"}}
del OF_JOB["folder"]


@pytest.mark.parametrize("search", [{}, {"name": "maxcompute"}, {"reads": ["kafka_shop"]}, {"state": "NOT_RUNNING"}])
async def test_a_job_in_a_workspace_on_the_classic_studio_is_found_too(search: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", OF_JOB))
        found = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, **search}))

    rows = {row["task_id"]: row for row in found["tasks"]}
    assert (rows[made["task_id"]]["state"], rows[made["task_id"]]["sources"]) == ("NORUN", ["kafka_shop"])


async def test_files_are_found_where_jobs_are_not_shown() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListDIJobs", refused(403, "Forbidden.Access", "Please activate a higher edition."), times=None)
    async with trusted(emulator, time) as client:
        found = facts_of(await client.call_tool("find_sync_tasks", WORKSPACE))

    assert "u_pk_to_odps" in {row["name"] for row in found["tasks"]}
    assert "note" not in found or "ListDIJobs" not in (found["note"] or "")
