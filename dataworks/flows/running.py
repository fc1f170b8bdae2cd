"""Running a real-time task or a solution: start it, and stop it. Each call continues from the current state."""

from collections.abc import Callable
from typing import Any, Self

from dataworks.errors import ChangedMeanwhile, Rejected
from dataworks.flows.task_handle import (
    DEPLOYED,
    NEVER_RAN,
    RUNNING,
    STARTING,
    STOPPED_STATES,
    STOPPING,
    UNKNOWN,
    Handle,
    Reached,
    tracked,
)
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    InstanceInfo,
    StartDISyncInstance,
    StartParam,
    StopDISyncInstance,
)
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.quoting import LONGEST_MESSAGE, named

SETTLING = 5.0
"""Seconds after a start in which the state from before it may still show (assumed)."""

STARTING_TASKS = (GetDISyncInstanceInfo, ListFiles, GetDISyncTask, DeployDISyncTask, StartDISyncInstance)
STOPPING_TASKS = (GetDISyncInstanceInfo, StopDISyncInstance)
"""The operations that these flows may call."""

STARTED_AGAIN = Text("Somebody else started the task again after it was stopped.", "任务停止之后，其他人又启动了它。")


FOUND_STOPPED = Text("The task was started and is found stopped ({}){}", "任务已启动，但现在是停止状态（{}）{}")


class DidNotRun(Rejected):
    """A start was accepted, but the task is stopped."""

    @classmethod
    def stopped(cls, state: str, reason: str | None) -> Self:
        """The failure of a task in this run state; ``reason`` is the message of the service, if it has one."""
        why = f": {named(reason, LONGEST_MESSAGE)}" if reason else ""
        return cls("GetDISyncInstanceInfo", FOUND_STOPPED.said(state, why))


async def start(task: Handle, param: StartParam | None = None, *, restart: bool = False) -> Reached:
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
            await task.check(StopDISyncInstance)
        if not restart or await stop(task):
            await run(task, param)
    return task.reached()


async def run(task: Handle, param: StartParam | None = None) -> None:
    """Start the task and wait for ``RUN``, as far as time allows."""
    await _seen(task)
    if task.state == STOPPING and not await _stopped(task, DeployDISyncTask):
        return
    if task.is_stopped:
        if DEPLOYED not in task.done and (task.state == NEVER_RAN or await changed_since(task)):
            await deploy(task)
        await _start(task, param)
    if task.state != RUNNING:
        await task.until(RUNNING, seen=_still_starting(task))


async def _stopped(task: Handle, following: type[Operation[Any]]) -> bool:
    """Wait until the task no longer stops; return ``False`` if time ran out. Later changes are noticed afterwards."""
    await task.check(following)
    return await task.until(*STOPPED_STATES, STARTING, RUNNING)  # somebody else may start it, too


async def _seen(task: Handle) -> None:
    if task.state == UNKNOWN:
        await task.look()


async def deploy(task: Handle) -> None:
    """Deploy the task. Deploying twice does no harm, so after a lost answer it is sent again.

    The API deploys what is there when the request arrives, so the definition is compared before and after.

    Raises:
        ChangedMeanwhile: it has another definition than the one agreed to.
    """

    async def not_visible() -> bool:
        return False

    deployment = DeployDISyncTask(project_id=task.project_id, task_type=task.task_type, file_id=task.file_id)
    if not task.checked:
        await task.check(DeployDISyncTask)
    await task.do(DEPLOYED, deployment, not_visible)
    await task.check(StartDISyncInstance)


async def changed_since(task: Handle) -> bool:
    """Whether its definition is newer than what was submitted.

    Raises:
        ChangedMeanwhile: it has another name than it has to have.
    """
    if task.task_type != "DI_REALTIME":
        return True  # the number of a solution may be that of another file, too
    file = await task.file()
    task.check_name(file, StartDISyncInstance)
    return file is None or not file.commit_status


async def _start(task: Handle, param: StartParam | None) -> None:
    starting = StartDISyncInstance(
        project_id=task.project_id, task_type=task.task_type, file_id=task.file_id, start_param=param
    )
    await task.do("started", starting, lambda: task.is_in(STARTING, RUNNING))
    if task.is_stopped:
        task.state = STARTING  # so that it is reported if there is no time left to read it


def _still_starting(task: Handle) -> Callable[[InstanceInfo, float], None]:
    """Return a check that raises ``DidNotRun`` if the task is stopped after its start."""
    moved = task.state == STARTING and "started" not in task.done

    def seen(info: InstanceInfo, elapsed: float) -> None:
        nonlocal moved
        if task.state in STOPPED_STATES and (moved or elapsed > SETTLING):
            raise DidNotRun.stopped(task.state, info.message)
        moved = moved or task.state == STARTING

    return seen


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
        stopping = StopDISyncInstance(project_id=task.project_id, task_type="DI_REALTIME", file_id=task.file_id)
        await task.do("stopped", stopping, lambda: task.is_in(STOPPING, *STOPPED_STATES))
        if task.state not in STOPPED_STATES:
            task.state = STOPPING
    return task.state in STOPPED_STATES or await task.until(*STOPPED_STATES, seen=_still_stopping(task))


def _still_stopping(task: Handle) -> Callable[[InstanceInfo, float], None]:
    """Return a check that raises ``ChangedMeanwhile`` if somebody starts the task again after it was stopping."""
    moved = False

    def seen(_info: InstanceInfo, _elapsed: float) -> None:
        nonlocal moved
        if task.state in {STARTING, RUNNING} and moved:
            raise ChangedMeanwhile(StopDISyncInstance.action(), STARTED_AGAIN.said())
        moved = moved or task.state == STOPPING

    return seen
