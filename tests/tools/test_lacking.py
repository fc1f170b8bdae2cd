"""A call that says what is meant and not what to do with it is answered before anything is sent."""

import json
from typing import Any

import pytest

from dataworks.markers import IDENTIFIES, markers
from dataworks.operation import Effect
from server.hosting import Hosting
from tests.operations import OPERATIONS
from tests.sessions import Time, assistant, emulated, facts_of, sent, trusted
from tools.rules.gate import Gate
from tools.rules.mode import Mode

FILE = {"project_id": "10000", "file_id": "1000000"}
TASK = {**FILE, "task_type": "DI_OFFLINE"}

LACKING: dict[str, tuple[str, dict[str, Any], str]] = {
    "a schedule": ("update_file", FILE, "/file_id: has nothing to change; give at least one of file_name, cron"),
    "a script": (
        "update_di_sync_task",
        TASK,
        "/file_id: has nothing to change; give at least one of task_content, task_param",
    ),
    "more than empty scripts": (
        "update_di_sync_task",
        {**TASK, "task_content": "", "task_param": {}},
        "/file_id: has nothing to change; give at least one of task_content, task_param",
    ),
    "a file to read": ("get_file", {"project_id": "10000"}, "/file_id: is required; or give node_id"),
    "a file to deploy": ("deploy_file", {"project_id": "10000"}, "/file_id: is required"),
}


@pytest.mark.parametrize(("tool", "arguments", "finding"), LACKING.values(), ids=LACKING.keys())
async def test_a_call_that_lacks_something_is_refused_and_nothing_is_sent(
    tool: str, arguments: dict[str, Any], finding: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, arguments)
        shown = await client.call_tool("show_as_code", {"tool": tool, "arguments": json.dumps(arguments)})

    assert [line[: len(finding)] for line in facts_of(result)["error"]["fix"]] == [finding]
    assert facts_of(shown)["error"]["fix"][0].startswith(f"/arguments{finding}")
    assert sent(emulator) == []


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("update_file", {**FILE, "stop": False}),
        ("update_file", {**FILE, "timeout": 3}),
        ("update_file", {**FILE, "para_value": ""}),
        ("update_di_sync_task", {**TASK, "task_content": "", "task_param": {"Cu": 1}}),
        ("get_file", {"project_id": "10000", "node_id": "700000000000"}),
    ],
)
async def test_one_thing_is_enough_for_a_call_to_be_sent(tool: str, arguments: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool(tool, arguments)

    assert len(sent(emulator)) >= 1


async def test_in_chinese_what_a_call_lacks_is_told_in_chinese() -> None:
    time = Time()
    hosting = Hosting(language="zh", gate=Gate(Mode.FULL))
    async with assistant(emulated(time), time, hosting=hosting) as client:
        result = await client.call_tool("get_file", {"project_id": "10000"})

    assert facts_of(result)["error"]["fix"] == ["/file_id: 必填；或给出 node_id"]


def test_what_an_operation_needs_is_among_its_parameters() -> None:
    updates = [operation for operation in OPERATIONS.values() if operation.effect is Effect.UPDATE]

    assert all({*operation.either} <= operation.model_fields.keys() for operation in OPERATIONS.values())
    assert updates
    assert all(any(IDENTIFIES not in markers(field) for field in update.model_fields.values()) for update in updates)
