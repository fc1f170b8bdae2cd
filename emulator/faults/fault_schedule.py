"""When faults strike: decided by seed, rule, operation and count, never by the time of day.

Counts are those of this process. So that a process that is started again and again does not meet the same faults each
time, the number of the start goes into the decision, too.
"""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from emulator.faults.fault_rules import Fault, Faults


@dataclass
class Rule:
    """A fault, the requests that it could have struck, and those that it did strike."""

    fault: Fault
    met: int = 0
    struck: int = 0


class Drill:
    """Counts the requests and says which faults are due; the same requests in the same order meet the same faults.

    ``start`` is how often the world was taken up before.
    """

    def __init__(self, faults: Faults, start: int = 0) -> None:
        self.faults = faults
        self._start = start
        self._rules = [Rule(fault) for fault in faults.rules]
        self._requests: Counter[str] = Counter()

    @property
    def struck(self) -> list[int]:
        """How often each rule struck."""
        return [rule.struck for rule in self._rules]

    def add(self, fault: Fault) -> None:
        """Add a rule behind the others, which go on counting."""
        self.faults = self.faults.with_rules([fault])
        self._rules.append(Rule(fault))

    def strikes(self, operation: str) -> list[Fault]:
        """What strikes this request: any number of delays, then at most one other fault."""
        self._requests[operation] += 1
        due = [rule for number, rule in enumerate(self._rules) if self._due(number, rule, operation)]
        last = next((place for place, rule in enumerate(due) if rule.fault.kind != "delay"), len(due))
        for rule in due[: last + 1]:
            rule.struck += 1
        return [rule.fault for rule in due[: last + 1]]

    def _due(self, number: int, rule: Rule, operation: str) -> bool:
        fault = rule.fault
        if not fault.concerns(operation) or rule.struck == fault.times:
            return False
        rule.met += 1
        return rule.met > fault.after and self._draw(number, operation) < fault.probability

    def _draw(self, number: int, operation: str) -> float:
        """A number from 0 to 1, the same for the same seed, start, rule and request."""
        text = f"{self.faults.seed}/{self._start}/{number}/{operation}/{self._requests[operation]}"
        return int.from_bytes(sha256(text.encode()).digest()[:8]) / 2**64
