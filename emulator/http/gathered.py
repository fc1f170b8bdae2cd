"""A transport for web servers that send head and body of an answer separately."""

import asyncio
from typing import Any

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
