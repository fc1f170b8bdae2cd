"""What can be made to go wrong, on demand: for so many calls of an operation, after so many that went well."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from emulator.actions import ACTIONS
from emulator.exchange import Dropped, Reply
from emulator.failures import Refusal, RequestRefused, WorkFailed

Work = Callable[[], Reply]
"""Carrying the request out, up to its answer."""

PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

ANY = "*"
"""Stands for every operation."""


@dataclass(frozen=True)
class Refused:
    """An error answer instead of the work."""

    refusal: Refusal

    def strike(self, _work: Work) -> Reply:
        """Nothing is carried out."""
        raise RequestRefused(self.refusal)


@dataclass(frozen=True)
class Rejected:
    """HTTP 200 with ``Status: fail`` instead of the work."""

    message: str

    def strike(self, _work: Work) -> Reply:
        """Nothing is carried out."""
        raise WorkFailed(self.message)


@dataclass(frozen=True)
class NotJson:
    """The work is done, and a page from something in between comes back instead of its answer."""

    def strike(self, work: Work) -> Reply:
        """Carry out, then lose the answer."""
        work()
        return Reply(200, "text/html", PAGE)


@dataclass(frozen=True)
class Cut:
    """The work is done, and only the first half of its answer comes back."""

    def strike(self, work: Work) -> Reply:
        """Carry out, then cut the answer."""
        reply = work()
        return Reply(reply.status, reply.content_type, reply.body[: len(reply.body) // 2])


@dataclass(frozen=True)
class Drop:
    """The connection is dropped without an answer, before the work is done or after it."""

    after_commit: bool

    def strike(self, work: Work) -> Dropped:
        """Carry out or not; the sender can't tell."""
        if self.after_commit:
            work()
        return Dropped()


Mishap = Refused | Rejected | NotJson | Cut | Drop


@dataclass
class Fault:
    """A mishap and when it strikes: ``times`` counts down (``None``: every time), and so does ``after`` before it."""

    operation: str
    mishap: Mishap
    times: int | None = 1
    after: int = 0

    def __post_init__(self) -> None:
        if self.operation not in ACTIONS | {ANY}:
            raise ValueError(_unknown_operation(self.operation))

    def due(self, operation: str) -> bool:
        """Whether it strikes this call. Asking counts the call."""
        if self.operation not in (operation, ANY) or self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


def refused(status: int, code: str, message: str = "") -> Refused:
    """Any status and code, such as 429 and ``Throttling.User``."""
    return Refused(Refusal(status, code, message or f"{code} on demand."))


def rejected(message: str = "XXX is invalid.") -> Rejected:
    """HTTP 200, and ``Status: fail`` with this message."""
    return Rejected(message)


def not_json() -> NotJson:
    """The work is done, and an HTML page comes back."""
    return NotJson()


def cut() -> Cut:
    """The work is done, and half an answer comes back."""
    return Cut()


def dropped_before() -> Drop:
    """The connection is dropped, and nothing was done."""
    return Drop(after_commit=False)


def dropped_after() -> Drop:
    """The connection is dropped, and the work was done."""
    return Drop(after_commit=True)


FORMS = (
    "OPERATION=KIND [xTIMES] [after CALLS], where OPERATION is an operation or *, and KIND is "
    "STATUS:CODE[:message] | rejected[:message] | not_json | cut | drop_before | drop_after; xall strikes every time"
)

SIMPLE: dict[str, Callable[[], Mishap]] = {
    "not_json": not_json,
    "cut": cut,
    "drop_before": dropped_before,
    "drop_after": dropped_after,
    "rejected": rejected,
}

_FAULT = re.compile(
    r"(?P<operation>[\w*]+)=(?P<kind>.+?)(?:\s+x(?P<times>[1-9]\d{0,5}|all))?(?:\s+after\s+(?P<after>\d{1,6}))?",
    re.DOTALL,
)
_STATUS = re.compile(r"(?P<status>[45]\d\d):(?P<code>[\w.]+)(?::(?P<message>.*))?", re.DOTALL)


def parse_fault(text: str) -> Fault:
    """Read a fault as the command line spells it.

    Raises:
        ValueError: it is none of the forms, or names no operation of the API; the message says what is accepted.
    """
    match = _FAULT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a fault. Write {FORMS}.")
    times = None if match["times"] == "all" else int(match["times"] or 1)
    return Fault(match["operation"], _mishap(match["kind"].strip()), times, int(match["after"] or 0))


def _mishap(kind: str) -> Mishap:
    if kind in SIMPLE:
        return SIMPLE[kind]()
    if kind.startswith("rejected:"):
        return rejected(kind.partition(":")[2])
    status = _STATUS.fullmatch(kind)
    if status is None:
        raise ValueError(f"{kind!r} is not a kind of fault. Write {FORMS}.")
    return refused(int(status["status"]), status["code"], status["message"] or "")


def _unknown_operation(name: str) -> str:
    close = get_close_matches(name, ACTIONS, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"{name!r} is no operation of the API.{hint} Write {FORMS}."
