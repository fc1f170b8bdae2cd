"""ACS3-HMAC-SHA256, Alibaba Cloud's request signature, as a pure function of what is signed.

The recipe is the one in the facts of the API (section 6.1), re-derived from requests of the official SDK:
every header that is handed in gets signed, and the query is signed in decoded form, sorted by name.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"

PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")
SPELLED = {each: quote(each, safe="~") for each in ("%", *map(chr, range(128))) if not PLAIN.fullmatch(each)}
"""The ASCII characters that are quoted, as they are spelled; the one that spells the others comes first."""

FOREIGN = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True)
class Credentials:
    """An access key; the token is there when it is a temporary one. Nothing but ``source`` is ever shown.

    ``source`` says where it was found, such as ``default/env``.
    """

    access_key_id: str = field(repr=False)
    access_key_secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    source: str = "given"


def body_hash(body: bytes) -> str:
    """The hash that travels as ``x-acs-content-sha256``."""
    return hashlib.sha256(body).hexdigest()


def canonical_request(method: str, query: str, headers: Mapping[str, str], content_hash: str) -> str:
    """What is signed, in the one spelling that both sides agree on.

    Args:
        query: as ``encoded`` spells it.
        headers: those that are signed; their names must be in lower case.
    """
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    return "\n".join((method, "/", query, lines, ";".join(names), content_hash))


def signature(canonical: str, secret: str) -> str:
    """The signature over a canonical request, in hex."""
    string_to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.digest(secret.encode(), string_to_sign.encode(), "sha256").hex()


def authorization(
    method: str, query: str, headers: Mapping[str, str], content_hash: str, credentials: Credentials
) -> str:
    """The ``Authorization`` header for a request with this query (see ``encoded``) and exactly these other headers."""
    signed = signature(canonical_request(method, query, headers, content_hash), credentials.access_key_secret)
    names = ";".join(sorted(headers))
    return f"{ALGORITHM} Credential={credentials.access_key_id},SignedHeaders={names},Signature={signed}"


def encoded(parameters: Mapping[str, str]) -> str:
    """Parameters as a query or a form has them, by RFC 3986 and sorted by name: as they are signed."""
    return joined(quoted(parameters))


def quoted(parameters: Mapping[str, str]) -> dict[str, str]:
    """Each parameter as ``name=value``, by RFC 3986. Scripts are long: nothing needs to be quoted twice."""
    return {name: f"{_quoted(name)}={_quoted(value)}" for name, value in parameters.items()}


def joined(pairs: Mapping[str, str]) -> str:
    """What ``quoted`` returns as a query or a form, sorted by name."""
    return "&".join(pairs[name] for name in sorted(pairs))


def _quoted(text: str) -> str:
    # Most names and values need no quoting, and scripts take a quarter of the time that ``quote`` needs for them.
    if PLAIN.fullmatch(text):
        return text
    for character, spelled in SPELLED.items():
        if character in text:
            text = text.replace(character, spelled)
    return text if text.isascii() else FOREIGN.sub(lambda found: quote(found[0]), text)
