"""The emulator in process: an HTTP transport that answers without a network."""

from collections.abc import Awaitable, Callable

import anyio
import httpx2

from emulator.exchange import Dropped, Request
from emulator.service import Emulator


class EmulatorTransport(httpx2.AsyncBaseTransport):
    """Hands each request to an emulator. A dropped connection, or a late answer, looks as a real one would.

    ``sleep`` is how it waits for what comes late.
    """

    def __init__(self, emulator: Emulator, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        self._emulator = emulator
        self._sleep = sleep

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        body = await request.aread()
        url = request.url
        parts = Request.read(request.method, url.path, url.query, request.headers.items(), body)
        reply = self._emulator.answer(parts)
        await self._wait(reply.delay, request)
        if isinstance(reply, Dropped):
            raise httpx2.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        headers = [("content-type", reply.content_type), *reply.headers]
        return httpx2.Response(reply.status, headers=headers, content=reply.body)

    async def _wait(self, delay: float, request: httpx2.Request) -> None:
        """Wait for the answer, as long as its sender is ready to."""
        limit: float | None = request.extensions.get("timeout", {}).get("read")
        patience = delay if limit is None else min(delay, limit)
        if patience > 0:
            await self._sleep(patience)
        if patience < delay:
            raise httpx2.ReadTimeout("The answer did not come in time.", request=request)
