"""The tasks extension: calls of tools that wait become tasks, for clients that declare it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.extension import Extension, MethodBinding
from mcp_types import CallToolRequestParams
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from dataworks.writes import Writes
from server.hosting import Hosting
from server.long_work.answer import Answer
from server.long_work.elsewhere import Continue, Surroundings, cancel, look_at, opening
from server.long_work.long_tasks import LongTask, LongTasks, size_of
from server.long_work.task_ids import SealedTask, TaskIds, closing
from server.long_work.task_requests import (
    EXTENSION,
    TaskParams,
    UpdateParams,
    answers_to,
    check,
    knows_tasks,
    unknown_task,
)
from tools.calls.apps import is_shown
from tools.rules.long_call import LongCall
from tools.toolsets import listed_tools

if TYPE_CHECKING:
    from anyio.abc import TaskGroup
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

    from tools.calls.context import Shared

    Request = ServerRequestContext[Shared, Any]


class LongWork(Extension):
    """Gives clients that know tasks a task for each call that waits, and answers their requests about it."""

    identifier = EXTENSION

    def __init__(self, hosting: Hosting, make: Continue) -> None:
        self._make = make
        self._caller_of, self._clock = hosting.caller_of, hosting.clock
        self._key = hosting.key_for("tasks")
        self.tasks = LongTasks(hosting.clock)
        self._groups: dict[int, TaskGroup] = {}

    @cached_property
    def ids(self) -> TaskIds:
        """Seals and opens ids."""
        from mcp.server.request_state import AESGCMRequestStateCodec  # loaded by the library, with the server

        return TaskIds(AESGCMRequestStateCodec([self._key]))

    @asynccontextmanager
    async def running(self, shared: "Shared") -> AsyncGenerator[None]:
        """Run the tasks of a server until the block ends; then all are cancelled."""
        try:
            async with anyio.create_task_group() as group:
                self._groups[id(shared)] = group
                try:
                    yield
                finally:
                    del self._groups[id(shared)]
                    group.cancel_scope.cancel()
        except ExceptionGroup as failures:  # that of the block alone, since no task raises any
            raise failures.exceptions[0] from None

    def methods(self) -> Sequence[MethodBinding]:
        """The requests about tasks."""
        modern = frozenset(MODERN_PROTOCOL_VERSIONS)
        return [
            MethodBinding("tasks/get", TaskParams, self._get, modern),
            MethodBinding("tasks/update", UpdateParams, self._update, modern),
            MethodBinding("tasks/cancel", TaskParams, self._cancel, modern),
        ]

    async def intercept_tool_call(
        self, params: CallToolRequestParams, ctx: "Request", call_next: "CallNext"
    ) -> "HandlerResult":
        """Answer a call with a task, if its client knows tasks, its tool waits, and it is not done at once."""
        if not knows_tasks(ctx) or not _waits(params.name):
            return await call_next(ctx)
        task = self._new(params)
        if not self.tasks.has_room(task.sealed.caller, task.size):
            return await call_next(ctx)
        answer = Answer(task, ctx, call_next)
        with self.tasks.preparing(task):
            self._groups[id(ctx.lifespan_context)].start_soon(answer.work)
            await answer.wait()
            if answer.is_there:
                return answer.given()
            self._hand(task)
        return {"resultType": "task", **task.wire()}

    def _new(self, params: CallToolRequestParams) -> LongTask:
        now, arguments = self._clock(), params.arguments or {}
        facts = (self._caller_of().principal, params.name, arguments, True, int(now * 1000), closing(now), "")
        call = LongCall(Writes(self._clock, closing(now)))
        task = LongTask(SealedTask(*facts), call, self._clock, size=size_of(arguments), updated=now)
        call.changed = task.changed
        return task

    def _hand(self, task: LongTask) -> None:
        """Give a task its id, by which any process can find out what it is about."""
        call = task.call
        task.sealed = task.sealed.with_consent(call.writes.closes, call.agreed, call.resolved)
        task.id = self.ids.seal(task.sealed)
        call.is_handed = True
        self.tasks.known[task.id] = task

    def find(self, task_id: str) -> LongTask | None:
        """The task of an id of this caller, if this process knows it."""
        return self.tasks.find(task_id, self._caller_of().principal)

    def _found(self, ctx: "Request", params: TaskParams) -> LongTask:
        """The task of a request; one that another process has begun is known here from now on.

        Raises:
            MCPError: see ``check``; or this caller has no such task.
        """
        check(ctx, params)
        return self.find(params.task_id) or self._begun_elsewhere(params.task_id)

    def _begun_elsewhere(self, task_id: str) -> LongTask:
        sealed, now = self.ids.open(task_id), self._clock()
        if sealed is None or sealed.caller != self._caller_of().principal or not sealed.is_known(now):
            raise unknown_task()
        call, opens = LongCall(Writes(self._clock, sealed.closes)), opening(sealed)
        task = LongTask(sealed, call, self._clock, task_id, updated=now, elsewhere=True, opens=opens, size=len(task_id))
        if self.tasks.has_room(sealed.caller):
            self.tasks.known[task_id] = task
        return task

    async def _get(self, ctx: "Request", params: TaskParams) -> dict[str, Any]:
        task = self._found(ctx, params)
        if task.elsewhere and task.id in self.tasks.known:
            look_at(task, self._surroundings(ctx))
        return task.in_full()

    async def _update(self, ctx: "Request", params: UpdateParams) -> dict[str, Any]:
        task = self._found(ctx, params)
        task.call.answer(answers_to(task.call, params.input_responses))
        return {}

    async def _cancel(self, ctx: "Request", params: TaskParams) -> dict[str, Any]:
        task = self._found(ctx, params)
        if task.ended is None and not task.is_cancelling:
            cancel(task, self._surroundings(ctx))
        return {}

    def _surroundings(self, ctx: "Request") -> Surroundings:
        shared = ctx.lifespan_context
        return Surroundings(shared, self._caller_of(), self._groups[id(shared)], self._make, is_shown(ctx))


def _waits(tool: str) -> bool:
    listed = listed_tools().get(tool)
    return listed is not None and listed.repeatable and listed.spec.waits
