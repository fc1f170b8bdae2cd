"""A task while it is known to this process: its state, its result, and who wants to hear of changes."""

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import anyio
from pydantic import BaseModel

from dataworks.language import Text
from server.long_work.task_ids import KEPT, SealedTask
from tools.rules.long_call import LongCall

Status = Literal["working", "input_required", "completed", "failed", "cancelled"]

POLL_MILLISECONDS = 1_000
"""How often a client should ask."""

MOST_TASKS, MOST_TASKS_OF_CALLER = 512, 32
"""Tasks that are kept, of all callers and of one: each until its time is over, with its result."""

MOST_BYTES, MOST_BYTES_OF_CALLER = 2**26, 2**23
"""Bytes of arguments and results that are kept, of all callers and of one."""


CANCELLED = Text("the task was cancelled", "该任务已被取消")


@dataclass(eq=False)
class LongTask:
    """A task that this process works on, has worked on, or looks after.

    Attributes:
        sealed: what its id stands for.
        call: its call: questions, message, right to send writes.
        id: its id, which it gets when its request is answered.
        ended: how it ended; ``None`` while it works.
        result: the answer of its tool, if it is completed.
        error: the error of the protocol, if it failed.
        message: what is said about it, instead of what its call says.
        size: about how many bytes it holds: its arguments, and after its end its result too.
        updated: the time of its last change, in seconds since 1970.
        elsewhere: whether another process has begun it.
        opens: from when on this process may send writes.
        next_look: when what exists may be read again.
        is_cancelling: whether it was cancelled, but has not ended yet.
        scope: cancels its work.
        stopped: set when its work has stopped, after its end.
        listeners: called after a change.
    """

    sealed: SealedTask
    call: LongCall
    clock: Callable[[], float]
    id: str = ""
    ended: Status | None = None
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    message: str = ""
    size: int = 0
    updated: float = 0.0
    elsewhere: bool = False
    opens: float = 0.0
    next_look: float = 0.0
    is_cancelling: bool = False
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    stopped: anyio.Event = field(default_factory=anyio.Event)
    listeners: list[Callable[[str], None]] = field(default_factory=list[Callable[[str], None]])

    @property
    def status(self) -> Status:
        """Its state."""
        return self.ended or ("input_required" if self.call.questions else "working")

    def end(self, status: Status, **facts: Any) -> None:
        """Let it be ended, unless it is already."""
        if self.ended is None:
            self.ended = status
            vars(self).update(facts)
            self.size = size_of(self.sealed.arguments) + size_of(self.result)
            self.changed()

    def cancel(self) -> None:
        """Send nothing more that changes something, and stop as soon as the current request has its answer."""
        self.is_cancelling = True
        self.call.writes.close(CANCELLED, lambda: self.scope.cancel())

    def say(self, message: str) -> None:
        """Say this about it."""
        self.message = message
        self.changed()

    def changed(self) -> None:
        """Call everybody who listens."""
        self.updated = self.clock()
        for listener in [*self.listeners]:
            listener(self.id)

    def wire(self) -> dict[str, Any]:
        """Its state, as the answer that creates it has it."""
        created = self.sealed.created / 1000
        said = self.message or self.call.message
        return {
            "taskId": self.id,
            "status": self.status,
            **({"statusMessage": said} if said else {}),
            "createdAt": _time(created),
            "lastUpdatedAt": _time(max(created, self.updated)),
            "ttlMs": KEPT * 1000,
            "pollIntervalMs": POLL_MILLISECONDS,
        }

    def in_full(self) -> dict[str, Any]:
        """Its state with all that belongs to it: open questions, its result, or its error."""
        more: dict[str, Any] = {"result": self.result, "error": self.error, "inputRequests": None}
        if self.status == "input_required":
            requests = self.call.questions.items()
            more["inputRequests"] = {key: plain(question.request) for key, question in requests}
        return self.wire() | {name: value for name, value in more.items() if value is not None}


@dataclass(frozen=True)
class LongTasks:
    """The tasks that this process knows, by their ids."""

    clock: Callable[[], float]
    known: dict[str, LongTask] = field(default_factory=dict[str, LongTask])
    prepared: list[LongTask] = field(default_factory=list[LongTask])
    """Calls whose request is not answered yet."""

    def has_room(self, caller: str, size: int = 0) -> bool:
        """Whether another task of this caller can be kept, after those are dropped whose time is over."""
        self._drop(self.clock())
        every = [*self.known.values(), *self.prepared]
        his = [task for task in every if task.sealed.caller == caller]
        few = len(every) < MOST_TASKS and len(his) < MOST_TASKS_OF_CALLER
        return few and _bytes(every) + size <= MOST_BYTES and _bytes(his) + size <= MOST_BYTES_OF_CALLER

    @contextmanager
    def preparing(self, task: LongTask) -> Generator[None]:
        """Count a call until its request is answered; without a task then, it is stopped if it still runs."""
        self.prepared.append(task)
        try:
            yield
        finally:
            self.prepared.remove(task)
            if not task.id:
                task.scope.cancel()

    def _drop(self, now: float) -> None:
        for task_id, task in [*self.known.items()]:
            if not task.sealed.is_known(now):
                task.scope.cancel()
                del self.known[task_id]

    def find(self, task_id: str, caller: str) -> LongTask | None:
        """The task of this caller, if it is known and its time is not over."""
        task = self.known.get(task_id)
        known = task is not None and task.sealed.caller == caller and task.sealed.is_known(self.clock())
        return task if known else None


def size_of(content: Mapping[str, Any] | None) -> int:
    """About how many bytes this holds."""
    return len(json.dumps(content)) if content else 0


def _bytes(tasks: Iterable[LongTask]) -> int:
    return sum(task.size for task in tasks)


def plain(content: Any) -> dict[str, Any]:
    """A result or a request as it is sent."""
    if isinstance(content, BaseModel):
        content = content.model_dump(by_alias=True, mode="json", exclude_none=True)
    sent: dict[str, Any] = content or {}
    return sent


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
