"""What can be watched while work is done: who it is for, and an observer, if there is one.

Nothing here knows how it is shown: ``server/telemetry`` makes log lines, traces and figures of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec, Protocol, Self, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F")

Kind = Literal["tool", "flow", "request"]
Facts = dict[str, Any]
Counted = Literal["wait", "rate_limit_wait", "throttled", "consent"]


class Current(NamedTuple):
    """The call that is being answered: its caller and tool, as log lines show them, and the id of the request."""

    caller: str = "-"
    tool: str = "-"
    request_id: str = "-"


CURRENT: ContextVar[Current | None] = ContextVar("current call", default=None)
"""The call that the running code works for; tasks and threads that it starts have it too."""


class Line(str):
    """The form of a log line, with the name of each of its values; one without a name is not shown by itself."""

    __slots__ = ("fields",)
    fields: tuple[str, ...]

    def __new__(cls, form: str, *fields: str) -> Self:
        """Make a form with a name for each placeholder."""
        line = super().__new__(cls, form)
        line.fields = fields
        return line


class Observer(Protocol):
    """Sees work, without its content."""

    def work(self, kind: Kind, name: str, known: Mapping[str, Any]) -> AbstractContextManager[Facts]:
        """Surround a piece of work; what is seen of it is added to the facts, such as its ``outcome``."""
        ...

    def count(self, what: Counted, label: str = "", amount: float = 1.0) -> None:
        """Count something that happened: how often, or for how many seconds."""
        ...


def flow(function: Callable[Concatenate[F, P], Awaitable[R]]) -> Callable[Concatenate[F, P], Awaitable[R]]:
    """Let an observer of the connection see a flow; its first argument is the connection, or has it as ``api``."""

    @wraps(function)
    async def observed(place: F, /, *arguments: P.args, **named: P.kwargs) -> R:
        connection: Any = getattr(place, "api", place)
        observer: Observer | None = connection.observer
        if observer is None:
            return await function(place, *arguments, **named)
        with observer.work("flow", function.__name__, {}):
            return await function(place, *arguments, **named)

    return observed
