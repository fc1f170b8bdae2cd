"""Giving a real-time task another definition, and bringing that to where it works: update, stop, deploy, start.

The task is stopped before it is deployed, so that its state always shows which steps are left: a definition that is
not submitted is still to be deployed, whichever call wrote it.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from dataworks.errors import ChangedMeanwhile, Refused, Rejected, UpdateRefused
from dataworks.flows.running import STARTED_AGAIN, changed_since, deploy, run, stop
from dataworks.flows.task_handle import DEPLOYED, Handle
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.retry import not_there
from dataworks.scripts.definition import Definition
from dataworks.studios.states import NEVER_RAN, RUNNING, STARTING

UNTOUCHED = Text("The task is as it was.", "任务保持原样。")

TYPE_REFUSED = re.compile(r"(?i)DI_REALTIME|DI_OFFLINE|task ?type|not support|不支持|仅支持")
"""Messages about the type of the task. The code of a refusal can be that of any wrong parameter (assumed)."""

PARAMETER_REFUSED = re.compile(r"(?i)Invalid\.DI\.Parameter|InvalidParameter|Invalid\.?Task\.?Type|Unsupported")
NAMED_VALUE = re.compile(r":\[.*\]")
"""A message that names a value that is wrong, such as a data source that is gone since."""

RAN_BEFORE = Text(
    "It ran before this call: with restart: true the same call again starts it afterwards.",
    "本次调用之前任务在运行：加上 restart: true 重复同样的调用，会在之后启动它。",
)
"""Added to errors: once the task is stopped, its state does not show that it has to run again."""


async def update_definition(task: Handle, update: Operation[Any], took_effect: Callable[[], Awaitable[bool]]) -> None:
    """Send an update of a real-time task, once.

    Raises:
        UpdateRefused: the service does not update real-time tasks; nothing was changed.
        DataWorksError: it failed.
    """
    try:
        await task.do("updated", update, took_effect)
    except (Refused, Rejected) as error:
        if not _is_for_the_type(error):
            raise
        message = f"{error.code}: {error.message}"
        raise UpdateRefused(
            error.operation, message, error.http_status, error.request_id, exists=UNTOUCHED.said()
        ) from None


def _is_for_the_type(error: Refused | Rejected) -> bool:
    """Whether an update was refused since the task is a real-time one; the script is the service's own."""
    if not not_there(error) or NAMED_VALUE.search(error.message):
        return False
    if isinstance(error, Refused) and error.http_status == 400 and PARAMETER_REFUSED.match(error.code):
        return True
    return TYPE_REFUSED.search(error.message) is not None


async def stopped_first(task: Handle, present: Definition, wanted: bool | None) -> bool | None:
    """Stop a task before it is updated, for studios that may refuse that for one that runs.

    A task that has another definition than ``present`` by now is not stopped: it will not be changed.

    Returns:
        whether it ran; ``None`` if time ran out.
    """
    if not await task.has(present):
        return False
    await task.look()
    ran = task.state in {STARTING, RUNNING}
    task.remark = RAN_BEFORE.said() if ran and wanted is None else ""
    return ran if await stop(task) else None


async def still_stopped(task: Handle) -> None:
    """Check that a task which was updated while it was stopped has not been running since before that.

    Raises:
        ChangedMeanwhile: somebody else started it, perhaps with the earlier definition.
    """
    await task.look()
    if not task.is_stopped:
        raise ChangedMeanwhile(task.action("stopped"), STARTED_AGAIN.said())


async def take_effect(task: Handle, definition: Definition, wanted: bool | None) -> None:
    """Deploy the definition, unless the task never ran, and start the task again if it ran before.

    Args:
        wanted: whether the task runs afterwards; ``None``: as it did before.

    Raises:
        ChangedMeanwhile: somebody gave it another definition, which is not deployed, or not started.
    """
    await task.look()
    task.agreed = definition
    ran = task.state in {STARTING, RUNNING}
    restart = ran if wanted is None else wanted
    task.remark = RAN_BEFORE.said() if ran and wanted is None else task.remark
    if task.state == NEVER_RAN and not restart:
        return
    if await changed_since(task):
        if not await _stopped(task):
            return
        if DEPLOYED not in task.by_others:
            await deploy(task)
    if restart or (wanted is None and "started" in task.by_others):
        await run(task)
    elif wanted is False:
        await stop(task)


async def _stopped(task: Handle) -> bool:
    """Stop the task; return ``False`` if time ran out.

    Raises:
        ChangedMeanwhile: somebody else started it again, without the new definition.
    """
    try:
        return await stop(task)
    except ChangedMeanwhile:
        if await changed_since(task):
            raise
    task.by_others += (DEPLOYED, "started")
    return True
