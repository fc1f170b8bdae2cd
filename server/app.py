"""The MCP server: its tools, its instructions, and the client they share."""

import logging
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from mcp.server.mcpserver import MCPServer

from dataworks.client import DataWorks
from prompts import text
from server.settings import NAME, VERSION
from tools.served import served
from tools.toolsets import TOOLS

if TYPE_CHECKING:
    from mcp.server.mcpserver.tools import Tool


def app(backend: Callable[[], DataWorks], left: anyio.Event | None = None) -> MCPServer[DataWorks]:
    """The server. ``backend`` is called once, when it starts to run; ``left`` is set when it has ended."""

    @asynccontextmanager
    async def lifespan(_: MCPServer[DataWorks]) -> AsyncGenerator[DataWorks]:
        try:
            async with backend() as api:
                yield api
        finally:
            if left is not None:
                left.set()

    tools: list[Tool] = [served(spec) for spec in TOOLS]
    return MCPServer(
        NAME,
        title="DataWorks Data Integration",
        version=VERSION,
        instructions=text("server.md"),
        tools=tools,
        lifespan=lifespan,
        log_level="WARNING",
    )


def log_to_stderr() -> None:
    """One line per event on stderr; stdout is the protocol's. To be called before the library does it its own way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in ("dataworks", "tools"):
        logging.getLogger(name).setLevel(logging.INFO)
