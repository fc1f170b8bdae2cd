"""Asking the user through the client, in all versions of the protocol.

Up to 2025-11-25 the library sends a request to the client while the call runs. From 2026-07-28 on, the call returns
the question, and the client repeats the call with the answer, which is valid only for that question. A call that
continues as a task asks as a part of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import anyio
from mcp.server.elicitation import AcceptedElicitation, render_elicitation_schema
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from mcp_types import ElicitRequest, ElicitRequestFormParams, ElicitResult, InputRequiredResult
from pydantic import BaseModel, Field, ValidationError

from dataworks.language import SPOKEN, Language, Text
from tools.rules.consent import Answer, Asked
from tools.rules.long_call import current
from tools.rules.mode import ANSWER_LIMIT

if TYPE_CHECKING:
    from tools.views.plan import Plan

ROUND_TRIPS_SINCE = "2026-07-28"

QUESTION = "consent"
"""The name of the question in a call that is repeated with the answer."""


GO_AHEAD = Text("Go ahead?", "是否继续？")


class Approval(BaseModel):
    """Go ahead only if you agree to all of it."""

    approve: Annotated[bool, Field(description=GO_AHEAD.en, strict=True)] = False  # "true" and 1 are not consent


class ChineseApproval(Approval):
    """仅在同意全部内容时继续。"""

    approve: Annotated[bool, Field(description=GO_AHEAD.zh, strict=True)] = False


APPROVALS: Mapping[Language, type[Approval]] = {"en": Approval, "zh": ChineseApproval}


@dataclass
class ClientUser:
    """The user of a client that can ask.

    Attributes:
        round_trip: what the call returns if the client must repeat it with the answer.
    """

    context: Context[Any, Any]
    limit: float = ANSWER_LIMIT
    round_trip: InputRequiredResult | None = None

    @property
    def earlier(self) -> Asked | None:
        """The question that this call brings the answer to. The library has checked that the state is from here."""
        answer = (self.context.input_responses or {}).get(QUESTION)
        number, _, seal = (self.context.request_state or "").partition(" ")
        if answer is None or not number.isdecimal() or not _repeats_calls(self.context):
            return None
        return Asked(int(number), seal, "yes" if _is_yes(answer) else "no")

    async def ask(self, plan: "Plan", number: int, seal: str) -> Answer:
        """Show a plan and ask for consent. Anything but a clear yes is a no."""
        message = plan.question(changed=number > 1)
        task = current()
        if _repeats_calls(self.context) and not (task and task.is_handed):
            self.round_trip = InputRequiredResult(
                input_requests={QUESTION: _question(message)}, request_state=f"{number} {seal}"
            )
            if task is not None:
                task.returns = True
            return "later"
        with anyio.move_on_after(self.limit):
            agrees = _is_yes(await task.ask(_question(message))) if task else await self._agrees(message)
            return "yes" if agrees else "no"
        return "unanswered"

    async def _agrees(self, message: str) -> bool:
        try:
            result = await self.context.elicit(message, APPROVALS[SPOKEN.get()])
        except (ValueError, MCPError):  # an invalid answer, or a client that can't ask after all
            return False
        return isinstance(result, AcceptedElicitation) and result.data.approve is True


def user_of(context: Context[Any, Any], limit: float) -> ClientUser | None:
    """The user of the client that makes a call, or ``None`` if it can't ask."""
    capabilities = context.client_capabilities
    elicitation = capabilities.elicitation if capabilities else None
    if elicitation is None or (elicitation.form is None and elicitation.url is not None):
        return None
    can_ask = _repeats_calls(context) or context.session.can_send_request
    return ClientUser(context, limit) if can_ask else None


def _repeats_calls(context: Context[Any, Any]) -> bool:
    return (context.protocol_version or "") >= ROUND_TRIPS_SINCE


def _question(message: str) -> ElicitRequest:
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=_schema(SPOKEN.get())))


def _is_yes(answer: object) -> bool:
    if not isinstance(answer, ElicitResult) or answer.action != "accept":
        return False
    try:
        return Approval.model_validate(answer.content).approve
    except ValidationError:
        return False


@cache
def _schema(language: Language) -> dict[str, Any]:
    return render_elicitation_schema(APPROVALS[language])
