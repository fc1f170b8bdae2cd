"""How HTTP callers are authenticated, as the operator chose it."""

from dataclasses import dataclass
from pathlib import Path

from mcp.server.auth.provider import TokenVerifier

from server.auth.callers import Scopes
from server.identity.roles import Roles


@dataclass(frozen=True)
class Authentication:
    """A way to verify bearer tokens.

    Attributes:
        verifier: returns the holder of a token.
        scopes: the names of the scopes for reading and writing.
        issuer: where clients get tokens, ``None`` for a token file.
    """

    verifier: TokenVerifier
    scopes: Scopes
    issuer: str | None = None


def authentication(
    token_file: Path | None,
    issuer: str | None,
    audience: str | None,
    scopes: Scopes | None = None,
    roles: Roles | None = None,
) -> Authentication | None:
    """Return the authentication that these options describe, None without any; ``roles``: what callers act as.

    Raises:
        ValueError: they contradict each other, something is missing, or the token file is wrong.
        OSError: the token file cannot be read.
    """
    scopes = scopes or Scopes()
    by_issuer = issuer is not None or audience is not None  # an empty one must not leave the server open
    if token_file is not None and by_issuer:
        raise ValueError("--token-file and --issuer exclude each other")
    if by_issuer and not (issuer and audience):
        raise ValueError("--issuer and --audience belong together")
    if token_file is not None:
        return _by_file(token_file, scopes, roles)
    keep = roles is not None and roles.provider is not None
    return _by_issuer(issuer, audience, scopes, keep=keep) if issuer and audience else None


def _by_file(path: Path, scopes: Scopes, roles: Roles | None) -> Authentication:
    from server.auth.tokens import TokenFile

    return Authentication(TokenFile(path, scopes, roles=roles is not None), scopes)


def _by_issuer(issuer: str, audience: str, scopes: Scopes, *, keep: bool) -> Authentication:
    # Imported here: only an issuer needs the JWT library and its cryptography.
    from server.auth.oidc import OpenIdConnect

    return Authentication(OpenIdConnect(issuer, audience, keep=keep), scopes, issuer)
