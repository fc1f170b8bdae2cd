"""The gate: whether a call goes ahead, needs consent, or is refused. Every way in passes it, and it asks nobody."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from tools.rules.caller import Caller
from tools.rules.mode import Mode
from tools.rules.refusals import CHANGE_POLICY, LACKS_SCOPE, POLICY, READ_ONLY, USE_ANOTHER_TOKEN, Refusal
from tools.rules.selection import Selection

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tools.catalog import Reach, ToolSpec
    from tools.rules.policy import Policy


class Gated(Protocol):
    """What the gate must know of a tool; its listing says it, and its declaration."""

    @property
    def name(self) -> str:
        """The name of the tool."""
        ...

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        ...

    @property
    def asks(self) -> bool:
        """Whether it needs consent in ``confirm`` mode."""
        ...


Decision = Literal["allow", "ask"] | Refusal


@dataclass(frozen=True)
class Gate:
    """The rules of this server."""

    mode: Mode = Mode.CONFIRM
    policy: "Policy | None" = None
    selection: Selection = field(default_factory=Selection)

    def offers(self, tool: Gated) -> bool:
        """Whether the tool can be of use to anybody here; the others are not listed."""
        return self.absence(tool) is None

    def absence(self, tool: Gated) -> Refusal | None:
        """Why the tool is of use to nobody here, or ``None`` if it is."""
        if not tool.reads and self.mode is Mode.READ_ONLY:
            return READ_ONLY
        return self.selection.absence(tool.name)

    def could_be_on(self, tool: Gated) -> bool:
        """Whether only the choice of toolsets keeps it off, so that naming it at the start would turn it on."""
        absence = self.absence(tool)
        return absence not in {None, READ_ONLY} and tool.name not in self.selection.exclude

    def may_ask(self, tool: Gated) -> bool:
        """Whether calls of this tool can need consent here, and so take a ``confirmation``."""
        return self.mode is Mode.CONFIRM and tool.asks

    def decide(self, spec: "ToolSpec", arguments: "BaseModel", caller: Caller) -> Decision:
        """What happens to a call of a tool that is on, and whose arguments are right."""
        spec = spec.called_with(arguments)
        objection = self.objection(spec, arguments, caller)
        if objection is not None:
            return objection
        return "ask" if self.may_ask(spec) else "allow"

    def objection(self, reach: "Reach", arguments: "BaseModel", caller: Caller) -> Refusal | None:
        """What the policy, or the caller's scope, has against these operations, whether or not a tool is on."""
        if not reach.reads and not caller.may_write:
            return Refusal(LACKS_SCOPE.filled(caller.name), USE_ANOTHER_TOKEN)
        rule = self.policy.objection_to_call(reach, arguments) if self.policy else None
        return None if rule is None else Refusal(POLICY.filled(rule), CHANGE_POLICY)
