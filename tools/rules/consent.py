"""Consent: what the user agreed to happens exactly so, once, or nothing happens.

A client that can ask its user is always asked. Any other client gets a plan with a confirmation, and makes the call
again with it. Either way, the plan is made again before the call proceeds, and shown again if it differs.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from dataworks.workers import computed
from tools.rendering import MOST_CHARACTERS
from tools.rules.open_questions import OpenQuestions
from tools.rules.refusals import (
    ANSWER_REFUSED,
    CALL_AGAIN,
    CALL_LATER,
    CHANGED,
    CONFIRMATION_REFUSED,
    DISAGREED,
    KEEPS_CHANGING,
    PLAN_TOO_LONG,
    TOO_MANY_OPEN,
    TOO_MANY_USED,
    UNANSWERED,
    Refusal,
)
from tools.rules.seals import SealedCall, Seals

if TYPE_CHECKING:
    from dataworks.explain.explanation import Text
    from tools.views.plan import Plan

MOST_QUESTIONS = 3
"""Questions in one call: a task that changes between each question and its answer is left alone then."""

Answer = Literal["yes", "no", "unanswered", "later"]
"""The answer to a question; ``later``: another call will have it."""

NOT_GIVEN: dict[Answer, Refusal] = {"no": DISAGREED, "unanswered": UNANSWERED}


@dataclass(frozen=True)
class Asked:
    """A question that was asked.

    Attributes:
        number: its number among those of the same call, from 1.
        seal: the seal of the plan that it showed.
        answer: its answer.
    """

    number: int
    seal: str
    answer: Answer


class User(Protocol):
    """A user who can be asked."""

    @property
    def earlier(self) -> Asked | None:
        """The question of an earlier call that this call has the answer to, if there is one."""
        ...

    async def ask(self, plan: "Plan", number: int, seal: str) -> Answer:
        """Show a plan and ask for consent. Anything but a clear yes is a no."""
        ...


@dataclass(frozen=True)
class Proposal:
    """A plan that the user has not agreed to yet.

    Attributes:
        plan: what the call would do.
        confirmation: what to send after consent; ``None`` where the user is asked.
        objection: why the confirmation that was sent is not valid, if one was sent.
    """

    plan: "Plan"
    confirmation: str | None = None
    objection: "Text | None" = None


@dataclass(frozen=True)
class Consent:
    """The consent that one call needs.

    Attributes:
        seals: issues and checks the seals of plans.
        call: the call.
        plan: makes its plan from the current state.
        open: the questions that wait for an answer.
    """

    seals: Seals
    call: SealedCall
    plan: "Callable[[], Awaitable[Plan]]"
    open: OpenQuestions

    async def of_user(self, user: User) -> Proposal | Refusal | None:
        """Ask the user: ``None`` if they agreed to what will happen, else why nothing is done."""
        asked = user.earlier
        outcome = await self._outcome(asked) if asked else Proposal(await self.plan())
        while isinstance(outcome, Proposal):
            number = asked.number + 1 if asked else 1
            if number > MOST_QUESTIONS:
                return KEEPS_CHANGING
            if not self.open.has_room_for(self.call):
                return TOO_MANY_OPEN
            asked = await self._asked(user, outcome.plan, number)
            if asked.answer == "later":
                return outcome
            outcome = await self._outcome(asked)
        return outcome

    async def by_confirmation(self, confirmation: str | None) -> Proposal | Refusal | None:
        """Check a confirmation: ``None`` if it is for what will happen, else the plan with a new one."""
        objection = None if confirmation is None else self.seals.use(confirmation, self.call)
        if objection is TOO_MANY_USED:
            return Refusal(CONFIRMATION_REFUSED.filled(TOO_MANY_USED), CALL_LATER)
        plan = await self.plan()
        if confirmation is not None and objection is None:
            if await self._shows(confirmation, plan):
                return None
            objection = CHANGED
        if plan.size > MOST_CHARACTERS:
            return PLAN_TOO_LONG
        reason = None if objection is None else CONFIRMATION_REFUSED.filled(objection)
        return Proposal(plan, await self._seal(plan), reason)

    async def _seal(self, plan: "Plan") -> str:
        return await computed(self.seals.issue, self.call, plan, long=plan.long)

    async def _shows(self, seal: str, plan: "Plan") -> bool:
        return await computed(self.seals.shows, seal, plan, long=plan.long)

    async def _asked(self, user: User, plan: "Plan", number: int) -> Asked:
        seal = await self._seal(plan)
        with self.open.opened(self.call):
            return Asked(number, seal, await user.ask(plan, number, seal))

    async def _outcome(self, asked: Asked) -> Proposal | Refusal | None:
        """The consequence of an answer: the call proceeds, or it does not, or the plan must be shown again."""
        objection = self.seals.use(asked.seal, self.call)  # any answer uses the seal, so that a no is final
        if asked.answer in NOT_GIVEN:
            return NOT_GIVEN[asked.answer]
        if objection is not None:
            again = CALL_LATER if objection is TOO_MANY_USED else CALL_AGAIN
            return Refusal(ANSWER_REFUSED.filled(objection), again)
        plan = await self.plan()
        return None if await self._shows(asked.seal, plan) else Proposal(plan)
