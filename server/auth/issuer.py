"""The discovery document and the key set of an OpenID Connect issuer.

Sources: OpenID Connect Discovery 1.0, sections 3 and 4; RFC 7517 (keys).
"""

import json
from typing import Any, cast
from urllib.parse import urlsplit

import anyio
import httpx2
from starlette.authentication import AuthenticationError

from dataworks.endpoints import is_loopback

TIME_LIMIT = 5.0
"""Seconds for discovery document and key set together."""

LARGEST = 256 * 1024
"""Bytes that each of the two may have at most."""

OK = 200

Jwk = dict[str, Any]


class IssuerUnreachable(AuthenticationError):
    """The issuer's keys could not be fetched, so no token can be verified; the request may be sent again later."""


def checked_issuer(url: str) -> str:
    """Return the issuer unchanged, since it is compared exactly.

    Raises:
        ValueError: it is not an https address (plain http is accepted for this machine), or has a query or a fragment.
    """
    parts = urlsplit(url)
    if not _trusted(url) or parts.query or parts.fragment:
        raise ValueError("the issuer must be an https:// address (http:// for this machine only), without ? and #")
    return url


async def published_keys(issuer: str, limit: float = TIME_LIMIT) -> tuple[Jwk, ...]:
    """Fetch the issuer's public keys for signatures, within ``limit`` seconds.

    Raises:
        IssuerUnreachable: it does not answer in time, or its answer does not follow the specifications.
    """
    try:
        with anyio.fail_after(limit):
            async with httpx2.AsyncClient(timeout=limit, headers={"accept-encoding": "identity"}) as client:
                discovery = await _document(client, f"{issuer.removesuffix('/')}/.well-known/openid-configuration")
                return _signing_keys(await _document(client, _key_address(discovery, issuer)))
    except (TimeoutError, httpx2.TimeoutException):
        raise IssuerUnreachable(f"no answer within {limit:g} s") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise IssuerUnreachable(type(error).__name__) from None
    except ValueError as error:
        raise IssuerUnreachable(str(error)) from None


async def _document(client: httpx2.AsyncClient, url: str) -> dict[str, Any]:
    async with client.stream("GET", url) as answer:
        if answer.status_code != OK:
            raise ValueError(f"HTTP status {answer.status_code}")
        body = bytearray()
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > LARGEST:
                raise ValueError(f"an answer of more than {LARGEST} bytes")
    return _object(bytes(body))


def _object(body: bytes) -> dict[str, Any]:
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("an answer that is not JSON") from None
    if not isinstance(document, dict):
        raise ValueError("an answer that is not a JSON object")
    return cast("dict[str, Any]", document)


def _key_address(discovery: dict[str, Any], issuer: str) -> str:
    address: object = discovery.get("jwks_uri")
    if discovery.get("issuer") != issuer:
        raise ValueError("a discovery document of another issuer")
    if not isinstance(address, str) or not _trusted(address):
        raise ValueError("a key set without a secure address")
    return address


def _signing_keys(document: dict[str, Any]) -> tuple[Jwk, ...]:
    listed: object = document.get("keys")
    if not isinstance(listed, list):
        raise ValueError("a key set without keys")
    keys = [cast("Jwk", key) for key in cast("list[object]", listed) if isinstance(key, dict)]
    return tuple(key for key in keys if key.get("use", "sig") == "sig")


def _trusted(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
