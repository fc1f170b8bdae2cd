"""Serves one client over stdin and stdout."""

import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, TextIO

import anyio
from anyio import TASK_STATUS_IGNORED
from anyio.abc import TaskStatus
from mcp.server.mcpserver import MCPServer
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError

from dataworks.language import Language, Text
from server.lines import Lines, Messages
from server.settings import NAME
from server.signals import wait_for_signal
from server.telemetry.notices import say
from tools.calls.context import Shared

SHUTDOWN_LIMIT = 0.8
"""Seconds that the lifespan may take to end after a signal."""


WAITING = Text(
    "Waiting for an MCP client on stdin. Usually an assistant starts this command by itself: "
    "`{name} config CLIENT` prints what to paste there (docs/connect.md), `{name} call --list` shows the tools "
    "for a shell. Ctrl+D or Ctrl+C ends it.",
    "正在等待 MCP 客户端从标准输入发来消息。通常由 AI 助手自行启动此命令：`{name} config CLIENT` 会显示需要"
    "粘贴到助手中的配置（docs/connect.md），`{name} call --list` 列出可在终端中使用的工具。按 Ctrl+D 或 Ctrl+C 结束。",
)


def announce_on_terminal(language: Language) -> None:
    """Say on stderr what the server waits for if a person, and no client, has started it."""
    if os.isatty(0):
        say(f"{WAITING.to(language).format(name=NAME)}\n")


async def serve_stdio(build: Callable[..., MCPServer[Shared]], ready: Callable[[], None]) -> None:
    """Serve one client over stdin and stdout until it closes stdin, or a signal ends the process.

    ``ready`` is called right before stdin is read. Signals are waited for before that: the thread that reads can't be
    stopped, and a signal that only cancels would leave the process waiting for it.
    """
    ended = anyio.Event()
    server = build(ended=ended)
    async with anyio.create_task_group() as group, anyio.create_task_group() as work:
        await group.start(_end_on_signal, work.cancel_scope, ended)
        ready()
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


async def _end_on_signal(
    work: anyio.CancelScope, ended: anyio.Event, *, task_status: TaskStatus[None] = TASK_STATUS_IGNORED
) -> None:
    """Cancel the work, wait for the end of the lifespan, and exit.

    The process exits at once: a thread is still blocked by reading stdin, and only the client can end that.
    """
    await wait_for_signal(task_status=task_status)
    work.cancel()
    with anyio.move_on_after(SHUTDOWN_LIMIT, shield=True):
        await ended.wait()
    sys.stderr.flush()
    os._exit(0)
