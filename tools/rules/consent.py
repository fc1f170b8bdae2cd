"""Consent: what the user agreed to happens exactly so, once, or nothing happens.

A client that can ask its user is always asked. Any other client gets a plan with a confirmation, and makes the call
again with it. Either way, the plan is made again before the call proceeds, and shown again if it differs.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from dataworks.workers import computed
from tools.arguments.consented_work import OpenWork, Work
from tools.rendering import MOST_CHARACTERS
from tools.rules.long_call import LongCall
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
    USED_BEFORE,
    Refusal,
)
from tools.rules.seals import SealedCall, Seals, expiry_of

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
class Agreed:
    """The call proceeds: the user agreed to this plan, or nothing is left to do.

    Attributes:
        work: the work that the consent covers, if it is about several tasks.
    """

    plan: "Plan"
    work: Work | None = None


@dataclass(frozen=True)
class Consent:
    """The consent that one call needs.

    Attributes:
        seals: issues and checks the seals of plans.
        call: the call.
        plan: makes its plan from the current state, of what is left of some work if that is given.
        open: the questions that wait for an answer.
        work: the work of earlier calls that time has cut.
    """

    seals: Seals
    call: SealedCall
    plan: "Callable[[Work | None], Awaitable[Plan]]"
    open: OpenQuestions
    work: OpenWork

    async def of_user(self, user: User) -> Proposal | Refusal | Agreed:
        """Ask the user, unless they agreed to this work before; return why nothing is done if they do not agree."""
        asked = user.earlier
        outcome = await self._outcome(asked) if asked else await self._continued(self._open(self.call.arguments))
        outcome = outcome or _proposed(await self.plan(None))
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

    def _open(self, key: str) -> Work | None:
        """The work of an earlier call that time has cut, if its consent is still valid."""
        return self.work.take(key, self.seals.clock())

    async def _continued(self, work: Work | None) -> Agreed | None:
        """Continue work that time has cut, if what is left of it is as it was shown."""
        if work is None:
            return None
        try:
            plan = await self.plan(work)
        except BaseException:  # what could not be read now may be read by the next call
            self.work.keep(work, self.seals.clock())
            raise
        return Agreed(plan, work) if work.covers(plan.touched) else None

    async def by_confirmation(self, confirmation: str | None) -> Proposal | Refusal | Agreed:
        """Check a confirmation; return the plan with a new one if it is not for what will happen."""
        objection = None if confirmation is None else self.seals.use(confirmation, self.call)
        if objection is TOO_MANY_USED:
            return Refusal(CONFIRMATION_REFUSED.filled(TOO_MANY_USED), CALL_LATER)
        work = self._open(confirmation) if confirmation is not None and objection is USED_BEFORE else None
        agreed = await self._continued(work)
        if agreed is not None:
            return agreed
        plan = await self.plan(None)
        if plan.idle:
            return Agreed(plan)
        if confirmation is not None and objection is None:
            if await self._shows(confirmation, plan):
                return Agreed(plan, _work(confirmation, expiry_of(confirmation), plan))
            objection = CHANGED
        objection = CHANGED if work is not None else objection
        if plan.size > MOST_CHARACTERS:
            return PLAN_TOO_LONG
        reason = None if objection is None else CONFIRMATION_REFUSED.filled(objection)
        return Proposal(plan, await self._seal(plan), reason)

    async def of_task(self, task: LongCall) -> Agreed:
        """Continue a call that another process has begun, as far as the seal of its task covers it."""
        plan = await self.plan(None)
        await task.check_plan(plan)
        return Agreed(plan, _work(self.call.arguments, task.writes.closes, plan))

    async def _seal(self, plan: "Plan") -> str:
        return await computed(self.seals.issue, self.call, plan, long=plan.long)

    async def _shows(self, seal: str, plan: "Plan") -> bool:
        return await computed(self.seals.shows, seal, plan, long=plan.long)

    async def _asked(self, user: User, plan: "Plan", number: int) -> Asked:
        seal = await self._seal(plan)
        with self.open.opened(self.call):
            return Asked(number, seal, await user.ask(plan, number, seal))

    async def _outcome(self, asked: Asked) -> Proposal | Refusal | Agreed:
        """The consequence of an answer: the call proceeds, or it does not, or the plan must be shown again."""
        objection = self.seals.use(asked.seal, self.call)  # any answer uses the seal, so that a no is final
        if asked.answer in NOT_GIVEN:
            return NOT_GIVEN[asked.answer]
        if objection is not None:
            again = CALL_LATER if objection is TOO_MANY_USED else CALL_AGAIN
            return Refusal(ANSWER_REFUSED.filled(objection), again)
        plan = await self.plan(None)
        if await self._shows(asked.seal, plan):
            return Agreed(plan, _work(self.call.arguments, expiry_of(asked.seal), plan))
        return _proposed(plan)


def _proposed(plan: "Plan") -> Proposal | Agreed:
    """The plan, which needs no consent if nothing is left to do."""
    return Agreed(plan) if plan.idle else Proposal(plan)


def _work(key: str, expires: float, plan: "Plan") -> Work:
    return Work(key, expires, {task.task_id: task.key for task in plan.seen})
