"""Stopping the process on a signal."""

import signal
from collections.abc import Awaitable, Callable

import anyio
from anyio import TASK_STATUS_IGNORED
from anyio.abc import TaskStatus


async def wait_for_signal(*, task_status: TaskStatus[None] = TASK_STATUS_IGNORED) -> None:
    """Wait for SIGINT or SIGTERM; ``task_status`` has started when neither can be missed any more."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for _ in signals:
            return


async def run_until_signal(work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` until it is done, or until SIGINT or SIGTERM."""

    async def cancel_on_signal(*, task_status: TaskStatus[None]) -> None:
        await wait_for_signal(task_status=task_status)
        group.cancel_scope.cancel()

    try:
        async with anyio.create_task_group() as group:
            await group.start(cancel_on_signal)
            await work()
            group.cancel_scope.cancel()
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
