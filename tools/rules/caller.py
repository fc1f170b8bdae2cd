"""Who makes a call."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

PLAIN = re.compile(r"[A-Za-z0-9_.@+:/|-]+")


@dataclass(frozen=True)
class Caller:
    """The caller: ``local`` on stdio and in the shell, the token's subject over HTTP."""

    name: str = "local"
    may_write: bool = True

    @property
    def label(self) -> str:
        """The name as one part of a log line: in quotes unless it is a plain word, since an issuer chooses it."""
        return self.name if PLAIN.fullmatch(self.name) else json.dumps(self.name)


LOCAL = Caller()
UNKNOWN = Caller("unknown", may_write=False)
"""Who calls without a valid token."""

CallerOf = Callable[[], Caller]
"""Returns who makes the current call."""
