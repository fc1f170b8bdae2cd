"""The MCP server: its tools and its instructions."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast

import anyio
from mcp.server._otel import OpenTelemetryMiddleware
from mcp.server.mcpserver import Context, MCPServer, RequestStateSecurity
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolResult,
    CompleteRequestParams,
    CompleteResult,
    GetPromptResult,
    InputRequiredResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    ResourceTemplateReference,
    SubscriptionsListenRequestParams,
    TextContent,
    Tool,
)

from server.call_arguments import with_read_arguments
from server.completion import RecentNames, of_guide, of_resource
from server.guides import Guide, guides
from server.hosting import Hosting
from server.instructions import instructions
from server.long_work.extension import LongWork
from server.long_work.listening import Listening
from server.pictures.apps import Pages, publish_page, without_pages
from server.resources import publish
from server.settings import NAME, VERSION
from server.shared import shared_by_calls
from server.stdio import streams
from server.task_page import publish_tasks
from server.telemetry.bounded import OTHER
from tools.calls.context import Shared
from tools.calls.served import continued, served, tool_definition, wire_result
from tools.rendering import clean
from tools.toolsets import listed_tools

if TYPE_CHECKING:
    from mcp.server.context import ServerMiddleware, ServerRequestContext

    from dataworks.client import DataWorks


class Server(MCPServer[Shared]):
    """A server that lists the tools that are allowed here, and answers unknown names with the most similar one."""

    def __init__(self, hosting: Hosting, **settings: Any) -> None:
        how = (hosting.caller_of, hosting.answer_limit, hosting.consent)
        tools = [served(tool, *how) for tool in listed_tools().values()]
        self._long_work = LongWork(hosting, continued)
        super().__init__(NAME, tools=[*tools], extensions=[Pages(), self._long_work], subscriptions=False, **settings)
        self._hosting = hosting
        self.middleware[:] = [
            *self._watching(),
            with_read_arguments,
            without_pages,
            *filter(_is_wanted, self.middleware),
        ]
        self._recent = RecentNames()
        self._lowlevel_server.add_request_handler("completion/complete", CompleteRequestParams, self._complete)
        listening = Listening(ListenHandler(self._subscriptions), self._long_work.find)
        self._lowlevel_server.add_request_handler("subscriptions/listen", SubscriptionsListenRequestParams, listening)
        publish(self, hosting.language, hosting.gate)
        publish_tasks(self, hosting.language, hosting.caller_of)
        publish_page(self, hosting.language)

    def _watching(self) -> "Iterator[ServerMiddleware[Any]]":
        """Yield what watches requests, where the operator asks for it."""
        if self._hosting.telemetry is not None:
            from server.telemetry.watching import Watch

            yield Watch(self._hosting.telemetry.observer, lambda: frozenset(self._guides()))

    async def run_stdio_async(self) -> None:
        """Serve on stdin and stdout; every line that a client sends is answered."""
        inner = self._lowlevel_server
        async with streams() as (received, sent):
            await inner.run(received, sent, inner.create_initialization_options())

    def running(self, shared: Shared) -> AbstractAsyncContextManager[None]:
        """Return what runs tasks while it is entered."""
        return self._long_work.running(shared)

    async def list_tools(self) -> list[Tool]:
        """Return the tools that the rules of this server allow."""
        gate, at_home, language = self._hosting.gate, self._hosting.project is not None, self._hosting.language
        offered = (tool for tool in listed_tools().values() if gate.offers(tool))
        return [tool_definition(tool.name, gate.may_ask(tool), at_home, language) for tool in offered]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Shared, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; the answer to an unknown name is a failure with the most similar one."""
        if name in listed_tools():
            return await super().call_tool(name, arguments, context)
        return self._no_such_tool(name)

    def _no_such_tool(self, name: str) -> CallToolResult:
        from tools.calls.failures import unknown_tool
        from tools.calls.results import failed

        if self._hosting.telemetry is not None:
            with self._hosting.telemetry.observer.work("tool", OTHER, {}) as facts:
                facts.update(outcome="failed", code="UnknownTool")
        near, language = get_close_matches(name[:80], listed_tools(), n=1), self._hosting.language
        return wire_result(failed(unknown_tool(clean(name[:80]), near, language), language))

    def _guides(self) -> dict[str, Guide]:
        """Return the guides whose tools are on."""
        return guides(self._hosting.language, self._hosting.tools_on())

    async def list_prompts(self) -> list[Prompt]:
        """Return the guides whose tools are on."""
        return [
            Prompt(
                name=guide.name,
                title=guide.title,
                description=guide.description,
                arguments=[
                    PromptArgument(name=each.name, description=each.description, required=each.required)
                    for each in guide.arguments
                ],
            )
            for guide in self._guides().values()
        ]

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[Shared, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        """Return a guide with its arguments filled in; a wrong name or argument is the caller's error."""
        guide = self._guides().get(name)
        if guide is None:
            raise MCPError(code=INVALID_PARAMS, message=f"Unknown prompt: {clean(name[:80])}")
        try:
            content = TextContent(type="text", text=guide.filled(arguments or {}))
        except ValueError as error:
            raise MCPError(code=INVALID_PARAMS, message=f"{name}: {error}") from None
        return GetPromptResult(description=guide.description, messages=[PromptMessage(role="user", content=content)])

    async def _complete(
        self, context: "ServerRequestContext[Shared, Any]", asked: CompleteRequestParams
    ) -> CompleteResult:
        """Return the names that begin with what was typed."""
        chosen = (asked.context and asked.context.arguments) or {}
        caller = self._hosting.caller_of()
        reading = (chosen, self._recent, context.lifespan_context.of(caller), caller)
        if isinstance(asked.ref, ResourceTemplateReference):
            return CompleteResult(completion=await of_resource(asked.ref.uri, asked.argument, *reading))
        return CompleteResult(completion=await of_guide(asked.ref.name, asked.argument, *reading))


def _is_wanted(middleware: object) -> bool:
    """Return whether a part of the library is used: its own spans have names and messages as clients chose them."""
    return not isinstance(middleware, OpenTelemetryMiddleware)


def app(
    backend: "Callable[[], DataWorks]", hosting: Hosting | None = None, ended: anyio.Event | None = None
) -> MCPServer[Shared]:
    """Make the server. ``backend`` is called once, at the first call; ``ended`` is set when the lifespan has ended."""
    rules = hosting or Hosting()

    @asynccontextmanager
    async def lifespan(server: MCPServer[Shared]) -> AsyncGenerator[Shared]:
        try:
            async with shared_by_calls(backend, rules) as shared, cast("Server", server).running(shared):
                yield shared
        finally:
            if ended is not None:
                if rules.telemetry is not None:
                    await rules.telemetry.send_rest()
                ended.set()

    return Server(
        rules,
        title="DataWorks Data Integration",
        version=VERSION,
        instructions=instructions(rules.tools_on(), rules.language),
        lifespan=lifespan,
        log_level="WARNING",
        request_state_security=RequestStateSecurity(keys=[rules.key_for("questions")]),
    )
