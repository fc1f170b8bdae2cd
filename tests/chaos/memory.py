"""Flows in memory: a real server and a real client with one world, in simulated time."""

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
from mcp import Client

from dataworks.studio_settings import StudioSettings
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.observable_dict import ObservableDict
from emulator.world.state import World
from server.app import app
from server.hosting import Hosting
from tests.chaos.assistant import Assistant
from tests.chaos.faults import SPEEDS, faults, random_for
from tests.chaos.people import colleague
from tests.chaos.scenarios import STUDIOS, scenario
from tests.chaos.snapshot import Snapshot, snapshot_of_world
from tests.chaos.totals import Result, Totals
from tests.clock import LoopTime, run_skipping
from tests.secrecy.observe import results
from tests.sessions import client_of, facts_of
from tools.rules.gate import Gate
from tools.rules.mode import Mode

CONCURRENT = 12
"""The number of flows that share a world at the same time."""

KILLED_SHARE = 0.25
"""The share of calls during which the server is killed, unless they are done earlier."""


class NoTokens(ObservableDict[tuple[str, str], tuple[str, int]]):
    """The client tokens of a service that takes no notice of them: it has never seen one."""

    def __contains__(self, key: object) -> bool:
        return False


@dataclass
class Recorder:
    """Takes a snapshot of a world at each request, for the calls that ask for it."""

    world: World
    open: list[list[Snapshot]] = field(default_factory=list[list[Snapshot]])

    def take(self) -> None:
        """Take one."""
        if self.open:
            now = snapshot_of_world(self.world)
            for seen in self.open:
                seen.append(now)

    @contextmanager
    def recording(self, seen: list[Snapshot]) -> Generator[None]:
        """Add the snapshots that are taken meanwhile."""
        self.open.append(seen)
        try:
            yield
        finally:
            self.open = [each for each in self.open if each is not seen]


@dataclass
class MemorySession:
    """An assistant's own server, as on stdio. To kill it, it is cancelled while it waits; a new one has no memory."""

    emulator: Emulator
    time: LoopTime
    rng: Random
    group: anyio.abc.TaskGroup
    recorder: Recorder
    shared: bool = False
    client: Client | None = None
    life: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    seen: list[Snapshot] = field(default_factory=list[Snapshot])

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        """Call a tool; in some calls the server is killed."""
        client = self.client or await self.group.start(self._serve)
        facts: dict[str, Any] | None = None
        self.seen = []
        with self.recorder.recording(self.seen) if self.shared else nullcontext():
            async with anyio.create_task_group() as call:
                if self.rng.random() < KILLED_SHARE:
                    call.start_soon(self._kill, call.cancel_scope)
                facts = facts_of(await client.call_tool(tool, arguments))
                call.cancel_scope.cancel()
        return facts

    async def snapshot(self) -> Snapshot:
        """Return a snapshot of the emulator."""
        return snapshot_of_world(self.emulator.world)

    def moments(self) -> tuple[Snapshot, ...]:
        """Return the snapshots at each request of anybody during the last call."""
        return tuple(self.seen)

    async def pause(self, seconds: float) -> None:
        """Wait in simulated time."""
        await self.time.sleep(seconds)

    async def _serve(self, *, task_status: anyio.abc.TaskStatus[Client]) -> None:
        """Serve until killed."""
        rules = Hosting(gate=Gate(Mode.FULL), studios=StudioSettings.read(STUDIOS))
        server = app(lambda: client_of(self.emulator, self.time), rules)
        server.middleware.append(results)
        with anyio.CancelScope() as self.life:
            async with Client(server) as self.client:
                task_status.started(self.client)
                await anyio.sleep_forever()

    async def _kill(self, call: anyio.CancelScope) -> None:
        """Kill the server after some seconds and some iterations of the event loop."""
        await anyio.sleep(self.rng.choice([0.0, self.rng.uniform(0, 2), self.rng.uniform(0, 30)]))
        for _ in range(self.rng.randrange(80)):
            await anyio.lowlevel.checkpoint()
        self.client = None
        self.life.cancel()
        call.cancel()


def run_in_memory(
    flows: range, seed: int, session: type[MemorySession] = MemorySession, *, tokens: bool = True
) -> Totals:
    """Run the scenarios of these numbers, a dozen at a time; ``tokens``: whether the service keeps client tokens."""
    totals = Totals()
    for first in flows[::CONCURRENT]:
        numbers = range(first, min(first + CONCURRENT, flows.stop))
        run_skipping(partial(_run, numbers, seed, totals, session, tokens=tokens))
    return totals


async def _run(numbers: range, seed: int, totals: Totals, session: type[MemorySession], *, tokens: bool) -> None:
    world, time, results = numbers.start, LoopTime(), list[Result]()
    speed = random_for(seed, "speed", world).choice(SPEEDS)
    recorder = Recorder(initial_world(clock=time.clock, speed=speed))
    if not tokens:
        recorder.world.tokens = NoTokens()
    emulator = Emulator(recorder.world, faults=faults(seed, world), save=recorder.take)
    first = snapshot_of_world(emulator.world)

    async def run_scenario(number: int, caller: int, group: anyio.abc.TaskGroup) -> None:
        told, rng = scenario(number, seed), random_for(seed, "kills", number, caller)
        own = session(emulator, time, rng, group, recorder, told.shared)
        results.append(await Assistant(told, own).run())

    async with anyio.create_task_group() as servers:
        async with anyio.create_task_group() as assistants:
            for number in numbers:
                told = scenario(number, seed)
                for caller in range(told.callers):
                    assistants.start_soon(run_scenario, number, caller, servers)
                if told.colleague:
                    rng = random_for(seed, "colleague", number)
                    where = told.place["project_id"], told.name
                    assistants.start_soon(colleague, emulator, told.colleague, *where, rng, recorder.take)
        servers.cancel_scope.cancel()
    totals.record(results, first, snapshot_of_world(emulator.world), emulator.counts.total())
