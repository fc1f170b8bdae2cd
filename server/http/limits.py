"""Time limits for HTTP requests, and an end for those under way when the server ends."""

import math
from collections import deque
from dataclasses import dataclass

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.exchange import Exchange

LISTENING = (b"mcp-method", b"subscriptions/listen")
SESSION = b"mcp-session-id"

CLOSING = 0.1
"""Seconds for sessions to be closed, before their calls are cut."""


@dataclass(frozen=True)
class Limits:
    """Seconds that the parts of a request may take.

    Attributes:
        head: from the connection, or the first byte, to the end of the headers.
        body: from there to the end of the body.
        call: from there to the end of the answer. No tool takes more than 60 s. Streams of notifications, which last
            as long as the client listens, have no limit.
    """

    head: float = 10.0
    body: float = 30.0
    call: float = 120.0


class TimeLimits:
    """An application with time limits: 408 for a slow body; 504, or the end of the stream, for a late answer."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._under_way: dict[Exchange, Scope] = {}
        self._abandoned: deque[Scope] = deque(maxlen=100)
        self._done: anyio.Event | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = self._begin(scope, receive, send)
        self._under_way[exchange] = scope
        try:
            with exchange.bound:
                await self._app(scope, exchange.receive, exchange.send)
        finally:
            self._leave(exchange)
        if exchange.bound.cancelled_caught:
            await exchange.close()

    async def end(self, within: float) -> None:
        """End what is under way within so many seconds, more or less."""
        for exchange in self._under_way:
            exchange.end(within + CLOSING)
        self._done = anyio.Event()
        with anyio.move_on_after(within):
            if self._under_way:
                await self._done.wait()
        with anyio.move_on_after(CLOSING):
            await self._close_sessions()

    async def _close_sessions(self) -> None:
        """Close the sessions whose calls may be running, as their clients would do it.

        Left alone, the library lets each such call wait a second for a reader of its answer that is gone.
        """
        for scope in [*self._under_way.values(), *self._abandoned]:
            if any(name == SESSION for name, _ in scope["headers"]):
                await self._app({**scope, "method": "DELETE"}, _nothing, _dropped)

    def _leave(self, exchange: Exchange) -> None:
        scope = self._under_way.pop(exchange)
        if exchange.abandoned or exchange.bound.cancelled_caught:
            self._abandoned.append(scope)  # a call in a session goes on without its client
        if self._done and not self._under_way:
            self._done.set()

    def _begin(self, scope: Scope, receive: Receive, send: Send) -> Exchange:
        listens = scope["method"] == "GET" or LISTENING in scope["headers"]
        exchange = Exchange(receive, send, math.inf if listens else self._limits.call)
        if scope["method"] == "POST":
            exchange.arriving(self._limits.body)
        else:
            exchange.arrived()
        return exchange


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _dropped(message: Message) -> None:
    del message
