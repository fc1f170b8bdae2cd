"""All tools, by toolset."""

from tools.catalog import ToolSpec
from tools.sets import batch, code, copying, creating, errors, realtime, scripts, setup, tasks, workspace
from tools.sets.operations import admin, batch_files, discovery, sync_tasks

TOOLSETS: dict[str, tuple[ToolSpec, ...]] = {
    "flows": (
        *workspace.TOOLS,
        *creating.TOOLS,
        *copying.TOOLS,
        *realtime.TOOLS,
        *batch.TOOLS,
        *tasks.TOOLS,
        *scripts.TOOLS,
        *code.TOOLS,
        *setup.TOOLS,
        *errors.TOOLS,
    ),
    "sync_tasks": sync_tasks.TOOLS,
    "discovery": discovery.TOOLS,
    "batch": batch_files.TOOLS,
    "admin": admin.TOOLS,
}

TOOLS: tuple[ToolSpec, ...] = tuple(tool for toolset in TOOLSETS.values() for tool in toolset)
