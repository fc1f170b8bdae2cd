"""Asking the user through the client, in all versions of the protocol.

Up to 2025-11-25 the library sends a request to the client while the call runs. From 2026-07-28 on, the call returns
the question, and the client repeats the call with the answer, which is valid only for that question.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Self

import anyio
from mcp.server.elicitation import AcceptedElicitation
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resolve import Elicit, Resolve, build_resolver_plans, resolve_arguments
from mcp.shared.exceptions import MCPError
from mcp_types import InputRequiredResult
from pydantic import BaseModel, Field

from tools.rendering import clean, rendered
from tools.rules.consent import Answer

if TYPE_CHECKING:
    from tools.views.plan import Plan

ANSWER_LIMIT = 120.0
"""Seconds that the user has to answer while the call runs; then nothing is done."""

ROUND_TRIPS_SINCE = "2026-07-28"


class Approval(BaseModel):
    """Go ahead only if you agree to all of it."""

    approve: Annotated[bool, Field(description="Go ahead?", strict=True)] = False  # "true" and 1 are not consent


@dataclass(frozen=True)
class Consent:
    """The question, in the form of the library. Don't rename this class: its name is sent to the client and back."""

    message: str

    @classmethod
    def to(cls, plan: "Plan") -> Self:
        """The question that shows a plan."""
        facts = {name: value for name, value in plan.in_words().items() if name != "what"}
        return cls(clean(f"{plan.what}\n{rendered(facts)}"))

    async def __call__(self) -> Elicit[Approval]:
        """Always a question: the library would treat any other value as an accepted answer."""
        return Elicit(self.message, Approval)


@dataclass
class Question:
    """A question to the user about one call.

    Attributes:
        round_trip: what the call returns if the client must repeat it with the answer.
    """

    context: Context[Any, Any]
    limit: float = ANSWER_LIMIT
    round_trip: InputRequiredResult | None = None

    @property
    def resumed(self) -> bool:
        """Whether this call has the answer to a question of an earlier call."""
        return self.context.input_responses is not None

    async def ask(self, plan: "Plan") -> Answer:
        """Show a plan and ask for consent. Anything but a clear yes is a no."""
        if not self._can_ask():
            return "unable"
        outcome: object = None
        with anyio.move_on_after(self.limit) as waiting:
            outcome = await self._outcome(plan)
        if waiting.cancelled_caught:
            return "unanswered"
        if isinstance(outcome, InputRequiredResult):
            self.round_trip = outcome
            return "later"
        return "yes" if _agreed(outcome) else "no"

    async def _outcome(self, plan: "Plan") -> object:
        resolved = {"approval": (Resolve(Consent.to(plan)), True)}
        try:
            answers = await resolve_arguments(resolved, build_resolver_plans(resolved, set()), {}, self.context)
        except (ToolError, MCPError):  # an invalid answer, or a client that can't ask after all
            return None
        return answers if isinstance(answers, InputRequiredResult) else answers["approval"]

    def _can_ask(self) -> bool:
        capabilities = self.context.client_capabilities
        elicitation = capabilities.elicitation if capabilities else None
        if elicitation is None or (elicitation.form is None and elicitation.url is not None):
            return False
        repeats_calls = (self.context.protocol_version or "") >= ROUND_TRIPS_SINCE
        return repeats_calls or self.context.session.can_send_request


def _agreed(outcome: object) -> bool:
    data: object = getattr(outcome, "data", None)
    return isinstance(outcome, AcceptedElicitation) and isinstance(data, Approval) and data.approve is True
