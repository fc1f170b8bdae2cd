"""What a tool is: a value that knows its name, its effect, what it takes and what it answers."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.explain.explanation import Language
from dataworks.flows.waits import Report
from dataworks.operation import Effect, Operation
from tools.arguments import Arguments
from tools.views.view import View

A_contra = TypeVar("A_contra", bound=Answer, contravariant=True)
G = TypeVar("G", bound=Arguments)
V = TypeVar("V", bound=View)
V_co = TypeVar("V_co", bound=View, covariant=True)


class SetupFacts(Protocol):
    """What the server knows of itself, for the tool that describes it."""

    async def describe(self, api: DataWorks, *, probe: bool) -> dict[str, Any]:
        """The facts, by the fields of the view; ``probe`` spends one API call to see whether the service answers."""
        ...


@dataclass(frozen=True)
class Call:
    """What a tool has at hand while it runs.

    Attributes:
        api: a client with a meter of its own.
        report: tells the caller how far it is.
        setup: what the server knows of itself.
        started: when it started, by the client's clock.
        language: that of explanations.
    """

    api: DataWorks
    report: Report
    setup: SetupFacts
    started: float
    language: Language = "en"


@dataclass(frozen=True)
class ToolSpec:
    """A tool.

    Attributes:
        title: what people see.
        operations: all that it may call.
        repeatable: whether the same call again does no more than the first one.
        arguments: what it takes.
        view: what it answers.
        run: what it does.
        time_limit: seconds after which it sends nothing more; clients cut a call at 60.
    """

    name: str
    title: str
    operations: tuple[type[Operation[Any]], ...]
    repeatable: bool
    arguments: type[BaseModel]
    view: type[View]
    run: Callable[[Call, Any], Awaitable[View]]
    time_limit: float = 55.0

    @cached_property
    def effect(self) -> Effect:
        """The strongest effect of its operations; annotations, modes and consent follow from it."""
        effects = (operation.effect for operation in self.operations)
        return max(effects, key=lambda effect: effect.strength, default=Effect.READ)

    @property
    def operation(self) -> str | None:
        """The action it is, where it is exactly one: then it takes that operation's parameters."""
        return self.arguments.__name__ if self.arguments in self.operations else None


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
        operations=(operation,),
        repeatable=operation.effect not in {Effect.CREATE, Effect.RUN},
        arguments=operation,
        view=view,
        run=run,
    )


def tool(
    title: str, arguments: type[G], view: type[V], *, operations: tuple[type[Operation[Any]], ...], repeatable: bool
) -> Callable[[Callable[[Call, G], Awaitable[V]]], ToolSpec]:
    """A tool that is more than one operation, named after the function that it is."""

    def declared(run: Callable[[Call, G], Awaitable[V]]) -> ToolSpec:
        return ToolSpec(run.__name__, title, operations, repeatable, arguments, view, run)

    return declared


def snake_case(action: str) -> str:
    """``CreateDISyncTask`` is ``create_di_sync_task``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", action).lower()
