"""Waits as data: when to look again at work that the service does by itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

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


async def silent(step: int, steps: int, message: str) -> None:
    """A report to nobody."""
