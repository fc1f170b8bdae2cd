"""Who makes a call."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataworks.sts.identity import Identity

PLAIN = re.compile(r"[A-Za-z0-9_.@+:/|-]+")


@dataclass(frozen=True)
class Caller:
    """The caller: ``local`` on stdio and in the shell, the token's subject over HTTP.

    ``identity``: the RAM role that the caller acts as; ``None``: the server's own identity.
    """

    name: str = "local"
    may_write: bool = True
    identity: "Identity | None" = field(default=None, repr=False)

    @property
    def principal(self) -> str:
        """Who acts at the service, and for whom: what a confirmation is valid for."""
        return f"{self.name} {self.identity.name}" if self.identity else self.name

    @property
    def label(self) -> str:
        """The name as one part of a log line: in quotes unless it is a plain word, since an issuer chooses it."""
        return self.name if PLAIN.fullmatch(self.name) else json.dumps(self.name)


LOCAL = Caller()
UNKNOWN = Caller("unknown", may_write=False)
"""Who calls without a valid token."""

CallerOf = Callable[[], Caller]
"""Returns who makes the current call."""
