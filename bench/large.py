"""A real-time task with 5,000 tables: how long its creation takes, the memory, and how short it is read back."""

import json
import time
from typing import Any

import anyio
from mcp import Client
from mcp_types import CallToolResult

from bench.limits import Limit
from bench.processes import emulator, peak, resident, serving
from bench.tokens import CHARACTERS_PER_TOKEN
from bench.worlds import LARGE_WISH, TABLES

NAME = f"a task of {len(TABLES):,} tables"
TOKENS = 1500
"""The most that a summary of a task may take, whatever its size: as text, and as structured content."""

PREVIEW = {name: value for name, value in LARGE_WISH.items() if name not in {"task_name", "folder"}}


def measured_large() -> list[Limit]:
    """Create it over HTTP, against an emulator in a process of its own, and read it back."""
    with emulator() as endpoint, serving(endpoint) as server:
        idle = resident(server.process_id)
        seconds, answers = anyio.run(_created, f"http://127.0.0.1:{server.port}/mcp")
        grown = peak(server.process_id) - idle
    return [
        Limit(f"{NAME}: created in", "s", 5, seconds),
        Limit(f"{NAME}: memory at most", "MB", 150, grown),
        *(Limit(f"{NAME}: {tool}", "", TOKENS, tokens(answer)) for tool, answer in answers.items()),
    ]


def tokens(answer: CallToolResult) -> float:
    """The tokens that an answer takes, estimated: as text or as structured content, whichever is longer."""
    text = "".join(block.text for block in answer.content if block.type == "text")
    structured = json.dumps(answer.structured_content, ensure_ascii=False, separators=(",", ":"))
    return max(len(text), len(structured)) / CHARACTERS_PER_TOKEN


async def _created(url: str) -> tuple[float, dict[str, CallToolResult]]:
    async with Client(url) as client:
        await client.list_tools()
        began = time.perf_counter()
        made = await client.call_tool("create_realtime_task", LARGE_WISH)
        seconds = time.perf_counter() - began
        task = {"project_id": "10000", "task_id": _facts(made)["task_id"]}
        return seconds, {"create_realtime_task": made, **await read_back(client, task)}


async def read_back(client: Client, task: dict[str, Any]) -> dict[str, CallToolResult]:
    """What the tools answer about the task, and about one that is to be like it."""
    calls = {
        "preview_realtime_task": PREVIEW,
        "get_task_status": task,
        "get_di_sync_task": {"project_id": "10000", "file_id": task["task_id"], "task_type": "DI_REALTIME"},
    }
    return {tool: await client.call_tool(tool, arguments) for tool, arguments in calls.items()}


def _facts(answer: CallToolResult) -> dict[str, Any]:
    if answer.is_error or answer.structured_content is None:
        raise RuntimeError(answer.content)
    facts: dict[str, Any] = answer.structured_content
    return facts
