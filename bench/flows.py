"""Two hundred flows at once over HTTP, in one server process: their added latency and their memory.

The yardstick is the least that a flow needs: a bare client sends the same four requests to the same emulator, as many
at once, with the same wait between them. The difference is the added latency.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from bench.limits import Limit
from bench.loads import tool_call
from bench.processes import emulator, peak, resident, serving
from bench.worlds import LARGE, LARGE_TASK, PLACE, TABLES
from dataworks.flows.waits import USUAL
from dataworks.operation import Operation
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.request import build
from dataworks.scripts.realtime_script import realtime_script
from dataworks.signing import Credentials

FLOWS = 200
ROUNDS = 3
KEY = Credentials("emulator", "emulator")

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Flow = Callable[[Streams, int], Awaitable[None]]
"""Runs one flow over a connection; its number gives it its own task."""


def measured_flows() -> list[Limit]:
    """Return the added latency of the best round, since other work of the machine only adds to it, and the memory."""
    added: list[float] = []
    with emulator() as endpoint, serving(endpoint) as server:
        idle = resident(server.process_id)
        asyncio.run(_at_once(server.port, _ours(server.port), range(ROUNDS * FLOWS, ROUNDS * FLOWS + 1)))
        for number in range(ROUNDS):
            flows = range(number * FLOWS, (number + 1) * FLOWS)
            bare = asyncio.run(_at_once(_port(endpoint), _bare(endpoint), flows))
            added.append(asyncio.run(_at_once(server.port, _ours(server.port), flows)) - bare)
        grown = peak(server.process_id) - idle
    return [
        Limit(f"{FLOWS} flows at once: added latency (p99)", "s", 1, min(added)),
        Limit(f"{FLOWS} flows at once: memory per flow", "MB", 1, grown / FLOWS),
    ]


async def _at_once(port: int, flow: Flow, numbers: range) -> float:
    """Return the 99th percentile of the seconds that these flows take, each on an open connection."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in numbers]
    pairs = zip(connections, numbers, strict=True)
    seconds = sorted(await asyncio.gather(*(_timed(flow, streams, number) for streams, number in pairs)))
    for _, writer in connections:
        writer.close()
    return seconds[len(seconds) * 99 // 100 - 1] if len(seconds) > 1 else seconds[0]


async def _timed(flow: Flow, streams: Streams, number: int) -> float:
    began = time.perf_counter()
    await flow(streams, number)
    return time.perf_counter() - began


def _ours(port: int) -> Flow:
    async def flow(streams: Streams, number: int) -> None:
        arguments = {**LARGE_TASK, "task_name": f"flow_{number:03}", "tables": [TABLES[number]]}
        request = tool_call("create_realtime_task", arguments).replace(b"PORT", str(port).encode(), 1)
        answer = await _exchanged(streams, request)
        if answer["result"]["structuredContent"].get("state") != "created":
            raise RuntimeError(answer)

    return flow


def _bare(endpoint: str) -> Flow:
    async def flow(streams: Streams, number: int) -> None:
        async def call(operation: Operation[Any]) -> dict[str, Any]:
            answer = await _exchanged(streams, _signed(endpoint, operation))
            data: dict[str, Any] = answer["Data"]
            return data

        where: dict[str, Any] = {"project_id": "10000", "task_type": "DI_REALTIME"}
        script = realtime_script({LARGE: [TABLES[number]]}, "maxcompute", "odps_shop", PLACE["ResourceGroup"])
        started = await call(GenerateDISyncTaskConfigForCreating(**where, task_param=script))
        await asyncio.sleep(USUAL.first)
        looked = QueryDISyncTaskConfigProcessResult(**where, async_process_id=str(started["ProcessId"]))
        content, name = (await call(looked))["TaskContent"], f"bare_{number:03}"
        create = CreateDISyncTask(**where, task_content=content, task_param=json.dumps(PLACE), task_name=name)
        made = await call(create)
        await call(GetDISyncTask(**where, file_id=str(made["FileId"])))

    return flow


def _signed(endpoint: str, operation: Operation[Any]) -> bytes:
    request = build(operation, endpoint, KEY, datetime.now(UTC), secrets.token_hex(16))
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    first = f"{request.method} {request.url.removeprefix(endpoint)} HTTP/1.1"
    return "\r\n".join([first, *lines, f"content-length: {len(request.body)}", "", ""]).encode() + request.body


async def _exchanged(streams: Streams, request: bytes) -> dict[str, Any]:
    """Send a request over HTTP/1.1 and return the JSON answer."""
    reader, writer = streams
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    body = await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
    answer: dict[str, Any] = json.loads(body)
    return answer


def _port(endpoint: str) -> int:
    return int(endpoint.rpartition(":")[2])
