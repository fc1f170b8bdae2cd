"""The counts of a fuzzing run."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """Counts bytes and calls; the run is complete after ``limit`` bytes."""

    limit: float
    sent: int = 0
    large: int = 0
    calls: Counter[str] = field(default_factory=Counter[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    began: float = field(default_factory=time.perf_counter)

    @property
    def full(self) -> bool:
        return self.sent >= self.limit

    def add(self, name: str, size: int) -> None:
        self.sent += size
        self.large += size if size >= LARGE else 0
        self.calls[name] += 1

    def line(self, way: str) -> str:
        seconds = time.perf_counter() - self.began
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in self.outcomes.most_common(6))
        return (
            f"{way}: {self.sent:,} bytes ({self.large:,} of them in values over 50 kB), "
            f"{self.calls.total():,} messages, {seconds:.0f} s; answers: {outcomes}"
        )


LARGE = 50_000


def size_of(arguments: dict[str, Any]) -> int:
    """Return the number of bytes of arguments as JSON."""
    return len(json.dumps(arguments))


def outcome_of(facts: dict[str, Any]) -> str:
    """Return the result of a call in one word."""
    if "error" in facts:
        return str(facts["error"].get("code"))
    return "plan" if "plan" in facts else "done"
