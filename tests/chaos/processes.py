"""Flows with real processes: an emulator with its world in a file, and servers on stdio; all are killed at random."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import anyio
import anyio.abc
import httpx2
from anyio.streams.buffered import BufferedByteReceiveStream

from tests.bounds import BOUND
from tests.chaos.assistant import Assistant
from tests.chaos.faults import as_toml, quick_faults, random_for
from tests.chaos.scenarios import SINGLE_KINDS, STUDIOS, scenario
from tests.chaos.snapshot import Snapshot, snapshot_of_rows
from tests.chaos.totals import Result, Totals
from tests.loopback import web
from tests.secrecy.observe import seen
from tests.server.processes import COMMAND, INITIALIZE

CONCURRENT = 8
"""The number of assistants at the same time."""

KILLED_SHARE = 0.3
"""The share of calls during which the server is killed."""

LONGEST_PAUSE = 1.0
"""Seconds that an assistant waits at most."""

LONGEST_LINE = 10_000_000
KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}


@asynccontextmanager
async def process(*arguments: str, stderr: int = subprocess.DEVNULL) -> AsyncGenerator[anyio.abc.Process]:
    """Run the server's command; kill it at the end of the block."""
    async with await anyio.open_process([COMMAND, *arguments], stderr=stderr, env={**os.environ, **KEYS}) as running:
        try:
            yield running
        finally:
            if running.returncode is None:
                running.kill()


@dataclass
class RealWorld:
    """An emulator that is killed repeatedly, and restarted from its file at the same address."""

    folder: Path
    rng: Random
    url: str = ""
    calls: int = 0

    async def run(self, *, task_status: anyio.abc.TaskStatus[None]) -> None:
        """Start and kill the emulator repeatedly."""
        options = ["--data", str(self.folder / "world"), "--faults", str(self.folder / "faults.toml")]
        while True:
            port = self.url.rpartition(":")[2] or "0"
            async with process("emulate", "--port", port, *options, stderr=subprocess.PIPE) as emulator:
                self.url = await _address(emulator)
                task_status.started()
                task_status = anyio.TASK_STATUS_IGNORED
                await anyio.sleep(self.rng.uniform(3, 12))
                self.calls += await self.total()

    async def rows(self) -> list[dict[str, Any]]:
        """Return the tasks of the emulator."""
        answer: list[dict[str, Any]] = (await self._get("tasks"))["tasks"]
        return answer

    async def total(self) -> int:
        """Return the number of requests since its last start."""
        answer: int = (await self._get("calls"))["total"]
        return answer

    async def _get(self, page: str) -> dict[str, Any]:
        async with web() as client:
            while True:
                try:
                    answer: dict[str, Any] = (await client.get(f"{self.url}/_emulator/{page}")).json()
                    return answer
                except httpx2.HTTPError:  # the emulator is being restarted
                    await anyio.sleep(0.05)


@dataclass
class ProcessSession:
    """An assistant's own server on stdio; after it was killed, the next call starts a new one."""

    world: RealWorld
    rng: Random
    group: anyio.abc.TaskGroup
    server: "Server | None" = None

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Call a tool; in some calls the server is killed."""
        self.server = server = self.server or await self.group.start(serve, self.world.url)
        facts: dict[str, Any] | None = None
        async with anyio.create_task_group() as call:
            if self.rng.random() < KILLED_SHARE:
                call.start_soon(self._kill, server)
            facts = await server.called(tool, arguments)
            call.cancel_scope.cancel()
        if facts is None:
            self.server = None
        return facts

    async def snapshot(self) -> Snapshot:
        """Return a snapshot from the control endpoint of the emulator."""
        return snapshot_of_rows(await self.world.rows())

    def moments(self) -> tuple[Snapshot, ...]:
        """Return none: nobody else acts on these tasks."""
        return ()

    async def pause(self, seconds: float) -> None:
        """Wait, at most ``LONGEST_PAUSE`` seconds of real time."""
        await anyio.sleep(min(seconds, LONGEST_PAUSE))

    async def _kill(self, server: "Server") -> None:
        await anyio.sleep(self.rng.uniform(0, 3))
        server.process.kill()


@dataclass
class Server:
    """A process that serves MCP on stdio."""

    process: anyio.abc.Process
    lines: BufferedByteReceiveStream
    asked: int = 0

    async def called(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Return the facts of one answer, or ``None`` if the process ended before it answered."""
        try:
            answer = await self.ask("tools/call", {"name": tool, "arguments": arguments})
        except (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError):
            return None
        facts: dict[str, Any] = answer["structuredContent"]
        return facts

    async def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Return the result of one request."""
        self.asked += 1
        await self.send({"id": self.asked, "method": method, "params": params})
        with anyio.fail_after(BOUND):
            while True:
                line = await self.lines.receive_until(b"\n", LONGEST_LINE)
                seen(line, "the stdout of a process")
                message = json.loads(line)
                if message.get("id") == self.asked:
                    result: dict[str, Any] = message["result"]
                    return result

    async def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        assert self.process.stdin is not None
        await self.process.stdin.send(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")


async def serve(url: str, *, task_status: anyio.abc.TaskStatus[Server]) -> None:
    """Serve until killed."""
    async with process("serve", "--mode", "full", "--endpoint", url, "--studio", ",".join(STUDIOS)) as running:
        assert running.stdout is not None
        server = Server(running, BufferedByteReceiveStream(running.stdout))
        await server.ask("initialize", INITIALIZE)
        await server.send({"method": "notifications/initialized"})
        task_status.started(server)
        await running.wait()


def run_with_processes(flows: range, seed: int) -> Totals:
    """Run the scenarios of these numbers, some at a time."""
    totals = Totals()
    with tempfile.TemporaryDirectory() as folder:
        anyio.run(_run, flows, seed, Path(folder), totals)
    return totals


async def _run(flows: range, seed: int, folder: Path, totals: Totals) -> None:
    results, limiter = list[Result](), anyio.CapacityLimiter(CONCURRENT)
    (folder / "faults.toml").write_text(as_toml(quick_faults(seed)), "utf-8")
    world = RealWorld(folder, random_for(seed, "emulator"))

    async def run_scenario(number: int, group: anyio.abc.TaskGroup) -> None:
        async with limiter:
            session = ProcessSession(world, random_for(seed, "kills", number), group)
            results.append(await Assistant(scenario(number, seed, SINGLE_KINDS), session).run())

    async with anyio.create_task_group() as running:
        await running.start(world.run)
        first = snapshot_of_rows(await world.rows())
        async with anyio.create_task_group() as assistants:
            for number in flows:
                assistants.start_soon(run_scenario, number, running)
        totals.record(results, first, snapshot_of_rows(await world.rows()), world.calls + await world.total())
        running.cancel_scope.cancel()


async def _address(emulator: anyio.abc.Process) -> str:
    """Return the URL that the emulator prints."""
    assert emulator.stderr is not None
    output = BufferedByteReceiveStream(emulator.stderr)
    while True:
        found = re.search(rb"http://[\d.:]+", await output.receive_until(b"\n", LONGEST_LINE))
        if found is not None:
            return found[0].decode()
