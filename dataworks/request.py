"""One operation as an HTTP request: what goes in the URL, what in the body, and the headers that are signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from dataworks.answers import Answer
from dataworks.operation import VERSION, Operation, Wire
from dataworks.signing import Credentials, authorization, body_hash, encoded

LONGEST_TARGET = 8000
"""Bytes. Above this, gateways and proxies on the way start to refuse a request line."""

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A request ready to be sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def action(self) -> str:
        """The operation that it asks for."""
        return self.headers["x-acs-action"]


def build(
    operation: Operation[Answer] | Operation[Any], endpoint: str, credentials: Credentials, now: datetime, nonce: str
) -> Request:
    """Spell and sign an operation; ``now`` is in UTC, ``nonce`` is used once."""
    wire = operation.wire()
    query, form = _fitted(wire) if operation.method == "POST" else wire
    body = encoded(form).encode()
    headers = {
        "host": urlsplit(endpoint).netloc,
        "x-acs-action": operation.action(),
        "x-acs-content-sha256": body_hash(body),
        "x-acs-date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": VERSION,
        **({"content-type": FORM} if form else {}),
        **_token_headers(credentials),
    }
    signed = authorization(operation.method, query, headers, headers["x-acs-content-sha256"], credentials)
    url = f"{endpoint}/?{encoded(query)}" if query else f"{endpoint}/"
    return Request(operation.method, url, {**headers, "authorization": signed, "accept": "application/json"}, body)


def _token_headers(credentials: Credentials) -> dict[str, str]:
    if credentials.security_token is None:
        return {}
    return {
        "x-acs-accesskey-id": credentials.access_key_id,
        "x-acs-security-token": credentials.security_token,
    }


def _fitted(wire: Wire) -> Wire:
    """Move the longest query parameters to the form until the target is short enough.

    That the service takes them there is assumed: its gateway reads parameters from both places.
    """
    query, form = dict(wire.query), dict(wire.form)
    while query and _too_long(query):
        longest = max(query, key=lambda name: len(query[name]))
        form[longest] = query.pop(longest)
    return Wire(query, form)


def _too_long(query: Mapping[str, str]) -> bool:
    # To quote a script of megabytes takes long, and quoting makes nothing shorter.
    return max(map(len, query.values())) > LONGEST_TARGET or len(f"/?{encoded(query)}") > LONGEST_TARGET
