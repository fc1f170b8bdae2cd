"""Lines on stdin that are no message: each is answered, and the server goes on."""

import json
import subprocess
import tracemalloc
from collections.abc import AsyncGenerator
from io import StringIO
from typing import Any, TextIO, cast

import anyio
import pytest
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError

from dataworks.json_size import LONGEST
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


CROWD = '{"more":[' + "{}," * 100_000 + "0]}"
LONG = '{"more":"' + "a" * LONGEST + '"}'
WIDE = '{"more":"' + "\u00e9" * (LONGEST // 2) + '"}'


@pytest.mark.parametrize("params", [CROWD, LONG, WIDE], ids=["crowd", "long", "wide"])
@pytest.mark.parametrize(
    ("line", "number"),
    [
        ('{"jsonrpc":"2.0","id":7,"method":"ping","params":PARAMS}', 7),
        ('{"id": "a b", "jsonrpc": "2.0", "method": "ping", "params": PARAMS}', "a b"),
        ('{"method":"ping","params":PARAMS,"jsonrpc":"2.0","id":7}', 7),
        ('{"method":"ping","params":PARAMS,"id":8,"jsonrpc":"2.0"} ', 8),
        ('{"jsonrpc":"2.0","method":"ping","params":{"id":7,"more":PARAMS}}', None),
        ('{"jsonrpc":"2.0","method":"ping","params":{"more":PARAMS,"id":7}}', None),
        ('{"jsonrpc":"2.0","id":7,"result":PARAMS}', None),
        ("PARAMS", None),
    ],
)
async def test_a_line_that_is_too_large_is_not_read_and_answered(
    params: str, line: str, number: str | int | None
) -> None:
    (error,) = await answers(line.replace("PARAMS", params))

    assert (error.error.code, error.id) == (NO_REQUEST, number)
    assert "longer than 4,194,304 bytes, or has more than 200,000 commas" in error.error.message


async def test_a_line_just_below_the_limits_is_read() -> None:
    for params in ([0] * 199_000, "{}" * 2_000_000):
        line = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"more": params}}
        assert await answers(json.dumps(line)) == []


async def test_of_a_line_without_end_only_the_ends_are_kept() -> None:
    tracemalloc.start()
    lines = [line async for line in first(Lines(cast("TextIO", OneLine())))]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(lines) == 1
    assert peak < 16 * LONGEST


class OneLine:
    """A file that has one line, of a gigabyte."""

    def __init__(self) -> None:
        self.count = 0

    def readline(self, size: int) -> str:
        assert 0 < size <= LONGEST + 1
        self.count += size
        return "\n" if self.count > 2**30 else "a" * size


async def first(lines: Lines) -> AsyncGenerator[str]:
    """The first line."""
    async for line in lines:
        yield line
        return


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
