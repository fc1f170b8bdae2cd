"""What a comparison is going to send, and what it creates: said before anything is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comparison.case import CaseFile, Requested
from comparison.comparing import Wanted
from comparison.preparation import most_reads
from dataworks.studio_settings import StudioName

BASIC = "The Basic edition of DataWorks allows 100 calls a day, by all users of the account together."


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
    creates: Sequence[str]

    def text(self, where: str, project_id: str, name: str | None) -> str:
        """Return the plan in words."""
        return "\n".join([*self._lines(where, project_id, name), ""])

    def _lines(self, where: str, project_id: str, name: str | None) -> Iterator[str]:
        amount = "" if self.exact else "at most "
        yield f"Compares the emulator with {where}, workspace {project_id}."
        yield f"It sends at most {self.preparation} reads to see what the workspace has, and for the cases"
        writes = f"{amount}{self.writes} writes" if self.writes else "no writes"
        yield f"{amount}{self.reads} reads and {writes}; throttled requests are sent again. {BASIC}"
        if name is None:
            yield "Nothing is created or changed."
            return
        yield f"Everything that it creates has a name that begins with {name}, and is removed at the end:"
        yield from (f"- {each}" for each in self.creates)


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
