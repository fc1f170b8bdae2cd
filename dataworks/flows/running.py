"""Running a real-time task: start it, stop it, retire it. Each call continues from the current state."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

from dataworks.client import DataWorks
from dataworks.errors import (
    ChangedMeanwhile,
    DataWorksError,
    DeletedMeanwhile,
    Refused,
    Rejected,
    Unreachable,
    Unreadable,
)
from dataworks.flows.definition import current_definition
from dataworks.flows.deletion import DELETED, new_task_deleted, was_deleted
from dataworks.flows.lookups import id_unknown, not_there
from dataworks.flows.name_conflicts import file_with, listed_with
from dataworks.flows.once import once
from dataworks.flows.waits import Pending, Report, finished, silent
from dataworks.operation import Operation
from dataworks.operations.files import File, ListFiles
from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    InstanceInfo,
    StartDISyncInstance,
    StartParam,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import DeleteDISyncTask, GetDISyncTask
from dataworks.quoting import LONGEST_MESSAGE, named
from dataworks.scripts.definition import NO_DEFINITION, Definition

NEVER_RAN, STARTING, RUNNING, STOPPING, STOPPED = "NORUN", "WAIT", "RUN", "KILLING", "PAUSE"
GONE, UNKNOWN = "GONE", "UNKNOWN"
"""The run states as the API names them, and ours for a deleted task, and for one whose state was not read yet."""

DEPLOYED = "deployed"
STOPPED_STATES = frozenset({NEVER_RAN, STOPPED})
SETTLING = 5.0
"""Seconds after a start in which the state from before it may still show (assumed)."""

IN_ACTIVE = {
    "updated": "made the same change",
    DEPLOYED: "deployed it",
    "started": "started it",
    "stopped": "stopped it",
    "taken offline": "took it offline",
    "deleted": "deleted it",
}
"""What is done to a task, as a clause about who did it."""

STARTING_TASKS = (GetDISyncInstanceInfo, ListFiles, GetDISyncTask, DeployDISyncTask, StartDISyncInstance)
STOPPING_TASKS = (GetDISyncInstanceInfo, StopDISyncInstance)
RETIRING_TASKS = (
    GetDISyncInstanceInfo,
    ListFiles,
    GetDISyncTask,
    StopDISyncInstance,
    TerminateDISyncInstance,
    DeleteDISyncTask,
)
"""The operations that these flows may call."""


CHANGED = "Somebody else changed the definition while this call was at work, so this was not sent."
RENAMED = "Somebody else renamed the task while this call was at work, so this was not sent."
STARTED_AGAIN = "Somebody else started the task again after it was stopped."


class DidNotRun(Rejected):
    """A start was accepted, but the task is stopped."""

    @classmethod
    def stopped(cls, state: str, reason: str | None) -> Self:
        """The failure of a task in this run state; ``reason`` is the message of the service, if it has one."""
        why = f": {named(reason, LONGEST_MESSAGE)}" if reason else ""
        return cls("GetDISyncInstanceInfo", f"The task was started and is found stopped ({state}){why}")


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
    """A real-time task while one call handles it.

    Attributes:
        steps: how many steps are reported, of which ``before`` are already done.
        state: its run state as last read, or as changed by this call since.
        fresh: whether this call may have created it.
        name: the name that it has to have; ``None``: any.
        agreed: the definition that the call is about; false until the first ``check``, which takes what it finds.
        done: what this call has done to it.
        by_others: what somebody else did to it before this call could.
        waited: seconds waited, if time ran out.
        remark: what to add to ``exists`` if the call fails.
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
    in_doubt: bool = False

    async def notify(self, text: str) -> None:
        """Report progress."""
        step = min(self.before + len(self.done), self.steps - 1)
        await self.report(step, self.steps, f"task {self.file_id}: {text}")

    async def look(self) -> InstanceInfo:
        """Read its run state."""
        asked = GetDISyncInstanceInfo(project_id=self.project_id, task_type="DI_REALTIME", file_id=self.file_id)
        info = await self.api.call(asked)
        self.state = (info.status or UNKNOWN).upper()
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
            raise ChangedMeanwhile(following.action(), CHANGED)

    async def _definition(self, following: type[Operation[Any]]) -> Definition:
        """Its definition: with its name from the list of files, where both matter and the list has them."""
        if self.name is not None:
            with suppress(Refused, Unreachable, Unreadable):
                file = await listed_with(self.api, self.project_id, self.file_id)
                self.check_name(file, following)
                if file is not None and await self.api.computed(file.content.means_the_same, self.agreed):
                    return file.content
        return await current_definition(self.api, self.project_id, self.file_id)

    def check_name(self, file: File | None, following: type[Operation[Any]]) -> None:
        """Compare the name that it has with the one that it has to have.

        Raises:
            ChangedMeanwhile: it is another one by now.
        """
        if self.name is not None and file is not None and file.file_name not in (None, self.name):
            raise ChangedMeanwhile(following.action(), RENAMED)

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
        await self.notify(f"to be {done}")
        unknown = f"It is unknown whether task {self.file_id} was {done}; the same call again finds out."
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

        outcome = await finished(self.api, look, lambda text: self.notify(f"{self.state}, {text}"))
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
        failure.exists = " ".join(filter(None, (failure.exists or _account(task), task.remark)))
        raise failure from None
    await task.report(task.steps, task.steps, f"task {task.file_id}: {task.state}")


async def known(task: Handle, error: DataWorksError) -> DataWorksError:
    """The error of a call, or that the task existed when the call began and does not any more."""
    existed = task.fresh or task.agreed or task.state != UNKNOWN
    deleted = existed and id_unknown(error) and await was_deleted(task.api, task.project_id, task.file_id, error)
    return _deletion(task, error) if deleted else error


def _deletion(task: Handle, error: DataWorksError) -> DeletedMeanwhile:
    if task.fresh:
        return new_task_deleted(task.file_id, error)
    done = f"; before that, it was {' and '.join(task.done)} by this call" if task.done else ""
    return DeletedMeanwhile(error.operation, DELETED, exists=f"Task {task.file_id} is gone{done}.")


def _account(task: Handle) -> str:
    seen = f"its run state was {task.state} when last seen" if task.state != UNKNOWN else "its run state is not known"
    if task.fresh and not task.done:
        return f"Task {task.file_id} exists; {seen}."
    if task.in_doubt and not task.done:
        return f"It is unknown whether task {task.file_id} was taken offline by this call; {seen}."
    done = f"was {' and '.join(task.done)} by this call" if task.done else "was not changed by this call"
    others = f" Somebody else {by_others(task.by_others)} meanwhile." if task.by_others else ""
    return f"Task {task.file_id} {done}; {seen}.{others}"


def by_others(done: Sequence[str]) -> str:
    """What somebody else did to a task, such as ``stopped it and took it offline``."""
    return " and ".join(IN_ACTIVE[word] for word in done)


async def start_realtime_task(
    api: DataWorks,
    project_id: str,
    file_id: str,
    report: Report,
    param: StartParam | None = None,
    agreed: Definition = NO_DEFINITION,
) -> Reached:
    """Deploy the task if needed, start it, and wait until it runs.

    Args:
        agreed: the only definition that may be deployed; false: the one that is found.

    Raises:
        ChangedMeanwhile: it has another definition, which was not deployed, or not started.
        DidNotRun: the start was accepted, and the task stopped again.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    async with tracked(Handle(api, project_id, file_id, report, 3, agreed=agreed)) as task:
        await run(task, param)
    return task.reached()


async def run(task: Handle, param: StartParam | None = None) -> None:
    """Start the task and wait for ``RUN``, as far as time allows."""
    await _seen(task)
    if task.state == STOPPING and not await _stopped(task, DeployDISyncTask):
        return
    if task.state in STOPPED_STATES:
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

    deployment = DeployDISyncTask(project_id=task.project_id, task_type="DI_REALTIME", file_id=task.file_id)
    await task.check(DeployDISyncTask)
    await task.do(DEPLOYED, deployment, not_visible)
    await task.check(StartDISyncInstance)


async def changed_since(task: Handle) -> bool:
    """Whether its definition is newer than what was submitted.

    Raises:
        ChangedMeanwhile: it has another name than it has to have.
    """
    file = await task.file()
    task.check_name(file, StartDISyncInstance)
    return file is None or not file.commit_status


async def _start(task: Handle, param: StartParam | None) -> None:
    start = StartDISyncInstance(
        project_id=task.project_id, task_type="DI_REALTIME", file_id=task.file_id, start_param=param
    )
    await task.do("started", start, lambda: task.is_in(STARTING, RUNNING))
    if task.state in STOPPED_STATES:
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


async def stop_realtime_task(api: DataWorks, project_id: str, file_id: str, report: Report) -> Reached:
    """Stop the task if it runs, and wait until it is stopped.

    Raises:
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    async with tracked(Handle(api, project_id, file_id, report, 2)) as task:
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
            raise ChangedMeanwhile(StopDISyncInstance.action(), STARTED_AGAIN)
        moved = moved or task.state == STOPPING

    return seen


async def retire_realtime_task(
    api: DataWorks, project_id: str, file_id: str, report: Report, agreed: Definition = NO_DEFINITION
) -> Reached:
    """Stop the task, take it offline, delete it: each if needed. A task that does not exist is already retired.

    Args:
        agreed: the only definition that may be deleted; false: the one that is found.

    Raises:
        ChangedMeanwhile: it has another definition, and was not deleted.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    async with tracked(Handle(api, project_id, file_id, report, 3, agreed=agreed)) as task:
        if await task.exists():
            await _retired(task)
    return task.reached()


async def _retired(task: Handle) -> None:
    """Retire a task that exists; where somebody else deletes it meanwhile, that is noted."""
    try:
        if await _stop_to_retire(task):
            await _retire(task)
    except DataWorksError as error:
        if not id_unknown(error) or await task.exists():
            raise
        task.by_others.append("deleted")


async def _stop_to_retire(task: Handle) -> bool:
    """Stop the task; its definition is read before, so that what changes meanwhile is noticed."""
    if task.state not in STOPPED_STATES:
        await task.check(StopDISyncInstance)
    return await stop(task)


async def _retire(task: Handle) -> None:
    await task.check(TerminateDISyncInstance)
    await _take_offline(task)
    await task.check(DeleteDISyncTask)

    async def gone() -> bool:
        return not await task.exists()

    delete = DeleteDISyncTask(project_id=task.project_id, task_type="DI_REALTIME", file_id=task.file_id)
    await task.do("deleted", delete, gone)
    task.state = GONE


async def _take_offline(task: Handle) -> None:
    """A task that had run is NORUN afterwards (assumed). If taking it offline fails, deleting it says why."""
    stopped = task.state == STOPPED

    async def never_ran() -> bool:
        return stopped and await task.is_in(NEVER_RAN)

    terminate = TerminateDISyncInstance(project_id=task.project_id, task_type="DI_REALTIME", file_id=task.file_id)
    try:
        await task.do("taken offline", terminate, never_ran)
    except DataWorksError as error:
        if not not_there(error):
            raise
        task.in_doubt = bool(error.exists)  # an earlier request had no answer
        await task.notify("is not in production")
