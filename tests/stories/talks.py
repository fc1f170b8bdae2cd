"""A conversation about many tasks: its client, how its user consents, and the tasks."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce
from server.hosting import Hosting
from tests.sessions import Time, assistant, emulated, facts_of, text_of
from tests.stories.homes import CLASSIC, Home
from tests.tools.test_consent import user

HOME = {"project_id": "10000"}
eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


@dataclass
class Conversation:
    """A client, what it reaches, and how its user consents."""

    client: Client
    emulator: Emulator
    time: Time
    asks: bool
    home: Home = CLASSIC
    questions: list[str] = field(default_factory=list[str])
    calls: int = 0
    confirmation: str | None = None

    async def call(self, tool: str, **arguments: Any) -> Any:
        self.calls += 1
        return await self.client.call_tool(tool, {**self.home.workspace, **arguments})

    async def agreed(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The answer after consent; the confirmation is kept for the same call again."""
        result = await self.call(tool, **arguments)
        if not self.asks and "confirmation" in facts_of(result):
            self.confirmation = facts_of(result)["confirmation"]
            result = await self.again(tool, **arguments)
        assert not result.is_error, text_of(result)
        return facts_of(result)

    async def again(self, tool: str, **arguments: Any) -> Any:
        """The same call under the same consent."""
        sealed = {} if self.asks else {"confirmation": self.confirmation}
        return await self.call(tool, **arguments, **sealed)

    def state(self, task_id: str) -> str:
        """What has become of a real-time task."""
        return self.home.state(self.emulator, self.time, task_id)


@asynccontextmanager
async def conversation(
    emulator: Emulator, time: Time, *, asks: bool = False, mode: str = "auto", home: Home = CLASSIC, **hosting: Any
) -> AsyncGenerator[Conversation]:
    seen = list[str]()
    answer = user("accept", {"approve": True}, seen) if asks else None
    emulator.calls.clear()
    async with assistant(emulator, time, mode=mode, answer=answer, hosting=Hosting(**hosting)) as client:
        yield Conversation(client, emulator, time, asks, home, seen)


async def made(
    count: int, state: str = "RUN", speed: Any = None, home: Home = CLASSIC
) -> tuple[Emulator, Time, list[str]]:
    """An emulator with as many real-time tasks in a state, which move from then on at a speed."""
    time = Time()
    emulator = emulated(time)
    first = await home.created(emulator, time, task_name="tmp_orders_1")
    ids = home.twins(emulator, first, [f"tmp_orders_{place}" for place in range(1, count + 1)])
    for each in ids:
        home.put_in(emulator, time, each, state)
    emulator.world.running_speed = speed or AtOnce()
    return emulator, time, ids


def results(facts: Mapping[str, Any]) -> list[str]:
    return [row["result"] for row in facts["rows"]]


async def batch_task(emulator: Emulator, time: Time) -> str:
    """A nightly batch task in production."""
    return await CLASSIC.nightly(emulator, time)


def release(emulator: Emulator, task_id: str) -> None:
    """Let what a task is stuck in continue."""
    CLASSIC.release(emulator, task_id)
