"""Arguments as clients send them: what is meant is read, and nothing else."""

import json
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import ElicitResult

from tests.server.processes import COMMAND, line_with, started
from tests.server.test_http import ready
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tools.arguments.meant import ADDED_BY_HOSTS
from tools.arguments.parsing import InvalidArguments, parsed
from tools.toolsets import ListedTool, listed_tools

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("client_arguments.jsonl").read_text("utf-8").splitlines()
]

UPDATE = {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000", "task_param": {"Cu": 1.5}}
FOLDERS = {"project_id": "10000", "parent_folder_path": "Business Flow/shop"}
START = {"project_id": "10000", "task_ids": ["100"]}

AS_MEANT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("list_folders", {**FOLDERS, "page_number": "2"}, {"page_number": 2}),
    ("list_folders", {**FOLDERS, "page_number": "2.0"}, {"page_number": 2}),
    ("list_folders", {**FOLDERS, "page_number": "2e0"}, {"page_number": 2}),
    ("list_folders", {**FOLDERS, "page_number": 2.0}, {"page_number": 2}),
    ("list_folders", {**FOLDERS, "page_number": None, "page_size": None}, {"page_number": 1, "page_size": 10}),
    ("describe_workspace", {"project_id": 10000.0, "refresh": "false"}, {"project_id": "10000", "refresh": False}),
    ("describe_workspace", {"project_id": None}, {"project_id": None}),
    ("describe_workspace", {"project_id": 2.0**53 - 1}, {"project_id": "9007199254740991"}),
    (
        "start_tasks",
        {**START, "task_ids": [100, "101"], "wait_seconds": "7.5"},
        {"task_ids": ["100", "101"], "wait_seconds": 7.5},
    ),
    ("create_realtime_task", {**WISH, "start": None, "wait_seconds": "45"}, {"start": False, "wait_seconds": 45.0}),
    ("list_resource_groups", {"resource_group_type": "4"}, {"resource_group_type": 4}),
    *(
        ("create_realtime_task", {**WISH, "destination_type": other}, {"destination_type": name})
        for name, others in {
            "maxcompute": ("odps", "ODPS", "MaxCompute", "maxcompute"),
            "hologres": ("holo", "Hologres"),
            "oss-hdfs": ("oss_hdfs", "OSS-HDFS"),
            "analyticdb": ("AnalyticDB_For_MySQL", "analyticdb_for_mysql", "AnalyticDB"),
            "kafka": ("Kafka",),
        }.items()
        for other in others
    ),
    ("draft_task_script", {"kind": "real-time", "destination_type": "holo"}, {"destination_type": "hologres"}),
    (
        "start_tasks",
        {**START, "start_param": {"failoverLimit": {"count": "3", "interval": 5.0}, "errorLimit": None}},
        {"start_param": {"failover_limit": {"count": 3, "interval": 5}}},
    ),
    (
        "start_tasks",
        {**START, "start_param": '{"error_limit": {"record": "0"}}'},
        {"start_param": {"error_limit": {"record": 0}}},
    ),
    ("draft_task_script", {"kind": "batch", "reader_parameter": {"a": 5.0, "b": "7", "c": None}}, {}),
    ("describe_setup", {"random_string": "dummy"}, {"probe": None}),
    ("describe_setup", dict.fromkeys(ADDED_BY_HOSTS, "x"), {"probe": None}),
    ("describe_setup", {}, {"probe": None}),
]
"""What is sent, and what is read."""

NOT_MEANT: list[tuple[str, dict[str, Any], str]] = [
    *(
        ("describe_workspace", {"refresh": value}, "/refresh: must be true or false")
        for value in ("True", "TRUE", "yes", "on", "1", "", " true", 1, 0, 1.0)
    ),
    *(
        ("list_folders", {**FOLDERS, "page_number": value}, "/page_number: must be a whole number")
        for value in ("", " 2", "+2", "02", "0x2", "2_0", "1,0", "\u0662", "NaN", "1e999", "9" * 5000, "2.5", 2.5)
    ),
    *(
        ("list_folders", {**FOLDERS, "page_number": value}, "/page_number: must be a whole number")
        for value in (True, "true", [2], 2.0**53)
    ),
    ("list_folders", {**FOLDERS, "page_number": "101"}, "/page_number: must be less than or equal to 100"),
    ("list_folders", {**FOLDERS, "project_id": "10000.0"}, "/project_id: must be an id"),
    ("describe_workspace", {"project_id": 2.0**53}, "/project_id: must be a string"),
    ("describe_workspace", {"project_id": 1.5}, "/project_id: must be a string"),
    ("create_realtime_task", {**WISH, "project_id": None}, "/project_id: must be a string"),
    ("create_realtime_task", {**WISH, "task_name": 5.0}, "/task_name: must be a string"),
    ("start_tasks", {**START, "wait_seconds": "1e999"}, "/wait_seconds: must be"),
    ("describe_setup", {"threadId": "1"}, "/threadId: unknown argument"),
    ("describe_setup", {"colour": None}, "/colour: unknown argument"),
    ("describe_setup", {"ACTION": "x"}, "/ACTION: unknown argument"),
    ("list_folders", {**FOLDERS, "pageNumber": "2"}, "/pageNumber: unknown argument"),
]
"""What is sent, and what it is answered with."""


def numbered(rows: list[tuple[str, dict[str, Any], Any]]) -> list[str]:
    return [f"{number} {tool}" for number, (tool, _, _) in enumerate(rows, 1)]


@pytest.mark.parametrize(("tool", "given", "read"), AS_MEANT, ids=numbered(AS_MEANT))
def test_arguments_are_read_as_they_are_meant(tool: str, given: dict[str, Any], read: dict[str, Any]) -> None:
    arguments = parsed(listed_tools()[tool].spec.arguments, given)
    values = json.loads(arguments.model_dump_json(exclude_none=True))

    assert {name: values.get(name) for name in read} == read
    assert all(type(values.get(name)) is type(value) for name, value in read.items())


@pytest.mark.parametrize(("tool", "given", "finding"), NOT_MEANT, ids=numbered(NOT_MEANT))
def test_nothing_else_is_converted(tool: str, given: dict[str, Any], finding: str) -> None:
    with pytest.raises(InvalidArguments) as caught:
        parsed(listed_tools()[tool].spec.arguments, given)

    assert [found.to("en") for found in caught.value.findings if found.to("en").startswith(finding)]


def test_what_is_inside_of_a_script_stays_as_it_is() -> None:
    script = {"a": 5.0, "b": "7", "c": None, "d": "true", "action": "x"}
    arguments = parsed(listed_tools()["check_task_script"].spec.arguments, {"script": script})
    draft = parsed(listed_tools()["draft_task_script"].spec.arguments, {"kind": "batch", "reader_parameter": script})

    assert json.loads(arguments.model_dump()["script"]) == script
    assert '"a":5.0' in arguments.model_dump()["script"]
    assert draft.model_dump()["reader_parameter"] == script


async def test_arguments_of_the_host_are_not_used_and_the_answer_says_so() -> None:
    time = Time()
    added = {"toolCallId": "call_1", "sessionId": "s", "action": "sendMessage", "chatInput": "hello"}
    async with assistant(emulated(time), time) as client:
        good = await client.call_tool("list_resource_groups", {**added, "resource_group_type": 4})
        bad = await client.call_tool("list_resource_groups", {**added, "colour": "red"})

    assert not good.is_error
    for result in (good, bad):
        assert "host added are not used: toolCallId, sessionId, chatInput, action." in text_of(result)
        assert "toolCallId" in facts_of(result)["note"]
    assert facts_of(bad)["error"]["fix"] == ["/colour: unknown argument"]


async def test_a_confirmation_counts_for_the_same_call_spelled_in_another_way() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("update_di_sync_task", UPDATE))
        again = {**UPDATE, "file_id": 1000000.0, "task_content": None, "sessionId": "s"}
        done = await client.call_tool("update_di_sync_task", {**again, "confirmation": plan["confirmation"]})

    assert not done.is_error
    assert "UpdateDISyncTask" in sent(emulator)


@pytest.mark.parametrize("confirmation", [1, 1.0, True, "true", "1", {"a": 1}], ids=repr)
async def test_a_confirmation_is_never_converted(confirmation: object) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool("update_di_sync_task", {**UPDATE, "confirmation": confirmation})

    assert "UpdateDISyncTask" not in sent(emulator)
    assert result.is_error or "plan" in facts_of(result)


@pytest.mark.parametrize("approve", ["true", "True", 1, 1.0, "yes", None], ids=repr)
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_answer_to_a_question_is_never_converted(mode: str, approve: Any) -> None:
    async def answer(_context: Any, _params: Any) -> ElicitResult:
        return ElicitResult(action="accept", content={"approve": approve})

    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, mode=mode, answer=answer) as client:
        result = await client.call_tool("update_di_sync_task", UPDATE)

    assert result.is_error
    assert "UpdateDISyncTask" not in sent(emulator)


@pytest.mark.parametrize("tool", listed_tools().values(), ids=lambda tool: tool.name)
def test_no_tool_has_an_argument_that_hosts_add(tool: ListedTool) -> None:
    assert not set(ADDED_BY_HOSTS) & set(tool.spec.arguments.model_fields)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_what_known_clients_send_is_answered_over_stdio(mode: str) -> None:
    server = StdioServerParameters(command=str(COMMAND), args=["serve", "--emulator", "--toolsets", "all"])
    assert await _refused(Client(server, mode=mode)) == []


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_what_known_clients_send_is_answered_over_http(mode: str) -> None:
    with started("serve", "--emulator", "--toolsets", "all", "--transport", "http", "--port", "0") as process:
        url = line_with(process.stderr, "Serving MCP").split()[-1]
        await ready(url)
        assert await _refused(Client(url, mode=mode)) == []


async def _refused(connection: AbstractAsyncContextManager[Client]) -> list[str]:
    """The answers to the cases that are failures."""
    async with connection as client:
        results = [await client.call_tool(case["tool"], case["arguments"]) for case in CASES]
        alone = await client.call_tool("describe_setup")
    return [text_of(result) for result in [*results, alone] if result.is_error]


async def test_null_for_an_optional_argument_is_the_same_as_leaving_it_out() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        left_out = await client.call_tool("list_folders", FOLDERS)
        nulls = await client.call_tool("list_folders", {**FOLDERS, "page_number": None, "page_size": None})

    assert facts_of(nulls) == facts_of(left_out)
