"""Lines on stdin that are no message: each is answered, and the server goes on."""

import json
import subprocess
from io import StringIO
from typing import Any

import anyio
import pytest
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError

from server.lines import Lines, Messages
from tests.server.processes import asked, greeted, line_of, started, tell

META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
HALF = r'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"text":"\ud800"}}'

PING = '{"jsonrpc":"2.0","id":"ping","method":"ping"}'

NOT_JSON, NO_REQUEST = -32700, -32600


@pytest.mark.parametrize(
    ("line", "code", "number"),
    [
        ("hello", NOT_JSON, None),
        ('{"jsonrpc":"2.0","id":1,"method":"ping"', NOT_JSON, None),
        ('{"jsonrpc":"2.0","id":1,"method":"ping"}{}', NOT_JSON, None),
        ('{"jsonrpc":"2.0","id":' + "9" * 6000 + ',"method":"ping"}', NOT_JSON, None),
        ("[" * 100_000, NOT_JSON, None),
        (HALF, NO_REQUEST, "a"),
        (r'{"jsonrpc":"2.0","id":"\ud800","method":"ping"}', NO_REQUEST, None),
        ('{"jsonrpc":"2.0","id":1.5,"method":"ping"}', NO_REQUEST, None),
        ('{"jsonrpc":"2.0","id":true,"method":"tools/list"}', NO_REQUEST, None),
        ('{"jsonrpc":"2.0","id":null,"method":"tools/list"}', NO_REQUEST, None),
        ('{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}', NO_REQUEST, 7),
        ('{"jsonrpc":"1.0","id":7,"method":"ping"}', NO_REQUEST, 7),
        ('{"jsonrpc":"2.0","id":7,"method":7}', NO_REQUEST, 7),
        ('[{"jsonrpc":"2.0","id":1,"method":"ping"}]', NO_REQUEST, None),
        ("{}", NO_REQUEST, None),
        ("null", NO_REQUEST, None),
    ],
)
async def test_a_line_that_is_no_message_is_answered_with_its_id_where_it_has_one(
    line: str, code: int, number: str | int | None
) -> None:
    (error,) = await answers(line)

    assert error is not None
    assert (error.error.code, error.id) == (code, number)
    assert error.model_dump_json(exclude_unset=True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        '{"jsonrpc":"2.0","id":1,"method":"ping"}',
        '{"jsonrpc":"2.0","method":"ping"}',
        '{"jsonrpc":"2.0","method":"notifications/initialized"}',
        '{"jsonrpc":"2.0","id":null,"method":"notifications/initialized"}',
        '{"jsonrpc":"2.0","method":"notifications/progress","params":[]}',
        r'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"reason":"\ud800"}}',
        '{"jsonrpc":"2.0","id":1,"result":{}}',
        '{"jsonrpc":"2.0","id":1,"result":[]}',
        '{"jsonrpc":"2.0","id":1,"error":{"code":"x"}}',
    ],
)
async def test_messages_empty_lines_notifications_and_answers_are_not(line: str) -> None:
    assert await answers(line) == []


async def answers(line: str) -> list[JSONRPCError]:
    """What the client is told when it says this line between two requests, which must arrive."""
    lines, told = Lines(StringIO(f"{PING}\n{line}\n{PING}\n")), list[JSONRPCError]()

    async def answer(error: JSONRPCError) -> None:
        told.append(error)

    async with (
        stdio_server(lines, anyio.wrap_file(StringIO())) as (received, sent),
        sent,
        Messages(lines, received, answer) as messages,
    ):
        read = [item async for item in messages]
    requests = [item for item in (read[0], read[-1]) if isinstance(item, SessionMessage)]
    assert [request.message.model_dump(exclude_unset=True) for request in requests] == [json.loads(PING)] * 2
    return told


def answered(process: subprocess.Popen[bytes], line: str) -> dict[str, Any]:
    """The next thing that the process says after this line."""
    assert process.stdin is not None
    process.stdin.write(line.encode() + b"\n")
    process.stdin.flush()
    message: dict[str, Any] = json.loads(line_of(process.stdout))
    return message


def test_in_a_session_the_server_answers_and_goes_on() -> None:
    with started("serve", "--emulator") as process:
        greeted(process)
        errors = [answered(process, line) for line in (HALF, "hello", "[]")]
        result = asked(process, 1, "ping", {})

    assert [(error["id"], error["error"]["code"]) for error in errors] == [
        ("a", NO_REQUEST),
        (None, NOT_JSON),
        (None, NO_REQUEST),
    ]
    assert result["result"] is not None


def test_without_a_session_the_server_answers_and_goes_on() -> None:
    with started("serve", "--emulator") as process:
        errors = [answered(process, line) for line in (HALF, "hello", "[]")]
        result = asked(process, 1, "tools/list", {"_meta": META})

    assert [error["error"]["code"] for error in errors] == [NO_REQUEST, NOT_JSON, NO_REQUEST]
    assert result["result"]["tools"]


def test_the_last_line_is_answered_before_the_end() -> None:
    with started("serve", "--emulator") as process:
        greeted(process)
        tell(process, {"method": "notifications/progress", "params": []})
        out, _ = process.communicate(b"hello")

    assert (json.loads(out)["error"]["code"], process.returncode) == (NOT_JSON, 0)
