"""The Python client of mcp 1.30, the last of its line and what most Python hosts embed."""
# It runs in an environment of its own; the one that the checks see has mcp 2.
# mypy: ignore-errors
# pyright: basic, reportArgumentType=false, reportAssignmentType=false, reportAttributeAccessIssue=false
# pyright: reportCallIssue=false, reportMissingImports=false

from contextlib import AsyncExitStack
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import ElicitResult

from tests.clients.conversation import Facts, Speaker, User, run, told


async def main(_: str, transport: str, target: list[str]) -> None:
    user = User()

    async def elicited(_: Any, params: Any) -> ElicitResult:
        return ElicitResult(**user.reply(params.message, params.requestedSchema))

    async def tools() -> list[Facts]:
        return [tool.model_dump(mode="json", by_alias=True) for tool in (await client.list_tools()).tools]

    async def call(tool: str, arguments: Facts) -> Facts:
        result = await client.call_tool(tool, arguments)
        return told(result.isError, result.content, result.structuredContent)

    async with AsyncExitStack() as stack:
        server = StdioServerParameters(command=target[0], args=target[1:])
        connection = streamable_http_client(target[0]) if transport == "http" else stdio_client(server)
        read, write, *_ = await stack.enter_async_context(connection)
        client = await stack.enter_async_context(ClientSession(read, write, elicitation_callback=elicited))
        greeting = await client.initialize()
        await Speaker(str(greeting.protocolVersion), user, tools, call).converse()


if __name__ == "__main__":
    run(main)
