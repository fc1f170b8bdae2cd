"""Where tests say what they have seen; while the plugin runs, it is scanned for secrets.

Log records, warnings, exceptions, captured output and audit files are scanned without a word. What else leaves the
server, such as the output of a process or a body over HTTP, is to be shown here by whoever reads it.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.secrecy.scan import Watch

WATCHES: list[Watch] = []
"""Who looks at present: the plugin, while a run lasts."""


def seen(value: object, place: str) -> None:
    """Show something that came out of the server, and say where."""
    text = _text(value)
    for watch in WATCHES:
        watch.look(text, place)


async def results(ctx: Any, call_next: Callable[[Any], Awaitable[Any]]) -> Any:
    """Middleware of an MCP server that shows every result: ``server.middleware.append(results)``."""
    result = await call_next(ctx)
    seen(result, f"the result of {ctx.method}")
    return result


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    dump: Callable[[], object] | None = getattr(value, "model_dump", None)
    return dump() if dump else repr(value)
