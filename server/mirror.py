"""The shell command that writes a workspace into a world file."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Denied, OutOfTime
from dataworks.verdict import MEMBERSHIP_CODES
from emulator.seed.world_file import WorldEntry
from mirroring.costs import Cost
from mirroring.journal import Journal
from mirroring.mirror import Mirror, Wanted
from mirroring.read_only import ReadOnly
from mirroring.world_output import is_complete, text_of, write
from server.output import note, show, show_file
from server.settings import NAME
from server.signals import run_until_signal

DONE, NOT_DONE = 0, 1
AGAIN = "What was read is kept in {}. The same command continues from there."


@dataclass(frozen=True)
class Order:
    """What is to be mirrored, and where to.

    Attributes:
        service: where the answers come from, in words.
        most: how many calls may be made now.
        output: the file; ``None``: stdout.
    """

    wanted: Wanted
    service: str
    most: int
    output: Path | None = None
    as_json: bool = False

    @property
    def what(self) -> str:
        """What the file is a mirror of."""
        return f"{self.wanted.said()}, from {self.service}"

    @property
    def part(self) -> Path:
        """The file of what was read so far."""
        if self.output is None:
            return Path(f"mirror-{'-'.join(self.wanted.projects)}.part")
        return self.output.with_name(f"{self.output.name}.part")


@dataclass
class Report:
    """What a run did, for stderr, or as JSON."""

    order: Order
    complete: bool = False
    calls: int = 0
    found: int = 0
    costs: list[Cost] = field(default_factory=list[Cost])
    notes: list[str] = field(default_factory=list[str])
    problem: str = ""

    def as_json(self) -> str:
        """Return it as JSON."""
        facts: dict[str, Any] = {
            "complete": self.complete,
            "calls": self.calls,
            "kept_before": self.found,
            "output": str(self.order.output),
            "planned": [cost._asdict() for cost in self.costs],
            "not_as_in_the_service": self.notes,
            "problem": self.problem or None,
        }
        return json.dumps(facts, indent=2, ensure_ascii=False)


async def run_mirror(backend: Callable[[], DataWorks], order: Order) -> int:
    """Mirror, and write the file; the exit code is ``NOT_DONE`` if something is still to be read.

    Raises:
        ValueError: the output is another file, or what was kept is of something else.
        OSError: a file can't be read or written.
    """
    report = Report(order)
    if order.output is not None and is_complete(order.output, order.what):
        report.complete = True
        note(f"{order.output} is complete: nothing was sent. Remove it to read everything again.\n")
    else:
        await _mirrored(backend, order, report)
    if order.as_json:
        show(f"{report.as_json()}\n")
    return DONE if report.complete else NOT_DONE


async def _mirrored(backend: Callable[[], DataWorks], order: Order, report: Report) -> None:
    journal = Journal(order.part, order.service)
    report.found = journal.found
    if journal.found:
        note(f"{journal.found:,} answers are kept from before in {order.part}.\n")
    async with backend() as connection:
        api = ReadOnly.of(connection, journal, order.most)
        mirror = Mirror(api, order.wanted, partial(_tell, order))
        report.costs, found = mirror.costs, list[WorldEntry]()
        try:
            await run_until_signal(partial(_collect, mirror, found))
        except DataWorksError as error:
            report.problem = _problem(error)
        report.calls = api.stats.calls
        report.notes = mirror.notes.lines()
    if not found:
        _end_early(order, report)
        return
    _write(order, text_of(found[0], order.what, report.notes))
    journal.remove()
    report.complete = True
    note(_summary(order, report, found[0]))


async def _collect(mirror: Mirror, found: list[WorldEntry]) -> None:
    found.append(await mirror.made())


def _tell(order: Order, costs: Sequence[Cost]) -> None:
    """Say what comes next, before it is sent."""
    if costs:
        lines = "".join(f"  {cost.said()}\n" for cost in costs)
        note(f"Next, less the calls whose answers are kept; at most {order.most:,} are made now (--calls):\n{lines}")


def _problem(error: DataWorksError) -> str:
    if isinstance(error, OutOfTime):
        return "There are more calls to make than --calls allows."
    said = str(error).rstrip(".")
    if isinstance(error, Denied) and error.code in MEMBERSHIP_CODES:
        return f"{said}. Is the workspace right, and in this region, and is this identity a member of it?"
    return f"{said}. `{NAME} explain {error.code}` says more."


def _end_early(order: Order, report: Report) -> None:
    kept = AGAIN.format(order.part) if order.part.exists() else "Nothing was read."
    note(f"{report.problem or 'Interrupted.'} {report.calls:,} calls were made. {kept}\n")


def _write(order: Order, text: str) -> None:
    """Write the world, in UTF-8 as TOML is.

    Raises:
        OSError: it can't be written.
    """
    if order.output is not None:
        write(order.output, text)
        return
    show_file(text)


def _summary(order: Order, report: Report, world: WorldEntry) -> str:
    sources = [source for each in world.workspace.values() for source in each.data_source.values()]
    tables = sum(len(named) for source in sources for named in source.database.values())
    tasks = sum(len(each.task) + len(each.job) + len(each.node) for each in world.workspace.values())
    left = "".join(f"  {line}\n" for line in report.notes)
    counts = f"{len(sources):,} data sources, {tables:,} tables, {tasks:,} tasks, {len(world.resource_group):,} groups"
    return f"{order.output or 'Done'}: {counts}. {report.calls:,} calls were made now.\n{left}"
