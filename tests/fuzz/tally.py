"""How much was sent, and to whom."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """Bytes and calls so far; ``limit`` bytes are enough."""

    limit: float
    sent: int = 0
    giant: int = 0
    calls: Counter[str] = field(default_factory=Counter[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    began: float = field(default_factory=time.perf_counter)

    @property
    def full(self) -> bool:
        return self.sent >= self.limit

    def add(self, name: str, size: int) -> None:
        self.sent += size
        self.giant += size if size >= GIANT else 0
        self.calls[name] += 1

    def line(self, way: str) -> str:
        seconds = time.perf_counter() - self.began
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in self.outcomes.most_common(6))
        return (
            f"{way}: {self.sent:,} bytes ({self.giant:,} of them in values over 50 kB), "
            f"{self.calls.total():,} messages, {seconds:.0f} s; answers: {outcomes}"
        )


GIANT = 50_000


def size_of(arguments: dict[str, Any]) -> int:
    """Bytes of the arguments on the wire."""
    return len(json.dumps(arguments))


def outcome_of(facts: dict[str, Any]) -> str:
    """What a call came to, in a word."""
    if "error" in facts:
        return str(facts["error"].get("code"))
    return "plan" if "plan" in facts else "done"
