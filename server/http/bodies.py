"""The body of a request: read whole, and refused before it is parsed if that would cost much time and memory."""

from collections.abc import Callable

from mcp_types import INVALID_REQUEST, ErrorData, JSONRPCError
from starlette.responses import Response
from starlette.types import Message, Receive

from dataworks.json_size import MOST_SEPARATORS, is_crowded

TOO_MANY_BYTES = "The request is larger than {:,} bytes. Give less in one call."
TOO_MANY_VALUES = (
    f"The request has more than {MOST_SEPARATORS:,} commas, colons and brackets outside of texts. "
    "Give less in one call."
)
NOT_UTF8 = "The request is not JSON in UTF-8."


class RefusedBody(Exception):
    """The body must not be parsed; the message says why.

    Attributes:
        status: the HTTP status of the answer.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Disconnected(Exception):
    """The client closed the connection before the end of the body."""


async def read_body(receive: Receive, most: int, count: Callable[[int], None]) -> bytes:
    """Return the whole body of a request.

    Args:
        most: the bytes that it may have.
        count: called with the bytes of each part; it may raise an exception to stop the reading.

    Raises:
        RefusedBody: it must not be parsed.
        Disconnected: the client closed the connection.
    """
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Disconnected
        part, more = message.get("body", b""), message.get("more_body", False)
        count(len(part))
        size += len(part)
        if size > most:
            raise RefusedBody(TOO_MANY_BYTES.format(most), 413)
        parts.append(part)
    body = b"".join(parts)
    if b"\0" in body:  # UTF-16, which a parser of JSON would take, and in which separators can't be counted
        raise RefusedBody(NOT_UTF8, 400)
    if is_crowded(body):
        raise RefusedBody(TOO_MANY_VALUES, 413)
    return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a function that gives a body that was read, and then what is received.

    It is no coroutine itself: the library waits in it for the end of each connection.
    """
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    return lambda: _given(first.pop()) if first else receive()


async def _given(message: Message) -> Message:
    return message


def refusal(error: RefusedBody) -> Response:
    """Return the answer to a request whose body is refused."""
    answer = JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=INVALID_REQUEST, message=str(error)))
    body = answer.model_dump_json(by_alias=True, exclude_unset=True)
    return Response(body, error.status, media_type="application/json")
