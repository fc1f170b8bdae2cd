"""Ending on a signal."""

import signal
from collections.abc import Awaitable, Callable

import anyio


async def received_signal() -> None:
    """Wait until the process is asked to end."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            return


async def until_signal(work: Callable[[], Awaitable[None]]) -> None:
    """Work until it is done, or until the process is asked to end."""

    async def cancel_on_signal() -> None:
        await received_signal()
        group.cancel_scope.cancel()

    try:
        async with anyio.create_task_group() as group:
            group.start_soon(cancel_on_signal)
            await work()
            group.cancel_scope.cancel()
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
