"""Ids of tasks. Each is sealed, so that every process with the same state key knows what it stands for.

They are encrypted, since ids get into the logs of proxies.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from tools.rules.seals import LIFETIME

if TYPE_CHECKING:
    from mcp.server.request_state import RequestStateCodec

LONGEST = 2_048
"""Characters of an id: it is sent in a header too, and web servers accept 8 kB of all headers."""

KEPT = 900
"""Seconds that a task is known, from its creation on."""

FORM = "task-1"
NAMES = ("project_id", "task_id", "task_name")
"""Arguments that an id keeps if all of them are too long for it: those that say what the call is about."""

LONGEST_NAME = 200


@dataclass(frozen=True)
class SealedTask:
    """What an id stands for.

    Attributes:
        caller: the name of its caller.
        tool: the tool that was called.
        arguments: its arguments, as they were sent; or only ``NAMES`` if they are too long.
        whole: whether these are all arguments.
        created: the time of its creation, in milliseconds since 1970.
        closes: until when it may send writes, in seconds since 1970.
        agreed: the digest of the plan that the user agreed to; empty if nobody was asked.
    """

    caller: str
    tool: str
    arguments: Mapping[str, Any]
    whole: bool
    created: int
    closes: float
    agreed: str

    def with_consent(self, closes: float, agreed: str, resolved: Mapping[str, Any]) -> Self:
        """The same task with what the user agreed to, until when that is valid, and what left arguments stand for."""
        return replace(self, closes=closes, agreed=agreed, arguments={**self.arguments, **resolved})

    def is_known(self, now: float) -> bool:
        """Whether the task is still known."""
        return now < self.created / 1000 + KEPT


@dataclass(frozen=True)
class TaskIds:
    """Seals and opens ids."""

    codec: "RequestStateCodec"

    def seal(self, task: SealedTask) -> str:
        """An id of the task, of at most ``LONGEST`` characters."""
        sealed = self.codec.seal(_packed(task))
        if len(sealed) <= LONGEST:
            return sealed
        names = {name: task.arguments[name] for name in NAMES if _is_name(task.arguments.get(name))}
        return self.codec.seal(_packed(replace(task, arguments=names, whole=False)))

    def open(self, task_id: str) -> SealedTask | None:
        """What an id stands for; ``None`` if it was not made with this key."""
        from mcp.server.request_state import InvalidRequestState  # loaded by the library, with the server

        if len(task_id) > LONGEST or not task_id.isascii():
            return None
        try:
            form, *facts = json.loads(zlib.decompress(self.codec.unseal(task_id)))
        except (InvalidRequestState, ValueError, zlib.error):
            return None
        return SealedTask(*facts) if form == FORM else None


def closing(now: float) -> float:
    """Until when a task that is created now may send writes: as long as a consent is valid."""
    return now + LIFETIME


def _packed(task: SealedTask) -> bytes:
    return zlib.compress(json.dumps([FORM, *vars(task).values()], separators=(",", ":")).encode(), 9)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME
