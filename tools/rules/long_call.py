"""A call that may continue after its request was answered: its questions, its progress, and its right to send writes.

The server makes one for each such call (``server/long_work``); ``current`` returns that of the running call.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import anyio

from dataworks.language import Text
from dataworks.workers import computed
from dataworks.writes import Writes

if TYPE_CHECKING:
    from mcp_types import ElicitRequest, ElicitResult
    from pydantic import BaseModel

    from tools.catalog import Call
    from tools.views.plan import Plan

LAST_READS = 20.0
"""Seconds that reads may take at the end, when no write is sent any more: to say what exists."""

LONGEST_MESSAGE = 1_000
"""Characters of what is said about the progress."""

OTHERWISE = Text(
    "what exists is not what the user agreed to change, so this was not sent",
    "现状与用户同意变更时不同，因此未发送",
)


@dataclass
class Question:
    """A question to the user, which waits for its answer."""

    request: "ElicitRequest"
    answered: anyio.Event = field(default_factory=anyio.Event)
    answer: "ElicitResult | None" = None


@dataclass
class LongCall:
    """One call that may continue after its request was answered.

    Attributes:
        writes: its right to send writes.
        changed: called when its questions or its message have changed.
        continues: whether another process has begun the call, and this one continues it.
        agreed: the digest of the plan that the user agreed to; empty if nobody was asked.
        resolved: what arguments that were left out stand for, as the task was before anything was done.
        begun: set when its work begins: the call is allowed, and the user has agreed.
        is_handed: whether its request was answered, so that questions become a part of the task.
        returns: whether it returns a question, as the answer to its request.
        message: what it does.
        questions: those that wait for an answer, by their keys; no key is used twice.
    """

    writes: Writes
    changed: Callable[[], None] = lambda: None
    continues: bool = False
    agreed: str = ""
    resolved: Mapping[str, Any] = field(default_factory=dict[str, Any])
    begun: anyio.Event = field(default_factory=anyio.Event)
    is_handed: bool = False
    returns: bool = False
    message: str = ""
    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    _asked: int = 0

    @property
    def is_bound(self) -> bool:
        """Whether it continues what a user agreed to: nothing else may be done then, also where nobody is asked."""
        return self.continues and bool(self.agreed)

    def begin(self, call: "Call", arguments: "BaseModel") -> "tuple[Call, BaseModel]":
        """Begin the work: return the call with its limits, and its arguments with as long a wait as there may be.

        A wait that the caller has set stays as it is.
        """
        left = max(self.writes.closes - self.writes.clock(), 0.0)
        self.begun.set()
        end = call.api.timing.clock() + left + LAST_READS
        limited = replace(call, api=replace(call.api, deadline=end, writes=self.writes))
        if "wait_seconds" not in arguments.model_fields_set:
            arguments = arguments.model_copy(update={"wait_seconds": left or LAST_READS})
        return limited, arguments

    async def consent(self, plan: "Plan", expires: float) -> None:
        """Keep what the user agreed to, and until when; nothing is sent after that."""
        if not self.continues:
            self.agreed = await computed(plan.digest, long=plan.long)
            self.writes.closes = min(self.writes.closes, expires)
            self.resolved = plan.resolved

    async def check_plan(self, plan: "Plan") -> None:
        """Let nothing be sent but reads, unless this plan is what the user agreed to, or has nothing to do."""
        if not plan.idle and await computed(plan.digest, long=plan.long) != self.agreed:
            self.writes.close(OTHERWISE)

    async def report(self, message: str) -> None:
        """Keep what it does."""
        self.message = message[:LONGEST_MESSAGE]
        self.changed()

    async def ask(self, request: "ElicitRequest") -> "ElicitResult | None":
        """Ask the user as a part of the task, and wait for the answer."""
        self._asked += 1
        key, question = f"consent-{self._asked}", Question(request)
        self.questions[key] = question
        self.changed()
        try:
            await question.answered.wait()
        finally:
            self.questions.pop(key, None)
            self.changed()
        return question.answer

    def answer(self, answers: "Mapping[str, ElicitResult]") -> None:
        """Answer the questions of these keys that are open; others are ignored."""
        for key in answers.keys() & self.questions.keys():
            question = self.questions.pop(key)
            question.answer = answers[key]
            question.answered.set()
        self.changed()


_CURRENT: ContextVar[LongCall | None] = ContextVar("long_call", default=None)


def current() -> LongCall | None:
    """The running call, if it may continue after its request was answered."""
    return _CURRENT.get()


def enter(call: LongCall) -> None:
    """Make this the running call of what is called from here."""
    _CURRENT.set(call)
