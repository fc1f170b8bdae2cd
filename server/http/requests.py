"""Limits for the requests of each caller that are being answered, so that none can use up what all share."""

from dataclasses import dataclass

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp_types import INTERNAL_ERROR, ErrorData, JSONRPCError
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.auth.callers import name_of
from server.http.bodies import Disconnected, RefusedBody, read_body, refusal, replayed

TOO_MANY = "Too many of your requests are being answered; send this one again when some are done."
RETRY_AFTER = "1"


class TooMuch(Exception):
    """The bodies of a caller's requests are too large together."""


@dataclass
class Current:
    """The requests of a caller that are being answered: how many, and the bytes of their bodies."""

    requests: int = 0
    size: int = 0


class RequestLimits:
    """An application that gets each request with its whole body, within the limits.

    A body with more than ``body`` bytes or too many values is answered by 413, and one that is not UTF-8 by 400. A
    caller of whom ``most`` requests, or ``size`` bytes, are being answered gets 429. A stream of notifications counts
    as long as it lasts. A session can be ended in any case.
    """

    def __init__(self, app: ASGIApp, most: int, size: int, body: int) -> None:
        self._app = app
        self._most = most
        self._size = size
        self._body = body
        self._current = dict[str, Current]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        caller = caller_name(scope)
        current = self._current.setdefault(caller, Current())
        if current.requests >= self._most and scope["method"] != "DELETE":
            await _too_many()(scope, receive, send)
            return
        current.requests += 1
        try:
            await self._counted(current, scope, receive, send)
        finally:
            current.requests -= 1
            if not current.requests:
                del self._current[caller]

    async def _counted(self, current: Current, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0

        def count(length: int) -> None:
            nonlocal size
            size += length
            current.size += length
            if current.size > self._size:
                raise TooMuch

        try:
            body = await read_body(receive, self._body, count)
            await self._app(scope, replayed(body, receive), send)
        except RefusedBody as error:
            await refusal(error)(scope, receive, send)
        except TooMuch:
            await _too_many()(scope, receive, send)
        except Disconnected:
            return
        finally:
            current.size -= size


def caller_name(scope: Scope) -> str:
    """Return the name of who sent a request."""
    user = scope.get("user")
    return name_of(user.access_token if isinstance(user, AuthenticatedUser) else None)


def _too_many() -> Response:
    error = JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=INTERNAL_ERROR, message=TOO_MANY))
    body = error.model_dump_json(by_alias=True, exclude_unset=True)
    return Response(body, 429, {"retry-after": RETRY_AFTER}, "application/json")
