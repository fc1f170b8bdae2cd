"""Tools as the MCP library serves them."""

from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp_types import CallToolResult, TextContent, ToolAnnotations

from dataworks.client import DataWorks
from dataworks.operation import Effect
from prompts import text
from tools.catalog import ToolSpec
from tools.failures import Failure
from tools.invoke import invoke
from tools.schemas import input_schema, output_schema


class ServedTool(Tool):
    """A tool whose arguments and results are checked by us: the library's own check ignores unknown arguments,
    turns ``"7"`` into 7, and tells the model what went wrong in its own jargon.
    """

    spec: ToolSpec

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """Run the tool; every failure is a result, with its explanation."""
        del convert_result  # it is a CallToolResult already

        async def report(step: int, steps: int, message: str) -> None:
            await context.report_progress(step, steps, message)

        api: DataWorks = context.request_context.lifespan_context
        result = await invoke(self.spec, arguments, api, report)
        return CallToolResult(
            content=[TextContent(type="text", text=result.text)],
            structured_content=result.structured,
            is_error=result.failed,
        )


def served(spec: ToolSpec) -> ServedTool:
    """The tool as the library lists and calls it."""
    return ServedTool(
        fn=spec.run,
        name=spec.name,
        title=spec.title,
        description=text(f"tools/{spec.name}.md"),
        parameters=input_schema(spec.arguments),
        fn_metadata=FuncMetadata(arg_model=ArgModelBase, output_schema=output_schema(spec.view, Failure)),
        is_async=True,
        context_kwarg=None,
        annotations=_annotations(spec),
        spec=spec,
    )


def _annotations(spec: ToolSpec) -> ToolAnnotations:
    return ToolAnnotations(
        title=spec.title,
        read_only_hint=spec.effect is Effect.READ,
        destructive_hint=spec.effect not in {Effect.READ, Effect.CREATE},
        idempotent_hint=spec.repeatable,
        open_world_hint=True,
    )
