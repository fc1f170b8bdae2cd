"""Bearer tokens of an OpenID Connect issuer: signed JSON web tokens (RFC 7519, RFC 9068).

It imports the JWT library, so import it only if an issuer is configured.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import jwt
from mcp.server.auth.provider import AccessToken

from dataworks.sts.identity import CallerToken
from server.auth.callers import RESERVED
from server.auth.issuer import Jwk, checked_issuer, published_keys
from server.auth.keys import KeySet
from server.identity.roles import TOKEN_CLAIM

logger = logging.getLogger(__name__)

LEEWAY = 60
"""Seconds by which the issuer's clock and ours may differ."""

KEY_TYPES = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384"), "EC"),
    "EdDSA": "OKP",
}
"""The accepted algorithms with the type of their keys. All are asymmetric, so a public key can't sign."""

UNREADABLE = (jwt.PyJWTError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError)


class OpenIdConnect:
    """Verifies tokens by the issuer's keys.

    It checks signature, issuer (exactly), audience, expiry and not-before; a subject is required. ``clock`` returns
    seconds, for the age of the keys. ``keep``: the token is kept for the work of its request, to be exchanged.

    Raises:
        ValueError: the issuer is not an https address, or there is no audience.
    """

    def __init__(
        self, issuer: str, audience: str, clock: Callable[[], float] = time.monotonic, *, keep: bool = False
    ) -> None:
        if not audience:
            raise ValueError("an issuer needs an audience: without one, tokens for other services would be accepted")
        self.issuer = checked_issuer(issuer)
        self._audience = audience
        self._keep = keep
        self._keys = KeySet(partial(published_keys, issuer), clock)

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the holder of this token, or None; the reason is logged as one word, without any content of the token.

        Raises:
            IssuerUnreachable: the keys are needed and cannot be fetched.
        """
        try:
            header = jwt.get_unverified_header(token)
            algorithm: str = header["alg"]
            key = await self._keys.find(header.get("kid"), KEY_TYPES[algorithm])
            if key is None:
                return None
            claims = self._claims(token, key, algorithm)
            return _granted(claims, _kept(token, claims) if self._keep else {})
        except UNREADABLE as error:
            logger.info("a bearer token was refused: %s", type(error).__name__)
            return None

    def _claims(self, token: str, key: Jwk, algorithm: str) -> dict[str, Any]:
        if key.get("alg", algorithm) != algorithm:
            raise jwt.InvalidAlgorithmError
        return jwt.decode(
            token,
            jwt.PyJWK(key, algorithm),
            algorithms=[algorithm],
            audience=self._audience,
            issuer=self.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud", "sub"], "enforce_minimum_key_length": True},
        )


def _kept(token: str, claims: dict[str, Any]) -> dict[str, Any]:
    """Return the token, in a form that does not show it, with whom it is for."""
    given = claims["aud"]
    audience = (given,) if isinstance(given, str) else tuple(given)
    return {TOKEN_CLAIM: CallerToken(token, audience, float(claims["exp"]))}


def _granted(claims: dict[str, Any], more: dict[str, Any]) -> AccessToken:
    subject: str = claims["sub"]
    if not (0 < len(subject) <= 255 and subject.isprintable()) or subject in RESERVED:
        raise jwt.InvalidTokenError
    return AccessToken(
        token="",  # not needed, and so it can't leak
        client_id=str(claims.get("azp") or claims.get("client_id") or subject),
        subject=subject,
        scopes=_scopes(claims),
        # The library checks the expiry again, without leeway.
        expires_at=int(claims["exp"]) + LEEWAY,
        claims={"iss": claims["iss"], **more},
    )


def _scopes(claims: dict[str, Any]) -> list[str]:
    """Return the granted scopes. ``scope`` is a string (RFC 8693); ``scp`` is a string at Microsoft, a list at Okta."""
    granted: object = claims.get("scope", claims.get("scp", ""))
    if isinstance(granted, str):
        return granted.split()
    names = cast("list[object]", granted) if isinstance(granted, list) else []
    return [name for name in names if isinstance(name, str)]
