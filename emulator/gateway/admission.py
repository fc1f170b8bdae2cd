"""The API gateway: it verifies a request's access key, token, signature, time and nonce.

The codes are those of the gateway's error list (facts of the API, section 6.3); their order is assumed.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from dataworks.signing import Credentials
from emulator.exchange import Request
from emulator.failures import (
    ACCESS_KEY_NOT_FOUND,
    MISSING_TOKEN,
    NONCE_USED,
    TIMESTAMP_EXPIRED,
    TIMESTAMP_FORMAT,
    TOKEN_MALFORMED,
    TOKEN_OF_ANOTHER_KEY,
    RequestRefused,
    signature_mismatch,
)
from emulator.gateway.signatures import claim

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

CLOCK_TOLERANCE = 15 * 60
"""Seconds that the sender's clock may differ. A nonce is remembered for as long as its request could be replayed."""


class Gateway:
    """Verifies requests by the keys that are accepted, and remembers their nonces.

    ``temporary`` returns the key of a session by its id; it refuses the request if the session has ended.
    """

    def __init__(
        self,
        keys: Iterable[Credentials],
        clock: Callable[[], float],
        temporary: Callable[[str], Credentials | None] = lambda _: None,
    ) -> None:
        self._keys = {key.access_key_id: key for key in keys}
        self._clock = clock
        self._temporary = temporary
        self._nonces: dict[str, float] = {}

    def admit(self, request: Request) -> str:
        """Verify a request, and return the id of its access key.

        Raises:
            RequestRefused: the request is not signed correctly, is too old, or repeats a nonce.
        """
        claimed = claim(request)
        self._check_time(claimed.date)
        key = self._keys.get(claimed.key) or self._temporary(claimed.key)
        if key is None:
            raise RequestRefused(ACCESS_KEY_NOT_FOUND)
        self._check_token(claimed.token, key.security_token or "")
        if not claimed.is_valid(key.access_key_secret):
            raise RequestRefused(signature_mismatch(claimed.to_sign))
        self._check_nonce(claimed.nonce)
        return claimed.key

    def _check_token(self, given: str, needed: str) -> None:
        """Refuse a token that is missing, wrong, or not needed."""
        if given == needed:
            return
        if not given:
            raise RequestRefused(MISSING_TOKEN)
        known = given in {key.security_token for key in self._keys.values()}
        raise RequestRefused(TOKEN_OF_ANOTHER_KEY if known else TOKEN_MALFORMED)

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
