"""What a comparison is going to send, and what it creates: said before anything is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comparison.case import CaseFile, Requested
from comparison.comparing import Wanted
from comparison.preparation import most_reads
from dataworks.language import Text
from dataworks.studio_settings import StudioName

STARTS = Text("Compares the emulator with {}, workspace {}.", "将模拟器与 {} 比较，工作空间 {}。")
PREPARES = Text(
    "It sends at most {} reads to see what the workspace has, and for the cases",
    "最多发送 {} 次读取，以了解工作空间有什么；各用例发送",
)
AT_MOST = Text("at most {}", "最多 {}")
NO_WRITES, WRITES = Text("no writes", "不发送写入"), Text("{} writes", "{} 次写入")
SENDS = Text("{} reads and {}; throttled requests are sent again. {}", "{} 次读取，{}；被限流的请求会再次发送。{}")
BASIC = Text(
    "The Basic edition of DataWorks allows 100 calls a day, by all users of the account together.",
    "DataWorks 基础版每天允许 100 次调用，由账号的所有用户共用。",
)
NOTHING = Text("Nothing is created or changed.", "不会创建或更改任何内容。")
CREATES = Text(
    "Everything that it creates has a name that begins with {}, and is removed at the end:",
    "创建的所有内容的名称都以 {} 开头，并在最后删除：",
)


@dataclass(frozen=True)
class Plan:
    """How many requests a comparison sends, without those that are sent again after throttling.

    Attributes:
        preparation: the most reads that find out what the workspace has.
        reads, writes: the most requests of the cases, and of removing what they have created.
        exact: whether the cases send exactly so many, if the workspace has what they need.
        creates: what the writes create, change and leave behind.
    """

    preparation: int
    reads: int
    writes: int
    exact: bool
    creates: Sequence[Text]

    def text(self, where: str, project_id: str, name: str | None) -> str:
        """Return the plan in words."""
        return "\n".join([*self._lines(where, project_id, name), ""])

    def _lines(self, where: str, project_id: str, name: str | None) -> Iterator[str]:
        reads, writes = map(self._amount, (self.reads, self.writes))
        yield STARTS.said(where, project_id)
        yield PREPARES.said(self.preparation)
        yield SENDS.said(reads, WRITES.said(writes) if self.writes else NO_WRITES, BASIC)
        if name is None:
            yield NOTHING.said()
            return
        yield CREATES.said(name)
        yield from (f"- {each.said()}" for each in self.creates)

    def _amount(self, count: int) -> str:
        return str(count) if self.exact else AT_MOST.said(count)


def plan(wanted: Wanted) -> Plan:
    """Return the plan of a comparison."""
    studios = [wanted.studio] if wanted.studio else [*StudioName]
    files = {studio: _files(wanted, studio) for studio in studios}
    counts = [_counts(wanted, each, studio) for studio, each in files.items()]
    requests = [request for studio, each in files.items() for request in _requests(wanted, each, studio)]
    exact = len(set(counts)) == 1 and wanted.name is None and all(each.until is None for each in requests)
    creates = dict.fromkeys(line for each in files.values() for file in each for line in file.creates)
    reads, writes = max(reads for reads, _ in counts), max(writes for _, writes in counts)
    return Plan(most_reads(wanted.studio), reads, writes, exact, tuple(creates))


def _files(wanted: Wanted, studio: StudioName) -> list[CaseFile]:
    fitting = (file for file in wanted.files if file.fits(studio))
    return [file for file in fitting if wanted.name or not file.clean]


def _counts(wanted: Wanted, files: Sequence[CaseFile], studio: StudioName) -> tuple[int, int]:
    """Return the most reads and writes of the cases for a Data Studio."""
    requests = list(_requests(wanted, files, studio))
    writes = sum(request.most_calls for request in requests if request.is_write)
    return sum(request.most_calls for request in requests) - writes, writes


def _requests(wanted: Wanted, files: Sequence[CaseFile], studio: StudioName) -> Iterator[Requested]:
    for file in files:
        yield from (case for case in file.cases if case.fits(studio))
        if wanted.name:
            yield from (request for thing in file.clean for request in thing.requests())
