"""The page as a resource, the extension that announces it, and lists of tools for clients that show no pages."""

from functools import partial
from typing import TYPE_CHECKING, Any

from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp.server.extension import Extension
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.resources import FunctionResource
from mcp_types import ListToolsResult

from dataworks.language import Language, Text
from server.pictures.page import page
from tools.calls.apps import PAGE, may_be_shown

if TYPE_CHECKING:
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext


TITLE = Text("Picture of a result, for hosts of MCP Apps", "结果的图示，用于支持 MCP Apps 的客户端")


class Pages(Extension):
    """Announces that results can be shown as pages."""

    identifier = EXTENSION_ID


def publish_page(server: MCPServer[Any], language: Language) -> None:
    """Add the page to the server; it is read from its files when a host first asks for it."""
    resource = FunctionResource(
        uri=PAGE,
        name="picture",
        title=TITLE.to(language),
        mime_type=APP_MIME_TYPE,
        meta={"ui": {"prefersBorder": True}},
        fn=partial(page, language),
    )
    server.add_resource(resource)


async def without_pages(ctx: "ServerRequestContext[Any, Any]", call_next: "CallNext") -> "HandlerResult":
    """Leave out of a list of tools what they say about pages, if the client is known to show none."""
    result = await call_next(ctx)
    if ctx.method != "tools/list" or may_be_shown(ctx):
        return result
    listed = ListToolsResult.model_validate(result, by_name=True)
    return listed.model_copy(update={"tools": [tool.model_copy(update={"meta": None}) for tool in listed.tools]})
