"""Flows in memory: a real server and a real client over one world, in a time that nobody has to wait for."""

from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
from mcp import Client

from emulator.service import Emulator
from server.app import app
from server.hosting import Hosting
from tests.chaos.assistant import Assistant
from tests.chaos.faults import SPEEDS, drawn, faults
from tests.chaos.ledger import Entry, Ledger
from tests.chaos.picture import Picture, picture
from tests.chaos.wishes import story
from tests.clock import LoopTime, run_skipping
from tests.secrecy.observe import results
from tests.sessions import client_of, emulated, facts_of
from tools.rules.gate import Gate
from tools.rules.mode import Mode

TOGETHER = 12
"""Flows that share a world, all at the same time."""

KILLED = 0.25
"""The share of calls that are given a moment at which the server dies; those that are done by then get away."""


@dataclass
class MemoryDesk:
    """An assistant's own server, as on stdio. To die it is cancelled wherever it waits; the next one knows nothing."""

    emulator: Emulator
    time: LoopTime
    rng: Random
    group: anyio.abc.TaskGroup
    client: Client | None = None
    life: anyio.CancelScope = field(default_factory=anyio.CancelScope)

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Call a tool; now and then the server dies under it."""
        client = self.client or await self.group.start(self._serve)
        facts: dict[str, Any] | None = None
        async with anyio.create_task_group() as call:
            if self.rng.random() < KILLED:
                call.start_soon(self._kill, call.cancel_scope)
            facts = facts_of(await client.call_tool(tool, arguments))
            call.cancel_scope.cancel()
        return facts

    async def look(self) -> Picture:
        """What the emulator has."""
        return picture(self.emulator.world)

    async def pause(self, seconds: float) -> None:
        """Let time pass."""
        await self.time.sleep(seconds)

    async def _serve(self, *, task_status: anyio.abc.TaskStatus[Client]) -> None:
        """One life of a server."""
        server = app(lambda: client_of(self.emulator, self.time), Hosting(gate=Gate(Mode.FULL)))
        server.middleware.append(results)
        with anyio.CancelScope() as self.life:
            async with Client(server) as self.client:
                task_status.started(self.client)
                await anyio.sleep_forever()

    async def _kill(self, call: anyio.CancelScope) -> None:
        """End the server after some seconds, and then some turns of the loop: wherever it waits by then."""
        await anyio.sleep(self.rng.choice([0.0, self.rng.uniform(0, 2), self.rng.uniform(0, 30)]))
        for _ in range(self.rng.randrange(80)):
            await anyio.lowlevel.checkpoint()
        self.client = None
        self.life.cancel()
        call.cancel()


def run_in_memory(flows: range, seed: int, desk: type[MemoryDesk] = MemoryDesk) -> Ledger:
    """Live through the stories of these numbers, a dozen at a time."""
    ledger = Ledger()
    for first in flows[::TOGETHER]:
        numbers = range(first, min(first + TOGETHER, flows.stop))
        run_skipping(partial(_lived, numbers, seed, ledger, desk))
    return ledger


async def _lived(numbers: range, seed: int, ledger: Ledger, desk: type[MemoryDesk]) -> None:
    world, time, entries = numbers.start, LoopTime(), list[Entry]()
    emulator = emulated(time, drawn(seed, "speed", world).choice(SPEEDS), faults(seed, world))
    first = picture(emulator.world)

    async def live(number: int, group: anyio.abc.TaskGroup) -> None:
        seat = desk(emulator, time, drawn(seed, "kills", number), group)
        entries.append(await Assistant(story(number, seed), seat).live())

    async with anyio.create_task_group() as servers:
        async with anyio.create_task_group() as assistants:
            for number in numbers:
                assistants.start_soon(live, number, servers)
        servers.cancel_scope.cancel()
    ledger.book(entries, first, picture(emulator.world), emulator.counts.total())
