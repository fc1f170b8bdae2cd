"""Pages of a list: by default 10 rows, counted from page 1; a page after the last one is empty."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

DEFAULT_SIZE = 10
"""The default number of rows of a page."""


def page_of(rows: Sequence[T], number: int | None, size: int | None) -> list[T]:
    """Return the rows of one page."""
    size, number = size or DEFAULT_SIZE, number or 1
    return list(rows[(number - 1) * size : number * size])


def in_order(
    rows: Sequence[dict[str, Any]],
    sort_by: str | None,
    order: str | None = None,
    fields: Callable[[dict[str, Any]], Mapping[str, Any]] = dict,
) -> list[dict[str, Any]]:
    """Return rows in the order that a request asks for; by a field that they do not have, as they are.

    Args:
        sort_by: the field, with ``Desc`` or ``Asc`` after it where ``order`` is no parameter of its own.
        fields: the fields of a row by which it may be sorted.
    """
    name, _, way = (sort_by or "").partition(" ")
    if not all(name in fields(row) for row in rows):
        return [*rows]
    return sorted(rows, key=lambda row: fields(row)[name], reverse=(order or way).lower() == "desc")


def counted(rows: Sequence[Any], name: str, number: int | None, size: int | None) -> dict[str, Any]:
    """Return one page with total, number and size, and its rows in the field of this name."""
    return {
        "TotalCount": len(rows),
        "PageNumber": number or 1,
        "PageSize": size or DEFAULT_SIZE,
        name: page_of(rows, number, size),
    }
