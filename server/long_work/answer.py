"""The answer to a call that may become a task: its own result, if that is there in time."""

import logging
from typing import TYPE_CHECKING, Any

import anyio
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR

from server.long_work.long_tasks import LongTask, plain
from tools.rules.long_call import enter

if TYPE_CHECKING:
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

log = logging.getLogger("server")

PREPARATION = 5.0
"""Seconds in which a call is allowed, and its user asked, before it becomes a task."""

AT_ONCE = 0.05
"""Seconds of its work after that: what is done by then is the answer."""


class Answer:
    """Runs a call, which continues where its request is answered with a task."""

    def __init__(self, task: LongTask, ctx: "ServerRequestContext[Any, Any]", call_next: "CallNext") -> None:
        self._task, self._ctx, self._call_next = task, ctx, call_next
        self._outcomes: list[HandlerResult | MCPError] = []

    async def work(self) -> None:
        """Run the call. No exception leaves this: it would end the server."""
        task = self._task
        enter(task.call)
        try:
            with task.scope:
                await self._call()
            if task.scope.cancelled_caught:
                task.end("cancelled")
        finally:
            task.call.begun.set()
            task.stopped.set()

    async def wait(self) -> None:
        """Wait for the result, as long as it may be the answer."""
        call, stopped = self._task.call, self._task.stopped
        with anyio.move_on_after(PREPARATION):
            await call.begun.wait()
        with anyio.move_on_after(AT_ONCE):
            await stopped.wait()
        if call.returns:  # a question, which is as good as there
            await stopped.wait()

    @property
    def is_there(self) -> bool:
        """Whether the result is the answer."""
        return bool(self._outcomes)

    def given(self) -> "HandlerResult":
        """The result; an error of the protocol is raised."""
        outcome = self._outcomes[0]
        if isinstance(outcome, MCPError):
            raise outcome
        return outcome

    async def _call(self) -> None:
        try:
            outcome: HandlerResult | MCPError = await self._call_next(self._ctx)
        except MCPError as error:
            outcome = error
        except Exception as error:  # only its type: its text may hold secrets
            log.error("a task failed inside: %s", type(error).__name__)
            outcome = MCPError(code=INTERNAL_ERROR, message="Internal error")
        self._outcomes.append(outcome)
        if self._task.call.is_handed:
            conclude(self._task, outcome)


def conclude(task: LongTask, outcome: "HandlerResult | MCPError") -> None:
    """End a task with what its call has returned or raised."""
    if isinstance(outcome, MCPError):
        task.end("failed", error=outcome.error.model_dump(mode="json", exclude_none=True))
    elif task.is_cancelling and task.call.writes.refused:
        task.end("cancelled")
    else:
        task.end("completed", result=plain(outcome))
