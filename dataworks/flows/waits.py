"""Waits as data: when to check again on work that the service does by itself."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from dataworks.client import DataWorks
from dataworks.language import Text

T = TypeVar("T")

Report = Callable[[int, int, str], Awaitable[None]]
"""Reports progress to the caller: which step, of how many, and a text."""


WAITED = Text("waited {} s, next look in {} s", "已等待 {} 秒，{} 秒后再次查看")


@dataclass(frozen=True)
class Wait:
    """Growing waits, in seconds: few calls for slow work, a quick answer for fast work.

    The time of the next look depends only on the time waited at the last one, so that a wait that another call
    continues is as if it had never been interrupted.

    Attributes:
        first: when the first look is due.
        least: between two looks, at least.
        growth: what is added to ``least``, as a share of the time waited so far.
        shortest: a remaining time below this is not worth another look.
        worth: a look before its time, at the end of a deadline, is worth it after this share of the interval.
        reserve: what is kept back at the end of a deadline, for the work that follows.
        quiet: seconds after which progress is reported again.
    """

    first: float = 1.0
    least: float = 2.0
    growth: float = 0.25
    shortest: float = 0.1
    worth: float = 0.5
    reserve: float = 3.0
    quiet: float = 10.0

    def next_look(self, waited: float) -> float:
        """When the next look is due, as a time waited in all, if the last one was after ``waited``."""
        return waited + self.least + self.growth * waited if waited else self.first


USUAL = Wait()


@dataclass(frozen=True)
class Pending:
    """Time ran out before the work was done; ``waited`` are the seconds so far, those of earlier calls included."""

    waited: float


async def finished(
    api: DataWorks,
    look: Callable[[], Awaitable[T | None]],
    notify: Callable[[str], Awaitable[None]],
    *,
    waited: float | None = 0.0,
    due: float | None = None,
    wait: Wait = USUAL,
) -> T | Pending:
    """Look until there is a result, or until the client's deadline is near; at least once if there is time at all.

    Args:
        look: returns ``None`` while the work is in progress.
        notify: gets a text about each wait.
        waited: seconds that earlier calls have waited; ``None`` if unknown, then the first look is at once.
        due: seconds until the first look, where another time is known than follows from ``waited``.
    """
    before, began = waited or 0.0, api.timing.clock()
    end, looked, so_far = _end(api, wait), False, before
    delay = 0.0 if waited is None else wait.next_look(before) - before if due is None else max(due, 0.0)
    while (left := end - api.timing.clock()) > wait.shortest and (left >= wait.worth * delay or not looked):
        await _quietly(api, min(delay, left), notify, so_far, wait)
        found = await look()
        if found is not None:
            return found
        looked, so_far = True, before + api.timing.clock() - began
        delay = wait.next_look(so_far) - so_far
    return Pending(so_far)


def _end(api: DataWorks, wait: Wait) -> float:
    """When to stop looking, by the client's clock: what is left of the deadline then serves what follows."""
    remaining = api.remaining()
    return math.inf if remaining is None else api.timing.clock() + remaining - min(wait.reserve, remaining / 4)


async def _quietly(
    api: DataWorks, delay: float, notify: Callable[[str], Awaitable[None]], waited: float, wait: Wait
) -> None:
    """Wait, and report it regularly: a client that gets no progress may cancel the call."""
    if api.observer is not None:
        api.observer.count("wait", amount=delay)
    while True:
        await notify(WAITED.said(f"{waited:.0f}", f"{delay:.1f}"))
        step = min(delay, wait.quiet)
        await api.timing.sleep(step)
        waited, delay = waited + step, delay - step
        if delay <= 0:
            return


async def silent(step: int, steps: int, message: str) -> None:
    """Ignore the progress: the default where no caller wants it."""
