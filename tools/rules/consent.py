"""Consent: the plan that is shown before a call interrupts or destroys something, and the confirmation of it.

A confirmation belongs to one tool, its arguments and the caller, and is valid for a few minutes. The server stores
nothing about it: every replica with the same key can check it.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tools.views.plan import Plan

Answer = Literal["yes", "no", "unanswered", "unable", "later"]
"""The answer to a question; ``unable``: the client can't ask; ``later``: a repeated call will have the answer."""

Ask = Callable[["Plan"], Awaitable[Answer]]
"""Shows a plan to the user and asks for consent."""

LIFETIME = 300
"""Seconds that a confirmation is valid."""

PLANS_KEPT = 100
"""Plans that are kept at most until their answer arrives."""


@dataclass(frozen=True)
class Plans:
    """Plans that wait for the user's answer, which must belong to the plan that was shown."""

    kept: dict[str, "Plan"] = field(default_factory=dict[str, "Plan"])

    def keep(self, tool: str, arguments: "BaseModel", caller: str, plan: "Plan") -> None:
        """Keep a plan until its answer arrives, or ``PLANS_KEPT`` newer plans are kept."""
        self.kept[_call_text(tool, arguments, caller)] = plan
        while len(self.kept) > PLANS_KEPT:
            del self.kept[next(iter(self.kept))]

    def take(self, tool: str, arguments: "BaseModel", caller: str) -> "Plan | None":
        """Remove and return the plan of this call."""
        return self.kept.pop(_call_text(tool, arguments, caller), None)


@dataclass(frozen=True)
class Confirmations:
    """Issues and checks confirmations."""

    key: bytes
    clock: Callable[[], float] = time.time

    def issue(self, tool: str, arguments: "BaseModel", caller: str) -> str:
        """The confirmation of this call, valid for ``LIFETIME`` seconds."""
        expires = int(self.clock()) + LIFETIME
        return f"{expires}.{self._seal(expires, tool, arguments, caller)}"

    def objection(self, confirmation: str, tool: str, arguments: "BaseModel", caller: str) -> str | None:
        """Why a confirmation is not valid for this call, or ``None`` if it is."""
        stamp, _, seal = confirmation.partition(".")
        expires = int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) < 15 else 0
        if not hmac.compare_digest(seal.encode(), self._seal(expires, tool, arguments, caller).encode()):
            return "it belongs to another call, other arguments or another caller"
        return "it has expired" if expires < self.clock() else None

    def _seal(self, expires: int, tool: str, arguments: "BaseModel", caller: str) -> str:
        text = f"{expires}\n{_call_text(tool, arguments, caller)}"
        digest = hmac.new(self.key, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _call_text(tool: str, arguments: "BaseModel", caller: str) -> str:
    return json.dumps([tool, arguments.model_dump(mode="json"), caller], sort_keys=True)
