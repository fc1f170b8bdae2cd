"""Tools as the MCP library serves them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as ListedTool

from dataworks.operation import Effect
from prompts import text
from tools.arguments.reviews import SCRIPTS, ScriptFinding, with_warnings
from tools.arguments.schemas import answer_schema, input_schema, output_schema, with_consent
from tools.calls.context import Desk
from tools.calls.failures import Failure
from tools.calls.invoke import Visit, invoke
from tools.calls.results import Result
from tools.catalog import ToolSpec
from tools.rules.elicitation import ANSWER_LIMIT, Question
from tools.rules.gate import CONSENT_FREE, Caller

CallerOf = Callable[[], Caller]
"""Says who makes the present call."""


class ServedTool(Tool):
    """A tool whose arguments and results are checked by us: the library's own check ignores unknown arguments,
    turns ``"7"`` into 7, and tells the model what went wrong in its own jargon.
    """

    spec: ToolSpec
    caller_of: CallerOf
    answer_limit: float

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """Run the tool; every failure is a result, with its explanation."""
        del convert_result  # it is a result for the wire already

        async def report(step: int, steps: int, message: str) -> None:
            await context.report_progress(step, steps, message)

        desk: Desk = context.request_context.lifespan_context
        question = Question(context, self.answer_limit)
        visit = Visit(self.caller_of(), report, question.ask, question.resumed)
        result = await invoke(self.spec, arguments, desk, visit)
        return question.round_trip or on_the_wire(result)


def on_the_wire(result: Result) -> CallToolResult:
    """A result as the protocol has it."""
    return CallToolResult(
        content=[TextContent(type="text", text=result.text)],
        structured_content=result.structured,
        is_error=result.failed,
    )


def served(spec: ToolSpec, caller_of: CallerOf, answer_limit: float = ANSWER_LIMIT) -> ServedTool:
    """The tool as the library calls it. What clients see of it is ``listed``, made when somebody asks for it."""
    return ServedTool(
        fn=spec.run,
        name=spec.name,
        title=spec.title,
        description="",
        parameters={"type": "object"},
        fn_metadata=FuncMetadata(arg_model=ArgModelBase),
        is_async=True,
        context_kwarg=None,
        annotations=None,
        spec=spec,
        caller_of=caller_of,
        answer_limit=answer_limit,
    )


@cache
def listed(spec: ToolSpec, may_ask: bool) -> ListedTool:
    """The tool as clients see it; ``may_ask``: it needs consent here. To make its schemas takes a while: once."""
    takes, answers = input_schema(spec.arguments), output_schema(spec.view, Failure)
    if spec.name in SCRIPTS:
        answers = with_warnings(answers, answer_schema(ScriptFinding))
    if may_ask:
        takes, answers = with_consent(takes, answers)
    return ListedTool(
        name=spec.name,
        title=spec.title,
        description=text(f"tools/{spec.name}.md"),
        input_schema=takes,
        output_schema=answers,
        annotations=_annotations(spec),
    )


def _annotations(spec: ToolSpec) -> ToolAnnotations:
    return ToolAnnotations(
        title=spec.title,
        read_only_hint=spec.effect is Effect.READ,
        destructive_hint=spec.effect not in CONSENT_FREE,
        idempotent_hint=spec.repeatable,
        open_world_hint=True,
    )
