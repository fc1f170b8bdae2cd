"""Pages of a list: 10 rows unless asked otherwise, from page 1; a page behind the last one is empty."""

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

USUAL_SIZE = 10
"""Rows of a page when no size is asked for."""


def page_of(rows: Sequence[T], number: int | None, size: int | None) -> list[T]:
    """The rows of one page."""
    size, number = size or USUAL_SIZE, number or 1
    return list(rows[(number - 1) * size : number * size])


def counted(rows: Sequence[Any], name: str, number: int | None, size: int | None) -> dict[str, Any]:
    """One page with the counts around it, its rows under a name."""
    return {
        "TotalCount": len(rows),
        "PageNumber": number or 1,
        "PageSize": size or USUAL_SIZE,
        name: page_of(rows, number, size),
    }
