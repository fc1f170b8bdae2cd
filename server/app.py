"""The MCP server: its tools, its instructions, and what its calls share."""

import logging
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from difflib import get_close_matches
from typing import Any

import anyio
from mcp.server.mcpserver import Context, MCPServer, RequestStateSecurity
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, GetPromptResult, InputRequiredResult, Tool

from dataworks.client import DataWorks
from dataworks.explain.explanation import Language
from prompts import text
from server.hosting import Hosting
from server.resources import publish
from server.settings import NAME, VERSION
from server.setup import Setup
from server.stdio import streams
from tools.calls.context import Desk
from tools.calls.failures import unknown_tool
from tools.calls.results import failed
from tools.calls.served import listed, on_the_wire, served
from tools.rendering import clean
from tools.rules.consent import Confirmations
from tools.toolsets import TOOLS


class Server(MCPServer[Desk]):
    """A server that lists what is of use here, and answers unknown names in a way that can be mended."""

    def __init__(self, hosting: Hosting, **settings: Any) -> None:
        tools = [served(spec, hosting.caller_of, hosting.answer_limit) for spec in TOOLS]
        super().__init__(NAME, tools=[*tools], **settings)
        self._gate = hosting.gate
        self._language: Language = hosting.language
        publish(self, hosting.language)
        self._known = [spec.name for spec in TOOLS]

    async def run_stdio_async(self) -> None:
        """Serve on stdin and stdout; whatever a client sends there is answered."""
        inner = self._lowlevel_server
        async with streams() as (received, sent):
            await inner.run(received, sent, inner.create_initialization_options())

    async def list_tools(self) -> list[Tool]:
        """The tools that can be used under the rules of this server."""
        return [listed(spec, self._gate.may_ask(spec)) for spec in TOOLS if self._gate.offers(spec)]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Desk, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; an unknown one is a failure with the nearest name."""
        if name in self._known:
            return await super().call_tool(name, arguments, context)
        near = get_close_matches(name[:80], self._known, n=1)
        return on_the_wire(failed(unknown_tool(clean(name)[:80], near, self._language), self._language))

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[Desk, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        """Get a prompt; an unknown one is the caller's mistake, not an internal error."""
        if name not in {prompt.name for prompt in await self.list_prompts()}:
            raise MCPError(code=INVALID_PARAMS, message=f"Unknown prompt: {clean(name)[:80]}")
        return await super().get_prompt(name, arguments, context)


def app(
    backend: Callable[[], DataWorks], hosting: Hosting | None = None, left: anyio.Event | None = None
) -> MCPServer[Desk]:
    """The server. ``backend`` is called once, when it starts to run; ``left`` is set when it has ended."""
    rules = hosting or Hosting()

    @asynccontextmanager
    async def lifespan(_: MCPServer[Desk]) -> AsyncGenerator[Desk]:
        try:
            async with backend() as api:
                yield desk(api, rules)
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


def desk(api: DataWorks, hosting: Hosting) -> Desk:
    """What the calls share."""
    confirmations = Confirmations(hosting.key_for("confirmations"))
    return Desk(api, Setup(hosting), hosting.gate, confirmations, hosting.audit, language=hosting.language)


def log_to_stderr() -> None:
    """One line per event on stderr; stdout is the protocol's. To be called before the library does it its own way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # What no line shows need not be looked up for each: it takes a tenth of a line's time.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for name in ("dataworks", "tools", "server"):
        logging.getLogger(name).setLevel(logging.INFO)
