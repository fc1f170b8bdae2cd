"""A cache of the issuer's keys, fetched again when they rotate."""

import logging
import math
from collections.abc import Awaitable, Callable

import anyio

from server.auth.issuer import IssuerUnreachable, Jwk

logger = logging.getLogger(__name__)

FRESH = 600.0
"""Seconds for which fetched keys are used without fetching them again."""

STALE = 3600.0
"""Seconds for which they are used if the issuer does not answer."""

UNKNOWN_KEY_INTERVAL = 30.0
"""Seconds between two fetches for unknown key ids, so that callers can't flood the issuer with invented ones."""

BACK_OFF = 10.0
"""Seconds to wait after a failed fetch."""


class KeySet:
    """The keys of one issuer. ``fetch`` returns them or raises ``IssuerUnreachable``; one fetch runs at a time."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[Jwk, ...]]], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = anyio.Lock()
        self._keys: tuple[Jwk, ...] = ()
        self._fetched = self._failed = self._fetched_for_unknown = -math.inf

    async def find(self, key_id: str | None, key_type: str) -> Jwk | None:
        """Return the key of this id and type (``kty``); without an id the only one of its type; None if there is none.

        Raises:
            IssuerUnreachable: the keys are needed and cannot be fetched.
        """
        if self._age(self._fetched) > FRESH:
            await self._refresh()
        key = self._cached(key_id, key_type)
        if key is None and key_id is not None:
            await self._fetch_unknown(key_id, key_type)
            key = self._cached(key_id, key_type)
        return key

    def _cached(self, key_id: str | None, key_type: str) -> Jwk | None:
        keys = [key for key in self._keys if key.get("kty") == key_type and key_id in (None, key.get("kid"))]
        return keys[0] if len(keys) == 1 else None

    async def _refresh(self) -> None:
        async with self._lock:
            if self._age(self._fetched) <= FRESH:
                return
            try:
                await self._load()
            except IssuerUnreachable:
                if self._age(self._fetched) > STALE:
                    raise

    async def _fetch_unknown(self, key_id: str, key_type: str) -> None:
        async with self._lock:
            if self._cached(key_id, key_type) is None and self._age(self._fetched_for_unknown) >= UNKNOWN_KEY_INTERVAL:
                self._fetched_for_unknown = self._clock()
                await self._load()

    async def _load(self) -> None:
        if self._age(self._failed) < BACK_OFF:
            raise IssuerUnreachable("the last attempt has just failed")
        started = self._clock()
        try:
            self._keys = await self._fetch()
        except IssuerUnreachable as error:
            self._failed = self._clock()
            logger.warning("the issuer's keys could not be fetched: %s", error)
            raise
        self._fetched = started

    def _age(self, moment: float) -> float:
        return self._clock() - moment
