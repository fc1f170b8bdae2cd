"""The issuer's keys, kept for a while and fetched again when they rotate."""

import logging
import math
from collections.abc import Awaitable, Callable

import anyio

from server.auth.issuer import IssuerUnreachable, Jwk

logger = logging.getLogger(__name__)

FRESH = 600.0
"""Seconds for which fetched keys are used without asking again."""

KEPT = 3600.0
"""Seconds for which they are used when the issuer does not answer."""

BETWEEN_LOOKS = 30.0
"""Seconds between two fetches on behalf of keys nobody knows: a caller with invented ones must not flood the issuer."""

BACK_OFF = 10.0
"""Seconds without a further try after a fetch that failed."""


class KeySet:
    """The keys of one issuer. ``fetch`` brings them or raises ``IssuerUnreachable``; one fetch runs at a time."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[Jwk, ...]]], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = anyio.Lock()
        self._keys: tuple[Jwk, ...] = ()
        self._fetched = self._failed = self._looked = -math.inf

    async def find(self, key_id: str | None, family: str) -> Jwk | None:
        """The key of this id and type (``kty``); without an id the only one of its type. None when there is none.

        Raises:
            IssuerUnreachable: the keys are needed and cannot be fetched.
        """
        if self._passed(self._fetched) > FRESH:
            await self._renew()
        key = self._held(key_id, family)
        if key is None and key_id is not None:
            await self._look_again(key_id, family)
            key = self._held(key_id, family)
        return key

    def _held(self, key_id: str | None, family: str) -> Jwk | None:
        keys = [key for key in self._keys if key.get("kty") == family and key_id in (None, key.get("kid"))]
        return keys[0] if len(keys) == 1 else None

    async def _renew(self) -> None:
        async with self._lock:
            if self._passed(self._fetched) <= FRESH:
                return
            try:
                await self._load()
            except IssuerUnreachable:
                if self._passed(self._fetched) > KEPT:
                    raise

    async def _look_again(self, key_id: str, family: str) -> None:
        async with self._lock:
            if self._held(key_id, family) is None and self._passed(self._looked) >= BETWEEN_LOOKS:
                self._looked = self._clock()
                await self._load()

    async def _load(self) -> None:
        if self._passed(self._failed) < BACK_OFF:
            raise IssuerUnreachable("the last try failed a moment ago")
        started = self._clock()
        try:
            self._keys = await self._fetch()
        except IssuerUnreachable as error:
            self._failed = self._clock()
            logger.warning("the issuer's keys could not be fetched: %s", error)
            raise
        self._fetched = started

    def _passed(self, moment: float) -> float:
        return self._clock() - moment
