"""Who makes a call."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """The caller: ``local`` on stdio and in the shell, the token's subject over HTTP."""

    name: str = "local"
    may_write: bool = True


LOCAL = Caller()
