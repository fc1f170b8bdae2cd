"""Doing something once: *not sent*, *sent and the answer lost*, *done*, and *done by somebody else*."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.retry import may_have_effect, not_there

A = TypeVar("A", bound=Answer)

NOTHING = Text("This call created no task.", "本次调用未创建任务。")
"""What exists after a call that was to create a task."""


@dataclass(frozen=True)
class Done(Generic[A]):
    """It is done.

    Attributes:
        answer: the answer of the service; ``None``: it was lost, or a refusal since it was done already.
        mine: one of our requests did it; false: they were refused, and somebody else had done it.
    """

    answer: A | None = None
    mine: bool = True


async def once(
    api: DataWorks, operation: Operation[A], took_effect: Callable[[], Awaitable[bool]], unknown: str
) -> Done[A]:
    """Send an operation that can't simply be repeated: after a lost answer or a refusal, look whether it is done.

    After a lost answer that had no effect it is sent again.

    Args:
        unknown: the text for ``exists`` if the result stays unknown.

    Raises:
        DataWorksError: it was not done, or its result is unknown.
    """
    first = await _sent(api, operation)
    if not isinstance(first, DataWorksError):
        return Done(first)
    lost = may_have_effect(first)
    if await _seen(took_effect, first, unknown if lost else None):
        return Done(mine=lost)
    if not lost:
        raise first
    second = await _sent(api, operation)
    if not isinstance(second, DataWorksError):
        return Done(second)
    if await _seen(took_effect, second, unknown):
        return Done()
    second.exists, second.doubtful = unknown, True  # the first one may still have arrived
    raise second


async def _sent(api: DataWorks, operation: Operation[A]) -> A | DataWorksError:
    """The answer, or the failure; after a lost answer it is not repeated, since a service may ignore a client token."""
    looked_after = replace(api, retries=replace(api.retries, after_loss=False))
    try:
        return await looked_after.call(operation)
    except DataWorksError as error:
        return error


async def _seen(took_effect: Callable[[], Awaitable[bool]], failure: DataWorksError, exists: str | None) -> bool:
    """Whether it is done, where the failure leaves that open; if that can't be read, the failure is raised."""
    if not (may_have_effect(failure) or not_there(failure)):
        return False
    try:
        return await took_effect()
    except DataWorksError:
        failure.exists = exists
        raise failure from None


@contextmanager
def exists_on_failure(exists: str, unless: Callable[[DataWorksError], bool] = lambda _: False) -> Generator[None]:
    """Set ``error.exists`` of any error unless it is set; not of those for which it would not be true."""
    try:
        yield
    except DataWorksError as error:
        if not unless(error):
            error.exists = error.exists or exists
        raise
