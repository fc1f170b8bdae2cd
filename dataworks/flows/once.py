"""Doing something once: *not sent*, *sent and the answer lost*, and *done* are told apart."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operation import Operation
from dataworks.retry import may_have_effect


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
        if not may_have_effect(error):
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


@contextmanager
def leaving(exists: str) -> Generator[None]:
    """Says of a failure what there is, unless something closer to it has said so."""
    try:
        yield
    except DataWorksError as error:
        error.exists = error.exists or exists
        raise
