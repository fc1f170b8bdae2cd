"""Seals: each stands for one plan of one call, and can be used once, within a few minutes.

The model sends one as ``confirmation`` if its client can't ask the user; from 2026-07-28 on, a client that can ask
returns one with the answer. No seal is stored until it is used, so every replica with the same key can check it.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.rules.refusals import EXPIRED, OTHER_CALL, TOO_MANY_USED, USED_BEFORE

if TYPE_CHECKING:
    from pydantic import BaseModel

    from dataworks.explain.explanation import Text
    from tools.views.plan import Plan

LIFETIME = 300
"""Seconds that a seal is valid."""

MOST_USED, MOST_USED_BY_CALLER = 10_000, 1_000
"""Used seals that are kept until they expire: of all callers, and of one."""

SEAL_BYTES = 16
"""Bytes of a hash that a seal shows: too many to guess, few enough for a model to repeat."""


def expiry_of(seal: str) -> int:
    """When a valid seal expires, in seconds since 1970."""
    return int(seal.partition(".")[0])


@dataclass(frozen=True)
class SealedCall:
    """What a seal is for: a tool with all its arguments, as a hash, and the caller.

    ``size``: the bytes of the arguments.
    """

    arguments: str
    caller: str
    size: int

    @classmethod
    def of(cls, tool: str, arguments: "BaseModel", caller: str) -> "SealedCall":
        """The call of a tool by a caller, with these arguments as they were read."""
        resolved = getattr(arguments, "resolved_in_plan", frozenset[str]())
        read = arguments.model_dump(mode="json", exclude=set(resolved))
        everything = json.dumps([tool, read, caller], sort_keys=True).encode()
        return cls(hashlib.sha256(everything).hexdigest(), caller, len(everything))


@dataclass(frozen=True)
class UsedSeals:
    """The seals that were used, by caller, each with its time of expiry. None is forgotten before."""

    expiry: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    def __contains__(self, use: tuple[str, str]) -> bool:
        caller, seal = use
        return seal in self.expiry.get(caller, ())

    def add(self, caller: str, seal: str, expires: int) -> None:
        """Keep a seal of a caller."""
        self.expiry.setdefault(caller, {})[seal] = expires

    def is_full(self, caller: str, now: float) -> bool:
        """Whether no further seal of this caller can be kept, not even after the expired ones are dropped."""
        if not self._is_full(caller):
            return False
        for name, seals in list(self.expiry.items()):
            self.expiry[name] = {seal: expires for seal, expires in seals.items() if expires >= now}
            if not self.expiry[name]:
                del self.expiry[name]
        return self._is_full(caller)

    def _is_full(self, caller: str) -> bool:
        by_caller = len(self.expiry.get(caller, ()))
        return by_caller >= MOST_USED_BY_CALLER or sum(map(len, self.expiry.values())) >= MOST_USED


@dataclass(frozen=True)
class Seals:
    """Issues and checks seals."""

    key: bytes
    clock: Callable[[], float] = time.time
    used: UsedSeals = field(default_factory=UsedSeals)

    def issue(self, call: SealedCall, plan: "Plan") -> str:
        """A seal of this call and plan: its time of expiry, a random text, a hash of the call, and one of the plan."""
        number = f"{int(self.clock()) + LIFETIME}.{secrets.token_urlsafe(8)}"
        for_call = f"{number}.{self._mark(number, call.arguments)}"
        return f"{for_call}.{self._mark(for_call, plan.digest())}"

    def use(self, seal: str, call: SealedCall) -> "Text | None":
        """Why a seal is not valid for this call, or ``None``: then it was valid, and is used from now on."""
        for_call, _, _ = seal.rpartition(".")
        number, _, mark = for_call.rpartition(".")
        if not (seal.isascii() and hmac.compare_digest(mark, self._mark(number, call.arguments))):
            return OTHER_CALL
        expires = expiry_of(number)
        if expires < self.clock():
            return EXPIRED
        if (call.caller, mark) in self.used:
            return USED_BEFORE
        if self.used.is_full(call.caller, self.clock()):
            return TOO_MANY_USED
        self.used.add(call.caller, mark, expires)
        return None

    def shows(self, seal: str, plan: "Plan") -> bool:
        """Whether a seal that is valid was issued for this plan, with all that the plan was made from."""
        for_call, _, mark = seal.rpartition(".")
        return seal.isascii() and hmac.compare_digest(mark, self._mark(for_call, plan.digest()))

    def _mark(self, *parts: str) -> str:
        digest = hmac.new(self.key, "\n".join(parts).encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:SEAL_BYTES]).decode().rstrip("=")
