"""Tools of the suite that do what none of ours does: greet, ask two things at once, ask for a name, break the protocol.

Only the tools are the suite's: that a call becomes a task, and how it asks inside of it, is the product's.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    CallToolResult,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
    TextContent,
)

from tools.rules.long_call import LongCall, current

Outcome = CallToolResult | InputRequiredResult
A_WHILE = 0.3
"""Seconds that are longer than what is answered without a task."""


def _said(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)])


def _question(message: str) -> ElicitRequest:
    schema: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=schema))


def _task() -> LongCall:
    task = current()
    assert task is not None
    task.begun.set()
    return task


async def greet(arguments: dict[str, Any], _: Context[Any, Any]) -> Outcome:
    """Greet."""
    return _said(f"Hello, {arguments.get('name')}!")


async def protocol_error_job(_arguments: dict[str, Any], _: Context[Any, Any]) -> Outcome:
    """Fail as no tool of ours does."""
    _task()
    await anyio.sleep(A_WHILE)
    raise MCPError(code=INTERNAL_ERROR, message="It broke")


async def multi_input(_arguments: dict[str, Any], _: Context[Any, Any]) -> Outcome:
    """Ask two questions at once."""
    task = _task()
    async with anyio.create_task_group() as group:
        for message in ("One?", "Two?"):
            group.start_soon(task.ask, _question(message))
    return _said("Both are answered.")


async def asks_first(_arguments: dict[str, Any], context: Context[Any, Any]) -> Outcome:
    """Ask for a name before the work, and say it after the work."""
    answer = (context.input_responses or {}).get("user_name")
    if not isinstance(answer, ElicitResult):
        _task().returns = True
        return InputRequiredResult(input_requests={"user_name": _question("Who?")}, request_state="asked")
    _task()
    await anyio.sleep(A_WHILE)
    return _said(f"Hello, {(answer.content or {}).get('name')}!")


FIXTURES: dict[str, Callable[[dict[str, Any], Context[Any, Any]], Awaitable[Outcome]]] = {
    "greet": greet,
    "protocol_error_job": protocol_error_job,
    "multi_input": multi_input,
    "test_tool_with_task": asks_first,
}

REQUIRED = {"failing_job", "test_tool_with_task"}
"""Tools of the suite that run as tasks alone; ours all answer clients that know no tasks too."""
