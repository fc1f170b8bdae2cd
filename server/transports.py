"""How clients reach the server: stdio, or HTTP on this machine."""

import os
import sys
from collections.abc import Callable

import anyio
from mcp.server.mcpserver import MCPServer

from dataworks.endpoints import is_loopback
from server.signals import received_signal
from tools.desk import Desk

LEAVING_LIMIT = 0.8
"""Seconds that the lifespan may take to end after a signal."""


async def serve_stdio(build: Callable[..., MCPServer[Desk]]) -> None:
    """Serve one client over stdin and stdout until it closes stdin, or a signal ends the process."""
    left = anyio.Event()
    server = build(left=left)
    async with anyio.create_task_group() as group, anyio.create_task_group() as work:
        group.start_soon(_end_on_signal, work.cancel_scope, left)
        await server.run_stdio_async()
        group.cancel_scope.cancel()


async def serve_http(build: Callable[..., MCPServer[Desk]], host: str, port: int) -> None:
    """Serve clients on this machine over streamable HTTP at ``/mcp``.

    Raises:
        ValueError: the host is not this machine; a server without authentication is for loopback only.
    """
    if not is_loopback(host):
        raise ValueError(f"{host} is not this machine: without authentication the server listens on loopback only")
    server = build()
    sys.stderr.write(f"Serving MCP on http://{host}:{port}/mcp\n")
    await server.run_streamable_http_async(host=host, port=port)


async def _end_on_signal(work: anyio.CancelScope, left: anyio.Event) -> None:
    """Cancel the work, let the lifespan end, and go.

    The process ends itself: its reader hangs in a thread on stdin, which nothing wakes but the client.
    """
    await received_signal()
    work.cancel()
    with anyio.move_on_after(LEAVING_LIMIT, shield=True):
        await left.wait()
    sys.stderr.flush()
    os._exit(0)
