"""What can be made to go wrong, as data: in one shape from a file, over the control endpoint and in a program.

seed = 1                            # decides, with the count of requests, what a probability comes to

[[rules]]
operation = "CreateDISyncTask"      # or "*", any
kind = "drop-after"                 # see KINDS
times = 2                           # strikes so often; every time when left out
after = 1                           # lets so many requests pass first
probability = 0.5                   # of striking a request
"""

import tomllib
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from emulator.gateway.known_actions import known_actions
from emulator.handlers.catalog import handlers
from emulator.handlers.handler import Handler

ANY = "*"
"""Stands for every operation."""

Name = Literal[
    "refuse",
    "throttle",
    "expired-token",
    "clock-skew",
    "reject",
    "not-json",
    "cut",
    "drop-before",
    "drop-after",
    "delay",
    "slow",
    "stuck",
    "fail",
]


class Kind(NamedTuple):
    """A kind of fault: what happens, which parameters it needs and takes, and what it can strike (``None``: any)."""

    text: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    strikes: Callable[[Handler], bool] | None = None


def _starts(handler: Handler) -> bool:
    return handler.starts is not None


def _starts_what_can_fail(handler: Handler) -> bool:
    return handler.starts is not None and handler.starts.can_fail


KINDS: dict[Name, Kind] = {
    "refuse": Kind("An error answer, 503 ServiceUnavailable unless told otherwise.", (), ("status", "code", "message")),
    "throttle": Kind(
        "HTTP 429 Throttling.User, with a hint when to come back if retry_after gives one (in seconds). "
        "The header is x-acs-retry-after (milliseconds) or retry-after (whole seconds).",
        (),
        ("code", "message", "retry_after", "header"),
    ),
    "expired-token": Kind("HTTP 400 InvalidSecurityToken.Expired."),
    "clock-skew": Kind(
        "The service's clock is so many seconds ahead, or behind if negative: the answer's Date says so, and beyond "
        "15 minutes the request is refused.",
        ("seconds",),
    ),
    "reject": Kind("HTTP 200 that says it failed.", (), ("message",)),
    "not-json": Kind("The work is done, and an HTML page comes back."),
    "cut": Kind("The work is done, and half of its answer comes back."),
    "drop-before": Kind("The connection is dropped, and nothing was done."),
    "drop-after": Kind("The work is done, and the connection is dropped."),
    "delay": Kind("The answer comes so many seconds later; another fault may strike besides.", ("seconds",)),
    "slow": Kind("What is started takes so many seconds a step.", ("seconds",), (), _starts),
    "stuck": Kind("What is started never gets on: generations, starts and stops, deployments.", (), (), _starts),
    "fail": Kind("What is started fails later on.", (), ("message",), _starts_what_can_fail),
}
"""Every kind. Where nothing is said of the work, it is not done."""


@cache
def strikable(kind: Name) -> frozenset[str]:
    """The operations that are all that a kind can strike; empty: it can strike any."""
    strikes = KINDS[kind].strikes
    return frozenset(key.action for key, handler in handlers().items() if strikes is not None and strikes(handler))


F = TypeVar("F", bound=BaseModel)

PARAMETERS = frozenset(name for kind in KINDS.values() for name in (*kind.needs, *kind.takes))


class Mishap(BaseModel):
    """What goes wrong: a kind and its parameters, times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    kind: Name
    status: int = Field(default=503, ge=400, le=599)
    code: str = Field(default="", pattern=r"^[\w.]+$")
    message: str = ""
    seconds: float = Field(default=0.0, ge=-1e9, le=1e9)
    retry_after: float = Field(default=0.0, gt=0, le=1e6)
    header: Literal["x-acs-retry-after", "retry-after"] = "x-acs-retry-after"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        needs, takes = KINDS[self.kind].needs, KINDS[self.kind].takes
        given = self.model_fields_set & PARAMETERS
        if strange := sorted(given - {*needs, *takes}):
            known = ", ".join((*needs, *takes)) or "no parameters"
            raise ValueError(f"{self.kind} takes {known}; leave {strange[0]} out")
        if missing := sorted({*needs} - given):
            raise ValueError(f"{self.kind} needs {missing[0]}; add {missing[0]} = NUMBER")
        if self.seconds < 0 and self.kind != "clock-skew":
            raise ValueError("seconds is negative; write 0 or more")
        return self

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What was set, and no more."""
        return [(name, getattr(self, name)) for name in type(self).model_fields if name in self.model_fields_set]


class Fault(Mishap):
    """A mishap and when it strikes: ``times`` (``None``: every time), ``after`` so many requests that it lets pass."""

    operation: str = ANY
    times: int | None = Field(default=None, ge=1, le=10**6)
    after: int = Field(default=0, ge=0, le=10**6)
    probability: float = Field(default=1.0, gt=0, le=1)

    @field_validator("operation")
    @classmethod
    def _known(cls, name: str) -> str:
        if name in known_actions() | {ANY}:
            return name
        close = get_close_matches(name, known_actions(), n=1)
        raise ValueError(f"{name!r} is no operation of the API.{f' Did you mean {close[0]}?' if close else ''}")

    @model_validator(mode="after")
    def _strikes_something(self) -> Self:
        strikes = strikable(self.kind)
        if strikes and self.operation not in strikes | {ANY}:
            raise ValueError(f"{self.kind} strikes {', '.join(sorted(strikes))}; name one of them, or use {ANY!r}")
        return self

    def concerns(self, operation: str) -> bool:
        """Whether it can strike this operation."""
        strikes = strikable(self.kind)
        return self.operation in (operation, ANY) and (not strikes or operation in strikes)


class Limits(BaseModel):
    """What the account's edition allows; the Basic one 5 requests a second, and 100 a day (facts, section 1)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    per_second: int | None = Field(default=None, ge=1)
    per_day: int | None = Field(default=None, ge=0)


class Faults(BaseModel):
    """All faults: of those that are due for a request the first strikes, and every delay before it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    seed: int = 0
    limits: Limits = Limits()
    rules: list[Fault] = []

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a TOML file.

        Raises:
            ValueError: it is not TOML, or not in this shape; the text names the place and the fix.
            OSError: it can't be read.
        """
        try:
            return _checked(lambda: cls.model_validate(tomllib.loads(path.read_text("utf-8"))))
        except ValueError as error:
            raise ValueError(f"faults {path.name}: {error}") from None

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Read the same shape as JSON.

        Raises:
            ValueError: as ``load``.
        """
        return _checked(lambda: cls.model_validate_json(text))

    def told(self) -> dict[str, Any]:
        """The shape that ``read`` takes, with what was set."""
        limits = self.limits.model_dump(exclude_unset=True)
        rules = [rule.model_dump(exclude_unset=True) for rule in self.rules]
        return {"seed": self.seed, **({"limits": limits} if limits else {}), "rules": rules}

    def with_rules(self, rules: Iterable[Fault]) -> Self:
        """The same with more rules at the end."""
        return self.model_copy(update={"rules": [*self.rules, *rules]})


def _checked(read: Callable[[], F]) -> F:
    try:
        return read()
    except ValidationError as error:
        raise ValueError("; ".join(map(complaint, error.errors()))) from None


def complaint(problem: ErrorDetails) -> str:
    """A finding in words: where, what is wrong, and what to write."""
    place = "/".join(map(str, problem["loc"]))
    words = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(
            str(problem["loc"][-1]), [*Fault.model_fields, *Faults.model_fields, *Limits.model_fields], n=1
        )
        words = f"there is no such key; {f'did you mean {near[0]}?' if near else 'leave it out'}"
    return f"{place}: {words}" if place else words


def refused(status: int, code: str, message: str = "") -> Mishap:
    """Any status and code, such as 429 and ``Throttling.User``."""
    return Mishap(kind="refuse", status=status, code=code, message=message)


def rejected(message: str = "") -> Mishap:
    """HTTP 200, and ``Status: fail`` with this message."""
    return Mishap(kind="reject", message=message)


def not_json() -> Mishap:
    """The work is done, and an HTML page comes back."""
    return Mishap(kind="not-json")


def cut() -> Mishap:
    """The work is done, and half an answer comes back."""
    return Mishap(kind="cut")


def dropped_before() -> Mishap:
    """The connection is dropped, and nothing was done."""
    return Mishap(kind="drop-before")


def dropped_after() -> Mishap:
    """The connection is dropped, and the work was done."""
    return Mishap(kind="drop-after")
