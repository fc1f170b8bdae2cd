"""All tools, by toolset."""

from tools import discovery, flows, scripts, setup, sync_tasks
from tools.catalog import ToolSpec

TOOLSETS: dict[str, tuple[ToolSpec, ...]] = {
    "flows": (*flows.TOOLS, *setup.TOOLS),
    "scripts": scripts.TOOLS,
    "sync_tasks": sync_tasks.TOOLS,
    "discovery": discovery.TOOLS,
}

TOOLS: tuple[ToolSpec, ...] = tuple(tool for toolset in TOOLSETS.values() for tool in toolset)
