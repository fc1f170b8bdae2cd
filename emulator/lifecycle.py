"""What a generation passes through, and how fast. Speeds are plain values."""

from dataclasses import dataclass

STEPS = ("waiting", "running", "done")
"""A generation's states in order. Neither the names nor any state but the last is documented; they are assumed."""

LAST = len(STEPS) - 1


@dataclass(frozen=True)
class AtOnce:
    """The first look finds it done."""


@dataclass(frozen=True)
class AfterReads:
    """So many looks find it unfinished, the next one finds it done."""

    unfinished: int


@dataclass(frozen=True)
class AfterSeconds:
    """Each step takes so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Stuck:
    """It never moves."""


@dataclass(frozen=True)
class Failing:
    """It ends at once, in failure."""

    message: str


Speed = AtOnce | AfterReads | AfterSeconds | Stuck | Failing

USUAL: Speed = AfterSeconds(0.3)
"""Slow enough to be seen, fast enough to be waited for."""


def state(speed: Speed, age: float, reads: int) -> str:
    """The state a generation is in after ``age`` seconds and ``reads`` earlier looks."""
    return STEPS[min(_steps(speed, age, reads), LAST)]


def _steps(speed: Speed, age: float, reads: int) -> int:
    match speed:
        case AtOnce() | Failing():
            return LAST
        case AfterReads(unfinished):
            return LAST if reads >= unfinished else reads * LAST // unfinished
        case AfterSeconds(seconds):
            return LAST if age >= LAST * seconds else int(age // seconds)
        case Stuck():
            return 0
