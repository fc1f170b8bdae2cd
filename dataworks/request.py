"""Builds the HTTP request of an operation: URL, body, and the signed headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from dataworks.answers import Answer
from dataworks.operation import Operation, Wire
from dataworks.signing import Credentials, authorization, body_hash, joined, quoted

LONGEST_TARGET = 8000
"""Bytes. Many web servers refuse a longer request line with 414, and one in front of the service was seen to do so."""

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A signed request."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def action(self) -> str:
        """The name of the operation."""
        return self.headers["x-acs-action"]


class Unsigned(NamedTuple):
    """A request before it is signed; ``wire`` has its parameters."""

    version: str
    action: str
    method: str
    wire: Wire


def build(
    operation: Operation[Answer] | Operation[Any], endpoint: str, credentials: Credentials, now: datetime, nonce: str
) -> Request:
    """Build and sign the request of an operation; ``now`` is in UTC, ``nonce`` is used once."""
    unsigned = Unsigned(operation.version, operation.action(), operation.method, operation.wire())
    return signed(unsigned, endpoint, None if operation.anonymous else credentials, now, nonce)


def signed(unsigned: Unsigned, endpoint: str, credentials: Credentials | None, now: datetime, nonce: str) -> Request:
    """Sign a request, unless it is sent without credentials."""
    version, action, method, wire = unsigned
    in_query, in_form = quoted(wire.query), quoted(wire.form)
    if method == "POST":
        _shorten(in_query, in_form)
    query, body = joined(in_query), joined(in_form).encode()
    headers = {
        "host": urlsplit(endpoint).netloc,
        "x-acs-action": action,
        "x-acs-content-sha256": body_hash(body),
        "x-acs-date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
        **({"content-type": FORM} if body else {}),
        **_token_headers(credentials),
    }
    if credentials is not None:
        headers["authorization"] = authorization(method, query, headers, headers["x-acs-content-sha256"], credentials)
    url = f"{endpoint}/?{query}" if query else f"{endpoint}/"
    return Request(method, url, {**headers, "accept": "application/json"}, body)


def _token_headers(credentials: Credentials | None) -> dict[str, str]:
    if credentials is None or credentials.security_token is None:
        return {}
    return {
        "x-acs-accesskey-id": credentials.access_key_id,
        "x-acs-security-token": credentials.security_token,
    }


def _shorten(query: dict[str, str], form: dict[str, str]) -> None:
    """Move the longest parameters of a query to the form until the target is short enough.

    The gateway of this style of API reads parameters from both places.
    """
    while len("/?") + sum(map(len, query.values())) + len(query) - 1 > LONGEST_TARGET:
        longest = max(query, key=lambda name: len(query[name]))
        form[longest] = query.pop(longest)
