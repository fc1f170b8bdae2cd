"""The web server below: uvicorn, on our own socket, with a quick and orderly end.

It imports uvicorn, so it is to be imported only to serve.
"""

import asyncio
import gc
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import anyio
import uvicorn

from server.http.connections import Connection
from server.http.exposure import Exposure
from server.http.limits import TimeLimits
from server.http.sockets import listener, url_of
from server.signals import until_signal

GRACE = 0.2
"""Seconds for requests under way to be answered after a signal."""

ABORT = 0.3
"""Seconds after which connections that are left are cut, for clients that do not read their answer."""

LARGEST_HEAD = 64 * 1024
"""Bytes of request line and headers together; tokens with many claims take several thousand."""

NEW_OBJECTS = 10_000
"""So many objects more, and Python looks for garbage. Its usual 700 are few calls: a tenth of their time goes there."""


class Server(uvicorn.Server):
    """A server that says when it listens, leaves signals alone, and ends what is under way."""

    def __init__(self, config: uvicorn.Config, app: TimeLimits, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none: uvicorn raises them once more at the end, and the process would not exit with 0."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
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
    """Serve until SIGINT or SIGTERM, then end in order; ``ready`` gets the address.

    Raises:
        OSError: the address cannot be had.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    bound = listener(exposure.host, exposure.port, shared=exposure.shared_port)
    await until_signal(partial(serve_on, bound, app, exposure.limits.head, ready))


async def serve_on(
    bound: socket.socket, app: TimeLimits, head_limit: float, ready: Callable[[str], None] = lambda _: None
) -> None:
    """Serve on a socket until cancelled, then end in order: requests, connections, lifespan."""
    server = Server(_config(app, head_limit), app, lambda: ready(url_of(bound)))
    async with anyio.create_task_group() as group:
        group.start_soon(_until_cancelled, server)
        with anyio.CancelScope(shield=True):
            await server.serve(sockets=[bound])
        group.cancel_scope.cancel()


def _config(app: TimeLimits, head_limit: float) -> uvicorn.Config:
    settings: dict[str, Any] = {
        "http": partial(Connection, head_limit),
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
        # Otherwise a connection's next request may begin with the caller of the one before (python/cpython#140947).
        "reset_contextvars": True,
    }
    return uvicorn.Config(app, **settings)


async def _until_cancelled(server: Server) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        server.should_exit = True
