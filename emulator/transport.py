"""The emulator in process: an HTTP transport that answers without a network."""

import httpx2

from emulator.exchange import Dropped, Request
from emulator.service import Emulator


class EmulatorTransport(httpx2.AsyncBaseTransport):
    """Hands each request to an emulator. A dropped connection looks to the caller as a real one would."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        body = await request.aread()
        url = request.url
        parts = Request.read(request.method, url.path, url.query, request.headers.items(), body)
        reply = self._emulator.answer(parts)
        if isinstance(reply, Dropped):
            raise httpx2.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        return httpx2.Response(reply.status, headers={"content-type": reply.content_type}, content=reply.body)
