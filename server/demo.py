"""The demo: three tasks, created by an MCP client in the emulator."""

import json
from dataclasses import dataclass
from typing import Any, cast

from mcp import Client

from server.app import app
from server.backend import emulated
from server.output import note, show

COMMON = {
    "project_id": "10000",
    "source": "mysql_shop",
    "resource_group": "S_res_group_280749521950784_1623033752022",
    "folder": "Business Flow/shop/Data Integration",
}

TASKS: tuple[dict[str, Any], ...] = (
    {
        "task_name": "shop_to_maxcompute",
        "tables": ["shop.customers", "shop.orders", "shop.order_items"],
        "destination_type": "maxcompute",
        "destination": "odps_shop",
    },
    {
        "task_name": "orders_to_kafka",
        "tables": ["shop.orders", "shop.refunds"],
        "destination_type": "kafka",
        "destination": "kafka_shop",
    },
    {
        "task_name": "catalogue_to_hologres",
        "tables": ["shop.products", "shop.customers"],
        "destination_type": "hologres",
        "destination": "holo_shop",
    },
)


@dataclass(frozen=True)
class Progress:
    """Prints progress on stderr, so that stdout has the result alone."""

    task_name: str

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """Print a line for a step."""
        note(f"  [{int(progress)}/{int(total or 0)}] {self.task_name}: {message}\n")


async def run_demo(as_json: bool) -> int:
    """Create the tasks and print them; the exit code is 1 if one of them failed."""
    results: list[dict[str, Any]] = []
    async with Client(app(emulated)) as client:
        for task in TASKS:
            progress = Progress(task["task_name"])
            result = await client.call_tool(
                "create_realtime_task", {**COMMON, **task}, progress_callback=progress.report
            )
            answer = {"destination_type": task["destination_type"], **cast("dict[str, Any]", result.structured_content)}
            results.append(answer)
    shown = json.dumps(results, indent=2, ensure_ascii=False) if as_json else "\n\n".join(map(_summary, results))
    show(f"{shown}\n")
    return 0 if all(result.get("state") == "created" for result in results) else 1


def _summary(task: dict[str, Any]) -> str:
    if "error" in task:
        return f"Failed: {task['error']['message']}"
    heading = (
        f"Task {task['task_id']}  {task['task_name']}  (MySQL -> {task['destination_type']}, "
        f"{task['state']} with {task['api_calls']} API calls)"
    )
    rows = [("source", "destination", "primary key", "columns")]
    for table in task["tables"]["items"]:
        columns = ", ".join(table["columns"][:4]) + (", ..." if table["column_count"] > 4 else "")
        rows.append((table["source"], table["destination"], ", ".join(table["primary_key"]) or "none", columns))
    return "\n".join([heading, *_aligned(rows)])


def _aligned(rows: list[tuple[str, str, str, str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
