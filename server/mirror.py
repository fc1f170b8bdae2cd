"""The shell command that writes a workspace into a world file."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Denied, OutOfTime
from dataworks.language import Text
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
AGAIN = Text(
    "What was read is kept in {}. The same command continues from there.",
    "已读取的内容保留在 {} 中。再次运行同样的命令会从那里继续。",
)
COMPLETE = Text(
    "{} is complete: nothing was sent. Remove it to read everything again.\n",
    "{} 已完整：没有发送任何内容。要重新读取全部内容，请先删除它。\n",
)
KEPT = Text("{:,} answers are kept from before in {}.\n", "{1} 中有之前保留的 {0:,} 个应答。\n")
NEXT = Text(
    "Next, less the calls whose answers are kept; at most {:,} are made now (--calls):\n{}",
    "接下来的调用如下，已保留应答的调用除外；这次最多进行 {:,} 次（--calls）：\n{}",
)
NO_CALLS_LEFT = Text("There are more calls to make than --calls allows.", "需要的调用多于 --calls 允许的次数。")
NOT_A_MEMBER = Text(
    "{}. Is the workspace right, and in this region, and is this identity a member of it?",
    "{}。请检查工作空间是否正确、是否在该地域，以及该身份是否为其成员。",
)
EXPLAINED = Text("{}. `{} explain {}` says more.", "{}。`{} explain {}` 有更多说明。")
ENDED = Text("{} {:,} calls were made. {}\n", "{}进行了 {:,} 次调用。{}\n")
COUNTS = Text(
    "{}: {:,} data sources, {:,} tables, {:,} tasks, {:,} groups. {:,} calls were made now.\n{}",
    "{}：{:,} 个数据源，{:,} 张表，{:,} 个任务，{:,} 个资源组。这次进行了 {:,} 次调用。\n{}",
)


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
        note(COMPLETE.said(order.output))
    else:
        await _mirrored(backend, order, report)
    if order.as_json:
        show(f"{report.as_json()}\n")
    return DONE if report.complete else NOT_DONE


async def _mirrored(backend: Callable[[], DataWorks], order: Order, report: Report) -> None:
    journal = Journal(order.part, order.service)
    report.found = journal.found
    if journal.found:
        note(KEPT.said(journal.found, order.part))
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
        note(NEXT.said(order.most, lines))


def _problem(error: DataWorksError) -> str:
    if isinstance(error, OutOfTime):
        return NO_CALLS_LEFT.said()
    said = str(error).rstrip(".")
    if isinstance(error, Denied) and error.code in MEMBERSHIP_CODES:
        return NOT_A_MEMBER.said(said)
    return EXPLAINED.said(said, NAME, error.code)


def _end_early(order: Order, report: Report) -> None:
    kept = AGAIN.said(order.part) if order.part.exists() else Text("Nothing was read.", "没有读取任何内容。").said()
    note(ENDED.said(report.problem or Text("Interrupted.", "已中断。").said(), report.calls, kept))


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
    written = order.output or Text("Done", "完成")
    return COUNTS.said(written, len(sources), tables, tasks, len(world.resource_group), report.calls, left)
