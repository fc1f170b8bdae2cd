"""The gate: whether a call goes ahead, needs consent, or is refused. Every way in passes it, and it asks nobody."""

from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import BaseModel

from dataworks.operation import Effect
from tools.arguments.parsing import Arguments
from tools.catalog import ToolSpec
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.refusals import CHANGE_POLICY, LACKS_SCOPE, POLICY, READ_ONLY, USE_ANOTHER_TOKEN, Refusal
from tools.rules.selection import Selection

CONSENT_FREE = frozenset({Effect.READ, Effect.CREATE})
"""Effects that interrupt and destroy nothing. Everything else needs consent in ``confirm`` mode."""


@dataclass(frozen=True)
class Caller:
    """Whoever calls: ``local`` on stdio and in the shell, the token's subject over HTTP."""

    name: str = "local"
    may_write: bool = True


LOCAL = Caller()


Decision = Literal["allow", "ask"] | Refusal


@dataclass(frozen=True)
class Gate:
    """The rules of this server."""

    mode: Mode = Mode.CONFIRM
    policy: Policy = field(default_factory=Policy)
    selection: Selection = field(default_factory=Selection)

    def offers(self, spec: ToolSpec) -> bool:
        """Whether the tool can be of use to anybody here; the others are not listed."""
        return self.absence(spec) is None

    def absence(self, spec: ToolSpec) -> Refusal | None:
        """Why the tool is of use to nobody here, or ``None`` if it is."""
        if spec.effect is not Effect.READ and self.mode is Mode.READ_ONLY:
            return READ_ONLY
        return self.selection.absence(spec.name)

    def could_be_on(self, spec: ToolSpec) -> bool:
        """Whether only the choice of toolsets keeps it off, so that naming it at the start would turn it on."""
        absence = self.absence(spec)
        return absence not in {None, READ_ONLY} and spec.name not in self.selection.exclude

    def may_ask(self, spec: ToolSpec) -> bool:
        """Whether calls of this tool can need consent here, and so take a ``confirmation``."""
        return self.mode is Mode.CONFIRM and spec.effect not in CONSENT_FREE

    def decide(self, spec: ToolSpec, arguments: BaseModel, caller: Caller) -> Decision:
        """What happens to a call whose arguments are right."""
        absence = self.absence(spec)
        if absence is not None:
            return absence
        spec = spec.called_with(arguments)
        objection = self.objection(spec, arguments, caller)
        if objection is not None:
            return objection
        return "ask" if self.may_ask(spec) else "allow"

    def objection(self, spec: ToolSpec, arguments: BaseModel, caller: Caller) -> Refusal | None:
        """What the policy, or the caller's scope, has against these operations, whether or not the tool is on."""
        if spec.effect is not Effect.READ and not caller.may_write:
            return Refusal(LACKS_SCOPE.filled(caller.name), USE_ANOTHER_TOKEN)
        rule = self.policy.objection_to(spec, *_workspace(arguments))
        abroad = arguments.abroad() if isinstance(arguments, Arguments) else None
        if rule is None and abroad is not None:
            workspace, operations = abroad
            rule = self.policy.objection_to(replace(spec, operations=operations), workspace, None)
        return None if rule is None else Refusal(POLICY.filled(rule), CHANGE_POLICY)


def _workspace(arguments: BaseModel) -> tuple[str | None, str | None]:
    return getattr(arguments, "project_id", None), getattr(arguments, "project_identifier", None)
