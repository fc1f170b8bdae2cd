"""The part of a job's log that matters: its last errors, and its end.

The service does not say how many pages a log has, nor which of them is the newest: the last page is searched for, and
errors are ordered by the times of their lines.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.observing import flow
from dataworks.operations.v2024.job_watching import LAST_LOG_PAGE, GetDIJobLog
from dataworks.retry import not_there

PAGES_READ = 3
"""Pages at the end of a log that are read; the first one is read too."""

ERRORS_KEPT = 5
LINES_KEPT = 12
"""Errors, and lines of each, that are kept."""

END = 20
"""Lines at the end of a log that are kept."""

ERROR = re.compile(r"\b(?:ERROR|FATAL|SEVERE)\b|\b[\w.]*(?:Exception|Error)\b:|\bCaused by\b")
TIME = re.compile(r"^\W{0,2}(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)")


@dataclass(frozen=True)
class LoggedError:
    """An error with the lines that belong to it, and its time as the log has it."""

    time: str
    text: str


@dataclass(frozen=True)
class Log:
    """What matters of a log.

    Attributes:
        errors: the last ones, newest first.
        end: the last lines.
        pages: the number of its pages, as far as they were looked for.
        whole: whether all of them were read.
    """

    errors: tuple[LoggedError, ...]
    end: str
    pages: int
    whole: bool


@flow
async def log_of(api: DataWorks, job_id: str, failover_id: str | None = None) -> Log:
    """Read what matters of a log; with ``failover_id`` of that of one failover.

    Raises:
        DataWorksError: it can't be read.
    """
    pages = dict[int, str]()

    async def page(number: int) -> str:
        if number not in pages:
            pages[number] = await _page(api, GetDIJobLog(id=job_id, failover_id=failover_id, page_number=number))
        return pages[number]

    last = await _last_page(page)
    for number in range(max(1, last - PAGES_READ + 1), last + 1):
        await page(number)
    return log_in(pages, last)


async def _page(api: DataWorks, request: GetDIJobLog) -> str:
    """Return a page; a page after the last one is empty, and a service may refuse it too."""
    try:
        return (await api.call(request)).log or ""
    except DataWorksError as error:
        if request.page_number == 1 or not not_there(error):
            raise
        return ""


async def _last_page(page: Callable[[int], Awaitable[str]]) -> int:
    """Return the number of the last page that is not empty, found by halves; 0 if there is none."""
    low, high = 0, 1
    while await page(high):
        low = high
        if high >= LAST_LOG_PAGE:
            return low
        high = min(2 * high, LAST_LOG_PAGE)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if await page(middle) else (low, middle)
    return low


def log_in(pages: dict[int, str], last: int | None = None) -> Log:
    """Return what matters in these pages of a log; ``last`` is the number of the last one, if not all were read."""
    last = len(pages) if last is None else last
    filled = [pages[number] for number in sorted(pages) if pages[number]]
    errors = sorted((error for text in filled for error in errors_in(text)), key=lambda error: error.time)
    newest = max(filled, key=_newest, default="")
    return Log(
        errors=tuple(reversed(errors[-ERRORS_KEPT:])),
        end="\n".join(newest.splitlines()[-END:]),
        pages=last,
        whole=len(filled) == last,
    )


def errors_in(text: str) -> Iterator[LoggedError]:
    """Yield the errors in a page of a log, oldest first: a line, and those after it that begin without a time."""
    lines, time = text.splitlines(), ""
    block = list[str]()
    for line in [*lines, ""]:
        stamp = TIME.match(line)
        if block and (stamp or not line or len(block) == LINES_KEPT):
            yield LoggedError(time, "\n".join(block))
            block = []
        time = stamp[1] if stamp else time
        if block or ERROR.search(line):
            block.append(line)


def _newest(text: str) -> str:
    """Return the time of the newest line of a page."""
    return max((stamp[1] for line in text.splitlines() if (stamp := TIME.match(line))), default="")
