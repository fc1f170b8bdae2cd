"""Who calls: the name a request was authenticated with, and whether it may write."""

import re
from dataclasses import dataclass

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken

from tools.rules.caller import LOCAL, Caller

UNKNOWN = Caller("unknown", may_write=False)
RESERVED = frozenset({LOCAL.name, UNKNOWN.name})
"""Names that no token may carry: the audit says by them that there was none."""


@dataclass(frozen=True)
class Scopes:
    """The names of the two rights, as the issuer spells them. Without ``read`` no request passes.

    Raises:
        ValueError: a name is no scope by RFC 6749, section 3.3.
    """

    read: str = "dataworks:read"
    write: str = "dataworks:write"

    def __post_init__(self) -> None:
        for name in (self.read, self.write):
            if not re.fullmatch(r"[!#-\[\]-~]+", name):
                raise ValueError(f"{name!r} is not the name of a scope")


def caller_of(token: AccessToken | None, scopes: Scopes) -> Caller:
    """The caller behind a verified token. Without one: nobody known, who may not write."""
    if token is None:
        return UNKNOWN
    return Caller(token.subject or token.client_id, scopes.write in token.scopes)


def current_caller(scopes: Scopes | None) -> Caller:
    """The caller of the request under way; ``scopes`` is None where the server authenticates nobody.

    This holds for both eras: the library carries a request's token to its handler, into sessions too.
    """
    return LOCAL if scopes is None else caller_of(get_access_token(), scopes)
