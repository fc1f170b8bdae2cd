"""A real-time task of 10,000 tables: its creation compared with the SDK's own calls, and tokens of answers about it."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import anyio
from anyio import to_thread
from mcp import Client
from mcp_types import CallToolResult

from bench.limits import Limit
from bench.processes import Listening, emulator, forget_peak, peak, serving
from bench.ratios import Ratio, time_ratio
from bench.spending import Spending, Spent
from bench.tokens import CHARACTERS_PER_TOKEN
from bench.worlds import LARGE, LARGE_TASK, PLACE, TABLES
from dataworks.scripts.realtime_script import realtime_script

NAME = f"a task of {len(TABLES):,} tables"
TIME_TARGET, MEMORY_TARGET = 2, 2
TOKENS = 1500
"""The most tokens of a summary of a task of any size: as text, and as structured content."""

PREVIEW = {name: value for name, value in LARGE_TASK.items() if name not in {"task_name", "folder"}}

Answers = dict[str, CallToolResult]


@dataclass(frozen=True)
class Made:
    """The cost of creating a task, and the most MB that the process held meanwhile."""

    spent: Spent
    megabytes: float


def measured_large(pairs: int) -> list[Ratio | Limit]:
    """Create it over HTTP and by the SDK, each in its own process, against the same emulator."""
    with emulator() as service, serving(service.url) as server, _sdk(service.url) as sdk:
        ours, theirs, answers = anyio.run(_measured, service, server, sdk, pairs)
    sizes = [(one.megabytes, other.megabytes) for one, other in zip(ours, theirs, strict=True)]
    return [
        time_ratio(NAME, TIME_TARGET, [made.spent for made in ours], [made.spent for made in theirs]),
        Ratio(f"{NAME}: memory", "MB", MEMORY_TARGET, sizes),
        *(Limit(f"{NAME}: {tool}", "", TOKENS, tokens(answer)) for tool, answer in answers.items()),
    ]


def tokens(answer: CallToolResult) -> float:
    """Return the estimated tokens of an answer: as text or as structured content, whichever is longer."""
    text = "".join(block.text for block in answer.content if block.type == "text")
    structured = json.dumps(answer.structured_content, ensure_ascii=False, separators=(",", ":"))
    return max(len(text), len(structured)) / CHARACTERS_PER_TOKEN


async def _measured(
    service: Listening, server: Listening, sdk: "Sdk", pairs: int
) -> tuple[list[Made], list[Made], Answers]:
    """Measure pairs, each with its tables in another order: the same request would find its first generation."""
    ours, theirs = list[Made](), list[Made]()
    async with Client(f"{server.url}/mcp") as client:
        made = await client.call_tool("create_realtime_task", LARGE_TASK)
        answers = {"create_realtime_task": made, **await read_back(client, _task(made))}
        for number in range(1, pairs + 1):
            name, tables = f"large_{number}", [*TABLES[number:], *TABLES[:number]]
            arguments = {**LARGE_TASK, "task_name": name, "tables": tables}
            theirs.append(await _made(sdk, service, partial(_in_thread, sdk, f"sdk_{name}", tables)))
            ours.append(await _made(server, service, partial(client.call_tool, "create_realtime_task", arguments)))
    return ours, theirs, answers


async def _in_thread(sdk: "Sdk", name: str, tables: list[str]) -> object:
    return await to_thread.run_sync(partial(sdk.create, name, tables))


async def _made(program: "Listening | Sdk", service: Listening, make: Callable[[], Awaitable[object]]) -> Made:
    forget_peak(program.process_id)
    spending = Spending.of(program.process_id, service.process_id)
    await make()
    return Made(spending.spent(), peak(program.process_id))


async def read_back(client: Client, task: dict[str, Any]) -> Answers:
    """Return the answers of tools about the task, and about a new one like it."""
    calls = {
        "preview_realtime_task": PREVIEW,
        "get_task_status": task,
        "get_di_sync_task": {"project_id": "10000", "file_id": task["task_id"], "task_type": "DI_REALTIME"},
    }
    return {tool: await client.call_tool(tool, arguments) for tool, arguments in calls.items()}


def _task(answer: CallToolResult) -> dict[str, Any]:
    if answer.is_error or answer.structured_content is None:
        raise RuntimeError(answer.content)
    return {"project_id": "10000", "task_id": answer.structured_content["task_id"]}


@dataclass(frozen=True)
class Sdk:
    """The official SDK in its own process (``sdk.py``)."""

    process_id: int
    told: IO[str]
    heard: IO[str]

    def create(self, name: str, tables: Sequence[str]) -> None:
        """Create a task."""
        script = realtime_script({LARGE: tables}, "maxcompute", "odps_shop", PLACE["ResourceGroup"])
        self.told.write(json.dumps({"name": name, "script": script, "place": json.dumps(PLACE)}) + "\n")
        self.told.flush()
        if not self.heard.readline().strip().isdigit():
            raise RuntimeError("the SDK has created nothing")


@contextmanager
def _sdk(endpoint: str) -> Generator[Sdk]:
    command = [sys.executable, "-m", "bench.sdk", endpoint]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdout.readline()
        yield Sdk(process.pid, process.stdin, process.stdout)
        process.stdin.close()
