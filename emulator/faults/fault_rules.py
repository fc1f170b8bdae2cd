"""Fault rules as data: the same format in a file, over the control endpoint and in a program.

seed = 1                            # with the count of requests it decides where a probability applies

[[rules]]
operation = "CreateDISyncTask"      # or "*", any
kind = "drop-after"                 # see KINDS
times = 2                           # applications; without it: every time
after = 1                           # requests without the fault before it applies
probability = 0.5                   # of applying to a request
"""

import tomllib
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from dataworks.language import Text
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
    "double",
    "delay",
    "slow",
    "stuck",
    "fail",
]


class Kind(NamedTuple):
    """A kind of fault: its effect, its required and optional parameters, and the operations that it applies to."""

    text: Text
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    applies_to: Callable[[Handler], bool] | None = None


def _starts(handler: Handler) -> bool:
    return handler.starts is not None


def _starts_what_can_fail(handler: Handler) -> bool:
    return handler.starts is not None and handler.starts.can_fail


KINDS: dict[Name, Kind] = {
    "refuse": Kind(
        Text("An error answer; by default 503 ServiceUnavailable.", "错误应答；默认为 503 ServiceUnavailable。"),
        (),
        ("status", "code", "message"),
    ),
    "throttle": Kind(
        Text(
            "HTTP 429 Throttling.User, with the wait in a header if retry_after (seconds) is given. "
            "The header is x-acs-retry-after (milliseconds) or retry-after (whole seconds).",
            "HTTP 429 Throttling.User；如给出 retry_after（秒），则在应答头中给出等待时间。"
            "应答头为 x-acs-retry-after（毫秒）或 retry-after（整秒）。",
        ),
        (),
        ("code", "message", "retry_after", "header"),
    ),
    "expired-token": Kind(
        Text("HTTP 400 InvalidSecurityToken.Expired.", "应答为 HTTP 400 InvalidSecurityToken.Expired。")
    ),
    "clock-skew": Kind(
        Text(
            "The service's clock is so many seconds ahead, or behind if negative: the answer's Date is wrong, and "
            "beyond 15 minutes the request is refused.",
            "服务的时钟快若干秒，负数则慢：应答的 Date 是错误的，超过 15 分钟的请求会被拒绝。",
        ),
        ("seconds",),
    ),
    "reject": Kind(
        Text("The work fails, in the form that the operation has for that.", "工作失败，以该操作失败时的形式应答。"),
        (),
        ("message",),
    ),
    "not-json": Kind(Text("The work is done, and the answer is an HTML page.", "工作已完成，应答是 HTML 页面。")),
    "cut": Kind(Text("The work is done, and only half of the answer is sent.", "工作已完成，只发送一半应答。")),
    "drop-before": Kind(Text("The connection is dropped, and nothing was done.", "连接断开，什么都没有做。")),
    "drop-after": Kind(Text("The work is done, and the connection is dropped.", "工作已完成，连接断开。")),
    "double": Kind(
        Text(
            "The request arrives twice: the work is done, and the answer is that of the second copy.",
            "请求到达两次：工作已完成，应答是第二份的。",
        )
    ),
    "delay": Kind(
        Text("The answer is so many seconds late; another fault may apply too.", "应答延迟若干秒；还可能有其他故障。"),
        ("seconds",),
    ),
    "slow": Kind(
        Text("Each step of the started process takes so many seconds.", "所启动过程的每一步耗时若干秒。"),
        ("seconds",),
        (),
        _starts,
    ),
    "stuck": Kind(
        Text(
            "The started generation, start, stop or deployment never progresses.",
            "所启动的生成、启动、停止或发布永远没有进展。",
        ),
        (),
        (),
        _starts,
    ),
    "fail": Kind(
        Text("The started process fails later.", "所启动的过程之后失败。"), (), ("message",), _starts_what_can_fail
    ),
}
"""Every kind. Unless the text says that the work is done, it is not done."""


@cache
def operations_of(kind: Name) -> frozenset[str]:
    """Return the operations that a kind is limited to; empty: it applies to any."""
    applies = KINDS[kind].applies_to
    return frozenset(key.action for key, handler in handlers().items() if applies is not None and applies(handler))


F = TypeVar("F", bound=BaseModel)

PARAMETERS = frozenset(name for kind in KINDS.values() for name in (*kind.needs, *kind.takes))


class Fault(BaseModel):
    """A fault: a kind and its parameters, times in seconds."""

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
        if unknown := sorted(given - {*needs, *takes}):
            known = ", ".join((*needs, *takes)) or "no parameters"
            raise ValueError(f"{self.kind} takes {known}; leave {unknown[0]} out")
        if missing := sorted({*needs} - given):
            raise ValueError(f"{self.kind} needs {missing[0]}; add {missing[0]} = NUMBER")
        if self.seconds < 0 and self.kind != "clock-skew":
            raise ValueError("seconds is negative; write 0 or more")
        return self

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Return only the fields that were set."""
        return [(name, getattr(self, name)) for name in type(self).model_fields if name in self.model_fields_set]


class FaultRule(Fault):
    """A fault and when it applies: ``times`` (``None``: every time), ``after`` so many requests without it."""

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
        raise ValueError(f"{name!r} is not an operation of the API.{f' Did you mean {close[0]}?' if close else ''}")

    @model_validator(mode="after")
    def _applicable(self) -> Self:
        limited = operations_of(self.kind)
        if limited and self.operation not in limited | {ANY}:
            raise ValueError(f"{self.kind} applies to {', '.join(sorted(limited))}; name one of them, or use {ANY!r}")
        return self

    def applies_to(self, operation: str) -> bool:
        """Whether the fault can apply to this operation."""
        limited = operations_of(self.kind)
        return self.operation in (operation, ANY) and (not limited or operation in limited)


class Limits(BaseModel):
    """The quota of the account's edition; the Basic one has 5 requests a second, and 100 a day (facts, section 1)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    per_second: int | None = Field(default=None, ge=1)
    per_day: int | None = Field(default=None, ge=0)


class Faults(BaseModel):
    """All fault rules: of those that are due for a request the first applies, and every delay before it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    seed: int = 0
    limits: Limits = Limits()
    rules: list[FaultRule] = []

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a TOML file.

        Raises:
            ValueError: the file is not TOML, or not in this format; the text names the place and the fix.
            OSError: the file can't be read.
        """
        try:
            return _checked(lambda: cls.model_validate(tomllib.loads(path.read_text("utf-8"))))
        except ValueError as error:
            raise ValueError(f"faults {path.name}: {error}") from None

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Read the same format as JSON.

        Raises:
            ValueError: as ``load``.
        """
        return _checked(lambda: cls.model_validate_json(text))

    def as_dict(self) -> dict[str, Any]:
        """Return what ``read`` takes, without the defaults."""
        limits = self.limits.model_dump(exclude_unset=True)
        rules = [rule.model_dump(exclude_unset=True) for rule in self.rules]
        return {"seed": self.seed, **({"limits": limits} if limits else {}), "rules": rules}

    def with_rules(self, rules: Iterable[FaultRule]) -> Self:
        """Return a copy with more rules at the end."""
        return self.model_copy(update={"rules": [*self.rules, *rules]})


def _checked(read: Callable[[], F]) -> F:
    try:
        return read()
    except ValidationError as error:
        raise ValueError("; ".join(map(error_text, error.errors()))) from None


def error_text(error: ErrorDetails) -> str:
    """Describe a validation error: the place, the problem, and what to write."""
    place = "/".join(map(str, error["loc"]))
    text = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        near = get_close_matches(
            str(error["loc"][-1]), [*FaultRule.model_fields, *Faults.model_fields, *Limits.model_fields], n=1
        )
        text = f"there is no such key; {f'did you mean {near[0]}?' if near else 'leave it out'}"
    return f"{place}: {text}" if place else text
