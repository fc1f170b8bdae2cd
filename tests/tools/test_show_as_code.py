"""Calls as code: what is shown is what would be sent, and a program runs as it stands."""

import json
import typing
from typing import Any
from urllib.parse import parse_qsl

import pytest

from dataworks.operation import Effect, Operation, wire_name
from server.hosting import Hosting
from tests.emulator.calls import generation
from tests.emulator.serving import emulator_of_today, served
from tests.operations import OPERATIONS
from tests.server.processes import ran as command
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.programs import ran
from tools.catalog import ToolSpec, snake_case
from tools.code.http import as_http
from tools.code.python import NUMBERS, as_python, literal, snake
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.sets.code import INSIDE, NO_REGION

HOME: dict[str, Any] = {"project_id": "10000"}
LIVE: dict[str, Any] = {**HOME, "task_type": "DI_REALTIME"}
TASK: dict[str, Any] = {**LIVE, "file_id": "100"}
WITHOUT_CHANGE: dict[str, Any] = {**HOME, "task_id": "100"}
PATTERN: dict[str, Any] = {**HOME, "task_id": "100", "remove": ["shop.*"]}
BATCH: dict[str, Any] = {**HOME, "file_id": "1000000"}

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
    "ListBusiness": HOME,
    "ListFolders": {**HOME, "parent_folder_path": FOLDER},
    "CreateFolder": {**HOME, "folder_path": f"{FOLDER}/new"},
    "ListDIProjectConfig": {**HOME, "destination_type": "holo", "source_type": "mysql"},
    "UpdateDIProjectConfig": {**HOME, "destination_type": "holo", "project_config": {"ADDCOLUMN": "NORMAL"}},
}


def examples() -> dict[str, Operation[Any]]:
    return {action: OPERATIONS[action].model_validate(EXAMPLES[action], by_name=True) for action in OPERATIONS}


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


@pytest.mark.parametrize("action", OPERATIONS)
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


@pytest.mark.parametrize("text", ['{"a":1e999}', '{"a": 1}', '{"a":1,"a":2}', "{", "plain", '{"a":1.50}', "", "[1]"])
def test_a_text_that_would_come_back_otherwise_is_not_laid_out(text: str) -> None:
    assert literal(text) == repr(text)


def test_without_a_region_the_code_is_there_and_says_what_to_change() -> None:
    result = command("call", "show_as_code", '{"tool": "list_projects"}')

    assert result.returncode == 0
    assert NO_REGION in result.stderr
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
    assert facts_of(python)["note"] == INSIDE
    assert "client.delete_disync_task(" in text_of(python)
    assert "POST http://127.0.0.1/\n    ?FileId=100\n" in facts_of(http)["code"]
    assert 'os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]' in facts_of(flow)["code"]
    assert facts_of(flow)["code"] in text_of(flow)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"tool": "get_projects"}, "/tool: is no tool whose request can be shown; did you mean 'get_project'?"),
        ({"tool": "explain_error"}, "/tool: is answered by this server itself: there is no request"),
        (
            {"tool": "list_source_tables"},
            "/tool: only looks around, and what it asks depends on the answers; show get_",
        ),
        ({"tool": "get_di_sync_task", "arguments": {**TASK, "file_id": "x"}}, "/arguments/file_id: must be an id"),
        ({"tool": "create_realtime_task", "arguments": HOME}, "/arguments/task_name: is required"),
        ({"tool": "create_realtime_task", "arguments": WISH, "form": "http"}, "/form: create_realtime_task is more"),
        ({"tool": "stop_realtime_task", "arguments": HOME}, "/arguments/task_id: is required"),
        (
            {"tool": "change_realtime_tables", "arguments": WITHOUT_CHANGE},
            "/arguments/add: is required; or name tables",
        ),
        ({"tool": "change_realtime_tables", "arguments": PATTERN}, "/arguments/remove: a program names its tables"),
        ({"tool": "list_projects", "arguments": "[]"}, "/arguments: must be a JSON object"),
    ],
    ids=[
        "unknown",
        "no request",
        "reads only",
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

    only_looks = "only looks around" in told or "answered by this server itself" in told
    assert "is no tool" not in told
    assert not (only_looks and (spec.operation or spec.effect is not Effect.READ))


def test_there_is_an_example_for_every_operation() -> None:
    assert EXAMPLES.keys() == OPERATIONS.keys()
    assert len({snake_case(action) for action in EXAMPLES}) == len(EXAMPLES)
