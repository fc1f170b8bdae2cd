"""Five hundred flows at once over HTTP, in one server process: their time and their memory.

The yardstick is the official SDK: it makes the same calls for each flow, as many flows at once, with the same waits,
against the same emulator.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bench.loads import tool_call
from bench.processes import Listening, emulator, forget_peak, peak, resident, serving
from bench.ratios import Pair, Ratio, time_ratio
from bench.sdk import created, official, read
from bench.spending import THIS, Spending, Spent
from bench.worlds import LARGE, LARGE_TASK, PLACE, TABLES
from dataworks.scripts.realtime_script import realtime_script

FLOWS = 500
TIME_TARGET, MEMORY_TARGET = 2, 2.5

FRESH = 5
"""Pairs before both servers are restarted: the more tasks the emulator has, the longer it works for each."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Flow = Callable[[int], Awaitable[None]]
"""Runs one flow; its number gives it its own task."""


def measured_flows(pairs: int) -> list[Ratio]:
    """Return the 99th percentile of both sides, and the server's largest memory compared with the idle server's."""
    ours, sdk, sizes = list[Spent](), list[Spent](), list[Pair]()
    for first in range(0, pairs, FRESH):
        with emulator() as service, serving(service.url) as server:
            idle = resident(server.process_id)
            asyncio.run(_ours(server, [len(TABLES) - 1]))
            for number in range(min(FRESH, pairs - first)):
                numbers = range(number * FLOWS, (number + 1) * FLOWS)
                forget_peak(server.process_id)
                sdk.append(_spent(_sdk(service, numbers), THIS, service.process_id))
                ours.append(_spent(_ours(server, numbers), server.process_id, service.process_id))
                sizes.append((peak(server.process_id), idle))
    return [
        time_ratio(f"{FLOWS} flows at once: p99", TIME_TARGET, ours, sdk),
        Ratio(f"{FLOWS} flows at once: memory", "MB", MEMORY_TARGET, sizes),
    ]


def _spent(flows: Awaitable[float], *processes: int) -> Spent:
    spending = Spending.of(*processes)
    seconds = asyncio.run(_awaited(flows))
    return Spent(seconds, spending.spent().cpu)


async def _awaited(flows: Awaitable[float]) -> float:
    return await flows


async def _ours(server: Listening, numbers: Sequence[int]) -> float:
    """Run each flow by a call of the tool, on an open connection."""
    async with _connections(server.port, numbers) as connections:

        async def flow(number: int) -> None:
            arguments = {**LARGE_TASK, "task_name": f"flow_{number:04}", "tables": [TABLES[number]]}
            request = tool_call("create_realtime_task", arguments).replace(b"PORT", str(server.port).encode(), 1)
            answer = await _exchanged(connections[number], request)
            if answer["result"]["structuredContent"].get("state") != "created":
                raise RuntimeError(answer)

        return await _slowest(flow, numbers)


async def _sdk(service: Listening, numbers: Sequence[int]) -> float:
    client = official(service.url)

    async def flow(number: int) -> None:
        script = realtime_script({LARGE: [TABLES[number]]}, "maxcompute", "odps_shop", PLACE["ResourceGroup"])
        await read(client, await created(client, f"sdk_{number:04}", script, json.dumps(PLACE)))

    return await _slowest(flow, numbers)


async def _slowest(flow: Flow, numbers: Sequence[int]) -> float:
    """Run these flows at once; return the 99th percentile of their seconds."""
    seconds = sorted(await asyncio.gather(*(_timed(flow, number) for number in numbers)))
    return seconds[(len(seconds) - 1) * 99 // 100]


async def _timed(flow: Flow, number: int) -> float:
    began = time.perf_counter()
    await flow(number)
    return time.perf_counter() - began


@asynccontextmanager
async def _connections(port: int, numbers: Sequence[int]) -> AsyncGenerator[dict[int, Streams]]:
    connections = {number: await asyncio.open_connection("127.0.0.1", port) for number in numbers}
    yield connections
    for _, writer in connections.values():
        writer.close()


async def _exchanged(streams: Streams, request: bytes) -> dict[str, Any]:
    """Send a request over HTTP/1.1 and return the JSON answer; a late one comes as an event, in chunks."""
    reader, writer = streams
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"content-length: (\d+)", head)
    if length is not None:
        body = await reader.readexactly(int(length[1]))
    else:
        body = (await reader.readuntil(b"\r\n0\r\n\r\n")).partition(b"data: ")[2].splitlines()[0]
    answer: dict[str, Any] = json.loads(body)
    return answer
