"""Serves one client over stdin and stdout."""

import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, TextIO

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError

from server.lines import Lines, Messages
from server.signals import wait_for_signal
from tools.calls.context import Shared

SHUTDOWN_LIMIT = 0.8
"""Seconds that the lifespan may take to end after a signal."""


async def serve_stdio(build: Callable[..., MCPServer[Shared]]) -> None:
    """Serve one client over stdin and stdout until it closes stdin, or a signal ends the process."""
    ended = anyio.Event()
    server = build(ended=ended)
    async with anyio.create_task_group() as group, anyio.create_task_group() as work:
        group.start_soon(_end_on_signal, work.cancel_scope, ended)
        await server.run_stdio_async()
        group.cancel_scope.cancel()


@asynccontextmanager
async def streams() -> AsyncGenerator[tuple[Any, Any]]:
    """Open the library's streams on stdin and stdout; lines that are not messages are answered."""
    lines = Lines(_stdin())
    async with stdio_server(stdin=lines) as (received, sent):

        async def answer(error: JSONRPCError) -> None:
            await sent.send(SessionMessage(error))

        yield Messages(lines, received, answer), sent


def _stdin() -> TextIO:
    """Open stdin for us alone: for children of this process it is empty. A byte order mark at its start is skipped."""
    own = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(own, encoding="utf-8-sig", errors="replace")


async def _end_on_signal(work: anyio.CancelScope, ended: anyio.Event) -> None:
    """Cancel the work, wait for the end of the lifespan, and exit.

    The process exits at once: a thread is still blocked by reading stdin, and only the client can end that.
    """
    await wait_for_signal()
    work.cancel()
    with anyio.move_on_after(SHUTDOWN_LIMIT, shield=True):
        await ended.wait()
    sys.stderr.flush()
    os._exit(0)
