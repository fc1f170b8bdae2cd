"""The handler of an operation: a function that answers it, with its behaviours and their evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from dataworks.operation import Operation
from emulator.gateway.evidence import Behaviour
from emulator.gateway.families import PLAIN, Family
from emulator.gateway.lenient import Given
from emulator.world.state import World

R = TypeVar("R", bound=Operation[Any])

Data = dict[str, Any]
"""The part of an answer that the operation's own class reads, as on the wire."""


@dataclass(frozen=True)
class Starts:
    """The operation starts a process that continues after the answer; ``can_fail``: the process can fail later."""

    can_fail: bool = True


@dataclass(frozen=True)
class Handler:
    """The handler of an operation.

    Attributes:
        answer: returns the part of the answer that the operation's own class reads, as on the wire.
        behaviours: its behaviours, with their evidence.
        starts: ``None``: the work is complete when the answer is sent.
        needs: the required parameters of an operation that accepts nonsense: ``answer`` then gets what was given, by
            its names in the API, instead of the operation. ``None``: it accepts none.
    """

    operation: type[Operation[Any]]
    answer: Callable[[World, Any], object]
    behaviours: tuple[Behaviour, ...]
    family: Family
    starts: Starts | None
    needs: tuple[str, ...] | None = None


def handles(
    operation: type[R], *behaviours: Behaviour, family: Family = PLAIN, starts: Starts | None = None
) -> Callable[[Callable[[World, R], object]], Handler]:
    """Make a function the handler of an operation."""
    return lambda answer: Handler(operation, answer, behaviours, family, starts)


def handles_any(
    operation: type[Operation[Any]],
    *behaviours: Behaviour,
    needs: tuple[str, ...],
    family: Family = PLAIN,
    starts: Starts | None = None,
) -> Callable[[Callable[[World, Given], object]], Handler]:
    """Make a function the handler of an operation that does not check what it is given."""
    return lambda answer: Handler(operation, answer, behaviours, family, starts, needs)
