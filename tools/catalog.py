"""Tool declarations: name, operations, arguments, view, and every other fact about a tool."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from dataworks.client import DataWorks
from dataworks.explain.explanation import Language
from dataworks.flows.groups import MaySend
from dataworks.flows.waits import Report
from dataworks.language import Text
from dataworks.operation import Effect, Operation, Operations
from dataworks.operations.catalog import name_of
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studio_settings import StudioName, StudioSettings
from dataworks.studios.choosing import Chooser
from tools.arguments.consented_work import Work
from tools.arguments.home import HomeWorkspace
from tools.arguments.parsing import Arguments
from tools.views.plan import Plan
from tools.views.view import View

G = TypeVar("G", bound=Arguments)
V = TypeVar("V", bound=View)


Describe = Callable[[DataWorks, bool], Awaitable[dict[str, Any]]]
"""Returns the server's setup, by the fields of ``SetupView``; ``True`` makes one API call to check that the service
responds."""


def _any_tool(_: str) -> bool:
    return True


def _any_read(_: Operation[Any]) -> bool:
    return True


def _any_call(_capability: "Capability", _arguments: BaseModel) -> None:
    pass


@dataclass(frozen=True)
class Call:
    """What a tool gets for one call.

    Attributes:
        api: a client that counts the API calls of this call.
        report: reports progress to the caller.
        describe: returns the server's setup.
        started: start time, by the client's clock.
        language: language of explanations.
        is_on: whether the tool of a given name is on.
        agreed: the definition that the user agreed to; false if nobody was asked, or it could not be read.
        may_send: whether the rules allow a read that the call does not need.
        idle: whether there was nothing to do when its plan was made, so that nobody was asked.
        agreed_tasks: the tasks of a call for several, as the user agreed to them; ``None`` if nobody was asked.
        work: the work of a call for several tasks, if the user agreed to it.
        check_policy: raises ``tools.rules.refusals.RefusedCall`` if the policy forbids a call.
        home: the workspace of calls that name none.
        studios: which studio workspaces are on, as far as it is set.
    """

    api: DataWorks
    report: Report
    describe: Describe
    started: float
    language: Language = "en"
    is_on: Callable[[str], bool] = _any_tool
    may_send: MaySend = _any_read
    check_policy: "Callable[[Capability, BaseModel], None]" = _any_call
    agreed: Definition = NO_DEFINITION
    home: HomeWorkspace = field(default_factory=HomeWorkspace)
    studios: StudioSettings = field(default_factory=StudioSettings)
    agreed_tasks: tuple[Any, ...] | None = None
    idle: bool = False
    work: Work | None = None

    def chooser(self, given: str | None = None) -> Chooser:
        """What finds the studio of a workspace; ``given``: the name of a studio, if the call has one."""
        return Chooser(self.api, self.studios, self.may_send, StudioName(given) if given else None)


@dataclass(frozen=True)
class PlanText:
    """The fixed sentences of a tool's plan; what does not apply is left out.

    Attributes:
        what: what the tool does; ``{task}`` stands for the task.
        interrupted: what is interrupted, and for how long.
        replaced: what is replaced by something else.
        in_production: the same where production has the task, or may have it.
        lost: what can't be restored afterwards.
        stays: what stays as it is.
        of_jobs: the sentences about a job, where others are true of it: it is neither deployed nor taken offline.
    """

    what: Text
    interrupted: Text | None = None
    replaced: Text | None = None
    in_production: Text | None = None
    lost: Text | None = None
    stays: Text | None = None
    of_jobs: "PlanText | None" = None


@dataclass(frozen=True)
class Alternative:
    """The tool to use when another one is off.

    Attributes:
        name: name of the tool.
        arguments: its arguments that can be filled in, each with its name in the other tool.
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)


CONSENT_FREE = frozenset({Effect.READ, Effect.CREATE})
"""Effects that interrupt or destroy nothing. All others need consent in ``confirm`` mode."""


@dataclass(frozen=True)
class Capability:
    """What a call can do: the operations that it may send, under the name of a tool or operation.

    Attributes:
        name: the tool, in snake_case.
        operations: the operations that it may send.
        arguments: model of its arguments.
        completing: operations that only complete what the same call creates; their effect counts as ``CREATE``.
        by_task: further operations of which it sends those that its tasks need, as they turn out: they count for the
            effect, and the rules are asked about them once the tasks are known.
    """

    name: str
    operations: Operations
    arguments: type[BaseModel]
    completing: Operations = field(default=(), kw_only=True)
    by_task: Operations = field(default=(), kw_only=True)

    @classmethod
    def of(cls, operation: type[Operation[Any]]) -> "Capability":
        """The capability to send one operation."""
        return Capability(tool_of(operation), (operation,), operation)

    @cached_property
    def effect(self) -> Effect:
        """The strongest effect of the operations; it decides annotations, modes and consent."""
        every = (*self.operations, *self.by_task)
        effects = (Effect.CREATE if operation in self.completing else operation.effect for operation in every)
        return max(effects, key=lambda effect: effect.strength, default=Effect.READ)

    @property
    def in_full(self) -> Self:
        """The same with all operations that it may send, of any type of tasks."""
        return replace(self, operations=tuple(dict.fromkeys((*self.operations, *self.by_task))), by_task=())

    @property
    def read_only(self) -> bool:
        """Whether it changes nothing."""
        return self.effect is Effect.READ

    @property
    def needs_consent(self) -> bool:
        """Whether it needs consent in ``confirm`` mode."""
        return self.effect not in CONSENT_FREE


@dataclass(frozen=True)
class ToolSpec(Capability):
    """The declaration of a tool.

    Attributes:
        title: title that clients show, in each language.
        view: model of its answer.
        run: its implementation.
        repeatable: whether it is idempotent: repeating a call has no further effect.
        plan: the fixed sentences of its plan; required if it can need consent.
        operations_of: returns the operations that a call may send, if that depends on its arguments.
        plan_of: makes the plan of a call for several tasks, in place of ``plan``.
        alternative: the tool to use when this one is off, if there is one.
        optional: reads among its operations that a call leaves out where the rules forbid them.
        time_limit: seconds after which it sends no further request; clients abort a call after 60.
    """

    title: Text
    view: type[View]
    run: Callable[[Call, Any], Awaitable[View]]
    repeatable: bool
    plan: PlanText | None = None
    operations_of: Callable[[Any], Operations] | None = None
    plan_of: Callable[[Call, Any], Awaitable[Plan]] | None = None
    alternative: Alternative | None = None
    optional: Operations = ()
    time_limit: float = 55.0

    def called_with(self, arguments: BaseModel) -> Self:
        """The tool with only the operations that these arguments need, and so perhaps a weaker effect.

        Optional reads are not among them, unless ``operations_of`` says so.

        Annotations and read-only mode use all operations of the tool; consent, policy and audit use those of the call.
        """
        if self.operations_of is not None:
            return replace(self, operations=self.operations_of(arguments))
        if not self.optional:
            return self
        return replace(self, operations=tuple(each for each in self.operations if each not in self.optional))

    @property
    def resumable(self) -> bool:
        """Whether repeating an interrupted call continues its work."""
        return self.repeatable and self.operation is None

    @property
    def waits(self) -> bool:
        """Whether a call waits for work of the service, up to its ``wait_seconds``."""
        return "wait_seconds" in self.arguments.model_fields

    @property
    def operation(self) -> str | None:
        """The action of a tool that is exactly one operation, and takes its parameters; else ``None``."""
        return self.arguments.__name__ if self.arguments in self.operations else None


def expose(
    operation: type[Operation[Any]],
    title: Text,
    view: Any,
    *,
    plan: PlanText | None = None,
    alternative: Alternative | None = None,
) -> ToolSpec:
    """Declare a tool that is exactly one operation, named after it in snake_case."""

    async def run(call: Call, arguments: Operation[Any]) -> View:
        answer = await call.api.call(arguments)
        answered: View = await call.api.computed(view.of, answer)
        return answered

    return ToolSpec(
        name=tool_of(operation),
        operations=(operation,),
        arguments=operation,
        title=title,
        view=view,
        run=run,
        repeatable=operation.effect not in {Effect.CREATE, Effect.RUN},
        plan=plan,
        alternative=alternative,
    )


def tool(
    title: Text,
    arguments: type[G],
    view: type[V],
    *,
    operations: Operations,
    repeatable: bool,
    plan: PlanText | None = None,
    operations_of: Callable[[G], Operations] | None = None,
    plan_of: Callable[[Call, G], Awaitable[Plan]] | None = None,
    completing: Operations = (),
    optional: Operations = (),
    by_task: Operations = (),
) -> Callable[[Callable[[Call, G], Awaitable[V]]], ToolSpec]:
    """Declare a tool that is more than one operation; it has the name of the decorated function."""

    def declared(run: Callable[[Call, G], Awaitable[V]]) -> ToolSpec:
        return ToolSpec(
            name=run.__name__,
            operations=tuple(dict.fromkeys((*operations, *optional))),
            arguments=arguments,
            completing=completing,
            title=title,
            view=view,
            run=run,
            repeatable=repeatable,
            plan=plan,
            operations_of=operations_of,
            optional=optional,
            plan_of=plan_of,
            by_task=by_task,
        )

    return declared


def tool_of(operation: type[Operation[Any]]) -> str:
    """The name of the tool that is exactly this operation: where both versions have its name, the year is in it."""
    version, in_both, action = name_of(operation).rpartition("/")
    return f"{snake_case(action)}_{version[:4]}" if in_both else snake_case(action)


def snake_case(action: str) -> str:
    """Convert the name of an action: ``CreateDISyncTask`` becomes ``create_di_sync_task``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", action).lower()
