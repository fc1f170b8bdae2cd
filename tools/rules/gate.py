"""The gate: whether a call is allowed, needs consent, or is refused. Every call passes it."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from tools.rules.caller import Caller
from tools.rules.mode import Mode
from tools.rules.refusals import (
    CHANGE_POLICY,
    LACKS_SCOPE,
    OPERATOR,
    POLICY,
    READ_ONLY,
    USE_ANOTHER_TOKEN,
    Refusal,
    RefusedCall,
)
from tools.rules.selection import Selection

if TYPE_CHECKING:
    from pydantic import BaseModel

    from dataworks.operation import Operation
    from tools.catalog import Capability, ToolSpec
    from tools.rules.policy import Policy


class GatedTool(Protocol):
    """The facts about a tool that the gate needs; both a listed tool and a declaration have them."""

    @property
    def name(self) -> str:
        """The name of the tool."""
        ...

    @property
    def read_only(self) -> bool:
        """Whether it changes nothing."""
        ...

    @property
    def needs_consent(self) -> bool:
        """Whether it needs consent in ``confirm`` mode."""
        ...


Decision = Literal["allow", "ask"] | Refusal


@dataclass(frozen=True)
class Gate:
    """The rules of this server."""

    mode: Mode = Mode.CONFIRM
    policy: "Policy | None" = None
    selection: Selection = field(default_factory=Selection)

    def offers(self, tool: GatedTool) -> bool:
        """Whether the tool is on; tools that are off are not listed."""
        return self.absence(tool) is None

    def absence(self, tool: GatedTool) -> Refusal | None:
        """Why the tool is off, or ``None`` if it is on."""
        if self.forbids_writing(tool):
            return READ_ONLY
        return self.selection.absence(tool.name)

    def forbids_writing(self, tool: GatedTool) -> bool:
        """Whether the tool is off since it can change something, and this server only reads."""
        return self.mode is Mode.READ_ONLY and not tool.read_only

    def may_ask(self, tool: GatedTool) -> bool:
        """Whether calls of this tool can need consent, and so take a ``confirmation``."""
        return self.mode is Mode.CONFIRM and tool.needs_consent

    def agreed(self) -> Self:
        """The same rules after the user consented to everything that needs consent."""
        return replace(self, mode=Mode.FULL) if self.mode is Mode.CONFIRM else self

    @property
    def hides_workspaces(self) -> bool:
        """Whether a workspace can be left out of an answer."""
        return self.policy is not None and self.policy.hides_workspaces

    def may_show(self, operation: "type[Operation[Any]]", workspace: str) -> bool:
        """Whether the answer of an operation may show a workspace."""
        return self.policy is None or self.policy.may_show(operation, workspace)

    def decide(self, spec: "ToolSpec", arguments: "BaseModel", caller: Caller) -> Decision:
        """Decide about a call of a tool that is on, with valid arguments."""
        spec = spec.called_with(arguments)
        objection = self.objection(spec, arguments, caller)
        if objection is not None:
            return objection
        return "ask" if self.may_ask(spec) else "allow"

    def objection(self, capability: "Capability", arguments: "BaseModel", caller: Caller) -> Refusal | None:
        """Why the policy or the caller's scope forbids these operations, or ``None``. Selection is not checked."""
        if not capability.read_only and not caller.may_write:
            return Refusal(LACKS_SCOPE.filled(caller.name), USE_ANOTHER_TOKEN, OPERATOR)
        return self._objection_of_policy(capability, arguments)

    def check_policy(self, capability: "Capability", arguments: "BaseModel") -> None:
        """Check the policy only, for a call that is not made.

        Raises:
            RefusedCall: the policy forbids it.
        """
        objection = self._objection_of_policy(capability, arguments)
        if objection is not None:
            raise RefusedCall(objection)

    def _objection_of_policy(self, capability: "Capability", arguments: "BaseModel") -> Refusal | None:
        rule = self.policy.objection_to_call(capability, arguments) if self.policy else None
        return None if rule is None else Refusal(POLICY.filled(rule), CHANGE_POLICY, OPERATOR)
