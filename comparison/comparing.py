"""The comparison itself: each case is sent to both services, in order, and what was created is removed at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import anyio

from comparison.case import Case, CaseFile, Cleaning
from comparison.outcome import Outcome, Result
from comparison.pair import Pair
from comparison.placeholders import filled
from comparison.preparation import REFUSED, prepare
from comparison.sender import NotAllowed, Outage, Permission, Sender
from comparison.service import Service
from comparison.twin import emulated
from comparison.values import objects_at
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.language import Text
from dataworks.studio_settings import StudioName

Keep = Callable[[Outcome], None]

NOBODYS = "dataworks_di_mcp_compare_"
"""What names begin with that nothing has, where nothing is created."""

WITHOUT_WRITES = Text(
    "needs --writes, since it is about something that the comparison creates",
    "需要 --writes，因为它针对比较所创建的内容",
)

NOT_REMOVED = Text(
    "{}: it may be there, its removal was stopped or took too long",
    "{}：可能仍然存在，其删除被中断或耗时过长",
)

REMOVING = Text(
    "Removing what has a name that begins with {}; if you stop this too, it stays.",
    "正在删除名称以 {} 开头的内容；如果您也中断这一步，它们会保留下来。",
)
"""Said before what was created is removed, which may take minutes."""

NO_ANSWER = Text(
    "the service does not answer ({}); this is what was compared so far",
    "服务没有应答（{}）；以上是到目前为止的比较结果",
)

UNSEEN = 60.0
"""Seconds to wait for a state that can't be read."""

LONGEST_CLEANING = 600.0
"""Seconds that removing what was created may take, after an interruption too."""


@dataclass(frozen=True)
class Wanted:
    """What is to be compared.

    Attributes:
        files: the cases.
        name: what the names of all that is created begin with; ``None``: nothing is written.
        studio: the Data Studio of the workspace; ``None``: it is found out.
    """

    project_id: str
    files: Sequence[CaseFile]
    name: str | None = None
    studio: StudioName | None = None


@dataclass
class Comparison:
    """A comparison of a service with the emulator.

    Attributes:
        api: the service.
        keep: called with each outcome as soon as it is known.
        tell: called before what was created is removed, with a sentence about it.
        result: what was found so far, also if it is interrupted.
        cleaning: the removal that an interruption of the rest does not stop.
        is_hurried: whether nothing more may be removed.
    """

    api: DataWorks
    wanted: Wanted
    keep: Keep
    result: Result = field(default_factory=Result)
    tell: Callable[[str], None] = lambda _: None
    cleaning: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    is_hurried: bool = False

    async def run(self) -> None:
        """Compare; ``result`` says how that went.

        Raises:
            NoWorkspace: the workspace can't be read.
            Unconfigured: there are no credentials.
        """
        sender = Sender(self.api, Permission(self.wanted.name))
        try:
            await self._compared(sender)
            self.result.ended = ""
        except Outage as outage:
            self.result.ended = NO_ANSWER.said(outage)
        finally:
            self.result.reads, self.result.writes = sender.reads, sender.writes
            self.result.repeated = sender.repeated

    async def _compared(self, sender: Sender) -> None:
        name = self.wanted.name or NOBODYS
        found = await prepare(sender, self.wanted.project_id, name, self.wanted.studio)
        twin = Sender(emulated(found), Permission(self.wanted.name))
        ours = await prepare(twin, self.wanted.project_id, name, found.studio)
        shared = {each: ours.values[each] for each in found.values if each in ours.values}
        for file in self.wanted.files:
            if file.fits(found.studio):
                services = Service(sender, dict(found.values)), Service(twin, dict(shared))
                await self._file(Pair(*services, found), file)

    async def _file(self, pair: Pair, file: CaseFile) -> None:
        before = pair.theirs.sender.writes
        try:
            for case in file.cases:
                if case.fits(pair.found.studio):
                    is_off = bool(file.clean) and self.wanted.name is None
                    outcome = Outcome(case, WITHOUT_WRITES.said()) if is_off else await self._case(pair, case)
                    self.result.outcomes.append(outcome)
                    self.keep(outcome)
        finally:
            if pair.theirs.sender.writes > before:
                self.tell(REMOVING.said(self.wanted.name))
                await self._clean(pair.theirs, file)

    async def _case(self, pair: Pair, case: Case) -> Outcome:
        lacking = next(pair.lacking(case), None)
        if lacking is not None:
            return Outcome(case, lacking)
        try:
            return await pair.compared(case)
        except NotAllowed as refused:
            return Outcome(case, str(refused))

    def stop_cleaning(self) -> None:
        """Remove nothing more; ``result`` says what is left."""
        self.is_hurried = True
        self.cleaning.cancel()

    async def _clean(self, theirs: Service, file: CaseFile) -> None:
        """Remove what the file has created, in its order; keep what could not be removed."""
        waiting = [*file.clean]
        with anyio.move_on_after(LONGEST_CLEANING, shield=True) as self.cleaning:
            if self.is_hurried:
                self.cleaning.cancel()
            while waiting:
                await self._removed(theirs, waiting[0])
                del waiting[0]
        self.result.left += [NOT_REMOVED.said(_name_of(thing, theirs)) for thing in waiting]

    async def _removed(self, theirs: Service, thing: Cleaning) -> None:
        try:
            await self._remove(theirs, thing, str(filled(thing.named, theirs.values)))
        except (Outage, NotAllowed, DataWorksError) as error:
            self.result.left.append(f"{_name_of(thing, theirs)}: {error}")

    async def _remove(self, theirs: Service, thing: Cleaning, named: str) -> None:
        for number in await _find(theirs, thing, named):
            theirs.values[thing.thing] = number
            theirs.sender.permission.made.add(number)
            for step in thing.steps:
                exchange = await theirs.exchange(step)
                if step.until and not exchange.answer.worked:  # its state can't be read: it should be stopped by then
                    await theirs.sender.api.timing.sleep(UNSEEN)
            if number in await _find(theirs, thing, named):
                self.result.left.append(Text("{} {}, id {}", "{} {}，ID {}").said(thing.what, named, number))


def _name_of(thing: Cleaning, theirs: Service) -> str:
    return f"{thing.what.said()} {filled(thing.named, theirs.values)} {theirs.values.get(thing.thing, '')}".rstrip()


async def _find(theirs: Service, thing: Cleaning, named: str) -> list[str]:
    """Return the ids of what has this name. What belongs to something that was not created is not looked for.

    Raises:
        Outage: it can't be found out.
    """
    if not thing.find.needs <= theirs.values.keys():
        return []
    answer = (await theirs.exchange(thing.find)).answer
    if not answer.worked and thing.steps:
        raise Outage(REFUSED.said(thing.find.action, answer.code or answer.status))
    rows = objects_at(answer.payload, thing.rows)
    return [str(row.get(thing.id)) for row in rows if row.get(thing.name) == named]
