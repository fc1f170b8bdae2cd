"""What a generation, a running task and a deployment pass through, and how fast.

Speeds are plain values; their names tell them apart in a file.
"""

from dataclasses import dataclass, field
from typing import Literal

STEPS = ("waiting", "running", "done")
"""A generation's states in order. Neither the names nor any state but the last is documented; they are assumed."""

STARTING = ("WAIT", "RUN")
STOPPING = ("KILLING", "PAUSE")
DYING = ("WAIT", "PAUSE")
"""A real-time task's states in order. The names are documented, their order is assumed, and so is that a task that
could not be started is found stopped: there is no state for failure.
"""


DEPLOYING = ("0", "1")
FAILING = ("0", "2")
"""A deployment's states, as the SDK lists them: 0 ready, 1 successful, 2 failed."""


@dataclass(frozen=True)
class AtOnce:
    """The first look finds it done."""

    name: Literal["at once"] = field(default="at once", repr=False)


@dataclass(frozen=True)
class AfterReads:
    """So many looks find it unfinished, the next one finds it done."""

    unfinished: int
    name: Literal["after reads"] = field(default="after reads", repr=False)


@dataclass(frozen=True)
class AfterSeconds:
    """Each step takes so many seconds."""

    seconds: float
    name: Literal["after seconds"] = field(default="after seconds", repr=False)


@dataclass(frozen=True)
class Stuck:
    """It never moves."""

    name: Literal["stuck"] = field(default="stuck", repr=False)


@dataclass(frozen=True)
class Failing:
    """It ends at once, in failure."""

    message: str
    name: Literal["failing"] = field(default="failing", repr=False)


Speed = AtOnce | AfterReads | AfterSeconds | Stuck | Failing

USUAL: Speed = AfterSeconds(0.3)
"""Slow enough to be seen, fast enough to be waited for."""


def state(speed: Speed, age: float, reads: int) -> str:
    """The state a generation is in after ``age`` seconds and ``reads`` earlier looks."""
    return reached(STEPS, speed, age, reads)


def reached(path: tuple[str, ...], speed: Speed, age: float, reads: int) -> str:
    """How far along a path something is."""
    last = len(path) - 1
    return path[min(_steps(speed, age, reads, last), last)]


def _steps(speed: Speed, age: float, reads: int, last: int) -> int:
    match speed:
        case AtOnce() | Failing():
            return last
        case AfterReads(unfinished):
            return last if reads >= unfinished else reads * last // unfinished
        case AfterSeconds(seconds):
            return last if age >= last * seconds else max(0, int(age // seconds))  # clocks are set back, too
        case Stuck():
            return 0
