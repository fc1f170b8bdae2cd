"""GetDISyncTask against the emulator over loopback HTTP: our client and our tool compared with the official SDK."""

import gc
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mcp import Client

from bench.ratios import Ratio
from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.signing import Credentials
from dataworks.transport import connect
from server.app import app

PROGRAM = str(Path(sys.executable).with_name("dataworks-di-mcp"))
CLIENT_TARGET, TOOL_TARGET = 1.4, 2.2
WARMING = 20

Call = Callable[[], Awaitable[Any]]


async def measured_calls(rounds: int) -> list[Ratio]:
    """Measure each call once per round, in turn."""
    with _emulator() as url:
        async with _client(url) as api, Client(app(lambda: _client(url))) as mcp:
            samples = await _in_turn({"sdk": _sdk(url), "client": _ours(api), "tool": _tool(mcp)}, rounds)
    return [
        Ratio("client.call", "ms", CLIENT_TARGET, samples["client"], samples["sdk"]),
        Ratio("tool through an MCP client", "ms", TOOL_TARGET, samples["tool"], samples["sdk"]),
    ]


async def _in_turn(calls: dict[str, Call], rounds: int) -> dict[str, list[float]]:
    samples: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(WARMING + rounds):
        if number == WARMING:
            gc.collect()
        for name, call in calls.items():
            began = time.perf_counter()
            await call()
            if number >= WARMING:
                samples[name].append((time.perf_counter() - began) * 1000)
    return samples


def _client(url: str) -> DataWorks:
    return DataWorks(url, static(Credentials("emulator", "emulator")), connect(url))


def _ours(api: DataWorks) -> Call:
    async def call() -> None:
        answer = await api.call(GetDISyncTask(project_id="10000", task_type="DI_REALTIME", file_id="100"))
        if not answer.code:
            raise RuntimeError("no script came back")

    return call


def _tool(client: Client) -> Call:
    arguments = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}

    async def call() -> None:
        result = await client.call_tool("get_di_sync_task", arguments)
        if result.is_error:
            raise RuntimeError(result.content)

    return call


def _sdk(url: str) -> Call:
    from alibabacloud_dataworks_public20200518.client import Client as Official
    from alibabacloud_dataworks_public20200518.models import GetDISyncTaskRequest
    from alibabacloud_tea_openapi.models import Config

    config = Config(
        access_key_id="emulator",
        access_key_secret="emulator",  # noqa: S106
        endpoint=url.removeprefix("http://"),
        protocol="HTTP",
    )
    official = Official(config)

    async def call() -> None:
        request = GetDISyncTaskRequest(project_id=10000, task_type="DI_REALTIME", file_id=100)
        answer = await official.get_disync_task_async(request)
        if not answer.body.data.code:
            raise RuntimeError("no script came back")

    return call


@contextmanager
def _emulator() -> Generator[str]:
    """Run an emulator in its own process; yield its address."""
    command = [PROGRAM, "emulate", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        if process.stderr is None:
            raise RuntimeError("no pipe")
        try:
            address = re.search(r"http://[\w.:]+", process.stderr.readline())
            if address is None:
                raise RuntimeError("the emulator did not start")
            yield address[0].rstrip(";:")
        finally:
            process.terminate()
