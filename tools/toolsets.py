"""All tools, by toolset."""

from tools import discovery, explaining, flows, setup, sync_tasks
from tools.catalog import ToolSpec

TOOLSETS: dict[str, tuple[ToolSpec, ...]] = {
    "flows": (*flows.TOOLS, *setup.TOOLS),
    "sync_tasks": sync_tasks.TOOLS,
    "discovery": discovery.TOOLS,
    "errors": explaining.TOOLS,
}

TOOLS: tuple[ToolSpec, ...] = tuple(tool for toolset in TOOLSETS.values() for tool in toolset)
