"""What of values is compared in every answer: the numbers of pages, counts of rows, and the forms of times."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

PAGING = frozenset({"PageNumber", "PageSize"})
"""Fields that say what was asked for, or what counts where nothing was: no workspace has others."""

COUNT = "TotalCount"
TIMES = re.compile(r"(?:Time|Date|Timestamp|Gmt(?:Create|Modified))$")
"""Names of fields with a moment."""

SECONDS, MILLISECONDS = (10**8, 10**11), (10**11, 10**14)
"""From 1973 on, and before the year 5000."""


def paging_values(path: str, values: Sequence[Any]) -> list[Any]:
    """Return the values at a path if they are numbers of pages; empty: they are something else."""
    return sorted({*values}, key=str) if path.rpartition(".")[2] in PAGING else []


def forms_of_times(path: str, values: Sequence[Any]) -> list[str]:
    """Return the forms of the times at a path; empty: none of the values is one."""
    if not TIMES.search(path):
        return []
    return sorted({form for each in values if (form := _form(each))})


def _form(value: Any) -> str:
    match value:
        case bool():
            return ""
        case int() | float():
            units = {"seconds": SECONDS, "milliseconds": MILLISECONDS}
            return next((unit for unit, (first, end) in units.items() if first <= value < end), "")
        case str() if any(map(str.isdigit, value)):
            return re.sub(r"[A-Z][a-z]{2}\b", "Mmm", re.sub(r"\d+", "0", re.sub(r"(:\d\d)\.\d+", r"\1", value)))
        case _:
            return ""


def counts_rows(page: Mapping[str, Any]) -> bool | None:
    """Return whether the count of a page that is not full is that of its rows; ``None``: this is no such page."""
    lists = [cast("list[object]", each) for each in page.values() if isinstance(each, list)]
    count, number, size = (_number(page.get(name)) for name in (COUNT, "PageNumber", "PageSize"))
    if count is None or size is None or len(lists) != 1 or number not in (None, 1) or len(lists[0]) >= size:
        return None
    return count == len(lists[0])


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
