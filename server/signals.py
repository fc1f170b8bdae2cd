"""Stopping the process on a signal."""

import signal
from collections.abc import Awaitable, Callable

import anyio


async def wait_for_signal() -> None:
    """Wait for SIGINT or SIGTERM."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            return


async def run_until_signal(work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work`` until it is done, or until SIGINT or SIGTERM."""

    async def cancel_on_signal() -> None:
        await wait_for_signal()
        group.cancel_scope.cancel()

    try:
        async with anyio.create_task_group() as group:
            group.start_soon(cancel_on_signal)
            await work()
            group.cancel_scope.cancel()
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
