"""What tests talk to: an emulator, a clock that only waiting moves, and an MCP client of our server in memory."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import anyio.lowlevel
from mcp import Client
from mcp.client import ClientExtension
from mcp_types import CallToolResult

from dataworks.client import DataWorks, Timing
from dataworks.credentials import static
from dataworks.signing import Credentials
from emulator.faults.fault_rules import Faults
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import AtOnce, Speed
from server.app import app
from server.hosting import Hosting
from tests.followable import watching
from tests.forms import emulator_of
from tests.secrecy.observe import results
from tools.calls.served import tool_definition
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.toolsets import listed_tools

ADDRESS = "http://127.0.0.1"
GROUP = "S_res_group_280749521950784_1623033752022"
GROUP_WORDS = f'"{GROUP}" ("di_exclusive", normal)'
"""The group as plans show it."""

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

BATCH_WISH: dict[str, Any] = {
    "task_name": "orders_to_odps",
    "folder": FOLDER,
    "resource_group": GROUP,
    "source": "mysql_shop",
    "table": "shop.orders",
    "columns": ["id"],
    "destination": "odps_shop",
    "deploy": True,
}


STARTED = 1_789_999_000.0
"""When the machine was started, in epoch seconds."""


@dataclass
class Time:
    """A clock, in seconds since 1970, that moves when somebody waits.

    The clock of our client counts from another beginning, as that of a machine does.
    """

    now: float = 1_790_000_000.0

    def clock(self) -> float:
        return self.now

    def since_start(self) -> float:
        return self.clock() - STARTED

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await anyio.lowlevel.checkpoint()

    def timing(self) -> Timing:
        return Timing(clock=self.since_start, sleep=self.sleep, utc=self.utc, jitter=lambda: 0.5)


def emulated(time: Time, speed: Speed | None = None, faults: Faults | None = None) -> Emulator:
    """A new emulator that lives by this clock."""
    return emulator_of(time.clock, speed or AtOnce(), faults)


def without_jobs(emulator: Emulator) -> Emulator:
    """The emulator, with no job in the workspace on the new studio, so that tests count what they made."""
    emulator.world.workspaces["10002"].jobs.clear()
    return emulator


def client_of(emulator: Emulator, time: Time, secret: str = "emulator") -> DataWorks:
    """Our client, connected to an emulator in memory."""
    source = static(Credentials("emulator", secret))
    return DataWorks(ADDRESS, source, EmulatorTransport(emulator, time.sleep), time.timing())


@asynccontextmanager
async def assistant(
    emulator: Emulator,
    time: Time,
    *,
    secret: str = "emulator",
    mode: Any = "auto",
    hosting: Hosting | None = None,
    answer: Any = None,
    answer_limit: float = 120.0,
    extensions: Sequence[ClientExtension] = (),
) -> AsyncGenerator[Client]:
    """An MCP client whose server reaches this emulator; ``answer`` is how its user answers questions, and
    ``extensions`` are those of the protocol that it says it knows.
    """
    rules = replace(hosting or Hosting(), answer_limit=answer_limit)
    server = app(lambda: client_of(emulator, time, secret), rules)
    server.middleware.append(results)
    server.middleware.append(watching(rules.gate))
    async with Client(server, mode=mode, elicitation_callback=answer, extensions=extensions) as client:
        # It judges results by these, and would list all tools for them before the first one.
        client.session._tool_output_schemas.update(_declared(rules.gate))  # pyright: ignore[reportPrivateUsage]
        yield client


def _declared(gate: Gate) -> dict[str, Any]:
    """The schemas of the results of all tools that a gate offers, as a server lists them."""
    offered = [tool for tool in listed_tools().values() if gate.offers(tool)]
    return {tool.name: tool_definition(tool.name, gate.may_ask(tool)).output_schema for tool in offered}


def trusted(emulator: Emulator, time: Time, *, mode: Any = "auto") -> AbstractAsyncContextManager[Client]:
    """An MCP client of a server that asks nobody."""
    return assistant(emulator, time, mode=mode, hosting=Hosting(gate=Gate(Mode.FULL)))


def text_of(result: CallToolResult) -> str:
    """All text of a result."""
    return "\n".join(block.text for block in result.content if block.type == "text")


def facts_of(result: CallToolResult) -> dict[str, Any]:
    """The structured content of a result."""
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def sent(emulator: Emulator) -> list[str]:
    """The operations that reached the emulator, in order."""
    return [call.action for call in emulator.calls]
