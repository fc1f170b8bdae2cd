"""The server as a process on stdio, as desktop clients and IDEs start it."""

import json
import signal
from collections.abc import Callable

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from tests.server.processes import ALL, COMMAND, called, greeted, started, tell
from tests.sessions import WISH, facts_of
from tools.declarations import DECLARED
from tools.toolsets import BY_DEFAULT

pytestmark = pytest.mark.repeats


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_creates_a_task_over_stdio(mode: str) -> None:
    parameters = StdioServerParameters(command=str(COMMAND), args=["serve", "--emulator"])
    async with Client(parameters, mode=mode) as client:
        tools = await client.list_tools()
        result = await client.call_tool("create_realtime_task", WISH)

    assert {tool.name for tool in tools.tools} == {spec.name for name in BY_DEFAULT for spec in DECLARED[name]}
    assert facts_of(result)["state"] == "created"


def test_it_starts_without_region_and_credentials_and_the_first_call_says_what_is_missing() -> None:
    with started("serve", *ALL) as process:
        greeted(process)
        result = called(process, 1, "list_resource_groups", {})

    assert result["isError"]
    text = result["content"][0]["text"]
    assert "--region" in text
    assert "ALIBABA_CLOUD_REGION_ID" in text


def test_without_credentials_a_call_says_which_variables_and_files_to_set() -> None:
    with started("serve", *ALL, "--region", "cn-shanghai", HOME="/dev/null") as process:
        greeted(process)
        result = called(process, 1, "list_resource_groups", {})

    assert result["isError"]
    text = result["content"][0]["text"]
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in text
    assert "~/.aliyun/config.json" in text
    assert "/dev/null" not in text


def test_without_network_a_call_is_a_failure_that_says_so_and_the_server_stays_up() -> None:
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "planted-secret"}
    # Port 9 of this machine: nothing listens there, so the connection is refused at once.
    with started("serve", *ALL, "--endpoint", "http://127.0.0.1:9", **keys) as process:
        greeted(process)
        first = called(process, 1, "list_resource_groups", {})
        second = called(process, 2, "list_resource_groups", {"keyword": 1})

    assert first["structuredContent"]["error"]["code"] == "Unreachable"
    assert "nothing was sent" in first["content"][0]["text"]
    assert "planted-secret" not in json.dumps(first)
    assert second["structuredContent"]["error"]["code"] == "InvalidArguments"


def test_stdout_carries_the_protocol_alone() -> None:
    with started("serve", "--emulator") as process:
        greeted(process)
        called(process, 1, "get_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"})
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
        out, err = process.communicate()

    assert out == b""
    assert b"GetDISyncTask" in err


def test_a_lone_surrogate_in_the_arguments_is_refused_and_the_server_stays_up() -> None:
    params = r'{"name":"list_files","arguments":{"keyword":"\ud800"}}'
    call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":' + params + "}"
    with started("serve", "--emulator", *ALL) as process:
        greeted(process)
        assert process.stdin is not None
        process.stdin.write(call.encode() + b"\n")
        process.stdin.flush()
        result = called(process, 2, "list_files", {"project_id": "10000"})

    assert not result.get("isError")


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_sooner_than_it_starts(number: signal.Signals, clock: Callable[[], float]) -> None:
    begun = clock()
    with started("serve", "--emulator") as process:
        greeted(process)
        ready = clock()
        process.send_signal(number)
        code = process.wait()
        ended = clock()

    assert code == 0
    assert ended - ready < ready - begun


@pytest.mark.alone
def test_a_signal_ends_it_while_it_works(clock: Callable[[], float]) -> None:
    begun = clock()
    with started("serve", "--emulator", *ALL) as process:
        greeted(process)
        tell(process, {"id": 1, "method": "tools/call", "params": {"name": "create_realtime_task", "arguments": WISH}})
        called(process, 2, "list_resource_groups", {})
        ready = clock()
        process.send_signal(signal.SIGTERM)
        code = process.wait()
        ended = clock()

    assert code == 0
    assert ended - ready < ready - begun


@pytest.mark.alone
def test_the_end_of_stdin_ends_it(clock: Callable[[], float]) -> None:
    begun = clock()
    with started("serve", "--emulator") as process:
        greeted(process)
        ready = clock()
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
        code = process.wait()
        ended = clock()

    assert code == 0
    assert ended - ready < ready - begun


def test_a_host_that_does_not_read_stderr_gets_every_answer() -> None:
    with started("serve", "--emulator") as server:
        greeted(server)
        status = {"project_id": "10000", "task_id": "100"}
        answers = [called(server, number, "get_task_status", status) for number in range(1, 300)]

    assert all(answer["isError"] is False for answer in answers)


def test_an_unknown_tool_is_a_failure_that_names_the_nearest() -> None:
    with started("serve", "--emulator") as process:
        greeted(process)
        result = called(process, 1, "create_realtime_tasks", {})

    assert result["isError"]
    assert "Did you mean create_realtime_task?" in result["content"][0]["text"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_unknown_prompt_is_an_invalid_parameter(mode: str) -> None:
    parameters = StdioServerParameters(command=str(COMMAND), args=["serve", "--emulator"])
    async with Client(parameters, mode=mode) as client:
        with pytest.raises(MCPError) as caught:
            await client.get_prompt("nothing")

    assert caught.value.error.code == INVALID_PARAMS
    assert "Unknown prompt: nothing" in caught.value.error.message
