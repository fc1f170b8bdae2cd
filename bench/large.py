"""A real-time task with 5,000 tables: the time of its creation, the memory, and the tokens of answers about it."""

import json
import time
from typing import Any

import anyio
from mcp import Client
from mcp_types import CallToolResult

from bench.limits import Limit
from bench.processes import emulator, peak, resident, serving
from bench.tokens import CHARACTERS_PER_TOKEN
from bench.worlds import LARGE_TASK, TABLES

NAME = f"a task of {len(TABLES):,} tables"
TOKENS = 1500
"""The most tokens of a summary of a task of any size: as text, and as structured content."""

PREVIEW = {name: value for name, value in LARGE_TASK.items() if name not in {"task_name", "folder"}}


def measured_large() -> list[Limit]:
    """Create the task over HTTP, against an emulator in its own process, and read it."""
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
    """Return the estimated tokens of an answer: as text or as structured content, whichever is longer."""
    text = "".join(block.text for block in answer.content if block.type == "text")
    structured = json.dumps(answer.structured_content, ensure_ascii=False, separators=(",", ":"))
    return max(len(text), len(structured)) / CHARACTERS_PER_TOKEN


async def _created(url: str) -> tuple[float, dict[str, CallToolResult]]:
    async with Client(url) as client:
        await client.list_tools()
        began = time.perf_counter()
        made = await client.call_tool("create_realtime_task", LARGE_TASK)
        seconds = time.perf_counter() - began
        task = {"project_id": "10000", "task_id": _facts(made)["task_id"]}
        return seconds, {"create_realtime_task": made, **await read_back(client, task)}


async def read_back(client: Client, task: dict[str, Any]) -> dict[str, CallToolResult]:
    """Return the answers of tools about the task, and about a new one like it."""
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
