"""The emulator in process: a transport that answers without a network."""

from urllib.parse import urlsplit

from dataworks.errors import Unreachable
from dataworks.request import Request as Sent
from dataworks.transport import BROKEN, Response
from emulator.exchange import Dropped, Request
from emulator.service import Emulator


class EmulatorTransport:
    """Hands each request to an emulator. A dropped connection looks to the caller as a real one would."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def send(self, request: Sent, limit: float) -> Response:
        """Answer a request.

        Raises:
            Unreachable: the emulator dropped the connection.
        """
        del limit
        url = urlsplit(request.url)
        parts = Request.read(request.method, url.path, url.query.encode(), request.headers.items(), request.body)
        reply = self._emulator.answer(parts)
        if isinstance(reply, Dropped):
            raise Unreachable(request.action, BROKEN, sent=True)
        return Response(reply.status, {"content-type": reply.content_type}, reply.body)

    async def aclose(self) -> None:
        """There is no connection to let go of."""
