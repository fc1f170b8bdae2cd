"""How many refusals are recorded one by one: a client that sends very many must not fill the disk."""

from dataclasses import dataclass, field

MINUTE = 60.0
FROM_UNKNOWN, FROM_CALLER = 60, 600
"""Refusals that are recorded in a minute: of all who have no valid token together, and of each caller."""

MOST_CALLERS = 1000
OTHERS = "\n"
"""Callers above that number are counted together, under a name that no caller has."""


@dataclass
class Count:
    """The refusals of one caller in the current minute, and those since the last record that were not recorded."""

    began: float
    recorded: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class RefusalCounts:
    """The refusals of each caller."""

    counts: dict[str, Count] = field(default_factory=dict[str, Count])

    def left_out(self, caller: str, most: int, now: float) -> int | None:
        """Count a refusal; return how many before it were not recorded, or ``None`` if it is not to be recorded."""
        count = self._count(caller, now)
        if now - count.began >= MINUTE or now < count.began:
            count.began, count.recorded = now, 0
        if count.recorded >= most:
            count.left_out += 1
            return None
        count.recorded += 1
        before, count.left_out = count.left_out, 0
        return before

    def _count(self, caller: str, now: float) -> Count:
        full = len(self.counts) >= MOST_CALLERS and caller not in self.counts
        return self.counts.setdefault(OTHERS if full else caller, Count(now))
