"""A real-time task or a solution while one call handles it: its state, what was done, and the account of a failure."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

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
from dataworks.flows.definition import current_definition
from dataworks.flows.deletion import DELETED, gone, new_task_deleted, was_deleted
from dataworks.flows.done_words import MAY_BE_DONE, WORDS, by_others, said
from dataworks.flows.lookups import id_unknown, not_there
from dataworks.flows.name_conflicts import file_with, listed_with
from dataworks.flows.once import once
from dataworks.flows.waits import Pending, Report, finished, silent
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.operations.v2020.files import File
from dataworks.operations.v2020.running import GetDISyncInstanceInfo, InstanceInfo
from dataworks.scripts.definition import NO_DEFINITION, Definition

NEVER_RAN, STARTING, RUNNING, STOPPING, STOPPED = "NORUN", "WAIT", "RUN", "KILLING", "PAUSE"
GONE, UNKNOWN = "GONE", "UNKNOWN"
"""The run states as the API names them, and ours for a deleted task, and for one whose state was not read yet."""

DEPLOYED = "deployed"
STOPPED_STATES = frozenset({NEVER_RAN, STOPPED})

RunningType = Literal["DI_REALTIME", "DI_SOLUTION"]

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
    """

    state: str
    done: tuple[str, ...]
    waited: float | None = None
    by_others: tuple[str, ...] = ()


@dataclass
class Handle:
    """A real-time task or a solution while one call handles it.

    Attributes:
        task_type: its type in the API.
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
    file_id: str
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
    task_type: RunningType = "DI_REALTIME"

    @property
    def is_stopped(self) -> bool:
        """Whether it does not run, by its state; those of a solution are not all documented."""
        unnamed = self.task_type == "DI_SOLUTION" and self.state not in {UNKNOWN, STARTING, RUNNING, STOPPING}
        return unnamed or self.state in STOPPED_STATES

    async def notify(self, text: str) -> None:
        """Report progress."""
        step = min(self.before + len(self.done), self.steps - 1)
        await self.report(step, self.steps, NOTE.said(self.file_id, text))

    async def look(self) -> InstanceInfo:
        """Read its run state."""
        asked = GetDISyncInstanceInfo(project_id=self.project_id, task_type=self.task_type, file_id=self.file_id)
        info = await self.api.call(asked)
        solution = info.solution_info
        self.state = ((solution.status if solution else info.status) or UNKNOWN).upper()
        return info

    async def file(self) -> File | None:
        """Its file, if there is one."""
        return await file_with(self.api, self.project_id, self.file_id)

    async def check(self, following: type[Operation[Any]]) -> None:
        """Read its definition right before or after a step.

        Raises:
            ChangedMeanwhile: it is another one by now, or has another name, so that ``following`` is not sent.
        """
        present = await self._definition(following)
        self.agreed = self.agreed or present
        if not await self.api.computed(present.means_the_same, self.agreed):
            raise self.changed(following, CHANGED.said())

    async def _definition(self, following: type[Operation[Any]]) -> Definition:
        """Its definition: with its name from the list of files, where both matter and the list has them."""
        if self.name is not None:
            with suppress(Refused, Unreachable, Unreadable):
                file = await listed_with(self.api, self.project_id, self.file_id)
                self.check_name(file, following)
                if file is not None and await self.api.computed(file.content.means_the_same, self.agreed):
                    return file.content
        return await current_definition(self.api, self.project_id, self.file_id, self.task_type)

    def check_name(self, file: File | None, following: type[Operation[Any]]) -> None:
        """Compare the name that it has with the one that it has to have.

        Raises:
            ChangedMeanwhile: it is another one by now.
        """
        if self.name is not None and file is not None and file.file_name not in (None, self.name):
            raise self.changed(following, RENAMED.said())

    def changed(self, following: type[Operation[Any]], message: str) -> ChangedMeanwhile:
        """The error that somebody changed it, so that ``following`` is not sent."""
        return (NewTaskChanged if self.fresh else ChangedMeanwhile)(following.action(), message)

    async def exists(self) -> bool:
        """Whether the task exists; only if both the run state and the list of files lack it, it does not."""
        try:
            await self.look()
        except DataWorksError as error:
            if not not_there(error):
                raise
            if await self.file() is not None:
                raise
            self.state = GONE
        return self.state != GONE

    async def is_in(self, *states: str) -> bool:
        """Whether its run state, read now, is one of these."""
        await self.look()
        return self.state in states

    async def do(self, done: str, operation: Operation[Any], took_effect: Callable[[], Awaitable[bool]]) -> None:
        """Send an operation on the task, once, unless somebody else has just done the same."""
        await self.notify(TO_BE.said(WORDS[done]))
        unknown = MAY_BE_DONE.said(self.file_id, WORDS[done])
        found = await once(self.api, operation, took_effect, unknown)
        (self.done if found.mine else self.by_others).append(done)

    async def until(self, *wanted: str, seen: Callable[[InstanceInfo, float], None] | None = None) -> bool:
        """Wait for one of these states; return ``False`` if time ran out. ``seen`` may raise on one in between."""
        began = self.api.timing.clock()

        async def look() -> bool | None:
            info = await self.look()
            if self.state not in wanted and seen is not None:
                seen(info, self.api.timing.clock() - began)
            return self.state in wanted or None

        outcome = await finished(self.api, look, lambda text: self.notify(STATE_AND.said(self.state, text)))
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
        failure.task_id = task.file_id
        if not isinstance(failure, DeletedMeanwhile):
            account = "" if failure.exists and not task.done else _account(task)
            failure.exists = " ".join(filter(None, (failure.exists, account, task.remark)))
        raise failure from None
    await task.report(task.steps, task.steps, NOTE.said(task.file_id, task.state))


async def known(task: Handle, error: DataWorksError) -> DataWorksError:
    """The error of a call, or that the task existed when the call began and does not any more."""
    existed = task.task_type == "DI_REALTIME" and (task.fresh or task.agreed or task.state != UNKNOWN)
    deleted = existed and id_unknown(error) and await was_deleted(task.api, task.project_id, task.file_id, error)
    return _deletion(task, error) if deleted else error


def _deletion(task: Handle, error: DataWorksError) -> DeletedMeanwhile:
    if task.fresh:
        return new_task_deleted(task.file_id, error.operation)
    done = BEFORE_THAT.said(said(task.done)) if task.done else ""
    return DeletedMeanwhile(error.operation, DELETED.said(), exists=gone(task.file_id, done))


def _account(task: Handle) -> str:
    seen = STATE_SEEN.said(task.state) if task.state != UNKNOWN else NO_STATE.said()
    if task.fresh and not task.done:
        return EXISTS.said(task.file_id, seen)
    if task.in_doubt and not task.done:
        return OFFLINE_UNKNOWN.said(task.file_id, seen)
    done = DONE.said(said(task.done)) if task.done else NOT_CHANGED.said()
    others = OTHERS.said(by_others(task.by_others)) if task.by_others else ""
    return ACCOUNT.said(task.file_id, done, seen, others)
