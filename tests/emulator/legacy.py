"""Requests with the older signature, version 1, made without the code of the emulator."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from urllib.parse import quote, urlencode

from emulator.exchange import FORM, Request
from tests.emulator.calls import NOON

NONCES = count(1)


def legacy(
    action: str, parameters: Mapping[str, str], *, key: str = "emulator", secret: str = "emulator", at: float = NOON
) -> tuple[Request, str]:
    """Return a request with its parameters in a form, and the text that was signed."""
    sent = {
        "Action": action,
        "Version": "2020-05-18",
        "Format": "JSON",
        "AccessKeyId": key,
        "Timestamp": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "SignatureNonce": f"legacy-{next(NONCES)}",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        **parameters,
    }
    sent = {name: value for name, value in sent.items() if value}
    pairs = "&".join(f"{quote(name, safe='~')}={quote(sent[name], safe='~')}" for name in sorted(sent))
    to_sign = f"POST&%2F&{quote(pairs, safe='~')}"
    digest = hmac.new(f"{secret}&".encode(), to_sign.encode(), hashlib.sha1).digest()
    body = urlencode({**sent, "Signature": base64.b64encode(digest).decode()}).encode()
    headers = {"host": "localhost", "content-type": FORM}
    return Request.read("POST", "/", b"", headers.items(), body), to_sign
