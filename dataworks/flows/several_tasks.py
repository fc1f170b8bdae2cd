"""Starting, stopping or retiring several tasks: a few at once, each by itself, until the deadline is near.

A failure of one task does not stop the others, unless it concerns them all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, DataWorksError, Denied, OutOfTime, Throttled, Unconfigured, WritesEnded
from dataworks.flows.node_changes import NodeWork
from dataworks.flows.pausing import Pausing
from dataworks.flows.removal import remove_file
from dataworks.flows.retiring import retire
from dataworks.flows.running import STARTED_AGAIN, DidNotRun, start, stopped
from dataworks.flows.seen_tasks import SeenTask, listed_tasks, seen_task
from dataworks.flows.side_by_side import AT_ONCE, side_by_side
from dataworks.flows.task_handle import Handle, Reached
from dataworks.flows.task_steps import steps_of
from dataworks.flows.versions import FilePlace
from dataworks.flows.waits import Report
from dataworks.language import Text
from dataworks.operations.v2020.deployments import DeleteFile
from dataworks.retry import may_have_effect
from dataworks.studios.states import GONE, STARTING, STOPPING
from dataworks.studios.studio import AS_USUAL, Start, Wish

TO_BEGIN = 5.0
"""Seconds that have to be left for another task to be begun, after the first ones."""

FRESH = 5.0
"""Seconds after which a task is read again right before something is done to it."""

Result = Literal["as wished", "finished", "unfinished", "failed", "untouched"]

OF_THE_TASK = ("Forbidden", "NoPermission")
"""Codes of refusals that may be due to one task or one operation; all others that deny concern the identity."""

TIME_UP, CHANGED, ALL_CONCERNED, MAY_NOT = "time", "changed", "all", "closed"
"""Why a task is untouched."""


NOTE = Text("task {}: {}", "任务 {}：{}")


@dataclass(frozen=True)
class Outcome:
    """What a call reached with one task.

    Attributes:
        reached: how far it is; of an untouched or failed one as far as that is known.
        error: why it failed.
        why: why it is untouched.
    """

    task: SeenTask
    result: Result
    reached: Reached
    error: DataWorksError | None = None
    why: str = ""


@dataclass
class TaskWork:
    """Several tasks while one call works on them.

    Attributes:
        tasks: the tasks as they are; what was agreed to, where somebody was asked.
        earlier: what earlier calls under the same consent did, by task id.
        note: is called with each outcome.
        general: the failure that concerns all tasks, once there is one.
        begun: how many tasks something was done to.
        ended: how many tasks have an outcome.
    """

    api: DataWorks
    project_id: str
    wish: Wish
    tasks: Sequence[SeenTask]
    report: Report
    settings: Start = AS_USUAL
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    note: Callable[[Outcome], None] = lambda _: None
    general: DataWorksError | None = None
    begun: int = 0
    ended: int = 0

    async def go(self) -> tuple[Outcome, ...]:
        """Work on all of them, and return the outcome of each: those that must only be waited for hold up no others."""
        return tuple(await side_by_side(sorted(self.tasks, key=self._moves), self._noted))

    async def _noted(self, task: SeenTask) -> Outcome:
        outcome = await self._outcome(task)
        self.ended += 1
        self.note(outcome)
        return outcome

    async def _outcome(self, task: SeenTask) -> Outcome:
        steps = steps_of(self.wish, task, self.settings)
        untouched = partial(Outcome, task, "untouched", Reached(task.state, ()))
        if self.general is not None:
            return untouched(why=ALL_CONCERNED)
        if not steps and not self._moves(task):
            return Outcome(task, "as wished", Reached(task.state, ()))
        left = self.api.remaining()
        if self.begun >= AT_ONCE and left is not None and left < TO_BEGIN:
            return untouched(why=TIME_UP)
        handle = self._handle(task)
        try:
            if not await self._is_as_shown(task):
                return untouched(why=CHANGED)
            self.begun += 1
            return await self._worked_on(task, handle, steps)
        except DataWorksError as error:
            return self._failed(task, handle, error)
        except BaseException:  # the call is cancelled
            self.note(Outcome(task, "unfinished", handle.reached()))
            raise

    def _handle(self, task: SeenTask) -> Handle:
        """The task while it is worked on: what was done to it, and its state as last seen."""
        return Handle(
            self.api,
            self.project_id,
            task.task_id,
            self._reported(task),
            3,
            state=task.state,
            agreed=task.definition,
        )

    def _moves(self, task: SeenTask) -> bool:
        """Whether a task is on its way to what is wished by itself."""
        ways = {"start": (STARTING, "DEPLOYING")}
        return task.state in ways.get(self.wish, (STOPPING, "DEPLOYING"))

    async def _is_as_shown(self, task: SeenTask) -> bool:
        """Whether a task that was read some time ago is still the same."""
        if self.api.timing.clock() - task.read_at <= FRESH:
            return True
        (listed,) = await listed_tasks(self.api, self.project_id, [task.task_id])
        now = await seen_task(self.api, self.project_id, listed, whole=bool(task.definition), in_bin=task.is_removed)
        return now.key == task.key

    async def _worked_on(self, task: SeenTask, handle: Handle, steps: tuple[str, ...]) -> Outcome:
        self._check_earlier(handle, steps)
        reached = await self._act(task, handle)
        if reached.waited is not None:
            return Outcome(task, "unfinished", reached)
        return Outcome(task, "finished" if steps else "as wished", reached)

    def _failed(self, task: SeenTask, handle: Handle, error: DataWorksError) -> Outcome:
        reached = handle.reached()
        if isinstance(error, OutOfTime):
            why = MAY_NOT if isinstance(error, WritesEnded) else TIME_UP
            return Outcome(task, "unfinished", reached) if handle.done else Outcome(task, "untouched", reached, why=why)
        if concerns_all(error):
            first, self.general = self.general is None, self.general or error
            if not (first or handle.done or may_have_effect(error) or error.doubtful):
                return Outcome(task, "untouched", reached, why=ALL_CONCERNED)
        return Outcome(task, "failed", reached, error)

    def _check_earlier(self, task: Handle, steps: tuple[str, ...]) -> None:
        """Check that what an earlier call under this consent did still holds: it is done once.

        Raises:
            ChangedMeanwhile: somebody started again what had been stopped.
            DidNotRun: what had been started is stopped.
        """
        earlier = self.earlier.get(task.task_id, ())
        if "started" in earlier and "started" in steps:
            raise DidNotRun.stopped(task.state, None, task.studio.looks.action())
        if "stopped" in earlier and "stopped" in steps:
            raise ChangedMeanwhile(task.action("stopped"), STARTED_AGAIN.said())

    async def _act(self, task: SeenTask, handle: Handle) -> Reached:
        if task.kind == "DI_OFFLINE":
            return await (self._remove(task, handle) if self.wish == "retire" else self._pause(task, handle))
        if task.kind == "node":
            work = NodeWork(self.api, self.project_id, task.task_id, task.definition, handle.report, handle.done)
            return await (work.retire() if self.wish == "retire" else work.switch(stop=self.wish == "stop"))
        if self.wish == "start":
            return await start(handle, self.settings, restart="stopped" in steps_of("start", task, self.settings))
        return await (stopped(handle) if self.wish == "stop" else retire(handle))

    async def _pause(self, task: SeenTask, handle: Handle) -> Reached:
        if task.detail is None or task.standing is None:
            raise TypeError(f"{task.task_id} was not read")
        place, stop = FilePlace(self.project_id, task.number), self.wish == "stop"
        return await Pausing(self.api, place, task.detail, task.standing.stage, stop, handle.report, handle.done).go()

    async def _remove(self, task: SeenTask, handle: Handle) -> Reached:
        request = DeleteFile(project_id=self.project_id, file_id=task.number)
        removed = await remove_file(self.api, request, handle.report)
        gone = removed.state == "deleted"
        steps = steps_of("retire", task)
        handle.done += steps if gone else steps[:1] if not task.is_removed else ()
        return Reached(GONE if gone else removed.state.upper(), tuple(handle.done), None if gone else 0.0)

    def _reported(self, task: SeenTask) -> Report:
        """The progress of one task, as a part of all."""
        if len(self.tasks) == 1:
            return self.report

        async def report(_step: int, _steps: int, message: str) -> None:
            text = message if task.task_id in message else NOTE.said(task.task_id, message)
            await self.report(self.ended, len(self.tasks), text)

        return report


def is_begun(outcome: Outcome) -> bool:
    """Whether a task may not be as it was before: something was done to it, or that is unknown."""
    error = outcome.error
    unknown = error is not None and (may_have_effect(error) or error.doubtful)
    over = outcome.result in ("as wished", "finished")
    return over or unknown or bool(outcome.reached.done)


def concerns_all(error: DataWorksError) -> bool:
    """Whether a failure would be the same for each task: credentials, identity, quota."""
    denied = isinstance(error, Denied) and not error.code.startswith(OF_THE_TASK)
    return denied or isinstance(error, Unconfigured | Throttled)
