"""The two signature methods, ACS3 and the legacy HMAC-SHA1, read into one claim about the sender of a request."""

import base64
import hmac
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from dataworks.signing import body_hash, canonical_request, encoded, signature, string_to_sign
from emulator.exchange import Request
from emulator.failures import INCOMPLETE_SIGNATURE, MISSING_ACCESS_KEY, RequestRefused, missing

SIGNED = ("host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version")
"""The headers that an ACS3 signature must cover."""

LEGACY = ("AccessKeyId", "Timestamp", "SignatureNonce", "SignatureMethod")
"""The parameters that a legacy request must have besides its signature."""

ACS3 = re.compile(
    r"ACS3-HMAC-SHA256\s+Credential=(?P<key>[^,\s]+),\s*SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<given>\w+)"
)


class Claim(NamedTuple):
    """The access key, time, nonce and signature of a request.

    Attributes:
        token: the security token of a temporary key; "" if there is none.
        to_sign: the text that the signature must be of.
        sign: returns the signature of a text by a secret.
    """

    key: str
    date: str
    nonce: str
    token: str
    given: str
    to_sign: str
    sign: Callable[[str, str], str]

    def is_valid(self, secret: str) -> bool:
        """Verify the signature with the key's secret."""
        return hmac.compare_digest(self.sign(self.to_sign, secret).encode(), self.given.encode())


def claim(request: Request) -> Claim:
    """Read the signature of a request.

    Raises:
        RequestRefused: the request is not signed, or a part of the signature is missing.
    """
    return _legacy(request) if request.is_legacy else _acs3(request)


def _acs3(request: Request) -> Claim:
    """Read ACS3-HMAC-SHA256. It is verified over decoded query pairs, since HTTP libraries quote differently."""
    header = request.headers.get("authorization")
    if not header:
        raise RequestRefused(MISSING_ACCESS_KEY)
    parts = ACS3.fullmatch(header.strip())
    if parts is None:
        raise RequestRefused(INCOMPLETE_SIGNATURE)
    signed = parts["headers"].split(";")
    _check_headers(request, signed)
    headers = {name: request.headers[name] for name in signed}
    canonical = canonical_request(request.method, encoded(dict(request.query)), headers, body_hash(request.body))
    date, nonce = request.headers["x-acs-date"], request.headers["x-acs-signature-nonce"]
    token = request.headers.get("x-acs-security-token", "")
    return Claim(parts["key"], date, nonce, token, parts["given"], string_to_sign(canonical), signature)


def _check_headers(request: Request, signed: list[str]) -> None:
    """Check that every header that must be signed is, and that every signed header is present."""
    for name in SIGNED:
        if not request.headers.get(name):
            raise RequestRefused(missing(name))
    if not set(SIGNED) <= set(signed) or not all(name in request.headers for name in signed):
        raise RequestRefused(INCOMPLETE_SIGNATURE)


def _legacy(request: Request) -> Claim:
    """Read the older HMAC-SHA1 over all parameters, which the sample request of the official pages shows."""
    parameters = request.parameters
    for name in LEGACY:
        if not parameters.get(name):
            raise RequestRefused(missing(name))
    if parameters["SignatureMethod"] != "HMAC-SHA1":
        raise RequestRefused(INCOMPLETE_SIGNATURE)
    key, date, nonce = parameters["AccessKeyId"], parameters["Timestamp"], parameters["SignatureNonce"]
    token, given = parameters.get("SecurityToken", ""), parameters["Signature"]
    return Claim(key, date, nonce, token, given, _legacy_text(request), _legacy_signature)


def _legacy_text(request: Request) -> str:
    signed = {name: value for name, value in request.parameters.items() if name != "Signature"}
    return f"{request.method}&%2F&{quote(encoded(signed), safe='~')}"


def _legacy_signature(text: str, secret: str) -> str:
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), text.encode(), "sha1")).decode()
