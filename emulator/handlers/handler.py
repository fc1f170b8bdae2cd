"""What a handler is: a function that answers one operation, with what is known about that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from dataworks.operation import Operation
from emulator.gateway.evidence import Behaviour
from emulator.gateway.families import PLAIN, Family
from emulator.world.state import World

R = TypeVar("R", bound=Operation[Any])


@dataclass(frozen=True)
class Starts:
    """A request starts something that takes its time: each look at it is another request. It may fail, too."""

    can_fail: bool = True


@dataclass(frozen=True)
class Handler:
    """What answers an operation.

    Attributes:
        answer: makes the part of the answer that the operation's own class reads, shaped as on the wire.
        behaviours: what it does, and how we know.
        starts: ``None``: what is asked for is done when the answer comes.
    """

    operation: type[Operation[Any]]
    answer: Callable[[World, Any], object]
    behaviours: tuple[Behaviour, ...]
    family: Family
    starts: Starts | None


def handles(
    operation: type[R], *behaviours: Behaviour, family: Family = PLAIN, starts: Starts | None = None
) -> Callable[[Callable[[World, R], object]], Handler]:
    """Make a function the handler of an operation."""
    return lambda answer: Handler(operation, answer, behaviours, family, starts)
