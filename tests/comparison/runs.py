"""Comparisons of an emulator with the emulator, in memory and over HTTP, in which nobody waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from comparison.case import CaseFile
from comparison.case_files import case_files
from comparison.comparing import Comparison, Wanted
from comparison.outcome import Outcome, Verdict
from comparison.twin import ShiftedClock
from dataworks.client import DataWorks, Timing
from dataworks.credentials import static
from dataworks.endpoints import EMULATOR_INSIDE
from dataworks.studio_settings import StudioName
from dataworks.transport import Transport, connect
from emulator.exchange import Request
from emulator.faults.fault_rules import Faults
from emulator.handlers.handler import Handler
from emulator.seed.file_world import world_of
from emulator.seed.initial_world import initial_world
from emulator.seed.world_file import read_world
from emulator.service import KEYS, Emulator
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import AfterSeconds, Speed
from emulator.world.roles import Session
from tests.emulator.serving import served

CLASSIC, NEW = "10000", "10002"
NAME = "cmp_0a1b2c_"
SLOW = AfterSeconds(0.3)

Change = Callable[[Handler], Handler]
"""What makes the second service another one: it replaces the handler of a request, or returns it as it is."""


class Second(Emulator):
    """An emulator that differs from ours."""

    def __init__(
        self, clock: ShiftedClock, changes: Sequence[Change] = (), speed: Speed = SLOW, world: str | None = None
    ) -> None:
        own = initial_world(clock=clock, speed=speed) if world is None else None
        super().__init__(own or world_of(read_world(world or ""), clock=clock, speed=speed))
        self.changes = changes
        self.shifted = clock

    def _data(self, handler: Handler, request: Request, session: Session | None) -> object:
        for change in self.changes:
            handler = change(handler)
        return super()._data(handler, request, session)


@dataclass
class Run:
    """A comparison of a second service with ours."""

    service: Second
    comparison: Comparison
    kept: list[Outcome] = field(default_factory=list[Outcome])

    def different(self) -> set[str]:
        """Return the names of the cases that differ."""
        return self.named(Verdict.DIFFERENT)

    def named(self, verdict: Verdict) -> set[str]:
        """Return the names of the cases with this outcome."""
        return {each.case.name for each in self.comparison.result.outcomes if each.verdict is verdict}

    def writes(self) -> int:
        """Return how many requests the service got that may change something."""
        return self.comparison.result.writes


def second(*changes: Change, speed: Speed = SLOW, faults: Faults | None = None) -> Second:
    service = Second(ShiftedClock(), changes, speed)
    service.faults = faults or Faults()
    return service


def wanted(project_id: str, name: str | None = None, files: Sequence[CaseFile] | None = None) -> Wanted:
    studio = StudioName.NEW if project_id == NEW else StudioName.CLASSIC
    return Wanted(project_id, case_files() if files is None else files, name, studio)


def run_of(service: Second, asked: Wanted, endpoint: str = EMULATOR_INSIDE, http: Transport | None = None) -> Run:
    clock = service.shifted
    timing = Timing(clock=clock, sleep=clock.sleep, utc=clock.utc)
    api = DataWorks(endpoint, static(KEYS[0]), http or EmulatorTransport(service, clock.sleep), timing)
    kept: list[Outcome] = []
    return Run(service, Comparison(api, asked, kept.append), kept)


async def compared(service: Second, project_id: str, name: str | None = None) -> Run:
    """Compare a service in memory with the emulator."""
    run = run_of(service, wanted(project_id, name))
    await run.comparison.run()
    return run


async def compared_over_http(service: Second, project_id: str, name: str | None = None) -> Run:
    """Compare a service behind a socket with the emulator."""
    async with served(service) as url:
        run = run_of(service, wanted(project_id, name), url, connect(url))
        await run.comparison.run()
        await run.comparison.api.http.aclose()
    return run


def only(asked: Wanted, *names: str) -> Wanted:
    from comparison.case_files import selected

    return replace(asked, files=selected(asked.files, names))
