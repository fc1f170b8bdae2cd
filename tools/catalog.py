"""What a tool is: a value that knows its name, its effect, what it takes and what it answers."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from dataworks.client import DataWorks
from dataworks.explain.explanation import Language
from dataworks.flows.waits import Report
from dataworks.operation import Effect, Operation, Operations
from tools.arguments.parsing import Arguments
from tools.views.view import View

G = TypeVar("G", bound=Arguments)
V = TypeVar("V", bound=View)


Describe = Callable[[DataWorks, bool], Awaitable[dict[str, Any]]]
"""The facts that the server knows of itself, by the fields of ``SetupView``; ``True`` spends one API call to see
whether the service answers."""


def _any_tool(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Call:
    """What a tool has at hand while it runs.

    Attributes:
        api: a client with a meter of its own.
        report: tells the caller how far it is.
        describe: says what the server knows of itself.
        started: when it started, by the client's clock.
        language: that of explanations.
        is_on: whether a tool of this name can be used here.
    """

    api: DataWorks
    report: Report
    describe: Describe
    started: float
    language: Language = "en"
    is_on: Callable[[str], bool] = _any_tool


@dataclass(frozen=True)
class PlanText:
    """The fixed sentences of a tool's plan.

    Attributes:
        what: what the tool does; ``{task}`` stands for the task.
        lost: what can't be brought back afterwards.
    """

    what: str
    lost: str


STOPPING = PlanText(
    "Stop {task}.", "Replication is interrupted. It can go on later only as far back as the source keeps its log."
)
"""Of every tool that only stops a real-time task."""


@dataclass(frozen=True)
class StandIn:
    """A tool that serves where another one is off.

    Attributes:
        name: the tool.
        arguments: its arguments that are known, each with the name that the other tool has for it.
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)


CONSENT_FREE = frozenset({Effect.READ, Effect.CREATE})
"""Effects that interrupt and destroy nothing. Everything else needs consent in ``confirm`` mode."""


@dataclass(frozen=True)
class Reach:
    """What a call can do: the operations that it may send, and the tool or operation it goes by.

    Attributes:
        name: the tool, in snake_case.
        operations: all that it may send.
        arguments: what it takes.
        completing: operations that only finish what the same call creates, and so count as creating.
    """

    name: str
    operations: Operations
    arguments: type[BaseModel]
    completing: Operations = field(default=(), kw_only=True)

    @classmethod
    def of(cls, operation: type[Operation[Any]]) -> "Reach":
        """What one operation can do."""
        return Reach(snake_case(operation.action()), (operation,), operation)

    @cached_property
    def effect(self) -> Effect:
        """The strongest effect of the operations; annotations, modes and consent follow from it."""
        effects = (Effect.CREATE if operation in self.completing else operation.effect for operation in self.operations)
        return max(effects, key=lambda effect: effect.strength, default=Effect.READ)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.effect is Effect.READ

    @property
    def asks(self) -> bool:
        """Whether it needs consent in ``confirm`` mode."""
        return self.effect not in CONSENT_FREE


@dataclass(frozen=True)
class ToolSpec(Reach):
    """A tool, with everything that is known about it.

    Attributes:
        title: what people see.
        view: what it answers.
        run: what it does.
        repeatable: whether the same call again does no more than the first one.
        plan: the fixed sentences of its plan, where it can need consent.
        operations_of: those that a call with these arguments may send, where the arguments decide; else all of them.
        stand_in: the tool that serves where this one is off; without it nothing else does the same.
        time_limit: seconds after which it sends nothing more; clients cut a call at 60.
    """

    title: str
    view: type[View]
    run: Callable[[Call, Any], Awaitable[View]]
    repeatable: bool
    plan: PlanText | None = None
    operations_of: Callable[[Any], Operations] | None = None
    stand_in: StandIn | None = None
    time_limit: float = 55.0

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


def expose(
    operation: type[Operation[Any]],
    title: str,
    view: Any,
    *,
    plan: PlanText | None = None,
    stand_in: StandIn | None = None,
) -> ToolSpec:
    """A tool that is exactly one operation, named after it in snake_case."""

    async def run(call: Call, arguments: Operation[Any]) -> View:
        answered: View = view.of(await call.api.call(arguments))
        return answered

    return ToolSpec(
        name=snake_case(operation.action()),
        operations=(operation,),
        arguments=operation,
        title=title,
        view=view,
        run=run,
        repeatable=operation.effect not in {Effect.CREATE, Effect.RUN},
        plan=plan,
        stand_in=stand_in,
    )


def tool(
    title: str,
    arguments: type[G],
    view: type[V],
    *,
    operations: Operations,
    repeatable: bool,
    plan: PlanText | None = None,
    operations_of: Callable[[G], Operations] | None = None,
    completing: Operations = (),
) -> Callable[[Callable[[Call, G], Awaitable[V]]], ToolSpec]:
    """A tool that is more than one operation, named after the function that it is."""

    def declared(run: Callable[[Call, G], Awaitable[V]]) -> ToolSpec:
        return ToolSpec(
            name=run.__name__,
            operations=operations,
            arguments=arguments,
            completing=completing,
            title=title,
            view=view,
            run=run,
            repeatable=repeatable,
            plan=plan,
            operations_of=operations_of,
        )

    return declared


def snake_case(action: str) -> str:
    """``CreateDISyncTask`` is ``create_di_sync_task``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", action).lower()
