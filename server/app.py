"""The MCP server: its tools, its instructions, and what its calls share."""

import logging
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.mcpserver import Context, MCPServer, RequestStateSecurity
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, GetPromptResult, InputRequiredResult, Tool

from prompts import text
from server.hosting import Hosting
from server.resources import publish
from server.settings import NAME, VERSION
from server.stdio import streams
from tools.calls.context import Shared
from tools.calls.served import served, tool_definition, wire_result
from tools.rendering import clean
from tools.rules.consent import Confirmations
from tools.toolsets import listed_tools

if TYPE_CHECKING:
    from dataworks.client import DataWorks


class Server(MCPServer[Shared]):
    """A server that lists what is of use here, and answers unknown names in a way that can be mended."""

    def __init__(self, hosting: Hosting, **settings: Any) -> None:
        tools = [served(tool, hosting.caller_of, hosting.answer_limit) for tool in listed_tools().values()]
        super().__init__(NAME, tools=[*tools], **settings)
        self._hosting = hosting
        publish(self, hosting.language)

    async def run_stdio_async(self) -> None:
        """Serve on stdin and stdout; whatever a client sends there is answered."""
        inner = self._lowlevel_server
        async with streams() as (received, sent):
            await inner.run(received, sent, inner.create_initialization_options())

    async def list_tools(self) -> list[Tool]:
        """The tools that can be used under the rules of this server."""
        gate = self._hosting.gate
        return [tool_definition(tool.name, gate.may_ask(tool)) for tool in listed_tools().values() if gate.offers(tool)]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Shared, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; an unknown one is a failure with the nearest name."""
        if name in listed_tools():
            return await super().call_tool(name, arguments, context)
        return self._no_such_tool(name)

    def _no_such_tool(self, name: str) -> CallToolResult:
        from tools.calls.failures import unknown_tool
        from tools.calls.results import failed

        near, language = get_close_matches(name[:80], listed_tools(), n=1), self._hosting.language
        return wire_result(failed(unknown_tool(clean(name)[:80], near, language), language))

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[Shared, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        """Get a prompt; an unknown one is the caller's mistake, not an internal error."""
        if name not in {prompt.name for prompt in await self.list_prompts()}:
            raise MCPError(code=INVALID_PARAMS, message=f"Unknown prompt: {clean(name)[:80]}")
        return await super().get_prompt(name, arguments, context)


def app(
    backend: "Callable[[], DataWorks]", hosting: Hosting | None = None, left: anyio.Event | None = None
) -> MCPServer[Shared]:
    """The server. ``backend`` is called once, with the first call; ``left`` is set when the server has ended."""
    rules = hosting or Hosting()

    @asynccontextmanager
    async def lifespan(_: MCPServer[Shared]) -> AsyncGenerator[Shared]:
        try:
            async with shared_by_calls(backend, rules) as shared:
                yield shared
        finally:
            if left is not None:
                left.set()

    return Server(
        rules,
        title="DataWorks Data Integration",
        version=VERSION,
        instructions=text("server.md"),
        lifespan=lifespan,
        log_level="WARNING",
        request_state_security=RequestStateSecurity(keys=[rules.key_for("questions")]),
    )


@asynccontextmanager
async def shared_by_calls(backend: "Callable[[], DataWorks]", hosting: Hosting) -> AsyncGenerator[Shared]:
    """What the calls share; its connection is closed in the end."""
    confirmations = Confirmations(hosting.key_for("confirmations"))
    describe = partial(_described, hosting)
    shared = Shared(backend, describe, hosting.gate, confirmations, hosting.audit, language=hosting.language)
    try:
        yield shared
    finally:
        await shared.aclose()


async def _described(hosting: Hosting, api: "DataWorks", probe: bool) -> dict[str, Any]:
    from server.setup import setup_facts  # with the call that asks for it: a server starts without it

    return await setup_facts(hosting, api, probe=probe)


def log_to_stderr() -> None:
    """One line per event on stderr; stdout is the protocol's. To be called before the library does it its own way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # What no line shows need not be looked up for each: it takes a tenth of a line's time.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for name in ("dataworks", "tools", "server"):
        logging.getLogger(name).setLevel(logging.INFO)
