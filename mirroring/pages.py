"""The pages of a list, each of which is sent once."""

from collections.abc import AsyncIterator
from typing import Any, TypeVar

from dataworks.answers import Answer
from dataworks.operation import Operation
from mirroring.read_only import ReadOnly

A = TypeVar("A", bound=Answer)


async def pages(api: ReadOnly, operation: Operation[A]) -> AsyncIterator[A]:
    """Yield the pages of a list, until one that is not full, or the last by the total; none if it is refused.

    The total saves the empty page behind a full one.
    """
    paging = operation.paging
    if paging is None:
        raise TypeError(f"{operation.action()} has no pages")
    number, rows = 1, 0
    while True:
        page = await api.if_allowed(page_of(operation, number))
        if page is None:
            api.cut.extend([operation.action()] if number > 1 else [])
            return
        yield page
        rows += len(getattr(page, paging.items))
        if not paging.is_full(page) or rows == getattr(page, "total_count", None):
            return
        number += 1


def page_of(operation: Operation[A], number: int) -> Operation[A]:
    """Return the request for a page of a list."""
    size = operation.paging.size if operation.paging else 100
    return operation.model_copy(update={"page_number": number, "page_size": size})


async def rows(api: ReadOnly, operation: Operation[Any] | None) -> list[Any] | None:
    """Return all rows of a list; ``None``: the service refuses it, or it can't be sent."""
    if operation is None:
        return None
    items = operation.paging.items if operation.paging else ""
    found = [getattr(page, items) async for page in pages(api, operation)]
    return [row for part in found for row in part] if found else None
