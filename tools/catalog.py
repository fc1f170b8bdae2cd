"""What a tool is: a value that knows its name, its effect, what it takes and what it answers."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, Self, TypeVar

from pydantic import BaseModel

from dataworks.client import DataWorks
from dataworks.explain.explanation import Language
from dataworks.flows.waits import Report
from dataworks.operation import Effect, Operation, Operations
from tools.arguments.parsing import Arguments
from tools.views.view import View

G = TypeVar("G", bound=Arguments)
V = TypeVar("V", bound=View)


class SetupFacts(Protocol):
    """What the server knows of itself, for the tool that describes it."""

    async def describe(self, api: DataWorks, *, probe: bool) -> dict[str, Any]:
        """The facts, by the fields of the view; ``probe`` spends one API call to see whether the service answers."""
        ...


def _any_tool(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Call:
    """What a tool has at hand while it runs.

    Attributes:
        api: a client with a meter of its own.
        report: tells the caller how far it is.
        setup: what the server knows of itself.
        started: when it started, by the client's clock.
        language: that of explanations.
        is_on: whether a tool of this name can be used here.
    """

    api: DataWorks
    report: Report
    setup: SetupFacts
    started: float
    language: Language = "en"
    is_on: Callable[[str], bool] = _any_tool


@dataclass(frozen=True)
class ToolSpec:
    """A tool.

    Attributes:
        title: what people see.
        operations: all that it may call.
        operations_of: those that a call with these arguments may make, where the arguments decide; else all of them.
        completing: operations that only finish what the same call creates, and so count as creating.
        repeatable: whether the same call again does no more than the first one.
        arguments: what it takes.
        view: what it answers.
        run: what it does.
        time_limit: seconds after which it sends nothing more; clients cut a call at 60.
    """

    name: str
    title: str
    operations: Operations
    repeatable: bool
    arguments: type[BaseModel]
    view: type[View]
    run: Callable[[Call, Any], Awaitable[View]]
    time_limit: float = 55.0
    operations_of: Callable[[Any], Operations] | None = None
    completing: Operations = ()

    @cached_property
    def effect(self) -> Effect:
        """The strongest effect of its operations; annotations, modes and consent follow from it."""
        effects = (Effect.CREATE if operation in self.completing else operation.effect for operation in self.operations)
        return max(effects, key=lambda effect: effect.strength, default=Effect.READ)

    def called_with(self, arguments: BaseModel) -> Self:
        """The tool as this very call uses it: with fewer operations, and so perhaps with a weaker effect.

        What clients see, and what read-only mode leaves out, follows from the whole tool; consent, policy and audit
        of a call follow from what its arguments lead to.
        """
        return self if self.operations_of is None else replace(self, operations=self.operations_of(arguments))

    @property
    def resumable(self) -> bool:
        """Whether it is work of several calls that the same call again continues."""
        return self.repeatable and self.operation is None

    @property
    def operation(self) -> str | None:
        """The action it is, where it is exactly one: then it takes that operation's parameters."""
        return self.arguments.__name__ if self.arguments in self.operations else None


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
    title: str,
    arguments: type[G],
    view: type[V],
    *,
    operations: Operations,
    repeatable: bool,
    operations_of: Callable[[G], Operations] | None = None,
    completing: Operations = (),
) -> Callable[[Callable[[Call, G], Awaitable[V]]], ToolSpec]:
    """A tool that is more than one operation, named after the function that it is."""

    def declared(run: Callable[[Call, G], Awaitable[V]]) -> ToolSpec:
        return ToolSpec(
            name=run.__name__,
            title=title,
            operations=operations,
            repeatable=repeatable,
            arguments=arguments,
            view=view,
            run=run,
            operations_of=operations_of,
            completing=completing,
        )

    return declared


def snake_case(action: str) -> str:
    """``CreateDISyncTask`` is ``create_di_sync_task``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", action).lower()
