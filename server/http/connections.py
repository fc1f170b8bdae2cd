"""Connections of clients, with a limit for slow headers.

It imports uvicorn, so it is to be imported only to serve.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle


class Connection(H11Protocol):
    """A connection that is cut when a request's headers take longer than ``limit`` seconds to arrive.

    uvicorn has no such limit: whoever opens connections and says little would keep them for ever.
    """

    def __init__(self, limit: float, **settings: Any) -> None:
        super().__init__(**settings)
        self._limit = limit
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The client is there, and has not asked for anything."""
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        """Something came: a request, a part of one, or what is left of one that is answered already."""
        super().data_received(data)
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        if cycle is not None and not cycle.response_complete:
            self._stop()
        elif self._timer is None:
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        self._timer = self.loop.call_later(self._limit, self.transport.abort)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
