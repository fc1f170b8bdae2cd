"""A cache of answers that rarely change and are needed often."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from dataworks.answers import Answer
from dataworks.operation import Operation

A = TypeVar("A", bound=Answer)

LARGEST = 256
"""Number of answers that are kept; beyond it, the oldest is removed."""


@dataclass(frozen=True)
class AnswerCache:
    """Answers of one connection, by operation and access key. Failures are not kept, unless the caller of
    ``DataWorks.cached`` turns one into an answer.

    ``now`` is the time of the client's clock, in seconds.
    """

    largest: int = LARGEST
    kept: dict[str, tuple[float, Answer]] = field(default_factory=dict[str, tuple[float, Answer]], repr=False)

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

    def clear(self) -> None:
        """Remove all answers."""
        self.kept.clear()


def _key(operation: Operation[Any], access_key_id: str) -> str:
    return json.dumps([access_key_id, *operation.key(), *operation.wire()], sort_keys=True)
