"""Pages of a list: by default 10 rows, counted from page 1; a page after the last one is empty."""

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

DEFAULT_SIZE = 10
"""The default number of rows of a page."""


def page_of(rows: Sequence[T], number: int | None, size: int | None) -> list[T]:
    """Return the rows of one page."""
    size, number = size or DEFAULT_SIZE, number or 1
    return list(rows[(number - 1) * size : number * size])


def counted(rows: Sequence[Any], name: str, number: int | None, size: int | None) -> dict[str, Any]:
    """Return one page with total, number and size, and its rows in the field of this name."""
    return {
        "TotalCount": len(rows),
        "PageNumber": number or 1,
        "PageSize": size or DEFAULT_SIZE,
        name: page_of(rows, number, size),
    }
