"""Which faults apply to a request: decided by seed, rule, operation and count, never by the time of day.

The counts are those of this process. The number of the start is part of the decision, so that a process that is
restarted does not meet the same faults each time.
"""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from emulator.faults.fault_rules import FaultRule, Faults


@dataclass
class Counted:
    """A rule, the requests that matched its operation, and those that it was applied to."""

    rule: FaultRule
    matched: int = 0
    applied: int = 0


class FaultSchedule:
    """Counts requests and chooses their faults; the same requests in the same order get the same faults.

    ``start`` is how often the world was restored from a file.
    """

    def __init__(self, faults: Faults, start: int = 0) -> None:
        self.faults = faults
        self._start = start
        self._rules = [Counted(rule) for rule in faults.rules]
        self._requests: Counter[str] = Counter()

    @property
    def applied(self) -> list[int]:
        """How often each rule was applied."""
        return [counted.applied for counted in self._rules]

    def add(self, rule: FaultRule) -> None:
        """Append a rule; the counts of the others continue."""
        self.faults = self.faults.with_rules([rule])
        self._rules.append(Counted(rule))

    def due(self, operation: str) -> list[FaultRule]:
        """Return the faults of this request: any number of delays, then at most one other fault."""
        self._requests[operation] += 1
        due = [counted for number, counted in enumerate(self._rules) if self._is_due(number, counted, operation)]
        last = next((place for place, counted in enumerate(due) if counted.rule.kind != "delay"), len(due))
        for counted in due[: last + 1]:
            counted.applied += 1
        return [counted.rule for counted in due[: last + 1]]

    def _is_due(self, number: int, counted: Counted, operation: str) -> bool:
        rule = counted.rule
        if not rule.applies_to(operation) or counted.applied == rule.times:
            return False
        counted.matched += 1
        return counted.matched > rule.after and self._random(number, operation) < rule.probability

    def _random(self, number: int, operation: str) -> float:
        """Return a number from 0 to 1, the same for the same seed, start, rule and request."""
        text = f"{self.faults.seed}/{self._start}/{number}/{operation}/{self._requests[operation]}"
        return int.from_bytes(sha256(text.encode()).digest()[:8]) / 2**64
