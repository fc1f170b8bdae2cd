"""Connections of clients, with a time limit for headers.

It imports uvicorn, so import it only to serve.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST_GATHERED = 64 * 1024
"""Bytes; with more, the transport must be able to pause the writer."""


class Gathered:
    """A transport that sends at once what is written in one turn of the event loop.

    uvicorn writes the head and the body of an answer separately. To send them costs a twentieth of a call each, and the
    client would be woken up for each.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._data = bytearray()

    def write(self, data: bytes) -> None:
        """Send the data at the end of this turn, or now if there is much of it."""
        if data and not self._data:
            self._loop.call_soon(self._send)
        self._data += data
        if len(self._data) > MOST_GATHERED:
            self._send()

    def close(self) -> None:
        """Send what was written, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._data and not self._transport.is_closing():
            self._transport.write(bytes(self._data))
        self._data.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


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
