"""A conversation about many tasks: its client, how its user consents, and the tasks."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.lifecycle import AtOnce
from server.hosting import Hosting
from tests.sessions import BATCH_WISH, WISH, Time, assistant, emulated, facts_of, text_of, trusted
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
    questions: list[str] = field(default_factory=list[str])
    calls: int = 0
    confirmation: str | None = None

    async def call(self, tool: str, **arguments: Any) -> Any:
        self.calls += 1
        return await self.client.call_tool(tool, {**HOME, **arguments})

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
        task = self.emulator.world.workspaces["10000"].tasks.get(("DI_REALTIME", int(task_id)))
        return task.run_state(self.time.now) if task else "GONE"


@asynccontextmanager
async def conversation(
    emulator: Emulator, time: Time, *, asks: bool = False, mode: str = "auto", **hosting: Any
) -> AsyncGenerator[Conversation]:
    seen = list[str]()
    answer = user("accept", {"approve": True}, seen) if asks else None
    emulator.calls.clear()
    async with assistant(emulator, time, mode=mode, answer=answer, hosting=Hosting(**hosting)) as client:
        yield Conversation(client, emulator, time, asks, seen)


async def made(count: int, state: str = "RUN", speed: Any = None) -> tuple[Emulator, Time, list[str]]:
    """An emulator with as many real-time tasks in a state, which move from then on at a speed."""
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool("create_realtime_task", {**WISH, "task_name": "tmp_orders_1"}))
    workspace, task_id = emulator.world.workspaces["10000"], int(first["task_id"])
    task = workspace.task("DI_REALTIME", str(task_id))
    course = None if state == "NORUN" else Course((state,), AtOnce(), time.now)
    numbers = [task_id, *(emulator.world.new_id("file") for _ in range(count - 1))]
    for place, number in enumerate(numbers, 1):
        was = course is not None
        name = f"tmp_orders_{place}"
        workspace.add(replace(task, file_id=number, name=name, deployed=was, committed=was, instance=course))
    emulator.world.running_speed = speed or AtOnce()
    return emulator, time, [*map(str, numbers)]


def results(facts: Mapping[str, Any]) -> list[str]:
    return [row["result"] for row in facts["rows"]]


async def batch_task(emulator: Emulator, time: Time) -> str:
    """A nightly batch task in production."""
    async with trusted(emulator, time) as client:
        wish = {**HOME, **BATCH_WISH, "cron": "00 30 02 * * ?"}
        made_of: dict[str, Any] = facts_of(await client.call_tool("create_batch_task", wish))
    task_id: str = made_of["task_id"]
    return task_id


def release(emulator: Emulator, task_id: str) -> None:
    """Let what a task is stuck in continue."""
    workspace = emulator.world.workspaces["10000"]
    task = workspace.task("DI_REALTIME", task_id)
    if task.instance is not None:
        workspace.add(replace(task, instance=replace(task.instance, speed=AtOnce())))
    emulator.world.running_speed = AtOnce()
