"""Running a task: start it, and stop it. Each call continues from the current state."""

from dataclasses import replace
from typing import Self

from dataworks.errors import ChangedMeanwhile, DataWorksError, Rejected
from dataworks.flows.recent_starts import RecentStart, forget_start, keep_start
from dataworks.flows.task_handle import DEPLOYED, Handle, Reached, Seen, tracked
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.quoting import LONGEST_MESSAGE, named
from dataworks.retry import may_have_effect
from dataworks.studios.states import NEVER_RAN, RUNNING, STARTING, STOPPED_STATES, STOPPING, UNKNOWN
from dataworks.studios.studio import AS_USUAL, Act, Look, Start

SETTLING = 5.0
"""Seconds after a start in which the state from before it may still show (assumed)."""

STARTED_AGAIN = Text("Somebody else started the task again after it was stopped.", "任务停止之后，其他人又启动了它。")


FOUND_STOPPED = Text("The task was started and is found stopped ({}){}", "任务已启动，但现在是停止状态（{}）{}")


STARTS_ALREADY = Text(
    "Task {} is starting already, though its state does not show that yet: an earlier start was accepted. It does not "
    "start from where this call asks for. Look again in a minute: once it runs, the same call stops and starts it.",
    "任务 {} 已在启动，只是状态尚未显示：此前的启动请求已被接受。它不会从本次调用要求的位置启动。"
    "请一分钟后再查看：运行之后，重复同样的调用会停止并重新启动它。",
)


class DidNotRun(Rejected):
    """A start was accepted, but the task is stopped."""

    @classmethod
    def stopped(cls, state: str, reason: str | None, operation: str) -> Self:
        """The failure of a task in this state; ``operation`` read it, ``reason`` is the service's, if it has one."""
        why = f": {named(reason, LONGEST_MESSAGE)}" if reason else ""
        return cls(operation, FOUND_STOPPED.said(state, why))


@flow
async def start(task: Handle, settings: Start = AS_USUAL, *, restart: bool = False) -> Reached:
    """Deploy the task if needed, start it, and wait until it runs.

    Args:
        task: its ``agreed`` definition is the only one that may be deployed.
        restart: whether a running task is stopped, deployed and started.

    Raises:
        ChangedMeanwhile: it has another definition, which was not deployed, or not started.
        DidNotRun: the start was accepted, and the task stopped again.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    async with tracked(task):
        if restart:
            await task.check("stopped")
        if not restart or await stop(task):
            await run(task, settings)
    return task.reached()


async def run(task: Handle, settings: Start = AS_USUAL) -> None:
    """Start the task and wait until it runs, as far as time allows."""
    await _seen(task)
    if task.state == STOPPING and not await _stopped(task):
        return
    if task.is_stopped:
        await _bring_to_production(task)
        await _start(task, settings)
    if task.state in task.studio.runs or await task.until(*task.studio.runs, seen=_still_starting(task)):
        forget_start(task.api, task.place)


async def _bring_to_production(task: Handle) -> None:
    """Deploy what is newer than production; where there is no such step, the definition that runs is compared."""
    if DEPLOYED not in task.studio.acts:
        await task.check("started")
    elif DEPLOYED not in task.done and (task.state == NEVER_RAN or await changed_since(task)):
        await deploy(task)


async def _stopped(task: Handle) -> bool:
    """Wait until the task no longer stops; return ``False`` if time ran out.

    Somebody else may start it in between, perhaps with another definition; later changes are noticed afterwards.
    """
    following: Act = DEPLOYED if DEPLOYED in task.studio.acts else "started"
    await task.check(following)
    stopped = await task.until(*STOPPED_STATES, STARTING, RUNNING)
    if stopped and not task.is_stopped:
        await task.check(following)
    return stopped


async def _seen(task: Handle) -> None:
    if task.state == UNKNOWN:
        await task.look()


@flow
async def deploy(task: Handle) -> None:
    """Deploy the task. Deploying twice does no harm, so after a lost answer it is sent again.

    The API deploys what is there when the request arrives, so the definition is compared before and after.

    Raises:
        ChangedMeanwhile: it has another definition than the one agreed to.
    """

    async def not_visible() -> bool:
        return False

    if not task.checked:
        await task.check(DEPLOYED)
    await task.act(DEPLOYED, not_visible)
    await task.check("started")


async def changed_since(task: Handle) -> bool:
    """Whether its definition is newer than what was submitted.

    Raises:
        ChangedMeanwhile: it has another name than it has to have.
    """
    row = await task.row()
    task.check_name(row, "started")
    return row is None or not row.submitted


async def _start(task: Handle, settings: Start) -> None:
    before, began = task.state, task.api.timing.clock()

    async def started() -> bool:
        """Whether it starts; where no state says that, it may take a while until it runs."""
        while not await task.is_in(STARTING, *task.studio.runs - {before}):
            if task.studio.shows_starting or not _has_time(task, began):
                return False
            await task.api.timing.sleep(1.0)
        return True

    unknown = RecentStart(before, began, settings, accepted=False)
    keep_start(task.api, task.place, unknown)
    try:
        await task.act("started", started, settings)
    except DataWorksError as error:
        if not _started_before(task, error, settings):
            raise
        (task.done if error.doubtful else task.by_others).append("started")
    keep_start(task.api, task.place, replace(unknown, when=task.api.timing.clock(), accepted=True))
    if task.is_stopped:
        task.state = STARTING  # so that it is reported if there is no time left to read it


def _started_before(task: Handle, error: DataWorksError, settings: Start) -> bool:
    """Whether a refused start is one too many: the task shows its old state, and is starting already.

    By a request of this call whose answer was lost, if there is one, else by somebody else. A start that was to be from
    elsewhere has failed then, and so has one that was refused for another reason.
    """
    starting = task.is_stopped and task.studio.is_starting_already(error)
    if starting and settings.anew and not error.doubtful:
        error.exists = STARTS_ALREADY.said(task.task_id)
    if not (starting or may_have_effect(error) or error.doubtful):
        forget_start(task.api, task.place)
    return starting and not settings.anew


def _has_time(task: Handle, began: float) -> bool:
    """Whether a task that may have been started is worth another look."""
    left = task.api.remaining()
    return task.api.timing.clock() - began < SETTLING and (left is None or left > SETTLING)


def _still_starting(task: Handle) -> Seen:
    """Return a check that raises ``DidNotRun`` if the task is stopped after its start."""
    moved = task.state == STARTING and "started" not in task.done

    async def seen(look: Look, elapsed: float) -> None:
        nonlocal moved
        if task.state in STOPPED_STATES and (moved or elapsed > SETTLING):
            forget_start(task.api, task.place)
            reason = await task.studio.reason(task.api, task.place, look)
            raise DidNotRun.stopped(task.state, reason, task.studio.looks.action())
        moved = moved or task.state == STARTING

    return seen


@flow
async def stopped(task: Handle) -> Reached:
    """Stop the task if it runs, and wait until it is stopped.

    Raises:
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    async with tracked(task):
        await stop(task)
    return task.reached()


async def stop(task: Handle) -> bool:
    """Stop the task and wait; return ``False`` if time ran out.

    Raises:
        ChangedMeanwhile: somebody else started it again.
    """
    await _seen(task)
    if task.state in STOPPED_STATES:
        return True
    if task.state != STOPPING:
        forget_start(task.api, task.place)
        await task.act("stopped", lambda: task.is_in(STOPPING, *STOPPED_STATES))
        if task.state not in STOPPED_STATES:
            task.state = STOPPING
    return task.state in STOPPED_STATES or await task.until(*STOPPED_STATES, seen=_still_stopping(task))


def _still_stopping(task: Handle) -> Seen:
    """Return a check that raises ``ChangedMeanwhile`` if somebody starts the task again after it was stopping."""
    moved = False

    async def seen(_look: Look, _elapsed: float) -> None:
        nonlocal moved
        if task.state in {STARTING, RUNNING} and moved:
            raise ChangedMeanwhile(task.action("stopped"), STARTED_AGAIN.said())
        moved = moved or task.state == STOPPING

    return seen
