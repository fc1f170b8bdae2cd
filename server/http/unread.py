"""Answers that clients have not read yet: a limit for their bytes, which a client that does not read keeps here."""

import asyncio
from collections import Counter
from typing import Any, Protocol

from server.http.requests import caller_name


class Answering(Protocol):
    """A connection: the request that is being answered, and where its answer is written to."""

    @property
    def scope(self) -> Any:
        """The request (ASGI)."""
        ...

    @property
    def transport(self) -> asyncio.Transport:
        """Where the answer is written to."""
        ...


class Unread:
    """The connections with more to send than their clients take.

    If they have more than ``most`` bytes together, the caller with the most of them loses the connection that has
    waited for the longest time, and so on. A single answer is sent, however large.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting = dict[Answering, None]()

    def add(self, connection: Answering) -> None:
        """Note that a connection waits for its client, and abort others if that is too much."""
        self._waiting[connection] = None
        while len(self._waiting) > 1 and self._by_caller().total() > self._most:
            surplus = self._surplus()
            self.discard(surplus)
            surplus.transport.abort()

    def discard(self, connection: Answering) -> None:
        """Note that a connection does not wait any more."""
        self._waiting.pop(connection, None)

    def _by_caller(self) -> Counter[str]:
        sizes = Counter[str]()
        for each in self._waiting:
            sizes[caller_name(each.scope)] += each.transport.get_write_buffer_size()
        return sizes

    def _surplus(self) -> Answering:
        ((caller, _),) = self._by_caller().most_common(1)
        return next(each for each in self._waiting if caller_name(each.scope) == caller)
