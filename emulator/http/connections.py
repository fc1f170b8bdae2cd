"""The web server of the emulator: uvicorn that can drop a connection, and that reports when it listens.

Only ``emulator.http.web`` imports this, and only when it serves: uvicorn is slow to import.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import anyio
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from emulator.http.gathered import Gathered

LARGEST_HEAD = 4 * 2**20
"""Bytes of request line and headers that are read, so that the emulator itself can refuse a line that is too long."""


class Connection(H11Protocol):
    """A connection with the ASGI extension ``emulator.drop``, which closes it without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner: ASGIApp = self.app

        async def droppable(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {**scope.get("extensions", {}), "emulator.drop": self.transport.abort}
            await inner(scope, receive, send)

        self.app = droppable

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Send head and body of an answer together."""
        super().connection_made(cast("asyncio.Transport", Gathered(transport, self.loop)))

    def shutdown(self) -> None:
        """Close in order, without waiting for a pending answer, since faults can make it very late."""
        super().shutdown()
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        if cycle is not None and not cycle.response_complete:
            self.transport.abort()


class Server(uvicorn.Server):
    """A server that calls ``ready`` when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call ``ready``."""
        await super().startup(sockets=sockets)
        self._ready()


async def serve_on(listener: socket.socket, app: ASGIApp, ready: Callable[[], None]) -> None:
    """Serve on a socket until cancelled, and shut down in order."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        loop="asyncio",
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        date_header=False,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_keep_alive=75,
    )
    server = Server(config, ready)
    async with anyio.create_task_group() as group:
        group.start_soon(_until_cancelled, server)
        with anyio.CancelScope(shield=True):
            await server.serve(sockets=[listener])
        group.cancel_scope.cancel()


async def _until_cancelled(server: Server) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        server.should_exit = True
