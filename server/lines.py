"""Answers to lines on stdin that are not messages, or are too large to read.

The library skips lines that are not messages, and clients would wait.
"""

import json
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextvars import Context
from typing import Any, TextIO, cast

import anyio
import anyio.to_thread
from anyio.abc import ObjectReceiveStream
from mcp.shared._context_streams import ContextReceiveStream
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, JSONRPCMessage, JSONRPCNotification

from dataworks.json_size import LONGEST, MOST_SEPARATORS, is_crowded

NOT_JSON = ErrorData(code=PARSE_ERROR, message="Parse error: the line is not JSON.")
NO_REQUEST = ErrorData(
    code=INVALID_REQUEST,
    message="Invalid Request: the line is not one JSON-RPC message, or has an id or a text that no request can have.",
)
TOO_LARGE = ErrorData(
    code=INVALID_REQUEST,
    message=f"Invalid Request: the line is longer than {LONGEST:,} bytes, or has more than {MOST_SEPARATORS:,} "
    "commas, colons and brackets outside of texts. Give less in one call.",
)

NOTIFICATIONS = "notifications/"

ENDS = 1000
"""Characters at both ends of a line that are searched for its id, if it is too large to be read."""

_ID = r'"id"\s*:\s*(?P<id>"[^"\\]*"|\d{1,15})\s*'
_OTHER = r'"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*'
IDS = (
    re.compile(rf"\s*\{{\s*(?:{_OTHER},\s*)*{_ID}[,}}]"),
    re.compile(rf".*[,{{]\s*{_ID}(?:,\s*{_OTHER})*\}}\s*", re.DOTALL),
)
"""The id of a request before its parameters, and after them, where it can't be that of something inside."""

UNREADABLE = "!"
"""What the library reads instead of a line that is too large."""

Read = SessionMessage | Exception
"""What the library reads from a line: a message or an error."""


class Lines(anyio.AsyncFile[str]):
    """The lines of a file.

    Attributes:
        unreceived: the lines that the library has read, and whose messages were not received yet; or the answer to
            one that is too large.
    """

    def __init__(self, file: TextIO) -> None:
        super().__init__(file)
        self.unreceived = deque[str | JSONRPCError]()

    async def __aiter__(self) -> AsyncGenerator[str]:
        while line := await anyio.to_thread.run_sync(self._next):
            self.unreceived.append(line)
            yield line if isinstance(line, str) else UNREADABLE

    def _next(self) -> str | JSONRPCError:
        """Return the next line; of one that is too large, the answer to it; at the end, an empty line."""
        line = end = self.wrapped.readline(LONGEST + 1)
        while len(end) > LONGEST and not end.endswith("\n"):  # the rest of a long line is read, and not kept
            end = end[-ENDS:] + self.wrapped.readline(LONGEST + 1)
        return _too_large(line, end) if end is not line or _is_long(line) or is_crowded(line) else line


class Messages(ObjectReceiveStream[Read]):
    """The messages of the library; a line that is not a message is answered and skipped."""

    def __init__(
        self, lines: Lines, read: ContextReceiveStream[Read], answer: Callable[[JSONRPCError], Awaitable[None]]
    ) -> None:
        self._lines = lines
        self._read = read
        self._answer = answer

    @property
    def last_context(self) -> Context | None:
        """The context in which the last message was sent; the library reads it."""
        return self._read.last_context

    async def receive(self) -> Read:
        """Return the next message."""
        while True:
            read = await self._read.receive()
            line = self._lines.unreceived.popleft()
            error = refusal(line, read) if isinstance(line, str) else line
            if error is None:
                return read
            await self._answer(error)

    async def aclose(self) -> None:
        """Stop receiving."""
        await self._read.aclose()


def refusal(line: str, read: Read) -> JSONRPCError | None:
    """Return the answer to a line that is not a message; ``None`` if it is one, or if no answer is due.

    Empty lines, notifications and answers get none: the id of an answer is ours, and could be another request's at
    the client.
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


def _is_long(line: str) -> bool:
    """Whether a line has too many bytes, though not too many characters."""
    return not line.isascii() and len(line.encode("utf-8", "surrogatepass")) > LONGEST


def _too_large(line: str, end: str) -> JSONRPCError:
    """Return the answer to a line that is not read, with its id if that is easy to find."""
    start, end = line[:ENDS], end[-ENDS:]
    found = next((match["id"] for match in (IDS[0].match(start), IDS[1].fullmatch(end)) if match), None)
    asks = found is not None and '"method"' in start + end
    return JSONRPCError(jsonrpc="2.0", id=json.loads(found) if found and asks else None, error=TOO_LARGE)


def _misread(message: JSONRPCMessage) -> bool:
    """Return whether it may be a request: with an id that is not valid, the library reads it as a notification."""
    return isinstance(message, JSONRPCNotification) and not message.method.startswith(NOTIFICATIONS)


def _awaits_an_answer(value: dict[str, Any]) -> bool:
    return "id" in value if "method" in value else not {"result", "error"} & value.keys()


def _id(value: Any) -> str | int | None:
    """Return the id of a request if it can be sent back."""
    found: object = cast("dict[str, Any]", value).get("id") if isinstance(value, dict) else None
    if isinstance(found, str):
        return found if found.encode(errors="ignore").decode() == found else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None
