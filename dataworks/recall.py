"""Answers that are kept for a short while: what a workspace has changes seldom, and is asked for often."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from dataworks.answers import Answer
from dataworks.operation import Operation

A = TypeVar("A", bound=Answer)

LIFETIMES: Mapping[str, float] = {
    "GetDataSourceMeta": 60.0,
    "GetProject": 60.0,
    "ListBusiness": 60.0,
    "ListDataSources": 60.0,
    "ListFolders": 60.0,
    "ListProjects": 60.0,
    "ListResourceGroups": 60.0,
}
"""The operations whose answers are kept, and for how many seconds. No other one is."""

MOST = 256
"""How many answers are kept; then the oldest goes."""


@dataclass(frozen=True)
class Memory:
    """What one connection was answered, by who asked. It holds answers alone, never failures.
    That there is no such thing is an answer too, where whoever asks says so.

    ``now`` is the client's clock, in seconds.
    """

    lifetimes: Mapping[str, float] = field(default_factory=lambda: LIFETIMES)
    most: int = MOST
    kept: dict[str, tuple[float, Answer]] = field(default_factory=dict[str, tuple[float, Answer]], repr=False)

    def find(self, operation: Operation[A], who: str, now: float) -> A | None:
        """The answer to this very request, while it is good."""
        until, answer = self.kept.get(_key(operation, who), (now, None))
        return cast("A", answer) if now < until else None

    def keep(self, operation: Operation[Any], who: str, answer: Answer, now: float) -> None:
        """Keep an answer, if it is one of those that are kept."""
        lifetime = self.lifetimes.get(operation.action())
        if lifetime is None:
            return
        key = _key(operation, who)
        self.kept.pop(key, None)  # so that it becomes the newest
        self.kept[key] = (now + lifetime, answer)
        while len(self.kept) > self.most:
            del self.kept[next(iter(self.kept))]

    def forget(self) -> None:
        """Forget everything: something may have changed."""
        self.kept.clear()


def _key(operation: Operation[Any], who: str) -> str:
    return json.dumps([who, operation.action(), *operation.wire()], sort_keys=True)
