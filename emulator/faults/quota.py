"""The quota of an edition: requests per second, and per day."""

from collections import deque

from emulator.failures import QUOTA_USED_UP, THROTTLED, RequestRefused
from emulator.faults.fault_rules import Limits

DAY = 86_400.0


class Quota:
    """Counts requests by the service's clock; refused requests are not counted."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._second = deque[float]()
        self._day: tuple[int, int] = (0, 0)

    def take(self, now: float) -> None:
        """Count a request.

        Raises:
            RequestRefused: the quota of this second, or of this day, is used up.
        """
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        day = int(now // DAY)
        used = self._day[1] if self._day[0] == day else 0
        if self._limits.per_day is not None and used >= self._limits.per_day:
            raise RequestRefused(QUOTA_USED_UP)
        if self._limits.per_second is not None and len(self._second) >= self._limits.per_second:
            raise RequestRefused(THROTTLED)
        self._second.append(now)
        self._day = (day, used + 1)
