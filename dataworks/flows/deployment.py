"""Bringing a batch task to production: submit it, deploy it, and wait for both.

The versions of the file show how far it is, so any process can continue, and nothing is done twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, DataWorksError, NewTaskChanged, Rejected
from dataworks.flows.deletion import deleted
from dataworks.flows.done_words import WORDS
from dataworks.flows.once import exists_on_failure, once
from dataworks.flows.versions import FilePlace, newest_of, standing_of
from dataworks.flows.waits import Pending, Report, finished
from dataworks.language import Text
from dataworks.operations.v2020.deployments import NO_REASON, DeployFile, GetDeployment, ListFileVersions, SubmitFile
from dataworks.operations.v2020.files import FileDetail, GetFile
from dataworks.studios.standing import STAGES, Stage, Standing

DEPLOYING = (GetFile, ListFileVersions, SubmitFile, DeployFile, GetDeployment)
"""The operations that bringing a task to production may call."""


NOTE = Text("{} task {}: {}", "正在{}任务 {}：{}")
GOING = Text(
    "Task {} exists, and is {} by itself; the same call again continues.",
    "任务 {} 已存在，正在自动{}；重复同样的调用即可继续。",
)
OTHER_VERSION = Text(
    "Task {} is in production with version {}, not {}.", "任务 {} 在生产环境中的版本是 {}，而不是 {}。"
)
EXISTS = Text("Task {} exists", "任务 {} 已存在")
SEEN = Text(
    "{}; it was {} when last seen; the same call again continues.", "{}；上次查看时为{}；重复同样的调用即可继续。"
)
DRAFT = Text("a draft", "草稿")
UNKNOWN = Text(
    "{}; it is unknown whether {} was {}; the same call again finds out and continues.",
    "{}；尚不清楚{}是否已{}；重复同样的调用即可查明并继续。",
)
NOT_MADE = Text("{}; {} was not {}; the same call again continues.", "{}；{}未{}；重复同样的调用即可继续。")
LATER = Text("has version {}, and version {} was submitted", "的版本是 {}，而提交的版本是 {}")
PART_NOT_MADE = Text("exists; {} was not {}", "已存在；{}未{}")
NOT_BROUGHT = Text(
    "Task {} exists and was not {}; after the fix the same call again continues.",
    "任务 {} 已存在，尚未{}；修复后重复同样的调用即可继续。",
)
PART_NOT_BROUGHT = Text(
    "Task {} exists; {} was not {}; after the fix the same call again continues.",
    "任务 {} 已存在，{}尚未{}；修复后重复同样的调用即可继续。",
)
DIFFERS = Text("Task {} {}: it {}.", "任务 {} {}：它{}。")


@dataclass(frozen=True)
class Move:
    """One of the two steps: the stage before it, the stage in progress, and the stage after it."""

    number: int
    operation: type[SubmitFile | DeployFile]
    before: Stage
    going: Stage
    after: Stage


SUBMISSION = Move(0, SubmitFile, "draft", "submitting", "submitted")
DEPLOYMENT = Move(1, DeployFile, "submitted", "deploying", "deployed")
STEPS = 2

MOVES: Mapping[Stage, Move] = {
    "draft": SUBMISSION,
    "submitting": SUBMISSION,
    "submitted": DEPLOYMENT,
    "deploying": DEPLOYMENT,
}
"""The move that a file needs next, or that it is in."""

Check = Callable[[FileDetail], str]
"""Is called with the file right before each step; returns how it differs from what was requested."""

CHANGED = Text(
    "Somebody else changed the task while it was brought to production.", "任务发布到生产环境期间，其他人更改了它。"
)

BEFORE: dict[Stage, Text] = {
    "draft": Text("exists and was not submitted", "已存在，尚未提交"),
    "submitted": Text("is submitted and was not deployed", "已提交，尚未发布"),
}
"""What is true of a task whose next step was not made, by the stage it is in."""

IT, NEWEST, THE_CHANGE = Text("it", "它"), Text("its newest version", "其最新版本"), Text("its change", "其变更")
"""What is on the way: a new task, the version of one that has an earlier version, or a change."""


@dataclass
class Way:
    """A file on its way to production.

    Attributes:
        check: compares the file with what was requested, right before each step.
        stage: how far it is.
        done: what this call did to the file, in order, before and on the way.
        submitted: the version that was submitted, if this call has seen it.
        mine: whether the step that is in progress was made by this call.
        by_others: the steps that somebody else made while this call was at work.
        comment: what the submission says.
        fresh: whether the call has created the task, or found it by its name.
        in_production: whether production has some version of it.
        has_earlier: whether an earlier content was submitted.
    """

    api: DataWorks
    place: FilePlace
    report: Report
    check: Check
    stage: Stage
    done: list[str] = field(default_factory=list[str])
    submitted: int | None = None
    mine: bool = False
    by_others: tuple[Stage, ...] = ()
    comment: str | None = None
    fresh: bool = True
    in_production: bool = False
    has_earlier: bool = False

    async def go(self) -> Self:
        """Continue until the file is deployed, or until the client's deadline is near.

        Raises:
            ChangedMeanwhile: somebody changed the file, so that the next step was not made.
            DataWorksError: a step failed; ``exists`` says which step was reached.
        """
        while (move := MOVES.get(self.stage)) is not None:
            look = partial(self._seen, move) if self.stage == move.going else await self._begun(move)
            if look is not None and not await self._finished(move, look):
                break
        return self

    async def _finished(self, move: Move, look: Callable[[], Awaitable[Standing | None]]) -> bool:
        """Wait for a move; return ``False`` if time ran out."""

        async def notify(text: str) -> None:
            await self.report(move.number, STEPS, NOTE.said(WORDS[move.going], self.place.file_id, text))

        going = GOING.said(self.place.file_id, WORDS[move.going])
        with exists_on_failure(going):
            found = await finished(self.api, look, notify)
        self.stage = move.going if isinstance(found, Pending) else found.stage
        if isinstance(found, Pending):
            return False
        self._note_done(move)
        if found.stage == "deployed" and self.submitted is not None and found.version not in (None, self.submitted):
            exists = OTHER_VERSION.said(self.place.file_id, found.version, self.submitted)
            raise self._changed(DeployFile.action(), exists)
        self.submitted = found.version
        return True

    def _note_done(self, move: Move) -> None:
        if self.mine:
            self.done.append(move.after)
        self.mine = False

    async def _begun(self, move: Move) -> Callable[[], Awaitable[Standing | None]] | None:
        """Make a move; return the function that reads how far it is, ``None`` where somebody else made it."""
        name = EXISTS.said(self.place.file_id)
        seen = DRAFT if self.stage == "draft" else Text(self.stage, STAGES[self.stage].zh)
        with exists_on_failure(SEEN.said(name, seen)):
            made = await self._is_made(move, compare=True)
        if made:
            self.by_others = (*self.by_others, move.after)
            return None
        what = self._what
        unknown = UNKNOWN.said(name, what, WORDS[move.after])
        comment = self.comment if move is SUBMISSION else None
        asked = move.operation(project_id=self.place.project_id, file_id=self.place.file_id, comment=comment)
        with exists_on_failure(NOT_MADE.said(name, what, WORDS[move.after])):
            started = await once(self.api, asked, partial(self._is_made, move), unknown)
        self.mine = started.mine
        if not started.mine:
            self.by_others = (*self.by_others, move.after)
        elif self.stage not in (move.before, move.going):
            self._note_done(move)
        if started.answer is None:
            return None
        return partial(self._moved, move, started.answer.deployment_id)

    async def _is_made(self, move: Move, *, compare: bool = False) -> bool:
        """Whether a move is in progress or made, read now.

        Raises:
            ChangedMeanwhile: the file is not what was requested.
            DeletedMeanwhile: it is in the recycle bin.
        """
        present = await self.api.call(GetFile(project_id=self.place.project_id, file_id=self.place.file_id))
        if present.file.is_deleted:
            raise deleted(self.place.file_id, move.operation.action(), fresh=self.fresh)
        found = await standing_of(self.api, self.place, present.file, present.node_configuration)
        self.in_production, self.has_earlier = found.in_production, found.has_earlier
        if compare:
            self._compare(move, present)
        if not found.is_beyond(move.before, self.submitted):
            return False
        self.stage = found.stage
        return True

    def _compare(self, move: Move, present: FileDetail) -> None:
        """Compare the file right before a step, as somebody may have changed it.

        Raises:
            ChangedMeanwhile: it is not what was requested, or it is a later version than ``submitted``.
        """
        current, submitted = present.file.current_version, self.submitted
        later = submitted is not None and current is not None and current > submitted
        differs = self.check(present) or (LATER.said(current, submitted) if later else "")
        if differs:
            what = self._what
            before = BEFORE[move.before] if what is IT else PART_NOT_MADE.filled(what, WORDS[move.after])
            exists = DIFFERS.said(self.place.file_id, before, differs)
            raise self._changed(move.operation.action(), exists)

    def _changed(self, operation: str, exists: str) -> ChangedMeanwhile:
        return (NewTaskChanged if self.fresh else ChangedMeanwhile)(operation, CHANGED.said(), exists=exists)

    @property
    def _what(self) -> Text:
        if not self.fresh:
            return THE_CHANGE
        resubmitted = self.has_earlier and self.stage == "draft"
        return NEWEST if self.in_production or resubmitted else IT

    def _failed(self, move: Move, reason: str | None, request_id: str | None) -> DataWorksError:
        number, what, word = self.place.file_id, self._what, WORDS[move.after]
        exists = NOT_BROUGHT.said(number, word) if what is IT else PART_NOT_BROUGHT.said(number, what, word)
        return Rejected(move.operation.action(), reason or NO_REASON, request_id=request_id, exists=exists)

    async def _moved(self, move: Move, deployment_id: str) -> Standing | None:
        """What a deployment has done; ``None`` while it is in progress."""
        place = self.place
        answer = await self.api.call(GetDeployment(project_id=place.project_id, deployment_id=deployment_id))
        state = answer.deployment
        if state.has_failed:
            raise self._failed(move, state.error_message, answer.request_id)
        if not state.is_successful:
            return None
        versions = (item.file_version for item in answer.deployed_items if item.file_id == place.file_id)
        return Standing(move.after, next(versions, None))

    async def _seen(self, move: Move) -> Standing | None:
        """The same for a move whose deployment id is not known: that of an earlier call, or of somebody else."""
        found = await newest_of(self.api, self.place)
        if found.stage == move.before:
            raise self._failed(move, None, None)
        return None if found.stage == move.going else found
