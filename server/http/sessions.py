"""A limit for the sessions of each caller, so that none can use up those of all: the least recently used are closed."""

from dataclasses import dataclass
from typing import Any

from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.exchange import dropped, nothing
from server.http.requests import caller_name

SESSION = b"mcp-session-id"
VERSION = b"mcp-protocol-version"


@dataclass(eq=False)
class Session:
    """A session.

    Attributes:
        closing: a request that closes it, as its caller would send it.
        requests: how many of its requests are being answered; a stream of notifications counts too.
    """

    closing: Scope
    requests: int = 0


Sessions = dict[bytes, Session]
"""The sessions of a caller by their ids, the least recently used first."""


class SessionLimits:
    """An application that closes the oldest idle session of a caller who opens more than ``most``.

    If none is idle, it closes the oldest. A client whose session was closed gets 404, and opens another one.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._sessions = dict[str, Sessions]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if _has_no_session(scope):
            await self._app(scope, receive, send)
            return
        number = _header(scope, SESSION)
        session = self._used(scope, number)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._note(scope, number, message)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            session.requests -= 1

    def _used(self, scope: Scope, number: bytes | None) -> Session:
        """Return the session of a request, which is now the most recently used."""
        own = {} if number is None else self._sessions.get(caller_name(scope), {})
        session = None if number is None else own.pop(number, None)
        if number is None or session is None:
            return Session(scope, 1)
        own[number] = session
        session.requests += 1
        return session

    async def _note(self, scope: Scope, number: bytes | None, answer: Message) -> None:
        """Remember a session that was opened, and forget one that ended."""
        opened = _header(answer, SESSION)
        if number is None and opened is not None and answer["status"] < 400:
            own = self._sessions.setdefault(caller_name(scope), {})
            own[opened] = Session(_closing(scope, opened))
            await self._close_surplus(own)
        elif number is not None and (answer["status"] == 404 or scope["method"] == "DELETE"):
            caller = caller_name(scope)
            own = self._sessions.get(caller, {})
            own.pop(number, None)
            if not own:
                self._sessions.pop(caller, None)

    async def _close_surplus(self, own: Sessions) -> None:
        while len(own) > self._most:
            others = list(own)[: self._most]  # all but the one that was opened just now
            oldest = min(others, key=lambda number: own[number].requests > 0)  # of several, the first
            await self._app(own.pop(oldest).closing, nothing, dropped)


def _has_no_session(scope: Scope) -> bool:
    """Return whether the library answers a request without a session, for the version of the protocol that it names."""
    version = _header(scope, VERSION)
    return version is not None and version.decode("latin-1") not in HANDSHAKE_PROTOCOL_VERSIONS


def _header(message: Any, name: bytes) -> bytes | None:
    headers: list[tuple[bytes, bytes]] = message["headers"]
    for key, value in headers:
        if key == name:
            return value
    return None


def _closing(scope: Scope, number: bytes) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name == b"host"]
    return {**scope, "method": "DELETE", "headers": [*kept, (SESSION, number)]}
