"""GetDISyncTask against the emulator over loopback HTTP: our client and our tool compared with the official SDK."""

import gc
import os
from collections.abc import Awaitable, Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import anyio
from mcp import Client

from bench.hooks import hook_ratio
from bench.processes import Listening, emulator
from bench.ratios import FEWEST, Ratio, time_ratio
from bench.spending import THIS, Spending, Spent
from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.signing import Credentials
from dataworks.transport import connect
from server.app import app
from server.collector import rare_collections
from server.log_lines import log_to_stderr

CLIENT_TARGET, TOOL_TARGET = 0.9, 1.4

AT_ONCE = 10
"""Calls of one kind before the next kind."""

FOR_EACH = 10
"""Pairs for each requested one: calls are short."""

READ = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}

Call = Callable[[], Awaitable[Any]]


def measured_calls(pairs: int) -> list[Ratio]:
    """Measure calls of each kind in turn; our log line per call is written, but not kept."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere), emulator() as service:
        log_to_stderr()
        spent = anyio.run(_measured, service, pairs * FOR_EACH)
    return [
        time_ratio("client.call", CLIENT_TARGET, spent["client"], spent["sdk"], AT_ONCE, by_cpu=True),
        time_ratio("tool through an MCP client", TOOL_TARGET, spent["tool"], spent["sdk"], AT_ONCE, by_cpu=True),
        anyio.run(hook_ratio, spent["tool"][:FEWEST], AT_ONCE),
    ]


async def _measured(service: Listening, rounds: int) -> dict[str, list[Spent]]:
    async with _client(service.url) as api, Client(app(lambda: _client(service.url))) as mcp:
        calls = {"sdk": _sdk(service.url), "client": _ours(api), "tool": _tool(mcp)}
        spent: dict[str, list[Spent]] = {name: [] for name in calls}
        for call in calls.values():  # opens connections, builds what is built once
            await _repeated(call)
        gc.collect()
        with rare_collections():
            for number in range(rounds):
                gc.collect()
                for name in list(calls)[:: -1 if number % 2 else 1]:
                    spending = Spending.of(THIS, service.process_id)
                    await _repeated(calls[name])
                    spent[name].append(spending.spent())
    return spent


async def _repeated(call: Call) -> None:
    for _ in range(AT_ONCE):
        await call()


def _client(url: str) -> DataWorks:
    return DataWorks(url, static(Credentials("emulator", "emulator")), connect(url))


def _ours(api: DataWorks) -> Call:
    async def call() -> None:
        answer = await api.call(GetDISyncTask(project_id="10000", task_type="DI_REALTIME", file_id="100"))
        if not answer.code:
            raise RuntimeError("no script came back")

    return call


def _tool(client: Client) -> Call:
    async def call() -> None:
        result = await client.call_tool("get_di_sync_task", READ)
        if result.is_error:
            raise RuntimeError(result.content)

    return call


def _sdk(url: str) -> Call:
    from bench.sdk import official, read

    client = official(url)

    async def call() -> None:
        await read(client, 100)

    return call
