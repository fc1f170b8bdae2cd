"""How each wish is granted: its calls, from an empty conversation; the same on both studios, but for ``ON_NEW``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from mcp import Client

from tests.sessions import BATCH_WISH, FOLDER, GROUP, facts_of, text_of
from tests.stories.homes import Home

SERVERLESS = "S_res_group_XXX_XXXX"


@dataclass
class Conversation:
    """What an assistant has called so far, and the last answer."""

    client: Client
    home: Home
    calls: int = 0
    last: str = ""

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """An answer, a plan, or a failure."""
        self.calls += 1
        known = {name: value for name, value in arguments.items() if name != "folder" or "folder" in self.home.wish}
        result = await self.client.call_tool(tool, known)
        self.last = text_of(result)
        return facts_of(result)

    async def agreed(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The answer after the user has agreed to the plan."""
        plan = await self.call(tool, **arguments)
        assert "confirmation" in plan, self.last
        done = await self.call(tool, **arguments, confirmation=plan["confirmation"])
        assert "error" not in done, self.last
        return done

    async def task_id(self, name: str) -> str:
        """The id of a task that the user has named."""
        task_id: str = (await self.call("get_task_status", name=name))["task_id"]
        return task_id

    async def task_ids(self, **search: Any) -> list[str]:
        """The ids of the tasks that a search finds."""
        return [row["task_id"] for row in (await self.call("find_sync_tasks", **search))["tasks"]]


Walk = Callable[[Conversation], Awaitable[object]]


def new(name: str, tables: list[str], destination_type: str, destination: str, **more: Any) -> dict[str, Any]:
    """The arguments of a new real-time task."""
    return {
        "task_name": name,
        "source": "mysql_shop",
        "tables": tables,
        "destination_type": destination_type,
        "destination": destination,
        "resource_group": GROUP,
        "folder": FOLDER,
        "start": True,
        **more,
    }


def creating(name: str, tables: list[str], destination_type: str, destination: str) -> Walk:
    async def walk(talk: Conversation) -> None:
        await talk.call("describe_workspace")
        await talk.agreed("create_realtime_task", **new(name, tables, destination_type, destination))

    return walk


async def prepared(talk: Conversation) -> None:
    await talk.call("describe_workspace")
    await talk.call(
        "create_realtime_task", **new("products_live", ["shop.products"], "hologres", "holo_shop", start=False)
    )


async def name_taken(talk: Conversation) -> None:
    await talk.call("describe_workspace")
    await talk.call("create_realtime_task", **new("orders_live", ["shop.products"], "hologres", "holo_shop"))


async def folder_missing(talk: Conversation) -> None:
    await talk.call("describe_workspace")
    folder = f"{FOLDER}/reports"
    await talk.call("create_folder", folder_path=folder)
    await talk.agreed(
        "create_realtime_task", **new("orders_report", ["shop.orders"], "hologres", "holo_shop", folder=folder)
    )


async def tables_added(talk: Conversation) -> None:
    task_id = await talk.task_id("orders_live")
    await talk.agreed("change_realtime_tables", task_id=task_id, add=["shop.products"], apply=True, restart=True)


async def group_changed(talk: Conversation) -> None:
    await talk.call("describe_workspace")
    task_id = await talk.task_id("orders_live")
    await talk.agreed("change_task", task_id=task_id, resource_group=SERVERLESS, apply=True, restart=True)


async def copied_to_workspace(talk: Conversation) -> None:
    task_id = await talk.task_id("orders_live")
    where = {"project_id": "10001", "from_project_id": talk.home.project_id}
    await talk.call("copy_realtime_task", **where, task_id=task_id, task_name="orders_live")
    await talk.call("get_task_status", project_id="10001", name="orders_live")


async def copied_to_kafka(talk: Conversation) -> None:
    task_id = await talk.task_id("orders_live")
    await talk.call("copy_realtime_task", task_id=task_id, task_name="orders_live_kafka", destination="kafka_shop")


def several(tool: str, **search: Any) -> Walk:
    async def walk(talk: Conversation) -> None:
        await talk.agreed(tool, task_ids=await talk.task_ids(**search))

    return walk


async def one_stopped(talk: Conversation) -> None:
    await talk.agreed("stop_tasks", task_ids=[await talk.task_id("orders_live")])


async def stopped_twice(talk: Conversation) -> None:
    await talk.call("stop_tasks", task_ids=[await talk.task_id("live_03")])


async def edit_made_to_count(talk: Conversation) -> None:
    await talk.agreed("start_tasks", task_ids=[await talk.task_id("orders_live")], restart=True)


async def job_stopped_and_started(talk: Conversation) -> None:
    task_ids = [await talk.task_id("orders_live")]
    await talk.agreed("stop_tasks", task_ids=task_ids)
    await talk.agreed("start_tasks", task_ids=task_ids)


NIGHTLY = {
    **BATCH_WISH,
    "columns": ["id", "status", "total"],
    "destination_table": "shop_orders",
    "partition": "pt=${bizdate}",
}


async def nightly_batch(talk: Conversation) -> None:
    await talk.call("describe_workspace")
    await talk.call("list_source_tables", source="mysql_shop", pattern="shop.orders")
    wanted = {**NIGHTLY, "task_name": "paid_orders", "where": "status = 'paid'", "cron": "00 30 02 * * ?"}
    await talk.agreed("create_batch_task", **wanted)


async def schedule_changed(talk: Conversation) -> None:
    task_id = await talk.task_id("orders_nightly")
    await talk.call("change_task", task_id=task_id, cron="00 00 04 * * ?")
    await talk.agreed("change_task", task_id=task_id, cron="00 00 04 * * ?", apply=True)


async def schedule_by_creating(talk: Conversation) -> None:
    await talk.call("describe_workspace")
    await talk.call("create_batch_task", **{**NIGHTLY, "task_name": "orders_nightly", "cron": "00 00 04 * * ?"})


async def filter_changed(talk: Conversation) -> None:
    task_id = await talk.task_id("orders_nightly")
    await talk.agreed("change_task", task_id=task_id, where="status = 'shipped'", apply=True)


async def batch_retired(talk: Conversation) -> None:
    await talk.agreed("retire_tasks", task_ids=[await talk.task_id("orders_nightly")])


def asking(tool: str, **arguments: Any) -> Walk:
    async def walk(talk: Conversation) -> None:
        await talk.call(tool, **arguments)

    return walk


async def batch_read(talk: Conversation) -> None:
    await talk.call("read_task_script", task_id=await talk.task_id("orders_nightly"))


MISSPELT = {
    "type": "job",
    "version": "2.0",
    "steps": [
        {"stepType": "mysql", "name": "Reader", "category": "reader", "parameter": {"column": ["id"]}},
        {"stepType": "odsp", "name": "Writer", "category": "writer", "parameter": {"column": ["id"]}},
    ],
}

WALKS: dict[str, Walk] = {
    "realtime_maxcompute": creating("orders_to_maxcompute", ["shop.orders", "shop.refunds"], "maxcompute", "odps_shop"),
    "realtime_hologres": creating("orders_live", ["shop.orders"], "hologres", "holo_shop"),
    "realtime_kafka": creating("customers_to_kafka", ["shop.customers"], "kafka", "kafka_shop"),
    "realtime_pattern": creating("order_tables", ["shop.order*"], "hologres", "holo_shop"),
    "realtime_prepared": prepared,
    "one_workspace": creating("orders_live", ["shop.orders"], "hologres", "holo_shop"),
    "name_taken": name_taken,
    "folder_missing": folder_missing,
    "tables_added": tables_added,
    "group_changed": group_changed,
    "copied_to_workspace": copied_to_workspace,
    "copied_to_kafka": copied_to_kafka,
    "ten_stopped": several("stop_tasks", name="live_*"),
    "ten_started": several("start_tasks", name="live_*"),
    "temporary_retired": several("retire_tasks", name="tmp_*"),
    "one_stopped": one_stopped,
    "stopped_twice": stopped_twice,
    "edit_made_to_count": edit_made_to_count,
    "nightly_batch": nightly_batch,
    "schedule_changed": schedule_changed,
    "schedule_by_creating": schedule_by_creating,
    "filter_changed": filter_changed,
    "batch_retired": batch_retired,
    "not_running": asking("get_task_status", name="orders_live"),
    "changed_since": asking("get_task_status", name="orders_live"),
    "readers_found": asking("find_sync_tasks", reads=["mysql_shop"]),
    "batch_read": batch_read,
    "error_explained": asking("explain_error", error="java.sql.SQLException: Access denied for user 'sync'@'10.0.0.7'"),
    "script_reviewed": asking("check_task_script", script=MISSPELT),
    "group_chosen": asking("describe_workspace"),
}

ON_NEW: dict[str, Walk] = {"edit_made_to_count": job_stopped_and_started}
"""The wishes that take other calls on the new studio: it does not tell whether a job that runs was changed."""


def walk(home: Home, wish: str) -> Walk:
    """The calls that grant a wish on a studio."""
    return ON_NEW.get(wish, WALKS[wish]) if home.name == "new" else WALKS[wish]
