"""Waits as data: when to look again at work that the service does by itself."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from dataworks.client import DataWorks

T = TypeVar("T")

Report = Callable[[int, int, str], Awaitable[None]]
"""Tells whoever waits: which step, of how many, and what is going on."""


@dataclass(frozen=True)
class Wait:
    """Growing waits, in seconds: few calls for slow work, a quick answer for fast work.

    Attributes:
        first: before the first look.
        least: between two looks, at least.
        growth: what is added to ``least``, as a share of the time waited so far.
        shortest: a remaining time below this is not worth another look.
        reserve: what is kept back at the end of a deadline, for the work that follows.
    """

    first: float = 1.0
    least: float = 2.0
    growth: float = 0.25
    shortest: float = 0.1
    reserve: float = 3.0

    def delay(self, waited: float) -> float:
        """How long to wait before the next look, having waited this long."""
        return self.first if waited == 0 else self.least + self.growth * waited


USUAL = Wait()


@dataclass(frozen=True)
class Pending:
    """Time was up before the work was done, after so many seconds."""

    waited: float


async def finished(
    api: DataWorks,
    look: Callable[[], Awaitable[T | None]],
    tell: Callable[[str], Awaitable[None]],
    *,
    wait: Wait = USUAL,
) -> T | Pending:
    """Look until there is something, or until the client's deadline is near.

    Args:
        look: answers ``None`` while the work goes on.
        tell: gets a word before each wait.
    """
    end, waited = _end(api, wait), 0.0
    while (left := end - api.timing.clock()) > wait.shortest:
        delay = min(wait.delay(waited), left)
        await tell(f"waited {waited:.0f} s, next look in {delay:.1f} s")
        await api.timing.sleep(delay)
        waited += delay
        found = await look()
        if found is not None:
            return found
    return Pending(waited)


def _end(api: DataWorks, wait: Wait) -> float:
    """When to stop looking, by the client's clock: what is left of the deadline then serves what follows."""
    remaining = api.remaining()
    return math.inf if remaining is None else api.timing.clock() + remaining - min(wait.reserve, remaining / 4)


async def silent(step: int, steps: int, message: str) -> None:
    """A report to nobody."""
