"""The function by which tests pass output to the plugin, which scans it for secrets.

Log records, warnings, exceptions, captured output and audit files are scanned automatically. A test that reads other
output of the server, such as that of a process or a body over HTTP, passes it to ``seen``.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.secrecy.scan import Watch

WATCHES: list[Watch] = []
"""The current watches: that of the plugin during a run."""


def seen(value: object, place: str) -> None:
    """Scan output of the server; ``place`` names it in a finding."""
    text = _text(value)
    for watch in WATCHES:
        watch.look(text, place)


async def results(ctx: Any, call_next: Callable[[Any], Awaitable[Any]]) -> Any:
    """Middleware of an MCP server that scans every result: ``server.middleware.append(results)``."""
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
