"""Flows with real processes: an emulator that keeps its world in a file, servers on stdio, and SIGKILL for all."""

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
from tests.chaos.faults import as_toml, drawn, quick_faults
from tests.chaos.ledger import Entry, Ledger
from tests.chaos.picture import Picture, picture_of
from tests.chaos.wishes import story
from tests.loopback import web
from tests.secrecy.observe import seen
from tests.server.processes import COMMAND, INITIALIZE

TOGETHER = 8
"""Assistants at work at the same time."""

KILLED = 0.3
"""The share of calls that are given a moment at which the server dies."""

LONGEST_PAUSE = 1.0
"""Seconds that an assistant waits at most."""

LONGEST_LINE = 10_000_000
KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}


@asynccontextmanager
async def process(*arguments: str, stderr: int = subprocess.DEVNULL) -> AsyncGenerator[anyio.abc.Process]:
    """Our command, until it is killed at the end of the block at the latest."""
    async with await anyio.open_process([COMMAND, *arguments], stderr=stderr, env={**os.environ, **KEYS}) as running:
        try:
            yield running
        finally:
            if running.returncode is None:
                running.kill()


@dataclass
class RealWorld:
    """An emulator that is killed now and then, and taken up again from its file at the same address."""

    folder: Path
    rng: Random
    url: str = ""
    calls: int = 0

    async def keep(self, *, task_status: anyio.abc.TaskStatus[None]) -> None:
        """One life after the other."""
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
        """The tasks that it has."""
        answer: list[dict[str, Any]] = (await self._asked("tasks"))["tasks"]
        return answer

    async def total(self) -> int:
        """The requests of its present life."""
        answer: int = (await self._asked("calls"))["total"]
        return answer

    async def _asked(self, page: str) -> dict[str, Any]:
        async with web() as client:
            while True:
                try:
                    answer: dict[str, Any] = (await client.get(f"{self.url}/_emulator/{page}")).json()
                    return answer
                except httpx2.HTTPError:  # it is between two lives
                    await anyio.sleep(0.05)


@dataclass
class ProcessDesk:
    """An assistant's own server on stdio; it is killed while it works, and the next call begins with a new one."""

    world: RealWorld
    rng: Random
    group: anyio.abc.TaskGroup
    server: "Server | None" = None

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Call a tool; now and then the server dies under it."""
        self.server = server = self.server or await self.group.start(serve, self.world.url)
        facts: dict[str, Any] | None = None
        async with anyio.create_task_group() as call:
            if self.rng.random() < KILLED:
                call.start_soon(self._kill, server)
            facts = await server.called(tool, arguments)
            call.cancel_scope.cancel()
        if facts is None:
            self.server = None
        return facts

    async def look(self) -> Picture:
        """What the emulator's own door shows."""
        return picture_of(await self.world.rows())

    async def pause(self, seconds: float) -> None:
        """Wait, but not for long: it is real time."""
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
        """The facts of one answer, or ``None`` when the process ended before."""
        try:
            answer = await self.ask("tools/call", {"name": tool, "arguments": arguments})
        except (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError):
            return None
        facts: dict[str, Any] = answer["structuredContent"]
        return facts

    async def ask(self, method: str, params: Any) -> dict[str, Any]:
        """The result of one request."""
        self.asked += 1
        await self.tell({"id": self.asked, "method": method, "params": params})
        with anyio.fail_after(BOUND):
            while True:
                line = await self.lines.receive_until(b"\n", LONGEST_LINE)
                seen(line, "the stdout of a process")
                message = json.loads(line)
                if message.get("id") == self.asked:
                    result: dict[str, Any] = message["result"]
                    return result

    async def tell(self, message: dict[str, Any]) -> None:
        """Send a message."""
        assert self.process.stdin is not None
        await self.process.stdin.send(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")


async def serve(url: str, *, task_status: anyio.abc.TaskStatus[Server]) -> None:
    """One life of a server."""
    async with process("serve", "--mode", "full", "--endpoint", url) as running:
        assert running.stdout is not None
        server = Server(running, BufferedByteReceiveStream(running.stdout))
        await server.ask("initialize", INITIALIZE)
        await server.tell({"method": "notifications/initialized"})
        task_status.started(server)
        await running.wait()


def run_with_processes(flows: range, seed: int) -> Ledger:
    """Live through the stories of these numbers, some at a time."""
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as folder:
        anyio.run(_lived, flows, seed, Path(folder), ledger)
    return ledger


async def _lived(flows: range, seed: int, folder: Path, ledger: Ledger) -> None:
    entries, seats = list[Entry](), anyio.CapacityLimiter(TOGETHER)
    (folder / "faults.toml").write_text(as_toml(quick_faults(seed)), "utf-8")
    world = RealWorld(folder, drawn(seed, "emulator"))

    async def live(number: int, group: anyio.abc.TaskGroup) -> None:
        async with seats:
            desk = ProcessDesk(world, drawn(seed, "kills", number), group)
            entries.append(await Assistant(story(number, seed), desk).live())

    async with anyio.create_task_group() as running:
        await running.start(world.keep)
        first = picture_of(await world.rows())
        async with anyio.create_task_group() as assistants:
            for number in flows:
                assistants.start_soon(live, number, running)
        ledger.book(entries, first, picture_of(await world.rows()), world.calls + await world.total())
        running.cancel_scope.cancel()


async def _address(emulator: anyio.abc.Process) -> str:
    """Where it says that it answers."""
    assert emulator.stderr is not None
    said = BufferedByteReceiveStream(emulator.stderr)
    while True:
        found = re.search(rb"http://[\d.:]+", await said.receive_until(b"\n", LONGEST_LINE))
        if found is not None:
            return found[0].decode()
