"""Limits for HTTP requests: their time, and the end of current ones when the server stops."""

import asyncio
import math
from collections import deque
from dataclasses import dataclass, field

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from server.http.exchange import Exchange, dropped, nothing
from server.http.sessions import SESSION
from server.http.sockets import most_connections

LISTENING = (b"mcp-method", b"subscriptions/listen")

CLOSING = 0.1
"""Seconds for sessions to be closed, before their calls are aborted."""


@dataclass(frozen=True)
class Limits:
    """Seconds that each part of a request may take, and the number and size of requests, sessions and connections.

    Attributes:
        head: from the connection, or the first byte, to the end of the headers.
        body: from there to the end of the body.
        call: from there to the end of the answer. No tool takes more than 60 s. Streams of notifications, which last
            as long as the client listens, have no limit.
        sessions: of one caller; see ``SessionLimits``.
        requests, size: of one caller at a time, and the bytes of their bodies; see ``RequestLimits``.
        connections: of all together; see ``Connection``.
        unread: bytes of answers that clients have not read, of all together; see ``Unread``.
    """

    head: float = 10.0
    body: float = 30.0
    call: float = 120.0
    sessions: int = 100
    requests: int = 1_000
    size: int = 32 * 1024 * 1024
    connections: int = field(default_factory=most_connections)
    unread: int = 64 * 1024 * 1024


class TimeLimits:
    """An application with time limits: 408 for a slow body; 504, or the end of the stream, for a late answer.

    One timer looks at all requests together, since one for each would cost as much as parsing it. So a request is
    aborted up to a twentieth of the shortest limit late.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._interval = min(limits.body, limits.call) / 20
        self._timer: asyncio.TimerHandle | None = None
        self._current: dict[Exchange, Scope] = {}
        self._abandoned: deque[Scope] = deque(maxlen=100)
        self._done: anyio.Event | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = self._start(scope, receive, send)
        self._current[exchange] = scope
        if self._timer is None:
            self._abort_late()
        try:
            with exchange.bound:
                await self._app(scope, exchange.receive, exchange.send)
        finally:
            self._finish(exchange)
        if exchange.bound.cancelled_caught:
            await exchange.close()

    async def end(self, within: float) -> None:
        """End all current requests within about so many seconds."""
        for exchange in self._current:
            exchange.end(within + CLOSING)
        self._done = anyio.Event()
        with anyio.move_on_after(within):
            if self._current:
                await self._done.wait()
        with anyio.move_on_after(CLOSING):
            await self._close_sessions()

    def _abort_late(self) -> None:
        """Abort the requests whose time is up, and look again later while there are others."""
        now = anyio.current_time()
        for exchange in self._current:
            if exchange.deadline <= now:
                exchange.bound.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._interval, self._abort_late) if self._current else None

    async def _close_sessions(self) -> None:
        """Close the sessions whose calls may be running, as their clients would do.

        Otherwise the library waits a second in each such call for a client that is gone.
        """
        for scope in [*self._current.values(), *self._abandoned]:
            if any(name == SESSION for name, _ in scope["headers"]):
                await self._app({**scope, "method": "DELETE"}, nothing, dropped)

    def _finish(self, exchange: Exchange) -> None:
        scope = self._current.pop(exchange)
        if exchange.abandoned or exchange.bound.cancelled_caught:
            self._abandoned.append(scope)  # a call in a session continues without its client
        if self._done and not self._current:
            self._done.set()

    def _start(self, scope: Scope, receive: Receive, send: Send) -> Exchange:
        listens = scope["method"] == "GET" or LISTENING in scope["headers"]
        exchange = Exchange(receive, send, math.inf if listens else self._limits.call)
        if scope["method"] == "POST":
            exchange.limit_body(self._limits.body)
        else:
            exchange.limit_answer()
        return exchange
