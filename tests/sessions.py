"""What tests talk to: an emulator, a clock that only waiting moves, and an MCP client of our server in memory."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio.lowlevel
from mcp import Client
from mcp_types import CallToolResult

from dataworks.client import DataWorks, Timing, connect
from dataworks.credentials import static
from dataworks.signing import Credentials
from emulator.contents import PLANTED
from emulator.lifecycle import AtOnce, Speed
from emulator.seed import initial_world
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from server.app import app

ADDRESS = "http://127.0.0.1"
GROUP = "S_res_group_280749521950784_1623033752022"
FOLDER = "Business Flow/shop/Data Integration"

WISH: dict[str, Any] = {
    "project_id": "10000",
    "task_name": "orders_to_maxcompute",
    "source": "mysql_shop",
    "tables": ["shop.orders", "shop.refunds"],
    "destination_type": "maxcompute",
    "destination": "odps_shop",
    "resource_group": GROUP,
    "folder": FOLDER,
}


@dataclass
class Time:
    """A clock, in seconds since 1970, that moves when somebody waits."""

    now: float = 1_790_000_000.0

    def clock(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await anyio.lowlevel.checkpoint()

    def timing(self) -> Timing:
        return Timing(clock=self.clock, sleep=self.sleep, utc=self.utc, jitter=lambda: 0.5)


def emulated(time: Time, speed: Speed | None = None) -> Emulator:
    """A new emulator that lives by this clock."""
    return Emulator(initial_world(clock=time.clock, speed=speed or AtOnce()))


def client_of(emulator: Emulator, time: Time, secret: str = "emulator") -> DataWorks:
    """Our client, connected to an emulator in memory."""
    source = static(Credentials("emulator", secret))
    return DataWorks(ADDRESS, source, connect(ADDRESS, EmulatorTransport(emulator)), time.timing())


@asynccontextmanager
async def assistant(
    emulator: Emulator, time: Time, *, secret: str = "emulator", mode: Any = "auto"
) -> AsyncGenerator[Client]:
    """An MCP client whose server reaches this emulator."""
    with anyio.fail_after(20):
        async with Client(app(lambda: client_of(emulator, time, secret)), mode=mode) as client:
            yield client


def text_of(result: CallToolResult) -> str:
    """All text of a result, which holds no secret of the emulated account."""
    text = "\n".join(block.text for block in result.content if block.type == "text")
    assert not [secret for secret in PLANTED if secret in text]
    return text


def facts_of(result: CallToolResult) -> dict[str, Any]:
    """The structured content of a result, which holds no secret of the emulated account."""
    assert isinstance(result.structured_content, dict)
    assert not [secret for secret in PLANTED if secret in json.dumps(result.structured_content)]
    return result.structured_content


def sent(emulator: Emulator) -> list[str]:
    """The operations that reached the emulator, in order."""
    return [call.action for call in emulator.calls]
