"""The API gateway: it verifies a request's access key, signature, time and nonce.

The codes are those of the gateway's error list (facts of the API, section 6.3); their order is assumed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from emulator.exchange import Request
from emulator.failures import (
    ACCESS_KEY_NOT_FOUND,
    NONCE_USED,
    TIMESTAMP_EXPIRED,
    TIMESTAMP_FORMAT,
    RequestRefused,
    signature_mismatch,
)
from emulator.gateway.signatures import claim

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

CLOCK_TOLERANCE = 15 * 60
"""Seconds that the sender's clock may differ. A nonce is remembered for as long as its request could be replayed."""


class Gateway:
    """Verifies requests and remembers their nonces; ``keys`` maps access keys to secrets."""

    def __init__(self, keys: Mapping[str, str], clock: Callable[[], float]) -> None:
        self._keys = dict(keys)
        self._clock = clock
        self._nonces: dict[str, float] = {}

    def admit(self, request: Request) -> None:
        """Verify a request.

        Raises:
            RequestRefused: the request is not signed correctly, is too old, or repeats a nonce.
        """
        claimed = claim(request)
        self._check_time(claimed.date)
        secret = self._keys.get(claimed.key)
        if secret is None:
            raise RequestRefused(ACCESS_KEY_NOT_FOUND)
        if not claimed.is_valid(secret):
            raise RequestRefused(signature_mismatch(claimed.to_sign))
        self._check_nonce(claimed.nonce)

    def _check_time(self, text: str) -> None:
        if not STAMP.fullmatch(text):
            raise RequestRefused(TIMESTAMP_FORMAT)
        try:
            sent = datetime.fromisoformat(text).timestamp()
        except (ValueError, OverflowError):
            raise RequestRefused(TIMESTAMP_FORMAT) from None
        if abs(self._clock() - sent) > CLOCK_TOLERANCE:
            raise RequestRefused(TIMESTAMP_EXPIRED)

    def _check_nonce(self, nonce: str) -> None:
        now = self._clock()
        while self._nonces and now - next(iter(self._nonces.values())) > 2 * CLOCK_TOLERANCE:
            del self._nonces[next(iter(self._nonces))]
        if nonce in self._nonces:
            raise RequestRefused(NONCE_USED)
        self._nonces[nonce] = now
