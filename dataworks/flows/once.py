"""Doing something once: *not sent*, *sent and the answer lost*, and *done* are told apart."""

from collections.abc import Awaitable, Callable
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, ServiceError, Unreachable, Unreadable
from dataworks.operation import Operation


def lost(error: DataWorksError) -> bool:
    """Whether what was sent may have taken effect, although it failed."""
    if isinstance(error, Unreachable):
        return error.sent
    # A wrong region answers 500 Forbidden.Not.Server: nothing was done there.
    broken = isinstance(error, ServiceError) and error.http_status >= 500 and not error.code.startswith("Forbidden")
    return broken or isinstance(error, Unreadable)


def ever_lost(error: DataWorksError) -> bool:
    """The same of any attempt: one that fails for good tells nothing of those before it."""
    return lost(error) or (error.earlier is not None and ever_lost(error.earlier))


async def once(
    api: DataWorks, operation: Operation[Any], took_effect: Callable[[], Awaitable[bool]], unknown: str
) -> None:
    """Send what must not be repeated blindly: where the answer is lost, look first, and send again if it had no effect.

    Args:
        unknown: what to say exists, if in the end nobody knows.

    Raises:
        DataWorksError: it was not done, or nobody knows.
    """
    try:
        await api.call(operation)
        return
    except DataWorksError as error:
        if not lost(error):
            raise
        if await _seen(took_effect, error, unknown):
            return
    try:
        await api.call(operation)
    except DataWorksError as error:
        error.exists = unknown  # the first one may still have arrived
        raise


async def _seen(took_effect: Callable[[], Awaitable[bool]], error: DataWorksError, unknown: str) -> bool:
    """Whether it took effect; if that can't be seen, the error that led to the look is raised."""
    try:
        return await took_effect()
    except DataWorksError:
        error.exists = unknown
        raise error from None
