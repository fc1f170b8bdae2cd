"""MCP Apps: which clients show results as pictures, and what only the page gets."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.mcpserver import Context

PAGE = "ui://dataworks-di-mcp/picture.html"
"""The address of the page."""

UI = {"resourceUri": PAGE, "visibility": ["model"]}
"""What a tool says about its page. The page may call no tool: what follows from a picture, the user asks for."""

PICTURE = "dataworks-di-mcp/picture"
"""The name in a result's ``_meta`` of what the page shows beside the structured content."""

ADVERTISED_SINCE = "2026-07-28"
"""The first version of the protocol whose clients say with each request whether they show pages."""


def is_shown(context: "Context[Any, Any] | ServerRequestContext[Any, Any]") -> bool:
    """Whether the client says that it shows pages."""
    from mcp.server.apps import client_supports_apps  # a call from the shell does not need the protocol

    return client_supports_apps(context)


def may_be_shown(context: "ServerRequestContext[Any, Any]") -> bool:
    """Whether the client may show pages: earlier ones need not say so, and decide by what tools say."""
    return (context.protocol_version or "") < ADVERTISED_SINCE or is_shown(context)


def facts_for_page(tool: str, picture: dict[str, Any]) -> dict[str, Any]:
    """The ``_meta`` of a result that a page shows."""
    return {PICTURE: {"tool": tool, **picture}}
