"""The Python client of mcp 2.3, the library that the server itself is made with."""

from typing import Any

from mcp import Client, StdioServerParameters
from mcp_types import ElicitResult

from tests.clients.conversation import Facts, Speaker, User, run, told


async def main(era: Any, transport: str, target: list[str]) -> None:
    user = User()

    async def elicited(context: Any, params: Any) -> ElicitResult:
        del context
        return ElicitResult(**user.reply(params.message, params.requested_schema))

    async def tools() -> list[Facts]:
        return [tool.model_dump(mode="json", by_alias=True) for tool in (await client.list_tools()).tools]

    async def call(tool: str, arguments: Facts) -> Facts:
        result = await client.call_tool(tool, arguments)
        return told(result.is_error, result.content, result.structured_content)

    server = target[0] if transport == "http" else StdioServerParameters(command=target[0], args=target[1:])
    async with Client(server, mode=era, elicitation_callback=elicited) as client:
        await Speaker(client.protocol_version, user, tools, call).converse()


if __name__ == "__main__":
    run(main)
