"""Tools as the MCP library serves them."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as ToolOnTheWire

from tools.calls.context import Shared
from tools.calls.output_schemas import output_schema, with_consent, with_warnings
from tools.rules.caller import Caller
from tools.rules.elicitation import ANSWER_LIMIT, Question
from tools.toolsets import ListedTool, listing

if TYPE_CHECKING:
    from tools.calls.results import Result

CallerOf = Callable[[], Caller]
"""Says who makes the present call."""


class ServedTool(Tool):
    """A tool whose arguments and results are checked by us: the library's own check ignores unknown arguments,
    turns ``"7"`` into 7, and tells the model what went wrong in its own jargon.
    """

    listed: ListedTool
    caller_of: CallerOf
    answer_limit: float

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """Run the tool; every failure is a result, with its explanation."""
        from tools.calls.invoke import Visit, invoke  # with the first call: a server starts without it

        del convert_result  # it is a result for the wire already

        async def report(step: int, steps: int, message: str) -> None:
            await context.report_progress(step, steps, message)

        shared: Shared = context.request_context.lifespan_context
        question = Question(context, self.answer_limit)
        visit = Visit(self.caller_of(), report, question.ask, question.resumed)
        result = await invoke(self.listed.spec, arguments, shared, visit)
        return question.round_trip or on_the_wire(result)


def on_the_wire(result: "Result") -> CallToolResult:
    """A result as the protocol has it."""
    return CallToolResult(
        content=[TextContent(type="text", text=result.text)],
        structured_content=result.structured,
        is_error=result.failed,
    )


def served(tool: ListedTool, caller_of: CallerOf, answer_limit: float = ANSWER_LIMIT) -> ServedTool:
    """The tool as the library calls it. What clients see of it is ``on_list``, made when somebody asks for it."""
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
    )


@cache
def on_list(name: str, may_ask: bool) -> ToolOnTheWire:
    """A tool as clients see it; ``may_ask``: it needs consent here."""
    shared = listing()
    tool = shared.tools[name]
    takes, answers = tool.takes, output_schema(tool.answers, shared.failure)
    if tool.warns:
        answers = with_warnings(answers, shared.warning)
    if may_ask:
        takes, answers = with_consent(takes, answers, shared.plan)
    return ToolOnTheWire(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=dict(takes),
        output_schema=answers,
        annotations=_annotations(tool),
    )


def _annotations(tool: ListedTool) -> ToolAnnotations:
    return ToolAnnotations(
        title=tool.title,
        read_only_hint=tool.reads,
        destructive_hint=tool.asks,
        idempotent_hint=tool.repeatable,
        open_world_hint=True,
    )
