"""The web server: uvicorn on our own socket, with a quick and orderly shutdown.

It imports uvicorn, so import it only to serve.
"""

import asyncio
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import anyio
import uvicorn

from server.http.connections import Connection
from server.http.exposure import Exposure
from server.http.limits import Limits, TimeLimits
from server.http.sockets import BACKLOG, listener, url_of
from server.http.unread import Unread
from server.signals import run_until_signal

GRACE = 0.2
"""Seconds for current requests to be answered after a signal."""

ABORT = 0.3
"""Seconds after which remaining connections are aborted, because of clients that do not read their answer."""

LARGEST_HEAD = 64 * 1024
"""Bytes of request line and headers together; tokens with many claims take several thousand."""


class Server(uvicorn.Server):
    """A server that reports when it listens, does not handle signals, and ends current requests."""

    def __init__(self, config: uvicorn.Config, app: TimeLimits, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none: uvicorn would raise them again at the end, and the process would not exit with 0."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then report it."""
        await super().startup(sockets=sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End requests and streams, then connections, then the lifespan."""
        for accepting in self.servers:
            accepting.close()
        await self._app.end(GRACE)
        abort = asyncio.get_running_loop().call_later(ABORT, self._abort)
        await super().shutdown(sockets=sockets)
        abort.cancel()

    def _abort(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


async def serve(app: TimeLimits, exposure: Exposure, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve until SIGINT or SIGTERM, then shut down in order; ``ready`` is called with the address.

    Raises:
        OSError: the address is not available.
    """
    bound = listener(exposure.host, exposure.port, shared=exposure.shared_port)
    await run_until_signal(partial(serve_on, bound, app, exposure.limits, ready))


async def serve_on(
    bound: socket.socket, app: TimeLimits, limits: Limits, ready: Callable[[str], None] = lambda _: None
) -> None:
    """Serve on a socket until cancelled, then shut down in order: requests, connections, lifespan."""
    server = Server(_config(app, limits), app, lambda: ready(url_of(bound)))
    async with anyio.create_task_group() as group:
        group.start_soon(_until_cancelled, server)
        with anyio.CancelScope(shield=True):
            await server.serve(sockets=[bound])
        group.cancel_scope.cancel()


def _config(app: TimeLimits, limits: Limits) -> uvicorn.Config:
    settings: dict[str, Any] = {
        "http": partial(Connection, limits.head, limits.connections, Unread(limits.unread)),
        "backlog": BACKLOG,
        "ws": "none",
        "lifespan": "on",
        "interface": "asgi3",
        "access_log": False,
        "log_config": None,
        "log_level": "warning",
        "proxy_headers": False,
        "server_header": False,
        "h11_max_incomplete_event_size": LARGEST_HEAD,
        "timeout_keep_alive": 75,
        # Otherwise a request may start with the caller of the previous one on its connection (python/cpython#140947).
        "reset_contextvars": True,
    }
    return uvicorn.Config(app, **settings)


async def _until_cancelled(server: Server) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        server.should_exit = True
