"""Calls as code: what is shown is what would be sent, and a program runs as it stands."""

import json
import os
import re
import shlex
import sys
import typing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from anyio import run_process, to_thread

from dataworks.operation import NEW, Operation, OperationKey, wire_name
from dataworks.operations.catalog import operations
from server.hosting import Hosting
from tests.emulator.calls import generation
from tests.emulator.serving import emulator_of_today, served
from tests.operations import OPERATIONS
from tests.server.processes import ran as command
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.node_examples import NEW_EXAMPLES
from tests.tools.programs import ran
from tools.catalog import ToolSpec, snake_case
from tools.code.http import as_http
from tools.code.python import NUMBERS, as_python, literal, snake
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.sets.code import LONG_URL, LONGEST_SHOWN, NO_ADDRESS, NO_REGION

HOME: dict[str, Any] = {"project_id": "10000"}
LIVE: dict[str, Any] = {**HOME, "task_type": "DI_REALTIME"}
TASK: dict[str, Any] = {**LIVE, "file_id": "100"}
PATTERN: dict[str, Any] = {**HOME, "task_id": "100", "remove": ["shop.*"]}
BATCH: dict[str, Any] = {**HOME, "file_id": "1000000"}

HOSTILE = ("it's", '"', "'''", "$(ls) `ls`", "{x} %s", "\\", "订单", "\u202e", "\u2028")
ONE: dict[str, Any] = {**HOME, "task_id": "100"}
COMMANDS: dict[str, dict[str, Any]] = {
    "preview_realtime_task": {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}},
    "copy_realtime_task": {**ONE, "task_name": "copy", "folder": FOLDER, "resource_group": GROUP},
    "list_source_tables": {**HOME, "source": "mysql_shop", "pattern": "shop.*"},
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "GenerateDISyncTaskConfigForCreating": {**LIVE, "task_param": generation("mysql_shop", "orders")},
    "GenerateDISyncTaskConfigForUpdating": {**LIVE, "task_id": "100", "task_param": {"steps": []}},
    "QueryDISyncTaskConfigProcessResult": {**LIVE, "async_process_id": "10"},
    "CreateDISyncTask": {**LIVE, "task_content": '{ "a": "it\'s \\u00e4 \\"b\\"" }', "task_name": "naïve 'name' \\"},
    "UpdateDISyncTask": {**HOME, "task_type": "DI_OFFLINE", "file_id": "1000000", "task_param": {"Cu": 1.5}},
    "GetDISyncTask": TASK,
    "DeployDISyncTask": TASK,
    "StartDISyncInstance": {**TASK, "start_param": {"error_limit": {"record": 0}}},
    "GetDISyncInstanceInfo": TASK,
    "StopDISyncInstance": TASK,
    "TerminateDISyncInstance": TASK,
    "DeleteDISyncTask": TASK,
    "ListRefDISyncTasks": {**LIVE, "datasource_name": "mysql_shop", "ref_type": "from"},
    "ListFiles": {**HOME, "need_content": True, "page_size": 5, "keyword": "ö&+ /?"},
    "GetFile": BATCH,
    "UpdateFile": {**BATCH, "cron_express": "00 05 00 * * ?", "stop": False},
    "SubmitFile": BATCH,
    "DeployFile": BATCH,
    "GetDeployment": {**HOME, "deployment_id": "3000001"},
    "ListFileVersions": BATCH,
    "DeleteFile": BATCH,
    "ListResourceGroups": {"resource_group_type": 4, "tags": [{"key": "team", "value": "a b"}]},
    "ListProjects": {"page_number": 1},
    "GetProject": HOME,
    "ListDataSources": {**HOME, "env_type": 1},
    "GetDataSourceMeta": {**HOME, "datasource_name": "mysql_shop"},
    "TestNetworkConnection": {**HOME, "datasource_name": "mysql_shop", "resource_group": GROUP, "env_type": "1"},
    "GetMetaTableColumn": {"table_guid": "odps.shop.orders"},
    "ListTables": {"data_source_type": "mysql", "page_size": 5},
    "ListBusiness": HOME,
    "ListFolders": {**HOME, "parent_folder_path": FOLDER},
    "CreateFolder": {**HOME, "folder_path": f"{FOLDER}/new"},
    "ListDIProjectConfig": {**HOME, "destination_type": "holo", "source_type": "mysql"},
    "UpdateDIProjectConfig": {**HOME, "destination_type": "holo", "project_config": {"ADDCOLUMN": "NORMAL"}},
}


async def test_the_program_of_an_operation_of_the_newer_version_sends_the_same() -> None:
    service = emulator_of_today()
    new = {
        action: operations()[OperationKey(NEW, action)].model_validate(arguments, by_name=True)
        for action, arguments in NEW_EXAMPLES.items()
    }
    async with served(service) as url:
        await ran({action: as_python(operation, url) for action, operation in new.items()})

    arrived = {call.action: dict(call.parameters) for call in service.calls}
    assert arrived == {action: {**wire.query, **wire.form} for action, wire in wires(new)}


def examples() -> dict[str, Operation[Any]]:
    return {action: OPERATIONS[action].model_validate(EXAMPLES[action], by_name=True) for action in EXAMPLES}


async def test_the_program_of_every_operation_sends_what_the_tool_would_send() -> None:
    service = emulator_of_today()
    operations = examples()
    async with served(service) as url:
        printed = await ran({action: as_python(operation, url) for action, operation in operations.items()})

    arrived = {call.action: {name: spelled(value) for name, value in call.parameters.items()} for call in service.calls}
    wanted = {action: {**wire.query, **wire.form} for action, wire in wires(operations)}
    assert arrived == wanted
    assert len(service.calls) == len(printed) == len(OPERATIONS)
    assert "naïve" in wanted["CreateDISyncTask"]["TaskName"]
    assert json.loads(printed["ListProjects"])["PageResult"]["TotalCount"] >= 1


def spelled(value: str) -> str:
    """The SDK spells booleans as Python does; the service takes both."""
    return value.lower() if value in {"True", "False"} else value


def wires(operations: dict[str, Operation[Any]]) -> list[tuple[str, Any]]:
    return [(action, operation.wire()) for action, operation in operations.items()]


@pytest.mark.parametrize("action", EXAMPLES)
def test_http_has_the_parameters_and_no_signature(action: str) -> None:
    operation = examples()[action]
    head, _, body = as_http(operation, "https://dataworks.test").partition("\n\n")
    query = "".join(line.strip().removeprefix("?") for line in head.splitlines() if line.startswith("    "))

    wire = operation.wire()
    assert dict(parse_qsl(query, keep_blank_values=True)) == wire.query
    assert dict(parse_qsl(body.strip().replace("\n", ""), keep_blank_values=True)) == wire.form
    assert f"\n{operation.method} https://dataworks.test/\n" in head
    assert f"x-acs-action: {action}" in head
    assert "authorization:" not in head.lower()
    assert "Credential=" not in head


@pytest.mark.parametrize("action", OPERATIONS)
def test_numbers_are_those_that_the_official_sdk_takes(action: str) -> None:
    from alibabacloud_dataworks_public20200518 import models

    types = typing.get_type_hints(getattr(models, f"{action}Request").__init__)
    ids = [wire_name(field) for field in OPERATIONS[action].model_fields if wire_name(field) in NUMBERS]

    assert [name for name in ids if types[snake(name)] is not int] == []


@pytest.mark.parametrize(
    "text", ['{"a":1e999}', '{"a":NaN}', '{"a": 1}', '{"a":1,"a":2}', "{", "plain", '{"a":1.50}', "", "[1]"]
)
def test_a_text_that_would_come_back_otherwise_is_not_laid_out(text: str) -> None:
    assert literal(text) == repr(text)


def test_without_a_region_the_code_is_there_and_says_what_to_change() -> None:
    result = command("call", "show_as_code", '{"tool": "list_projects"}')

    assert result.returncode == 0
    assert NO_REGION.en in result.stderr
    assert 'endpoint="dataworks.cn-shanghai.aliyuncs.com"' in result.stdout


async def test_the_tool_sends_nothing_and_holds_no_secret() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.READ_ONLY))) as client:
        wanted = {"tool": "delete_di_sync_task", "arguments": TASK}
        python = await client.call_tool("show_as_code", wanted)
        http = await client.call_tool("show_as_code", {**wanted, "arguments": json.dumps(TASK), "form": "http"})
        flow = await client.call_tool("show_as_code", {"tool": "create_realtime_task", "arguments": WISH})

    assert sent(emulator) == []
    assert facts_of(python)["sent"] is False
    assert facts_of(python)["note"] == NO_ADDRESS.en
    assert "client.delete_disync_task(" in text_of(python)
    assert "POST https://dataworks.cn-shanghai.aliyuncs.com/\n    ?FileId=100\n" in facts_of(http)["code"]
    assert 'os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]' in facts_of(flow)["code"]
    assert facts_of(flow)["code"] in text_of(flow)


@pytest.mark.parametrize("value", [*HOSTILE, "a\nb\0"])
async def test_the_command_beside_the_code_is_the_same_call(value: str) -> None:
    time = Time()
    arguments = {**LIVE, "task_content": {value: value}, "task_name": "a"}
    async with assistant(emulated(time), time) as client:
        shown = await client.call_tool("show_as_code", {"tool": "create_di_sync_task", "arguments": arguments})

    line = facts_of(shown)["command"]
    command, call, tool, given = shlex.split(line)
    assert (command, call, tool, json.loads(given)) == ("dataworks-di-mcp", "call", "create_di_sync_task", arguments)
    assert line.isprintable()
    assert f"command: {line}\n" in text_of(shown)


async def test_what_is_shown_runs_as_it_is_printed(tmp_path: Path) -> None:
    service = emulator_of_today()
    copy = {**ONE, "task_name": "it's a copy", "folder": FOLDER, "resource_group": GROUP}
    async with served(service) as url:
        create = await printed_for("create_realtime_task", WISH, url)
        made = await printed_by([sys.executable, "-W", "ignore", "-"], tmp_path, create)
        task_id = re.findall("[0-9]+", made)[-1]
        line = await printed_for("copy_realtime_task", {**copy, "task_id": task_id}, url)
        await printed_by(["sh"], tmp_path, line)

    names = {task.name for task in service.world.workspace("10000").tasks.values()}
    assert made.endswith(f"Task {task_id} is created.\n")
    assert names >= {WISH["task_name"], "it's a copy"}


async def printed_for(tool: str, arguments: dict[str, Any], url: str) -> str:
    """What ``call show_as_code`` prints for a file."""
    wanted = json.dumps({"tool": tool, "arguments": arguments})
    result = await to_thread.run_sync(lambda: command("call", "show_as_code", wanted, "--endpoint", url))
    assert result.returncode == 0
    assert f"tool: {tool}\nsent: false\n" in result.stderr
    return result.stdout


async def printed_by(program: list[str], folder: Path, text: str) -> str:
    """What a program prints that is given on stdin."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "HOME": str(folder),
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator",
    }
    return (await run_process(program, input=text.encode(), cwd=folder, env=environment)).stdout.decode()


@pytest.mark.parametrize("tool", ["preview_realtime_task", "copy_realtime_task", "list_source_tables"])
async def test_a_flow_without_a_program_is_a_command(tool: str) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool("show_as_code", {"tool": tool, "arguments": COMMANDS[tool]})

    command, call, named, given = shlex.split(facts_of(result)["code"])
    assert (command, call, named, json.loads(given)) == ("dataworks-di-mcp", "call", tool, COMMANDS[tool])
    assert facts_of(result)["note"].startswith("There is no program for this call, so this is the command.")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"tool": "get_projects"}, "/tool: is not a tool whose request can be shown; did you mean 'get_project'?"),
        ({"tool": "explain_error"}, "/tool: sends no request"),
        ({"tool": "get_di_sync_task", "arguments": {**TASK, "file_id": "x"}}, "/arguments/file_id: must be an id"),
        ({"tool": "create_realtime_task", "arguments": HOME}, "/arguments/task_name: is required"),
        ({"tool": "create_realtime_task", "arguments": WISH, "form": "http"}, "/form: create_realtime_task is more"),
        ({"tool": "stop_tasks", "arguments": HOME}, "/arguments/task_ids: is required"),
        (
            {"tool": "change_realtime_tables", "arguments": ONE},
            "/arguments/add: is required; or name tables",
        ),
        ({"tool": "change_realtime_tables", "arguments": PATTERN}, "/arguments/remove: a program takes no patterns"),
        ({"tool": "list_projects", "arguments": "[]"}, "/arguments: must be a JSON object"),
    ],
    ids=[
        "unknown",
        "no request",
        "argument",
        "flow argument",
        "flow as http",
        "no file id",
        "between arguments",
        "pattern",
        "not an object",
    ],
)
async def test_what_can_not_be_shown_is_told_with_its_place(arguments: dict[str, Any], says: str) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool("show_as_code", arguments)

    assert facts_of(result)["error"]["code"] == "InvalidArguments"
    assert says in text_of(result)


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
async def test_every_tool_has_code_or_says_why_not(spec: ToolSpec) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        told = text_of(await client.call_tool("show_as_code", {"tool": spec.name}))

    assert "is no tool" not in told
    assert ("/tool: sends no request" in told) == (not spec.operations)


def test_there_is_an_example_for_every_operation() -> None:
    assert EXAMPLES.keys() == OPERATIONS.keys()
    assert len({snake_case(action) for action in EXAMPLES}) == len(EXAMPLES)


MANY = [f"shop.table_{number}" for number in range(500)]


@pytest.mark.parametrize(
    ("tool", "arguments", "form", "noted"),
    [
        ("create_realtime_task", {**WISH, "tables": MANY}, "python", True),
        ("create_realtime_task", WISH, "python", False),
        (
            "generate_di_sync_task_config_for_creating",
            {**LIVE, "task_param": generation("mysql_shop", *MANY)},
            "python",
            True,
        ),
        (
            "generate_di_sync_task_config_for_creating",
            {**LIVE, "task_param": generation("mysql_shop", *MANY)},
            "http",
            False,
        ),
        ("update_di_sync_task", {**TASK, "task_content": {"comment": "x" * 9000}}, "python", True),
    ],
    ids=["flow", "short flow", "operation", "http", "update"],
)
async def test_contradiction_9_a_program_whose_url_is_too_long_is_shown_with_a_note(
    tool: str, arguments: dict[str, Any], form: str, *, noted: bool
) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        shown = facts_of(await client.call_tool("show_as_code", {"tool": tool, "arguments": arguments, "form": form}))

    assert (LONG_URL.en in str(shown.get("note"))) is noted, shown.get("error")


async def test_arguments_that_are_too_long_are_not_shown() -> None:
    arguments = {"project_id": "10000", "file_id": "1000000", "content": "x" * LONGEST_SHOWN}
    time = Time()
    async with assistant(emulated(time), time) as client:
        result = await client.call_tool("show_as_code", {"tool": "update_file", "arguments": arguments})

    assert "/arguments: is too long: at most 200,000 characters" in text_of(result)


@pytest.mark.parametrize("form", ["python", "http"])
@pytest.mark.parametrize("action", EXAMPLES)
async def test_half_a_character_is_refused_or_shown_as_an_escape(action: str, form: str) -> None:
    time, tool = Time(), snake_case(action)
    async with assistant(emulated(time), time) as client:
        for name in OPERATIONS[action].model_fields:
            for value in ("\ud800", ["\ud800"], {"a": "\ud800"}):
                arguments = json.dumps({**EXAMPLES[action], name: value})
                result = await client.call_tool("show_as_code", {"tool": tool, "arguments": arguments, "form": form})
                assert "ServerFailure" not in text_of(result), (name, value)


async def test_what_the_policy_forbids_is_refused_before_it_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[str]()
    monkeypatch.setattr("tools.sets.code.masked", read.append)
    time, gate = Time(), Gate(policy=Policy(deny=["GetFile"]))
    async with assistant(emulated(time), time, hosting=Hosting(gate=gate)) as client:
        result = await client.call_tool("show_as_code", {"tool": "get_file", "arguments": BATCH})

    assert "forbids GetFile" in text_of(result)
    assert read == []
