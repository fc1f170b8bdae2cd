"""Runs of the mirror against an emulator in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import anyio

from dataworks.client import DataWorks
from dataworks.operation import Effect
from dataworks.request import Request
from dataworks.transport import Response
from emulator.handlers.catalog import handlers
from emulator.seed.file_world import world_of_file
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from mirroring.mirror import Wanted
from server.mirror import Order, run_mirror
from tests.sessions import Time, client_of

EVERYTHING = ("10000", "10001", "10002")


class Altering(EmulatorTransport):
    """An emulator whose answers are altered on the way."""

    def __init__(self, service: Emulator, alter: Callable[[str, Any], Any]) -> None:
        super().__init__(service)
        self._alter = alter

    async def send(self, request: Request, limit: float) -> Response:
        response = await super().send(request, limit)
        return response._replace(body=json.dumps(self._alter(request.action, json.loads(response.body))).encode())


@dataclass
class Runs:
    """Runs with the same output and arguments, against one emulator."""

    service: Emulator
    output: Path
    wanted: Wanted = field(default_factory=lambda: wanted(*EVERYTHING))
    alter: Callable[[str, Any], Any] | None = None

    def run(self, most: int = 10_000) -> int:
        """Run once, and return the exit code."""
        order = Order(self.wanted, "here", most, self.output, as_json=True)
        return anyio.run(run_mirror, self._client, order)

    def copy(self) -> Emulator:
        """Return an emulator with the world that was written, and the same clock."""
        world = world_of_file(self.output, clock=self.service.world.clock)
        world.documented = self.service.world.documented
        return Emulator(world)

    @property
    def part(self) -> Path:
        """The file of what was read."""
        return self.output.with_name(f"{self.output.name}.part")

    def _client(self) -> DataWorks:
        client = client_of(self.service, Time(self.service.world.clock()))
        return replace(client, http=Altering(self.service, self.alter)) if self.alter else client


def wanted(*projects: str, tables: bool = True, columns: bool = True, tasks: bool = True) -> Wanted:
    """Return what to mirror: everything."""
    return Wanted(projects, tables, columns=columns, tasks=tasks)


def sent(service: Emulator) -> int:
    """Return how many requests were sent."""
    return sum(service.counts.values())


def effects(service: Emulator) -> set[Effect]:
    """Return the effects of what was sent."""
    return {key.effect for key in (each.operation for each in handlers().values()) if service.counts[key.action()]}


def report(text: str) -> dict[str, Any]:
    """Return the report of a run."""
    found: dict[str, Any] = json.loads(text)
    return found
