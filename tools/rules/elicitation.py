"""Asking the user through the client, in both eras of the protocol.

The library carries the question its own way in each: a live request up to 2025-11-25, a round trip of the call itself
from 2026-07-28 on. In the second, the call is made once more with the answer, and the answer counts only for the very
question that was asked.
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
"""Seconds that a person has to answer a live question; then nothing is done."""

ROUND_TRIPS_SINCE = "2026-07-28"


class Approval(BaseModel):
    """Go ahead only if you agree to all of it."""

    approve: Annotated[bool, Field(description="Go ahead?", strict=True)] = False  # "true" and 1 are no yes


@dataclass(frozen=True)
class Consent:
    """The question, as the library wants it. Its name travels to the client and back, so it must not change."""

    message: str

    @classmethod
    def to(cls, plan: "Plan") -> Self:
        """The question that shows a plan."""
        facts = plan.model_dump(mode="json", exclude={"what"}, exclude_none=True)
        return cls(clean(f"{plan.what}\n{rendered(facts)}"))

    async def __call__(self) -> Elicit[Approval]:
        """Always a question, never a plain value: the library takes a plain value for an accepted answer."""
        return Elicit(self.message, Approval)


@dataclass
class Question:
    """A question to the user behind one call.

    Attributes:
        round_trip: what the call answers with when the question travels to the client that way.
    """

    context: Context[Any, Any]
    limit: float = ANSWER_LIMIT
    round_trip: InputRequiredResult | None = None

    @property
    def resumed(self) -> bool:
        """Whether this call brings the answer to a question that an earlier one asked."""
        return self.context.input_responses is not None

    async def ask(self, plan: "Plan") -> Answer:
        """Show a plan and ask whether to go ahead. Whatever is not a clear yes is none."""
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
        except (ToolError, MCPError):  # an answer that is none, or a client that can't ask after all
            return None
        return answers if isinstance(answers, InputRequiredResult) else answers["approval"]

    def _can_ask(self) -> bool:
        capabilities = self.context.client_capabilities
        elicitation = capabilities.elicitation if capabilities else None
        if elicitation is None or (elicitation.form is None and elicitation.url is not None):
            return False
        travels = (self.context.protocol_version or "") >= ROUND_TRIPS_SINCE
        return travels or self.context.session.can_send_request


def _agreed(outcome: object) -> bool:
    data: object = getattr(outcome, "data", None)
    return isinstance(outcome, AcceptedElicitation) and isinstance(data, Approval) and data.approve is True
