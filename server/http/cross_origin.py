"""What a browser needs before a page on another origin can use the tools (CORS)."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.limits import Limits, TimeLimits

REQUEST_HEADERS = (
    "authorization",
    "content-type",
    "last-event-id",
    "mcp-method",
    "mcp-name",
    "mcp-protocol-version",
    "mcp-session-id",
)
"""What MCP clients of all versions send. There is no ``mcp-param-...``, since no tool declares such a header."""

ANSWER_HEADERS = ("mcp-session-id", "retry-after", "www-authenticate")

PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": ", ".join(REQUEST_HEADERS),
    "access-control-max-age": "600",
}


class CrossOrigin(TimeLimits):
    """An application with time limits, whose answers can be read by pages on some origins: every one, also refusals."""

    def __init__(self, app: ASGIApp, limits: Limits, origins: Collection[str]) -> None:
        super().__init__(app, limits)
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._mark(Headers(scope=scope).get("origin", ""), MutableHeaders(scope=message))
            await send(message)

        await super().__call__(scope, receive, readable if self._origins else send)

    def _mark(self, origin: str, answer: MutableHeaders) -> None:
        answer.add_vary_header("Origin")  # else a cache gives the answer for one origin to another
        if origin in self._origins:
            answer["access-control-allow-origin"] = origin
            answer["access-control-expose-headers"] = ", ".join(ANSWER_HEADERS)


def is_preflight(scope: Scope) -> bool:
    """Return whether a browser asks whether a page may send a request; such a question never has a token."""
    if scope["method"] != "OPTIONS":
        return False
    headers = Headers(scope=scope)
    return "origin" in headers and "access-control-request-method" in headers


def preflight_answer() -> Response:
    """Return the answer for a page that may; ``CrossOrigin`` adds the origin."""
    return Response(status_code=204, headers=PREFLIGHT)
