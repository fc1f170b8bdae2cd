"""Answers that are kept for a short while: what a workspace has changes seldom, and is asked for often."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from dataworks.answers import Answer
from dataworks.operation import Operation

A = TypeVar("A", bound=Answer)

MOST = 256
"""How many answers are kept; then the oldest goes."""


@dataclass(frozen=True)
class Memory:
    """What one connection was answered, by who asked. It holds answers alone, never failures.
    That there is no such thing is an answer too, where whoever asks says so.

    ``now`` is the client's clock, in seconds.
    """

    most: int = MOST
    kept: dict[str, tuple[float, Answer]] = field(default_factory=dict[str, tuple[float, Answer]], repr=False)

    def find(self, operation: Operation[A], who: str, now: float) -> A | None:
        """The answer to this very request, while it is good."""
        until, answer = self.kept.get(_key(operation, who), (now, None))
        return cast("A", answer) if now < until else None

    def keep(self, operation: Operation[Any], who: str, answer: Answer, now: float) -> None:
        """Keep an answer for the lifetime that its operation gives it, if it gives one."""
        if not operation.lifetime:
            return
        key = _key(operation, who)
        self.kept.pop(key, None)  # so that it becomes the newest
        self.kept[key] = (now + operation.lifetime, answer)
        while len(self.kept) > self.most:
            del self.kept[next(iter(self.kept))]

    def forget(self) -> None:
        """Forget everything: something may have changed."""
        self.kept.clear()


def _key(operation: Operation[Any], who: str) -> str:
    return json.dumps([who, *operation.key(), *operation.wire()], sort_keys=True)
