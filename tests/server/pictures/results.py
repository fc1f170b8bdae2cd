"""Results of the tools, as clients get them that show pages."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mcp.client import advertise
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp_types import CallToolResult

from bench.large import PREVIEW
from bench.worlds import with_large_source
from emulator.service import Emulator
from emulator.world.jobs import Event
from tests.emulator.job_calls import ask, created
from tests.sessions import WISH, Time, assistant, emulated, facts_of

SHOWS_PAGES = (advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]}),)

PREVIEWED = {name: value for name, value in WISH.items() if name not in ("task_name", "folder")}
DAY_OF_JOB = {"project_id": "10002", "minutes": 60}


async def called(tool: str, arguments: dict[str, Any], emulator: Emulator, time: Time, **how: Any) -> CallToolResult:
    """The result of one call."""
    async with assistant(emulator, time, extensions=SHOWS_PAGES, **how) as client:
        return await client.call_tool(tool, arguments)


async def preview(**how: Any) -> CallToolResult:
    """The preview of a task of two tables."""
    time = Time()
    return await called("preview_realtime_task", PREVIEWED, emulated(time), time, **how)


async def sixty_tables() -> CallToolResult:
    """A preview of more tables than an answer has."""
    return await large_preview([f"large.table_{number:05}" for number in range(60)])


async def large_preview(tables: Sequence[str]) -> CallToolResult:
    """The preview of a task of many tables."""
    time = Time()
    emulator = emulated(time)
    with_large_source(emulator.world)
    return await called("preview_realtime_task", {**PREVIEW, "tables": [*tables]}, emulator, time)


async def new_task(emulator: Emulator, time: Time) -> str:
    """The id of a task that was just created."""
    return str(facts_of(await called("create_realtime_task", WISH, emulator, time))["task_id"])


async def plan(**how: Any) -> CallToolResult:
    """The plan of adding a table, which waits for consent."""
    time = Time()
    emulator = emulated(time)
    wish = {"project_id": "10000", "task_id": await new_task(emulator, time), "add": ["shop.customers"]}
    return await called("change_realtime_tables", {**wish, "apply": True}, emulator, time, **how)


async def update() -> CallToolResult:
    """The plan of replacing the script of a task by one with other values."""
    time = Time()
    emulator = emulated(time)
    task = {"project_id": "10000", "task_id": await new_task(emulator, time)}
    script = facts_of(await called("read_task_script", task, emulator, time))["script"]
    changed = json.dumps(json.loads(script)).replace("shop_orders", "other_orders")
    place = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": task["task_id"]}
    return await called("update_di_sync_task", {**place, "task_content": changed}, emulator, time)


async def metrics(**how: Any) -> CallToolResult:
    """The metrics of a job that was stopped for a while, failed over once, and saw a change of its source."""
    time = Time()
    emulator = emulated(time)
    job = created(emulator, "customers", "orders", "order_items", "refunds", "products", cu=0.5)
    for seconds, action in ((0, "StartDIJob"), (900, "StopDIJob"), (600, "StartDIJob")):
        time.now += seconds
        ask(emulator, action, Id=job)
    failover = Event(1, "Failover", time.now + 300, {"FailoverMessage": "a worker was lost"})
    change = Event(2, "DDL", time.now + 600, {"SrcTable": "orders", "SrcSql": "ALTER TABLE orders ADD note TEXT"})
    jobs = emulator.world.workspaces["10002"].jobs
    for number, each in jobs.items():
        if str(each.id) == str(job):
            jobs[number] = replace(each, events=(failover, change))
    time.now += 1200
    return await called("get_task_metrics", {**DAY_OF_JOB, "task_id": f"job-{job}"}, emulator, time, **how)
