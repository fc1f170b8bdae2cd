"""What a tool is: a value that knows its name, its effect, what it takes and what it answers."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.flows.waits import Report
from dataworks.operation import Effect, Operation
from tools.arguments import Arguments
from tools.views.view import View

A_contra = TypeVar("A_contra", bound=Answer, contravariant=True)
G = TypeVar("G", bound=Arguments)
V = TypeVar("V", bound=View)
V_co = TypeVar("V_co", bound=View, covariant=True)


@dataclass(frozen=True)
class Call:
    """What a tool has at hand while it runs: a client with a meter of its own, and a way to report progress."""

    api: DataWorks
    report: Report


@dataclass(frozen=True)
class ToolSpec:
    """A tool.

    Attributes:
        title: what people see.
        effect: the strongest effect of its operations; annotations, modes and consent follow from it.
        repeatable: whether the same call again does no more than the first one.
        arguments: what it takes.
        view: what it answers.
        run: what it does.
        operation: the one operation it is, if it is one.
        time_limit: seconds after which it sends nothing more; clients cut a call at 60.
    """

    name: str
    title: str
    effect: Effect
    repeatable: bool
    arguments: type[BaseModel]
    view: type[View]
    run: Callable[[Call, Any], Awaitable[View]]
    operation: str | None = None
    time_limit: float = 55.0


class ViewOf(Protocol[A_contra, V_co]):
    """A view class that is made from an answer."""

    def of(self, answer: A_contra, /) -> V_co:
        """The view of an answer."""
        ...


def expose(operation: type[Operation[Any]], title: str, view: Any) -> ToolSpec:
    """A tool that is exactly one operation, named after it in snake_case."""

    async def run(call: Call, arguments: Operation[Any]) -> View:
        answered: View = view.of(await call.api.call(arguments))
        return answered

    return ToolSpec(
        name=snake_case(operation.action()),
        title=title,
        effect=operation.effect,
        repeatable=operation.effect not in {Effect.CREATE, Effect.RUN},
        arguments=operation,
        view=view,
        run=run,
        operation=operation.action(),
    )


def tool(
    title: str, effect: Effect, arguments: type[G], view: type[V], *, repeatable: bool
) -> Callable[[Callable[[Call, G], Awaitable[V]]], ToolSpec]:
    """A tool that is more than one operation, named after the function that it is."""

    def declared(run: Callable[[Call, G], Awaitable[V]]) -> ToolSpec:
        return ToolSpec(run.__name__, title, effect, repeatable, arguments, view, run)

    return declared


def snake_case(action: str) -> str:
    """``CreateDISyncTask`` is ``create_di_sync_task``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", action).lower()
