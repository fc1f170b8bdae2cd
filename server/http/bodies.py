"""Refuses bodies that would cost much time and memory to parse, before they are parsed."""

from mcp_types import INVALID_REQUEST, ErrorData, JSONRPCError
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dataworks.json_size import MOST_SEPARATORS, is_crowded

TOO_LARGE = (
    f"The request has more than {MOST_SEPARATORS:,} commas, colons and brackets outside of texts. "
    "Give less in one call."
)
NOT_UTF8 = "The request is not JSON in UTF-8."


class RefusedBody(Exception):
    """The body is not parsed; the message says why."""


class BodyLimits:
    """An application that answers 413 to a body with too many values, and 400 to one in another encoding than UTF-8.

    The library's limit, inside of it, is on bytes, so what is kept here is no longer than that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        parts = list[bytes]()

        async def checked() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    _check(b"".join(parts))
                    parts.clear()
            return message

        try:
            await self._app(scope, checked, send)
        except RefusedBody as error:
            await _refusal(str(error))(scope, receive, send)


def _check(body: bytes) -> None:
    """Check a whole body.

    Raises:
        RefusedBody: it must not be parsed.
    """
    if b"\0" in body:  # UTF-16, which a parser of JSON would take, and in which separators can't be counted
        raise RefusedBody(NOT_UTF8)
    if is_crowded(body):
        raise RefusedBody(TOO_LARGE)


def _refusal(message: str) -> Response:
    error = JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=INVALID_REQUEST, message=message))
    body = error.model_dump_json(by_alias=True, exclude_unset=True)
    return Response(body, 413 if message is TOO_LARGE else 400, media_type="application/json")
