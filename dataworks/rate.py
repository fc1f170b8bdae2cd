"""A rate limit for all calls that share it; they are served in order of arrival."""

import math
from collections import deque
from dataclasses import dataclass, field

import anyio

DEFAULT_RATE = 5.0
"""Requests per second that the Basic edition allows (facts, section 6)."""

SLACK = 0.05
"""Seconds that requests may arrive closer together than they were sent."""


class RateLimit:
    """At most ``rate`` requests in any second.

    Attributes:
        rate: requests per second; below 1, one request in several seconds; 0, no limit.
    """

    def __init__(self, rate: float = 0.0) -> None:
        self.rate = rate
        burst = max(1, math.floor(rate))
        self._window = burst / rate + SLACK if rate else 0.0
        self._turns = deque[float](maxlen=burst)

    def turn(self, now: float, deadline: float | None = None) -> float | None:
        """Reserve the next turn, and return the seconds until then.

        ``None``: it would be after the deadline, and is not reserved.
        """
        if not self.rate:
            return 0.0
        full = len(self._turns) == self._turns.maxlen
        time = max(now, self._turns[0] + self._window) if full else now
        if deadline is not None and time >= deadline:
            return None
        self._turns.append(time)
        return time - now


@dataclass(frozen=True)
class InTurn:
    """A rate limit of an account, for one of several that share it.

    ``alone`` lets one of its requests wait for the limit at a time. So they take turns, however many each of them has.
    """

    limit: RateLimit
    alone: anyio.Lock = field(default_factory=anyio.Lock)
