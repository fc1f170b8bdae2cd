"""A batch task's way to production, as an assistant goes it."""

import json
from typing import Any

import pytest

from emulator.world.lifecycle import AfterReads, Failing
from tests.emulator.calls import sample
from tests.sessions import FOLDER, GROUP, WISH, Time, emulated, facts_of, text_of, trusted

SCRIPT = json.loads(sample("create")["parameters"]["TaskContent"])
TASK: dict[str, Any] = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "task_name": "nightly",
    "task_content": SCRIPT,
    "task_param": {"FileFolderPath": FOLDER, "ResourceGroup": GROUP},
}
SEEDED = {"project_id": "10000", "file_id": "1000000"}


async def test_a_batch_task_is_created_scheduled_submitted_deployed_and_deleted() -> None:
    time = Time()
    schedule = {"cron_express": "00 30 05 * * ?", "cycle_type": "DAY", "input_list": "workspace_10000_root"}
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_di_sync_task", TASK))
        file = {"project_id": "10000", "file_id": made["file_id"]}
        await client.call_tool("update_file", {**file, **schedule})
        states: list[str] = []
        for tool in ("submit_file", "deploy_file"):
            result = await client.call_tool(tool, file)
            assert not result.is_error, text_of(result)
            asked = {"project_id": "10000", "deployment_id": facts_of(result)["deployment_id"]}
            states.append(facts_of(await client.call_tool("get_deployment", asked))["state"])
        deleted = facts_of(await client.call_tool("delete_file", file))
        read = facts_of(await client.call_tool("get_file", file))

    assert states == ["successful"] * 2
    assert deleted["state"] == "deleted"
    assert read["file"]["deleted_status"] == "RECYCLE_BIN"


async def test_a_real_time_task_that_is_not_deployed_is_deleted_as_a_file_too_as_the_words_say() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        result = await client.call_tool("delete_file", {"project_id": "10000", "file_id": made["task_id"]})
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    assert not result.is_error
    assert int(made["task_id"]) not in {task.file_id for task in emulator.world.workspace("10000").tasks.values()}
    assert (tools["delete_file"].description or "").startswith("Takes a file away, such as a batch task")


async def test_a_file_is_shown_with_its_script_and_its_schedule() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        answer = facts_of(await client.call_tool("get_file", SEEDED))

    assert json.loads(answer["file"]["content"])["type"] == "job"
    assert answer["schedule"]["cron_express"] == "00 30 05 * * ?"
    assert answer["schedule"]["inputs"] == ["workspace_10000_root"]


async def test_a_deployment_says_how_far_it_is_and_why_it_failed() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = AfterReads(1)
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool("submit_file", SEEDED))["deployment_id"]
        emulator.world.deploying_speed = Failing("the checker said no")
        second = facts_of(await client.call_tool("submit_file", SEEDED))["deployment_id"]
        answers = [
            facts_of(await client.call_tool("get_deployment", {"project_id": "10000", "deployment_id": each}))
            for each in (first, first, second)
        ]

    assert [answer["state"] for answer in answers] == ["in progress", "successful", "failed"]
    assert answers[2]["error_message"] == "the checker said no"
    assert answers[0]["to_environment"] == "development"


@pytest.mark.parametrize(
    ("tool", "arguments", "next_tool"),
    [
        ("deploy_file", SEEDED, "submit_file"),
        ("submit_file", {**SEEDED, "file_id": "5"}, "list_files"),
        ("update_file", {**SEEDED, "project_id": "10001", "stop": True}, "list_files"),
        ("get_deployment", {"project_id": "10000", "deployment_id": "5"}, "list_file_versions"),
    ],
)
async def test_what_can_not_be_done_names_the_next_step(tool: str, arguments: dict[str, Any], next_tool: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(tool, arguments)

    assert result.is_error
    assert facts_of(result)["error"].get("next_tool") == next_tool
    assert facts_of(result)["error"]["means"]
