"""HTTP under load: one tool on the emulator's world beside a bare server's echo, and two processes beside one."""

import asyncio
import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.processes import OURS, listening
from bench.ratios import Ratio

CONNECTIONS = 16
BARE = Path(__file__).with_name("bare.py")

READ: dict[str, Any] = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}
ROUNDS = 5


def measured_loads(seconds: float) -> list[Ratio]:
    """Milliseconds per answered request, each program under load in turn, so many seconds in all for each."""
    echo, read = tool_call("echo", {"text": "hi"}), tool_call("get_di_sync_task", READ)
    with ExitStack() as stack:
        bare = [stack.enter_context(listening([sys.executable, str(BARE), "http"])).port]
        ours = [stack.enter_context(listening(_serve())).port for _ in range(2)]
        samples: dict[str, list[float]] = {"bare": [], "one": [], "two": []}
        for _ in range(ROUNDS):
            for name, ports, request in (("bare", bare, echo), ("one", ours[:1], read), ("two", ours, read)):
                samples[name].append(asyncio.run(_load(ports, request, seconds / ROUNDS)))
    return [
        Ratio("http: a tool, 16 connections", "ms/call", 1 / 0.7, samples["one"], samples["bare"]),
        Ratio("http: two processes for one", "ms/call", 1 / 1.6, samples["two"], samples["one"]),
    ]


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


async def _load(ports: list[int], request: bytes, seconds: float) -> float:
    """Milliseconds per answered request, over all connections together."""
    end = time.perf_counter() + seconds
    connections = [_connection(ports[number % len(ports)], request, end) for number in range(CONNECTIONS)]
    started = time.perf_counter()
    answered = sum(await asyncio.gather(*connections))
    return (time.perf_counter() - started) * 1000 / answered


async def _connection(port: int, request: bytes, end: float) -> int:
    request = request.replace(b"PORT", str(port).encode(), 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:20]:
            raise RuntimeError(f"the server answers {head[:40]!r}")
        body = await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        if b'"isError":false' not in body and b'"isError"' in body:
            raise RuntimeError("the tool answers with a failure")
        answered += 1
    writer.close()
    return answered
