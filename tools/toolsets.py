"""All tools, by toolset."""

from tools import (
    admin,
    batch,
    batch_tasks,
    copying,
    discovery,
    explaining,
    flows,
    realtime,
    scripts,
    setup,
    showing,
    sync_tasks,
    tasks,
    workspace,
)
from tools.catalog import ToolSpec

TOOLSETS: dict[str, tuple[ToolSpec, ...]] = {
    "flows": (
        *workspace.TOOLS,
        *flows.TOOLS,
        *copying.TOOLS,
        *realtime.TOOLS,
        *batch_tasks.TOOLS,
        *tasks.TOOLS,
        *scripts.TOOLS,
        *showing.TOOLS,
        *setup.TOOLS,
        *explaining.TOOLS,
    ),
    "sync_tasks": sync_tasks.TOOLS,
    "discovery": discovery.TOOLS,
    "batch": batch.TOOLS,
    "admin": admin.TOOLS,
}

TOOLS: tuple[ToolSpec, ...] = tuple(tool for toolset in TOOLSETS.values() for tool in toolset)
