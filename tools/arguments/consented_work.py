"""Work that one consent covers, and that takes several calls: each continues where time has cut the one before.

It is kept until the consent expires, by the process that the user consented in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

MOST_OPEN = 1_000
"""Pieces of work that are kept at most; after that, work that time has cut needs a new consent."""


class Shown(Protocol):
    """A task as a plan has shown it."""

    @property
    def task_id(self) -> str:
        """Its id."""
        ...

    @property
    def key(self) -> str:
        """A digest of all that was read of it."""
        ...

    @property
    def content_key(self) -> str:
        """A digest of its definition; empty if that does not matter."""
        ...


@dataclass(frozen=True)
class Begun:
    """What was done to a task under the consent.

    Attributes:
        done: what was done, in order.
        content_key: the digest of the definition that the user agreed to.
        row: the row of the answer, once nothing is left to do.
    """

    done: tuple[str, ...]
    content_key: str
    row: Any = None


@dataclass
class Work:
    """The work that one consent covers.

    Attributes:
        key: what finds it again: the confirmation, or the digest of the call where the user was asked.
        expires: until when the consent is valid.
        shown: the digest of each task as it was shown, by its id.
        begun: what was done so far, by the task's id.
    """

    key: str
    expires: float
    shown: Mapping[str, str]
    begun: dict[str, Begun] = field(default_factory=dict[str, Begun])

    @property
    def finished(self) -> frozenset[str]:
        """The tasks to which nothing is left to do."""
        return frozenset(task_id for task_id, begun in self.begun.items() if begun.row is not None)

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return not self.shown.keys() <= self.finished

    def covers(self, tasks: Iterable[Shown]) -> bool:
        """Whether the consent is for what is to be done to these tasks.

        Untouched ones have to be as they were shown, the others must have the same definition.
        """
        return all(self._covers(task) for task in tasks)

    def _covers(self, task: Shown) -> bool:
        begun = self.begun.get(task.task_id)
        if begun is None:
            return self.shown.get(task.task_id) == task.key
        return task.content_key in ("", begun.content_key)


@dataclass(frozen=True)
class OpenWork:
    """The work that is not finished, by its key."""

    kept: dict[str, Work] = field(default_factory=dict[str, Work])

    def take(self, key: str, now: float) -> Work | None:
        """The work of a consent that is still valid; one call at a time has it."""
        work = self.kept.pop(key, None)
        return work if work is not None and work.expires >= now else None

    def keep(self, work: Work, now: float) -> None:
        """Keep work if something is left to do."""
        if len(self.kept) >= MOST_OPEN:
            for key in [key for key, each in self.kept.items() if each.expires < now]:
                del self.kept[key]
        if work.is_open and len(self.kept) < MOST_OPEN:
            self.kept[work.key] = work
