"""Tools as the MCP library serves them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp_types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from mcp_types import Tool as WireTool

from dataworks.language import Language
from dataworks.workers import on_behalf_of
from tools.arguments.home import without_workspace
from tools.calls.apps import UI, facts_for_page, is_shown
from tools.calls.context import Shared
from tools.calls.links import LINKS_SINCE, links
from tools.calls.output_schemas import output_schema, with_consent, with_warnings
from tools.calls.progress import Progress
from tools.rendering import clean
from tools.rules.caller import Caller, CallerOf
from tools.rules.elicitation import user_of
from tools.rules.long_call import LongCall, current
from tools.rules.mode import ANSWER_LIMIT, ConsentBy
from tools.toolsets import ListedTool, listing

if TYPE_CHECKING:
    from tools.calls.invoke import Invocation
    from tools.calls.results import Result

LONGEST_ID = 64
"""Characters of the id of a request in a log line: the client chooses it."""


class ServedTool(Tool):
    """A tool that skips the library's validation, which ignores unknown arguments, converts too much, and returns
    internal error messages to the model; ``invoke`` validates instead.
    """

    listed: ListedTool
    caller_of: CallerOf
    answer_limit: float
    consent: ConsentBy

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """Run the tool; a failure is a result too, with its explanation."""
        from tools.calls.invoke import Invocation, invoke  # loaded with the first call: a server starts without it

        del convert_result  # the result is in wire form already

        progress, task = Progress(), current()

        async def report(step: int, steps: int, message: str) -> None:
            if task is not None:  # its request may be answered already
                await task.report(clean(message))
            elif (value := progress.value(step)) is not None:
                await context.report_progress(value, max(steps, value), clean(message))

        request = context.request_context  # each look at the context costs as much as a small computation
        shared: Shared = request.lifespan_context
        user = user_of(context, self.answer_limit) if self.consent is ConsentBy.ASK else None
        pictured = _has_page(self.listed) and is_shown(request)
        request_id = str(request.request_id)[:LONGEST_ID]
        invocation = Invocation(self.caller_of(), report, user, pictured, task, request_id)
        with on_behalf_of(invocation.caller.name):
            result = await invoke(self.listed.spec, arguments, shared, invocation)
        if user and user.round_trip:
            return user.round_trip
        return _complete(self.listed, arguments, result, shared, invocation, request.protocol_version)


def _complete(
    tool: ListedTool,
    raw: Mapping[str, Any],
    result: "Result",
    shared: Shared,
    invocation: "Invocation",
    version: str | None,
) -> CallToolResult:
    """The result with links, and what is for a page, if its client knows them."""
    more = links(raw, result, shared.of(invocation.caller).home, shared.gate, version)
    return wire_result(result, more, facts_for_page(tool.name, result.picture) if invocation.pictured else None)


def _has_page(tool: ListedTool) -> bool:
    """Whether results of a tool can be shown as pictures: its answer, or the plan of a call that needs consent."""
    return tool.pictured or tool.needs_consent


async def continued(
    name: str,
    arguments: Mapping[str, Any],
    shared: Shared,
    caller: Caller,
    task: LongCall | None,
    pictured: bool,
) -> CallToolResult:
    """The result of a call whose request was answered earlier, or to another process.

    ``pictured``: the client shows pages.
    """
    from dataworks.flows.waits import silent
    from tools.calls.invoke import Invocation, invoke

    tool = listing().tools[name]
    invocation = Invocation(caller, silent, pictured=pictured and _has_page(tool), task=task)
    with on_behalf_of(caller.name):
        result = await invoke(tool.spec, arguments, shared, invocation)
    return _complete(tool, arguments, result, shared, invocation, LINKS_SINCE)  # clients that know tasks know links


def wire_result(
    result: "Result", more: Iterable[ResourceLink] = (), meta: dict[str, Any] | None = None
) -> CallToolResult:
    """A result in the form of the protocol, more content, and what is for a page only."""
    return CallToolResult(
        content=[TextContent(type="text", text=result.text), *more],
        structured_content=result.structured,
        is_error=result.failed,
        _meta=meta,
    )


def served(
    tool: ListedTool,
    caller_of: CallerOf,
    answer_limit: float = ANSWER_LIMIT,
    consent: ConsentBy = ConsentBy.ASK,
) -> ServedTool:
    """The tool as the library calls it; clients get ``tool_definition``, made when they list the tools."""
    return ServedTool(
        fn=served,
        name=tool.name,
        title=tool.title,
        description="",
        parameters={"type": "object"},
        fn_metadata=FuncMetadata(arg_model=ArgModelBase),
        is_async=True,
        context_kwarg=None,
        annotations=None,
        listed=tool,
        caller_of=caller_of,
        answer_limit=answer_limit,
        consent=consent,
    )


@cache
def tool_definition(name: str, may_ask: bool, at_home: bool = False, language: Language = "en") -> WireTool:
    """A tool as clients see it, in a language.

    ``may_ask``: its calls can need consent; ``at_home``: the server knows the workspace of calls that name none.
    """
    shared = listing(language)
    tool = shared.tools[name]
    takes, answers = (
        without_workspace(tool.input_schema) if at_home else tool.input_schema,
        output_schema(tool.view_schema, shared.failure),
    )
    if tool.warns:
        answers = with_warnings(answers, shared.warning, language)
    if may_ask:
        takes, answers = with_consent(takes, answers, shared.plan, language)
    return WireTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=dict(takes),
        output_schema=answers,
        annotations=_annotations(tool),
        _meta={"ui": UI} if tool.pictured or may_ask else None,
    )


def _annotations(tool: ListedTool) -> ToolAnnotations:
    return ToolAnnotations(
        title=tool.title,
        read_only_hint=tool.read_only,
        destructive_hint=tool.needs_consent,
        idempotent_hint=tool.repeatable,
        open_world_hint=True,
    )
