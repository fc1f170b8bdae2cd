"""Streams of changes: those of tasks, beside those that the library knows."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast

import anyio
from mcp.server.mcpserver.server import require_client_extension
from mcp.server.subscriptions import SUBSCRIPTION_ID_META_KEY, ListenHandler
from mcp_types import (
    Notification,
    NotificationParams,
    SubscriptionsAcknowledgedNotification,
    SubscriptionsListenRequestParams,
    SubscriptionsListenResult,
)
from pydantic import ConfigDict

from server.long_work.long_tasks import LongTask
from server.long_work.task_requests import EXTENSION

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext

    Request = ServerRequestContext[Any, Any]

MOST_IDS = 100
"""Tasks of one stream."""


class TaskChange(NotificationParams):
    """The state of a task, with all that belongs to it."""

    model_config = ConfigDict(extra="allow")


class TaskNotification(Notification[TaskChange, Literal["notifications/tasks"]]):
    """A task has changed."""

    method: Literal["notifications/tasks"] = "notifications/tasks"
    params: TaskChange


@dataclass
class Changes:
    """The tasks that have changed since their state was last sent: each once, however often it changes."""

    ids: dict[str, None] = field(default_factory=dict[str, None])
    some: anyio.Event = field(default_factory=anyio.Event)

    def note(self, task_id: str) -> None:
        """Note that this task has changed."""
        self.ids[task_id] = None
        self.some.set()

    async def next(self) -> list[str]:
        """Wait for changes, and take them."""
        await self.some.wait()
        taken, self.ids, self.some = [*self.ids], {}, anyio.Event()
        return taken


@dataclass
class Acknowledging:
    """The session of a stream, whose acknowledgement names the tasks too; the library leaves them out."""

    session: Any
    task_ids: list[str]
    acknowledged: anyio.Event = field(default_factory=anyio.Event)

    async def send_notification(self, note: Any, related_request_id: Any = None) -> None:
        """Send a notification of the library."""
        if isinstance(note, SubscriptionsAcknowledgedNotification):
            honored = note.params.notifications.model_copy(update={"taskIds": self.task_ids})
            note = note.model_copy(update={"params": note.params.model_copy(update={"notifications": honored})})
        await self.session.send_notification(note, related_request_id=related_request_id)
        self.acknowledged.set()


class Listening:
    """Serves ``subscriptions/listen``: the library's events, and changes of tasks that this process knows."""

    def __init__(self, library: ListenHandler, find: Callable[[str], LongTask | None]) -> None:
        self._library, self._find = library, find

    async def __call__(self, ctx: "Request", params: SubscriptionsListenRequestParams) -> SubscriptionsListenResult:
        """Serve one stream."""
        named = (params.notifications.model_extra or {}).get("taskIds")
        if named is None:
            return await self._library(ctx, params)
        require_client_extension(ctx, EXTENSION)
        tasks = self._tasks(named)
        session = Acknowledging(ctx.session, [*tasks])
        ended = SubscriptionsListenResult()
        async with anyio.create_task_group() as group:
            group.start_soon(self._send, ctx, tasks, session.acknowledged)
            ended = await self._library(replace(ctx, session=session), params)  # type: ignore[arg-type]
            group.cancel_scope.cancel()
        return ended

    def _tasks(self, named: object) -> dict[str, LongTask]:
        """The tasks of these ids that this process knows, and that are the caller's."""
        ids = cast("list[object]", named)[:MOST_IDS] if isinstance(named, list) else []
        found = {task_id: self._find(task_id) for task_id in ids if isinstance(task_id, str)}
        return {task_id: task for task_id, task in found.items() if task is not None}

    async def _send(self, ctx: "Request", tasks: dict[str, LongTask], acknowledged: anyio.Event) -> None:
        """Send the state of each task, and again after each change."""
        changes = Changes()
        for task_id, task in tasks.items():
            changes.note(task_id)
            task.listeners.append(changes.note)
        try:
            await acknowledged.wait()
            while True:
                for task_id in await changes.next():
                    note = TaskNotification(params=_change(tasks[task_id], ctx.request_id))
                    await ctx.session.send_notification(note, related_request_id=ctx.request_id)  # type: ignore[arg-type]
        finally:
            for task in tasks.values():
                task.listeners.remove(changes.note)


def _change(task: LongTask, stream: Any) -> TaskChange:
    return TaskChange.model_validate({**task.in_full(), "_meta": {SUBSCRIPTION_ID_META_KEY: stream}})
