"""Lines on stdin that are no message: what they are answered with. The library passes over them, and clients wait."""

import json
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextvars import Context
from typing import Any, TextIO, cast

import anyio
from anyio.abc import ObjectReceiveStream
from mcp.shared._context_streams import ContextReceiveStream
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, JSONRPCMessage, JSONRPCNotification

NOT_JSON = ErrorData(code=PARSE_ERROR, message="Parse error: the line is not JSON.")
NO_REQUEST = ErrorData(
    code=INVALID_REQUEST,
    message="Invalid Request: the line is not one JSON-RPC message, or holds an id or a text that no request can have.",
)

NOTIFICATIONS = "notifications/"


Read = SessionMessage | Exception
"""What the library makes of a line: a message, or the error that it is none."""


class Lines(anyio.AsyncFile[str]):
    """Lines of a file.

    Attributes:
        unreceived: the lines that the library has got, and whose messages were not received yet.
    """

    def __init__(self, file: TextIO) -> None:
        super().__init__(file)
        self.unreceived = deque[str]()

    async def __aiter__(self) -> AsyncGenerator[str]:
        async for line in super().__aiter__():
            self.unreceived.append(line)
            yield line


class Messages(ObjectReceiveStream[Read]):
    """What the library makes of lines, one after another; a line that is no message is answered, and passed over."""

    def __init__(
        self, lines: Lines, read: ContextReceiveStream[Read], answer: Callable[[JSONRPCError], Awaitable[None]]
    ) -> None:
        self._lines = lines
        self._read = read
        self._answer = answer

    @property
    def last_context(self) -> Context | None:
        """The context in which the last message was sent; the library asks for it."""
        return self._read.last_context

    async def receive(self) -> Read:
        """The next message."""
        while True:
            read = await self._read.receive()
            error = refusal(self._lines.unreceived.popleft(), read)
            if error is None:
                return read
            await self._answer(error)

    async def aclose(self) -> None:
        """Receive no more."""
        await self._read.aclose()


def refusal(line: str, read: Read) -> JSONRPCError | None:
    """What a line is answered with that is no message, ``None`` if it is one, or if no answer is due.

    None is due to an empty line, to a notification, and to an answer: its id is one of ours, and means another
    request to the client.
    """
    if not line.strip() or (isinstance(read, SessionMessage) and not _misread(read.message)):
        return None
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return JSONRPCError(jsonrpc="2.0", id=None, error=NOT_JSON)
    if isinstance(value, dict) and not _awaits_an_answer(cast("dict[str, Any]", value)):
        return None
    return JSONRPCError(jsonrpc="2.0", id=_id(value), error=NO_REQUEST)


def _misread(message: JSONRPCMessage) -> bool:
    """Whether it may be a request: with an id that none can have, the library takes it for a notification."""
    return isinstance(message, JSONRPCNotification) and not message.method.startswith(NOTIFICATIONS)


def _awaits_an_answer(value: dict[str, Any]) -> bool:
    return "id" in value if "method" in value else not {"result", "error"} & value.keys()


def _id(value: Any) -> str | int | None:
    """The id of a request, where it can be sent back."""
    found: object = cast("dict[str, Any]", value).get("id") if isinstance(value, dict) else None
    if isinstance(found, str):
        return found if found.encode(errors="ignore").decode() == found else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None
