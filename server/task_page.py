"""The resource of a task: its state, its tables and its script, as the tools of this server show them."""

from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from dataworks.language import Language, Text
from dataworks.workers import on_behalf_of
from tools.calls.context import Shared
from tools.calls.links import SHOWN_BY, TASK
from tools.rules.caller import Caller, CallerOf
from tools.toolsets import listed_tools

TITLE = Text("One task: its state, its tables, its script", "一个任务：状态、表、脚本")


def publish_tasks(server: MCPServer[Any], language: Language, caller_of: CallerOf) -> None:
    """Add the resource of every task to the server."""

    async def task(project_id: str, task_id: str, context: Context[Shared, Any]) -> str:
        return await task_page(project_id, task_id, context.request_context.lifespan_context, caller_of())

    server.resource(TASK, name="task", title=TITLE.to(language), mime_type="text/plain")(task)


async def task_page(project_id: str, task_id: str, shared: Shared, caller: Caller) -> str:
    """Return the answers of the tools about a task, each under the same rules as a call.

    Raises:
        ResourceNotFoundError: one of them failed; the text is that of the failure.
    """
    from dataworks.flows.waits import silent
    from tools.calls.invoke import Invocation, invoke  # loaded with the first call: a server starts without it

    named, texts = {"project_id": project_id, "task_id": task_id}, list[str]()
    for name in SHOWN_BY:
        with on_behalf_of(caller.name):
            result = await invoke(listed_tools()[name].spec, named, shared, Invocation(caller, silent))
        if result.failed:
            raise ResourceNotFoundError(result.text)
        texts.append(result.text)
    return "\n\n".join(texts)
