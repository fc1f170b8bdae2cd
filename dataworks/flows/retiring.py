"""Retiring a task: stop it, take it offline, delete it. Each call continues from the current state."""

from dataworks.errors import DataWorksError
from dataworks.flows.running import stop
from dataworks.flows.task_handle import Handle, Reached, tracked
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.retry import not_there
from dataworks.studios.states import GONE, NEVER_RAN, STOPPED, STOPPED_STATES, UNKNOWN
from dataworks.studios.studio import OFFLINE

NO_PRODUCTION = Text("is not in production", "不在生产环境中")


@flow
async def retire(task: Handle) -> Reached:
    """Stop the task, take it offline, delete it: each if needed. A task that does not exist is already retired.

    Args:
        task: its ``agreed`` definition is the only one that may be deleted.

    Raises:
        ChangedMeanwhile: it has another definition, and was not deleted.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    async with tracked(task):
        if task.state != UNKNOWN or await task.exists():
            await _retired(task)
    return task.reached()


async def _retired(task: Handle) -> None:
    """Retire a task that exists; where somebody else deletes it meanwhile, that is noted."""
    try:
        if await _stop_to_retire(task):
            await _retire(task)
    except DataWorksError as error:
        if not task.studio.is_unknown(error) or await task.exists():
            raise
        task.by_others.append("deleted")


async def _stop_to_retire(task: Handle) -> bool:
    """Stop the task; its definition is read before, so that what changes meanwhile is noticed."""
    if task.state not in STOPPED_STATES:
        await task.check("stopped")
    return await stop(task)


async def _retire(task: Handle) -> None:
    if OFFLINE in task.studio.acts:
        await task.check(OFFLINE)
        await _take_offline(task)
    await task.check("deleted")

    async def gone() -> bool:
        return not await task.exists()

    await task.act("deleted", gone)
    task.state = GONE


async def _take_offline(task: Handle) -> None:
    """A task that had run is NORUN afterwards (assumed). If taking it offline fails, deleting it says why."""
    stopped = task.state == STOPPED

    async def never_ran() -> bool:
        return stopped and await task.is_in(NEVER_RAN)

    try:
        await task.act(OFFLINE, never_ran)
    except DataWorksError as error:
        if not not_there(error):
            raise
        task.in_doubt = bool(error.exists)  # an earlier request had no answer
        await task.notify(NO_PRODUCTION.said())
