"""Connections of clients, with a time limit for headers.

It imports uvicorn, so import it only to serve.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from emulator.http.gathered import Gathered


class Connection(H11Protocol):
    """A connection that is closed if the headers of a request take longer than ``limit`` seconds to arrive.

    uvicorn has no such limit: a client that sends nothing could keep its connections forever.
    """

    def __init__(self, limit: float, **settings: Any) -> None:
        super().__init__(**settings)
        self._limit = limit
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer for the first request."""
        super().connection_made(cast("asyncio.Transport", Gathered(transport, self.loop)))
        self._start()

    def data_received(self, data: bytes) -> None:
        """Stop the timer when the headers of a request are complete; else start it unless it is running."""
        super().data_received(data)
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        if cycle is not None and not cycle.response_complete:
            self._stop()
        elif self._timer is None:
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        self._timer = self.loop.call_later(self._limit, self.transport.abort)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
