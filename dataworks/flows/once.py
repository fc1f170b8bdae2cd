"""Doing something once: *not sent*, *sent and the answer lost*, and *done* are distinguished."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operation import Operation
from dataworks.retry import may_have_effect

A = TypeVar("A", bound=Answer)


async def once(
    api: DataWorks, operation: Operation[A], took_effect: Callable[[], Awaitable[bool]], unknown: str
) -> A | None:
    """Send an operation that can't simply be repeated: after a lost answer, check, and send again if it had no effect.

    Return the answer; ``None``: it was lost, and the operation took effect.

    Args:
        unknown: the text for ``exists`` if the result stays unknown.

    Raises:
        DataWorksError: it was not done, or its result is unknown.
    """
    try:
        return await api.call(operation)
    except DataWorksError as error:
        if not may_have_effect(error):
            raise
        if await _seen(took_effect, error, unknown):
            return None
    try:
        return await api.call(operation)
    except DataWorksError as error:
        error.exists = unknown  # the first one may still have arrived
        raise


async def _seen(took_effect: Callable[[], Awaitable[bool]], error: DataWorksError, unknown: str) -> bool:
    """Whether it took effect; if that can't be read, the first error is raised."""
    try:
        return await took_effect()
    except DataWorksError:
        error.exists = unknown
        raise error from None


@contextmanager
def exists_on_failure(exists: str) -> Generator[None]:
    """Set ``error.exists`` of any error unless it is set."""
    try:
        yield
    except DataWorksError as error:
        error.exists = error.exists or exists
        raise
