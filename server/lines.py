"""Lines on stdin that are no message: what they are answered with. The library passes over them, and clients wait."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, cast

import anyio
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

NOT_JSON = ErrorData(code=PARSE_ERROR, message="Parse error: the line is not JSON.")
NO_REQUEST = ErrorData(
    code=INVALID_REQUEST,
    message="Invalid Request: the line is not one JSON-RPC message, or holds an id or a text that no request can have.",
)

NOTIFICATIONS = "notifications/"


class Lines(anyio.AsyncFile[str]):
    """Lines of a file, but for those that are answered here, by ``answer``, to be set before the first one is read."""

    answer: Callable[[JSONRPCError], Awaitable[None]]

    async def __aiter__(self) -> AsyncGenerator[str]:
        async for line in super().__aiter__():
            error = refusal(line)
            if error is None:
                yield line
            else:
                await self.answer(error)


def refusal(line: str) -> JSONRPCError | None:
    """What a line is answered with that is no message, ``None`` if it is one, or if no answer is due.

    None is due to an empty line, to a notification, and to an answer: its id is one of ours, and means another
    request to the client.
    """
    message = _message(line)
    if not line.strip() or (message is not None and not _misread(message)):
        return None
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return JSONRPCError(jsonrpc="2.0", id=None, error=NOT_JSON)
    if isinstance(value, dict) and not _awaits_an_answer(cast("dict[str, Any]", value)):
        return None
    return JSONRPCError(jsonrpc="2.0", id=_id(value), error=NO_REQUEST)


def _message(line: str) -> JSONRPCMessage | None:
    try:
        return jsonrpc_message_adapter.validate_json(line, by_name=False)
    except ValidationError:
        return None


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
