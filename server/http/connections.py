"""Connections of clients, with a time limit for headers, and a limit for their number.

It imports uvicorn, so import it only to serve.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from emulator.http.gathered import Gathered
from server.http.unread import Unread


class Connection(H11Protocol):
    """A connection that is closed if the headers of a request take longer than ``limit`` seconds to arrive.

    uvicorn has no such limit: a client that sends nothing could keep its connections forever. If there are more than
    ``most``, the one is closed that has no request for the longest time; if all have one, the newest. ``unread`` has
    those whose clients do not read.
    """

    def __init__(self, limit: float, most: int, unread: Unread, **settings: Any) -> None:
        super().__init__(**settings)
        self._limit = limit
        self._most = most
        self._unread = unread
        self._used = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer for the first request, and close another connection if there are too many."""
        super().connection_made(cast("asyncio.Transport", Gathered(transport, self.loop)))
        self._used = self.loop.time()
        self._start()
        if len(self.connections) > self._most:
            surplus = self._surplus()
            self.connections.discard(surplus)  # now, since it is lost only in the next turn
            surplus.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Stop the timer when the headers of a request are complete; else start it unless it is running."""
        super().data_received(data)
        self._used = self.loop.time()
        if not self._is_idle:
            self._stop()
        elif self._timer is None:
            self._start()

    def pause_writing(self) -> None:
        """Wait for the client to read, unless too many bytes wait for that."""
        super().pause_writing()
        self._unread.add(self)

    def resume_writing(self) -> None:
        """Continue: the client has read."""
        super().resume_writing()
        self._unread.discard(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop()
        self._unread.discard(self)
        super().connection_lost(exc)

    @property
    def _is_idle(self) -> bool:
        """Whether no request is being answered."""
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        return cycle is None or cycle.response_complete

    def _surplus(self) -> H11Protocol:
        """The connection to close if there are too many."""
        idle = [each for each in cast("set[Connection]", self.connections) if each._is_idle]
        return min(idle, key=lambda each: each._used, default=self)

    def _start(self) -> None:
        self._timer = self.loop.call_later(self._limit, self.transport.abort)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
