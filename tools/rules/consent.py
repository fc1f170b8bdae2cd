"""Consent: what is shown before something is interrupted or destroyed, and the value that proves it was shown.

A confirmation is bound to the tool, the arguments, the caller and a few minutes. It holds no state: every replica
that has the key can check it.
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
"""The answer to a question: ``unable``, there is nobody to ask; ``later``, the same call will bring the answer."""

Ask = Callable[["Plan"], Awaitable[Answer]]
"""Shows a plan to the user and asks whether to go ahead."""

LIFETIME = 300
"""Seconds that a confirmation is good for."""


KEPT = 100
"""How many plans are kept at the most, for answers that come back."""


@dataclass(frozen=True)
class Plans:
    """The plans that users are looking at: an answer has to meet the same question, without another look-up."""

    kept: dict[str, "Plan"] = field(default_factory=dict[str, "Plan"])

    def keep(self, tool: str, arguments: "BaseModel", caller: str, plan: "Plan") -> None:
        """Keep a plan until its answer comes, or too many others do."""
        self.kept[_call_text(tool, arguments, caller)] = plan
        while len(self.kept) > KEPT:
            del self.kept[next(iter(self.kept))]

    def take(self, tool: str, arguments: "BaseModel", caller: str) -> "Plan | None":
        """The plan of this very call, once."""
        return self.kept.pop(_call_text(tool, arguments, caller), None)


@dataclass(frozen=True)
class Confirmations:
    """Hands out confirmations and checks them."""

    key: bytes
    clock: Callable[[], float] = time.time

    def issue(self, tool: str, arguments: "BaseModel", caller: str) -> str:
        """The confirmation of this very call, good from now for a few minutes."""
        expires = int(self.clock()) + LIFETIME
        return f"{expires}.{self._seal(expires, tool, arguments, caller)}"

    def objection(self, confirmation: str, tool: str, arguments: "BaseModel", caller: str) -> str | None:
        """Why a confirmation is not good for this call, or ``None`` if it is."""
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
