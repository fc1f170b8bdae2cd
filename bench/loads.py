"""HTTP under load: one tool compared with a bare server's echo."""

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any, cast

from bench.processes import OURS, Listening, listening
from bench.ratios import Ratio, time_ratio
from bench.spending import Spending, Spent

CONNECTIONS = 16
BARE = Path(__file__).with_name("bare.py")
TARGET = 1.3

SECONDS = 0.4
"""Of load on a program before the next one."""

READ: dict[str, Any] = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}


def measured_loads(pairs: int) -> list[Ratio]:
    """Put each program under load in turn; an additional first round warms them up."""
    echo, read = tool_call("echo", {"text": "hi"}), tool_call("get_di_sync_task", READ)
    with listening([sys.executable, str(BARE), "http"]) as bare, listening(_serve()) as ours:
        loads = {"bare": (bare, echo), "ours": (ours, read)}
        spent: dict[str, list[Spent]] = {name: [] for name in loads}
        for number in range(pairs + 1):
            for name in list(loads)[:: -1 if number % 2 else 1]:
                each = _each(*loads[name])
                if number:
                    spent[name].append(each)
    return [time_ratio("http: a tool, 16 connections", TARGET, spent["ours"], spent["bare"])]


def _each(program: Listening, request: bytes) -> Spent:
    """Return the cost of a request: seconds over all connections together, and CPU time of the program."""
    spending = Spending.of(program.process_id)
    answered = asyncio.run(_load(program.port, request))
    spent = spending.spent()
    return Spent(spent.seconds / answered, spent.cpu and spent.cpu / answered)


def _serve() -> list[str]:
    return [str(OURS), "serve", "--emulator", "--transport", "http", "--port"]


def tool_call(tool: str, arguments: dict[str, Any]) -> bytes:
    """One call by the protocol of 2026, ready to be sent again and again."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    params = {"name": tool, "arguments": arguments, "_meta": meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()
    head = (
        "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\ncontent-type: application/json\r\n"
        "accept: application/json, text/event-stream\r\nmcp-protocol-version: 2026-07-28\r\n"
        f"mcp-method: tools/call\r\nmcp-name: {tool}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _load(port: int, request: bytes) -> int:
    """Return how many requests are answered, over all connections."""
    loop, end = asyncio.get_running_loop(), time.perf_counter() + SECONDS
    connections = [
        await loop.create_connection(lambda: _Connection(request, end), "127.0.0.1", port) for _ in range(CONNECTIONS)
    ]
    return sum([await connection.done for _, connection in connections])


class _Connection(asyncio.Protocol):
    """Sends a request again whenever it is answered. A lean one: it shares its core with the servers."""

    def __init__(self, request: bytes, end: float) -> None:
        self._request = request
        self._end = end
        self._answered = 0
        self._received = b""
        self.done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        port = transport.get_extra_info("peername")[1]
        self._request = self._request.replace(b"PORT", str(port).encode(), 1)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server has closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, _, body = self._received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if length is None or len(body) < int(length[1]):
            return
        self._received = b""
        if b" 200 " not in head[:20] or b'"isError":true' in body:
            self.done.set_exception(RuntimeError(f"the server answers {head[:40]!r} {body[:80]!r}"))
            self._transport.close()
            return
        self._answered += 1
        if time.perf_counter() < self._end:
            self._transport.write(self._request)
        else:
            self.done.set_result(self._answered)
            self._transport.close()
