"""A real-time task or a solution while one call handles it: its state, what was done, and the account of a failure."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import (
    ChangedMeanwhile,
    DataWorksError,
    DeletedMeanwhile,
    NewTaskChanged,
    Refused,
    Unreachable,
    Unreadable,
)
from dataworks.flows.deletion import DELETED, gone, new_task_deleted
from dataworks.flows.done_words import MAY_BE_DONE, WORDS, by_others, said
from dataworks.flows.once import once
from dataworks.flows.recent_starts import state_after
from dataworks.flows.waits import Pending, Report, finished, silent
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studios.by_id import studio_of
from dataworks.studios.states import GONE, UNKNOWN
from dataworks.studios.studio import AS_USUAL, Act, Look, Row, Start, Studio, TaskPlace

DEPLOYED: Act = "deployed"

CHANGED = Text(
    "Somebody else changed the definition while this call was at work, so this was not sent.",
    "本次调用执行期间，其他人更改了任务定义，因此未发送该请求。",
)
RENAMED = Text(
    "Somebody else renamed the task while this call was at work, so this was not sent.",
    "本次调用执行期间，其他人重命名了任务，因此未发送该请求。",
)


NOTE = Text("task {}: {}", "任务 {}：{}")
TO_BE = Text("to be {}", "即将{}")
STATE_AND = Text("{}, {}", "{}，{}")
BEFORE_THAT = Text("; before that, it was {} by this call", "；在此之前，它已被本次调用{}")
STATE_SEEN = Text("its run state was {} when last seen", "上次查看时的运行状态是 {}")
NO_STATE = Text("its run state is not known", "运行状态未知")
EXISTS = Text("Task {} exists; {}.", "任务 {} 已存在；{}。")
OFFLINE_UNKNOWN = Text(
    "It is unknown whether task {} was taken offline by this call; {}.", "尚不清楚任务 {} 是否已被本次调用下线；{}。"
)
DONE = Text("was {} by this call", "已被本次调用{}")
NOT_CHANGED = Text("was not changed by this call", "未被本次调用更改")
OTHERS = Text(" Somebody else {} meanwhile.", "其间有其他人{}。")
ACCOUNT = Text("Task {} {}; {}.{}", "任务 {} {}；{}。{}")


@dataclass(frozen=True)
class Reached:
    """How far a call has got.

    Attributes:
        state: the run state that was seen last, or ``GONE``.
        done: what this call has done, in order: deployed, started, stopped, taken offline, deleted.
        waited: seconds waited if time ran out before the wanted state; else ``None``.
        by_others: what this call was to do, and found done by somebody else when it was at it.
        waits_for: the stage of a node's deployment that only the console can move on.
    """

    state: str
    done: tuple[str, ...]
    waited: float | None = None
    by_others: tuple[str, ...] = ()
    waits_for: str | None = None


Seen = Callable[[Look, float], Awaitable[None]]
"""Is called with each look at a task, and the seconds since the first one; may raise an error."""


@dataclass
class Handle:
    """A real-time task or a solution while one call handles it.

    Attributes:
        task_id: its id, which says its studio.
        steps: how many steps are reported, of which ``before`` are already done.
        state: its run state as last read, or as changed by this call since.
        fresh: whether this call may have created it.
        name: the name that it has to have; ``None``: any.
        agreed: the definition that the call is about; false until the first ``check``, which takes what it finds.
        done: what this call has done to it.
        by_others: what somebody else did to it before this call could.
        waited: seconds waited, if time ran out.
        remark: what to add to ``exists`` if the call fails.
        checked: whether its definition was compared, and nothing was sent since.
        in_doubt: whether an earlier request of the call, whose answer was lost, can have taken it offline.
    """

    api: DataWorks
    project_id: str
    task_id: str
    report: Report = silent
    steps: int = 1
    before: int = 0
    state: str = UNKNOWN
    fresh: bool = False
    name: str | None = None
    agreed: Definition = NO_DEFINITION
    done: list[str] = field(default_factory=list[str])
    by_others: list[str] = field(default_factory=list[str])
    waited: float | None = None
    remark: str = ""
    checked: bool = False
    in_doubt: bool = False

    @cached_property
    def studio(self) -> Studio:
        """What the API can do with it."""
        return studio_of(self.task_id)

    @property
    def place(self) -> TaskPlace:
        """Where it is."""
        return TaskPlace(self.project_id, self.task_id)

    @property
    def is_stopped(self) -> bool:
        """Whether it does not run, by its state."""
        return self.studio.is_stopped(self.state)

    async def notify(self, text: str) -> None:
        """Report progress."""
        step = min(self.before + len(self.done), self.steps - 1)
        await self.report(step, self.steps, NOTE.said(self.task_id, text))

    async def look(self) -> Look:
        """Read its run state."""
        look = await self.studio.look(self.api, self.place)
        self.state = state_after(self.api, self.place, look.state)
        return look

    async def row(self) -> Row | None:
        """Its row in the list of tasks, if there is one."""
        return await self.studio.row(self.api, self.place)

    async def read(self) -> Definition:
        """The definition that it has now."""
        return await self.studio.read(self.api, self.place)

    async def has(self, expected: Definition) -> bool:
        """Whether it has this definition now."""
        return await self.api.computed((await self.read()).means_the_same, expected)

    async def check(self, following: Act) -> None:
        """Read its definition right before or after a step.

        Raises:
            ChangedMeanwhile: it is another one by now, or has another name, so that ``following`` is not done.
        """
        present = await self._definition(following)
        self.agreed = self.agreed or present
        if not await self.api.computed(present.means_the_same, self.agreed):
            raise self.changed(following, CHANGED.said())

    async def _definition(self, following: Act) -> Definition:
        """Its definition: with its name from the list of tasks, where both matter and the list has them."""
        if self.name is not None:
            with suppress(Refused, Unreachable, Unreadable):
                row = await self.studio.row(self.api, self.place, whole=True)
                self.check_name(row, following)
                if row is not None and await self.api.computed(row.definition.means_the_same, self.agreed):
                    return row.definition
        return await self.read()

    def check_name(self, row: Row | None, following: Act) -> None:
        """Compare the name that it has with the one that it has to have.

        Raises:
            ChangedMeanwhile: it is another one by now.
        """
        if self.name is not None and row is not None and row.name not in (None, self.name):
            raise self.changed(following, RENAMED.said())

    def changed(self, following: Act, message: str) -> ChangedMeanwhile:
        """The error that somebody changed it, so that ``following`` is not done."""
        return (NewTaskChanged if self.fresh else ChangedMeanwhile)(self.action(following), message)

    def action(self, act: Act) -> str:
        """The name of the operation that does this to it."""
        return self.studio.acts[act].action()

    async def exists(self) -> bool:
        """Whether the task exists; only if the list of tasks lacks it too, it does not."""
        try:
            await self.look()
        except DataWorksError as error:
            if not not_there(error) or not await self.studio.is_gone(self.api, self.place):
                raise
            self.state = GONE
        return self.state != GONE

    async def is_in(self, *states: str) -> bool:
        """Whether its run state, read now, is one of these."""
        await self.look()
        return self.state in states

    async def act(self, act: Act, took_effect: Callable[[], Awaitable[bool]], start: Start = AS_USUAL) -> None:
        """Do something to the task, once, unless somebody else has just done the same."""
        await self.do(act, self.studio.request(act, self.place, start), took_effect)

    async def do(self, done: str, operation: Operation[Any], took_effect: Callable[[], Awaitable[bool]]) -> None:
        """Send an operation on the task, once, unless somebody else has just done the same."""
        await self.notify(TO_BE.said(WORDS[done]))
        unknown = MAY_BE_DONE.said(self.task_id, WORDS[done])
        found = await once(self.api, operation, took_effect, unknown)
        (self.done if found.mine else self.by_others).append(done)

    async def until(self, *wanted: str, seen: Seen | None = None) -> bool:
        """Wait for one of these states; return ``False`` if time ran out. ``seen`` may raise on one in between."""
        began = self.api.timing.clock()

        async def found() -> bool | None:
            look = await self.look()
            if self.state not in wanted and seen is not None:
                await seen(look, self.api.timing.clock() - began)
            return self.state in wanted or None

        outcome = await finished(self.api, found, lambda text: self.notify(STATE_AND.said(self.state, text)))
        self.waited = outcome.waited if isinstance(outcome, Pending) else None
        return self.waited is None

    def reached(self) -> Reached:
        """How far the call has got."""
        return Reached(self.state, tuple(self.done), self.waited, tuple(self.by_others))


@asynccontextmanager
async def tracked(task: Handle) -> AsyncGenerator[Handle]:
    """Add to any error what this call already did; report the state at the end."""
    try:
        yield task
    except DataWorksError as error:
        failure = await known(task, error)
        failure.task_id = task.task_id
        if not isinstance(failure, DeletedMeanwhile):
            account = "" if failure.exists and not task.done else _account(task)
            failure.exists = " ".join(filter(None, (failure.exists, account, task.remark)))
        raise failure from None
    await task.report(task.steps, task.steps, NOTE.said(task.task_id, task.state))


async def known(task: Handle, error: DataWorksError) -> DataWorksError:
    """The error of a call, or that the task existed when the call began and does not any more."""
    existed = task.fresh or task.agreed or task.state != UNKNOWN
    return _deletion(task, error) if existed and await _is_gone(task, error) else error


async def _is_gone(task: Handle, error: DataWorksError) -> bool:
    """Whether a task that had existed is gone, where an error may be due to that; unknown counts as no."""
    try:
        return task.studio.is_unknown(error) and await task.studio.is_gone(task.api, task.place)
    except DataWorksError:
        return False  # the first error is reported, not that of this read


def _deletion(task: Handle, error: DataWorksError) -> DeletedMeanwhile:
    if task.fresh:
        return new_task_deleted(task.task_id, error.operation)
    done = BEFORE_THAT.said(said(task.done)) if task.done else ""
    return DeletedMeanwhile(error.operation, DELETED.said(), exists=gone(task.task_id, done))


def _account(task: Handle) -> str:
    seen = STATE_SEEN.said(task.state) if task.state != UNKNOWN else NO_STATE.said()
    if task.fresh and not task.done:
        return EXISTS.said(task.task_id, seen)
    if task.in_doubt and not task.done:
        return OFFLINE_UNKNOWN.said(task.task_id, seen)
    done = DONE.said(said(task.done)) if task.done else NOT_CHANGED.said()
    others = OTHERS.said(by_others(task.by_others)) if task.by_others else ""
    return ACCOUNT.said(task.task_id, done, seen, others)
