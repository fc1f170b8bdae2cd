"""A limit for the requests of each caller that are being answered, so that none can use up the connections of all."""

from collections import Counter

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp_types import INTERNAL_ERROR, ErrorData, JSONRPCError
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.auth.callers import Scopes, caller_of

TOO_MANY = "Too many of your requests are being answered; send this one again when some are done."
RETRY_AFTER = "1"


class RequestLimits:
    """An application that answers 429 to a caller of whom ``most`` requests are being answered.

    A stream of notifications counts as long as it lasts. A session can be ended in any case.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._current = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        caller = caller_name(scope)
        if self._current[caller] >= self._most and scope["method"] != "DELETE":
            await _refusal()(scope, receive, send)
            return
        self._current[caller] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._current[caller] -= 1
            if not self._current[caller]:
                del self._current[caller]


def caller_name(scope: Scope) -> str:
    """Return the name of who sent a request."""
    user = scope.get("user")
    return caller_of(user.access_token if isinstance(user, AuthenticatedUser) else None, Scopes()).name


def _refusal() -> Response:
    error = JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=INTERNAL_ERROR, message=TOO_MANY))
    body = error.model_dump_json(by_alias=True, exclude_unset=True)
    return Response(body, 429, {"retry-after": RETRY_AFTER}, "application/json")
