"""The emulator in the client's process: a transport without a network."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import anyio

from dataworks.errors import Unreachable
from dataworks.request import Request as Sent
from dataworks.transport import BROKEN, LATE, Response
from emulator.exchange import Dropped, Request
from emulator.service import Emulator


class EmulatorTransport:
    """Sends each request to an emulator. A dropped connection or a late answer raises the same error as a real one.

    ``sleep`` waits for late answers.
    """

    def __init__(self, emulator: Emulator, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        self._emulator = emulator
        self._sleep = sleep

    async def send(self, request: Sent, limit: float) -> Response:
        """Return the answer to a request.

        Raises:
            Unreachable: the emulator dropped the connection, or its answer is later than ``limit`` seconds.
        """
        url = urlsplit(request.url)
        parts = Request.read(request.method, url.path, url.query.encode(), request.headers.items(), request.body)
        reply = self._emulator.answer(parts)
        if reply.delay:
            await self._sleep(min(reply.delay, limit))
        if isinstance(reply, Dropped) or reply.delay > limit:
            raise Unreachable(request.action, (LATE if reply.delay > limit else BROKEN).said(), sent=True)
        headers = {"content-type": reply.content_type, **dict(reply.headers)}
        return Response(reply.status, headers, reply.body)

    async def aclose(self) -> None:
        """Do nothing: there is no connection to close."""
