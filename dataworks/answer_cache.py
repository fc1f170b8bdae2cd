"""A cache of answers that rarely change and are needed often."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import anyio

from dataworks.answers import Answer
from dataworks.operation import Operation

A = TypeVar("A", bound=Answer)

LARGEST = 256
"""Number of answers that are kept; beyond it, the oldest is removed."""


@dataclass
class AnswerCache:
    """Answers of one connection, by operation and access key. Failures are not kept, unless the caller of
    ``DataWorks.cached`` turns one into an answer.

    ``now`` is the time of the client's clock, in seconds.

    Attributes:
        kept: the answers, with the time when each expires.
        awaited: the requests that were sent and have no answer yet.
        clears: how often all answers were removed.
    """

    largest: int = LARGEST
    kept: dict[str, tuple[float, Answer]] = field(default_factory=dict[str, tuple[float, Answer]], repr=False)
    awaited: dict[str, anyio.Event] = field(default_factory=dict[str, anyio.Event], repr=False)
    clears: int = 0

    def find(self, operation: Operation[A], access_key_id: str, now: float) -> A | None:
        """Return the answer to the same request, if it has not expired."""
        until, answer = self.kept.get(_key(operation, access_key_id), (now, None))
        return cast("A", answer) if now < until else None

    def keep(self, operation: Operation[Any], access_key_id: str, answer: Answer, now: float) -> None:
        """Keep an answer for the ``lifetime`` of its operation."""
        if not operation.lifetime:
            return
        key = _key(operation, access_key_id)
        self.kept.pop(key, None)  # so that it becomes the newest
        self.kept[key] = (now + operation.lifetime, answer)
        while len(self.kept) > self.largest:
            del self.kept[next(iter(self.kept))]

    async def arrival(self, operation: Operation[Any], access_key_id: str, seconds: float | None) -> None:
        """Wait, at most so long, while somebody else has sent the same request; return at once if nobody has."""
        arrived = self.awaited.get(_key(operation, access_key_id))
        if arrived is not None:
            with anyio.move_on_after(seconds):
                await arrived.wait()

    @contextmanager
    def sending(self, operation: Operation[Any], access_key_id: str) -> Generator[None]:
        """Let others wait for the answer to this request."""
        key, arrived = _key(operation, access_key_id), anyio.Event()
        if operation.lifetime:
            self.awaited.setdefault(key, arrived)
        try:
            yield
        finally:
            arrived.set()
            if self.awaited.get(key) is arrived:
                del self.awaited[key]

    def clear(self) -> None:
        """Remove all answers, and let nobody wait for those that were requested before."""
        self.kept.clear()
        self.awaited.clear()
        self.clears += 1


def _key(operation: Operation[Any], access_key_id: str) -> str:
    return json.dumps([access_key_id, *operation.key(), *operation.wire()], sort_keys=True)
