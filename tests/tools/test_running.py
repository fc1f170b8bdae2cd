"""Running a task, as an assistant does it."""

from typing import Any

import pytest

from emulator.world.lifecycle import Failing, Stuck
from tests.faults import rejected
from tests.sessions import WISH, Time, emulated, facts_of, text_of, trusted

TASK = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}
TASK_OF_FLOWS = {"project_id": "10000"}
SOLUTION = {**TASK, "task_type": "DI_SOLUTION"}


async def test_a_task_is_deployed_started_watched_stopped_and_deleted() -> None:
    time = Time()
    states: list[str] = []
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        task = {**TASK, "file_id": made["task_id"]}
        for tool in ("deploy_di_sync_task", "start_di_sync_instance", "stop_di_sync_instance"):
            result = await client.call_tool(tool, task)
            assert not result.is_error, text_of(result)
            states.append(facts_of(await client.call_tool("get_di_sync_instance_info", task))["state"])
        for tool in ("terminate_di_sync_instance", "delete_di_sync_task"):
            assert not (await client.call_tool(tool, task)).is_error
        gone = await client.call_tool("get_di_sync_instance_info", task)

    assert states == ["NORUN", "RUN", "PAUSE"]
    assert gone.is_error


async def test_nothing_is_said_about_how_far_a_running_task_is_behind_its_source() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        started = await client.call_tool("start_tasks", {**TASK_OF_FLOWS, "task_ids": [made["task_id"]]})
        status = facts_of(await client.call_tool("get_task_status", {**TASK_OF_FLOWS, "task_id": made["task_id"]}))

    assert facts_of(started)["rows"][0]["state"] == "RUN"
    assert "keeps up" not in text_of(started) + str(status)
    assert "Only the console shows its delay." in status["next"]


async def test_the_parameters_of_a_start_travel_as_the_api_spells_them() -> None:
    time = Time()
    emulator = emulated(time)
    param = {"failover_limit": {"count": 3, "interval": 5}, "ddl_mark_map": {"DROPCOLUMN": "IGNORE"}}
    as_text = '{"failoverLimit":{"count":3,"interval":5},"ddlMarkMap":{"DROPCOLUMN":"IGNORE"}}'
    async with trusted(emulator, time) as client:
        await client.call_tool("deploy_di_sync_task", TASK)
        await client.call_tool("start_di_sync_instance", {**TASK, "start_param": param})
        await client.call_tool("start_di_sync_instance", {**TASK, "start_param": as_text})

    assert [call.parameters["StartParam"] for call in emulator.calls if "Start" in call.action] == [as_text, as_text]


@pytest.mark.parametrize(
    ("param", "finding"),
    [
        ({"ddl_mark_map": {"DROPCOLUMN": "MAYBE"}}, "/start_param/ddl_mark_map/DROPCOLUMN: must be one of"),
        ({"ddl_mark_map": {"DROP": "IGNORE"}}, '/start_param/ddl_mark_map: the name "DROP" must be one of'),
        ({"failoverLimits": {}}, "/start_param/failover_limits: unknown argument"),
        ("soon", "/start_param: must be an object"),
    ],
    ids=str,
)
async def test_wrong_parameters_of_a_start_are_named(param: Any, finding: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool("start_di_sync_instance", {**TASK, "start_param": param})

    assert result.is_error
    assert finding in text_of(result)


@pytest.mark.parametrize(
    ("before", "tool", "next_tool"),
    [
        ([], "start_di_sync_instance", "deploy_di_sync_task"),
        (["deploy_di_sync_task", "start_di_sync_instance"], "start_di_sync_instance", "get_di_sync_instance_info"),
        (["deploy_di_sync_task", "start_di_sync_instance"], "terminate_di_sync_instance", "stop_di_sync_instance"),
        (["deploy_di_sync_task"], "stop_di_sync_instance", "get_di_sync_instance_info"),
        (["deploy_di_sync_task"], "delete_di_sync_task", "terminate_di_sync_instance"),
    ],
)
async def test_a_state_that_does_not_allow_a_call_names_the_next_step(
    before: list[str], tool: str, next_tool: str
) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        for step in before:
            assert not (await client.call_tool(step, TASK)).is_error
        result = await client.call_tool(tool, TASK)

    assert result.is_error
    assert facts_of(result)["error"]["next_tool"] == next_tool
    assert facts_of(result)["error"]["means"]


@pytest.mark.parametrize(("speed", "state"), [(Stuck(), "WAIT"), (Failing("no slot"), "PAUSE")], ids=["stuck", "fails"])
async def test_a_task_that_never_runs_is_told_as_it_is(speed: Any, state: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.running_speed = speed
    async with trusted(emulator, time) as client:
        await client.call_tool("deploy_di_sync_task", TASK)
        await client.call_tool("start_di_sync_instance", TASK)
        answer = facts_of(await client.call_tool("get_di_sync_instance_info", TASK))

    assert answer["state"] == state
    assert answer["means"]
    assert answer["next"]


async def test_a_solution_shows_its_steps() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        await client.call_tool("deploy_di_sync_task", SOLUTION)
        await client.call_tool("start_di_sync_instance", SOLUTION)
        answer = facts_of(await client.call_tool("get_di_sync_instance_info", SOLUTION))

    assert answer["state"] == answer["solution"]["status"] == "run"
    assert answer["solution"]["count"] == len(answer["solution"]["steps"]) == 3


async def test_a_status_that_is_no_run_state_is_a_failure_with_its_message() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("GetDISyncInstanceInfo", rejected("the node is broken"))
    async with trusted(emulator, time) as client:
        result = await client.call_tool("get_di_sync_instance_info", TASK)

    assert result.is_error
    assert facts_of(result)["error"]["message"] == "the node is broken"


async def test_tasks_of_a_data_source_are_listed_with_how_to_get_more() -> None:
    time = Time()
    asked = {"project_id": "10000", "task_type": "DI_OFFLINE", "datasource_name": "mysql_pub", "ref_type": "from"}
    async with trusted(emulated(time), time) as client:
        answer = facts_of(await client.call_tool("list_ref_di_sync_tasks", asked))

    assert answer["count"] == 1
    assert answer["tasks"][0]["sources"] == ["mysql_pub"]
    assert "page_number" in answer["next"]
