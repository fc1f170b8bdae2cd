"""The client of fastmcp 4, which makes Python values of structured content."""
# It runs in an environment of its own; the one that the checks see has no fastmcp.
# mypy: ignore-errors
# pyright: basic, reportMissingImports=false

from typing import Any

from fastmcp import Client
from fastmcp.client.elicitation import ElicitResult
from fastmcp.client.transports import StdioTransport

from tests.clients.conversation import Facts, Speaker, User, run, told


async def main(era: str, transport: str, target: list[str]) -> None:
    user = User()

    async def elicited(message: str, _: Any, params: Any, __: Any) -> ElicitResult:
        return ElicitResult(**user.reply(message, params.requested_schema))

    async def tools() -> list[Facts]:
        return [tool.model_dump(mode="json", by_alias=True) for tool in await client.list_tools()]

    async def call(tool: str, arguments: Facts) -> Facts:
        result = await client.call_tool(tool, arguments, raise_on_error=False)
        return told(result.is_error, result.content, result.structured_content)

    server = target[0] if transport == "http" else StdioTransport(command=target[0], args=target[1:])
    async with Client(server, mode=era, elicitation_handler=elicited) as client:
        await Speaker(str(client.protocol_version), user, tools, call).converse()


if __name__ == "__main__":
    run(main)
