"""The states of a generation, a running task and a deployment, and the speed of their changes.

Speeds are plain values; the field ``name`` distinguishes them in a file.
"""

from dataclasses import dataclass, field
from typing import Literal

GENERATING = ("waiting", "running", "done")
"""A generation's states in order; assumed, since only the last one is documented."""

STARTING = ("WAIT", "RUN")
STOPPING = ("KILLING", "PAUSE")
FAILED_START = ("WAIT", "PAUSE")
"""A real-time task's states in order. The names are documented, the order is assumed. That a failed start ends in PAUSE
is assumed too, since there is no state for failure.
"""

DEPLOYING = ("0", "1")
FAILED_DEPLOYMENT = ("0", "2")
"""A deployment's states, as the SDK lists them: 0 ready, 1 successful, 2 failed."""

DEPLOYED = DEPLOYING[-1]


@dataclass(frozen=True)
class AtOnce:
    """The first read returns the last state."""

    name: Literal["at once"] = field(default="at once", repr=False)


@dataclass(frozen=True)
class AfterReads:
    """So many reads return an unfinished state, the next one the last state."""

    unfinished: int
    name: Literal["after reads"] = field(default="after reads", repr=False)


@dataclass(frozen=True)
class AfterSeconds:
    """Each state takes so many seconds."""

    seconds: float
    name: Literal["after seconds"] = field(default="after seconds", repr=False)


@dataclass(frozen=True)
class Stuck:
    """The state never changes."""

    name: Literal["stuck"] = field(default="stuck", repr=False)


@dataclass(frozen=True)
class Failing:
    """The first read returns the failure, with this message."""

    message: str
    name: Literal["failing"] = field(default="failing", repr=False)


Speed = AtOnce | AfterReads | AfterSeconds | Stuck | Failing

DEFAULT_SPEED: Speed = AfterSeconds(0.3)
"""Slow enough that clients see each state, fast enough to wait for."""


def reached(path: tuple[str, ...], speed: Speed, age: float, reads: int) -> str:
    """Return the state of a path that is reached after ``age`` seconds and ``reads`` earlier reads."""
    last = len(path) - 1
    return path[min(_steps(speed, age, reads, last), last)]


def _steps(speed: Speed, age: float, reads: int, last: int) -> int:
    match speed:
        case AtOnce() | Failing():
            return last
        case AfterReads(unfinished):
            return last if reads >= unfinished else reads * last // unfinished
        case AfterSeconds(seconds):
            return last if age >= last * seconds else max(0, int(age // seconds))  # a clock can be set back
        case Stuck():
            return 0
