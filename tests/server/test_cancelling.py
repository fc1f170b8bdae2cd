"""A call that its client cancels in the middle of a wait: nothing is looked at any more, and the next call goes on."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import pytest
from mcp import Client, StdioServerParameters

from dataworks.client import DataWorks, Timing
from dataworks.credentials import static
from dataworks.signing import Credentials
from emulator.exchange import Dropped, Reply, Request
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import AtOnce, Stuck
from server.app import app
from server.http.application import http_app
from server.http.exposure import Exposure
from tests.emulator.serving import served
from tests.server.auth.identity import listening
from tests.server.http.talk import ERAS, reached
from tests.server.processes import COMMAND
from tests.sessions import ADDRESS, WISH, facts_of

GENERATE, LOOK, CREATE = (
    "GenerateDISyncTaskConfigForCreating",
    "QueryDISyncTaskConfigProcessResult",
    "CreateDISyncTask",
)
KEYS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
}

LOOKS = {"ListFolders": 1, "ListResourceGroups": 1}
"""What a creation reads first."""


class Watched(Emulator):
    """An emulator whose generations are stuck until told otherwise, and which says when an operation arrives."""

    def __init__(self) -> None:
        super().__init__(initial_world(speed=Stuck()))
        self.arrived = {action: anyio.Event() for action in (GENERATE, LOOK)}

    def answer(self, request: Request) -> Reply | Dropped:
        reply = super().answer(request)
        if request.action in self.arrived:
            self.arrived[request.action].set()
        return reply

    def release(self) -> None:
        """Let what is stuck be done."""
        for process in self.world.processes.values():
            process.speed = AtOnce()


@dataclass
class Waiting:
    """A wait that ends when it is told to; it knows whether somebody waits, and whether somebody was torn out of it."""

    begun: anyio.Event = field(default_factory=anyio.Event)
    ended: anyio.Event = field(default_factory=anyio.Event)
    over: anyio.Event = field(default_factory=anyio.Event)

    async def sleep(self, _: float) -> None:
        self.begun.set()
        try:
            await self.over.wait()
        except anyio.get_cancelled_exc_class():
            self.ended.set()
            raise


@asynccontextmanager
async def over_http(emulator: Emulator, waiting: Waiting, era: str) -> AsyncGenerator[Client]:
    """A client of our web server, whose flows wait as they are told to."""

    def backend() -> DataWorks:
        source = static(Credentials("emulator", "emulator"))
        return DataWorks(ADDRESS, source, EmulatorTransport(emulator), Timing(sleep=waiting.sleep))

    exposure = Exposure()
    async with listening(http_app(app(backend), exposure), exposure.limits) as url, reached(url, mode=era) as client:
        yield client


@pytest.mark.parametrize("era", ERAS)
async def test_a_call_cancelled_over_http_ends_at_once_and_the_next_one_ends_the_job(era: str) -> None:
    emulator, waiting = Watched(), Waiting()
    async with over_http(emulator, waiting, era) as client:
        async with anyio.create_task_group() as group:
            group.start_soon(client.call_tool, "create_realtime_task", WISH)
            await waiting.begun.wait()
            group.cancel_scope.cancel()
        await waiting.ended.wait()
        counts = dict(emulator.counts)
        emulator.release()
        waiting.over.set()
        again = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert counts == {**LOOKS, GENERATE: 1}, "it was torn out of its wait, and looked at nothing afterwards"
    assert (again["state"], emulator.counts[CREATE]) == ("created", 1)
    assert len(emulator.world.processes) == 1, "both calls led to the same generation"


@pytest.mark.alone
async def test_a_call_cancelled_over_stdio_ends_at_once_and_the_next_one_ends_the_job() -> None:
    emulator, looks = Watched(), list[str]()
    async with served(emulator) as endpoint:
        command = StdioServerParameters(command=str(COMMAND), args=["serve", "--endpoint", endpoint], env=KEYS)
        async with Client(command) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.call_tool, "create_realtime_task", WISH)
                await emulator.arrived[GENERATE].wait()
                group.cancel_scope.cancel()
            async with anyio.create_task_group() as group:  # its look is due after that of the cancelled call
                group.start_soon(client.call_tool, "create_realtime_task", {**WISH, "tables": ["shop.orders"]})
                await emulator.arrived[LOOK].wait()
                looks = [call.parameters["AsyncProcessId"] for call in emulator.calls if call.action == LOOK]
                group.cancel_scope.cancel()
            emulator.release()
            again = facts_of(await client.call_tool("create_realtime_task", WISH))

    _, other = emulator.world.processes
    assert looks == [other], "the look that was due did not come"
    assert (again["state"], emulator.counts[CREATE]) == ("created", 1)
    assert len(emulator.world.processes) == 2
