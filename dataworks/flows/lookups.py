"""Reading what seldom changes: every flow reads it here, so that answers are cached in one place."""

from collections.abc import AsyncIterator
from typing import TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.operation import Operation
from dataworks.retry import not_there

A = TypeVar("A", bound=Answer)


async def looked_up(api: DataWorks, operation: Operation[A], *, refresh: bool = False, absent: A | None = None) -> A:
    """The answer to a read; ``refresh`` asks the service even where an answer is cached.

    ``absent`` is the answer where the service refuses this object (see ``not_there``).
    """
    return await api.cached(operation, refresh=refresh, instead=lambda error: absent if not_there(error) else None)


async def look_through(
    api: DataWorks, operation: Operation[A], most: int, *, refresh: bool = False
) -> AsyncIterator[A]:
    """The pages of a list until a short one, but no more than ``most``."""
    paging = operation.paging
    if paging is None:
        raise TypeError(f"{operation.action()} has no pages")
    for number in range(1, most + 1):
        asked = operation.model_copy(update={"page_number": number, "page_size": paging.size})
        page = await looked_up(api, asked, refresh=refresh)
        yield page
        if not paging.is_full(page):
            return
