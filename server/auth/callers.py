"""Who calls: the name that a request was authenticated with, and whether it may write."""

import re
from dataclasses import dataclass

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken

from tools.rules.caller import LOCAL, UNKNOWN, Caller

RESERVED = frozenset({LOCAL.name, UNKNOWN.name})
"""Names that no token may have: in the audit they mean that there was no token."""


@dataclass(frozen=True)
class Scopes:
    """The names of the two scopes at the issuer. A request without ``read`` is refused.

    Raises:
        ValueError: a name is not a valid scope (RFC 6749, section 3.3).
    """

    read: str = "dataworks:read"
    write: str = "dataworks:write"

    def __post_init__(self) -> None:
        for name in (self.read, self.write):
            if not re.fullmatch(r"[!#-\[\]-~]+", name):
                raise ValueError(f"{name!r} is not the name of a scope")


def caller_of(token: AccessToken | None, scopes: Scopes) -> Caller:
    """Return the caller who holds a verified token; without a token, ``UNKNOWN``, who may not write."""
    return UNKNOWN if token is None else Caller(name_of(token), scopes.write in token.scopes)


def name_of(token: AccessToken | None) -> str:
    """Return the name of the caller who holds a verified token, or of ``UNKNOWN``."""
    return UNKNOWN.name if token is None else token.subject or token.client_id


def current_caller(scopes: Scopes | None) -> Caller:
    """Return the caller of the current request; ``scopes`` is None if the server does not authenticate.

    It works with and without sessions: the library passes the token of each request to its handler.
    """
    return LOCAL if scopes is None else caller_of(get_access_token(), scopes)
