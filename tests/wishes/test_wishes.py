"""Every wish is granted by the shortest sequence of calls, from an empty conversation, and leads to its end.

The tools that are on by default are enough. The user agrees to every plan, and the client can't ask, so that each
consent is a tool call too. The operator has chosen the workspace (``--project``), but where the account has only one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.state import Task
from server.hosting import Hosting
from tests.sessions import BATCH_WISH, FOLDER, GROUP, assistant, facts_of, sent, text_of
from tests.wishes.wishlist import Ends, Wish, wishlist
from tests.wishes.worlds import shop_of, task_named, world
from tools.rules.gate import Gate
from tools.rules.selection import selection
from tools.toolsets import BY_DEFAULT

WISHES = {wish.name: wish for wish in wishlist().wishes}
SERVERLESS = "S_res_group_XXX_XXXX"


@dataclass
class Conversation:
    """What an assistant has called so far, and the last answer."""

    client: Client
    calls: int = 0
    last: str = ""

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """An answer, a plan, or a failure."""
        self.calls += 1
        result = await self.client.call_tool(tool, arguments)
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
    where = {"project_id": "10001", "from_project_id": "10000"}
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


def state(emulator: Emulator) -> dict[Any, Task]:
    return {(shop.id, *key): task for shop in emulator.world.workspaces.values() for key, task in shop.tasks.items()}


def unmet(emulator: Emulator, ends: Ends, before: dict[Any, Task], answer: str) -> list[str]:
    """What is not as the wish says."""
    names, now = {task.name for task in shop_of(emulator).tasks.values()}, emulator.world.clock()

    def run_state(name: str) -> str:
        return task_named(emulator, name).run_state(now) if name in names else "GONE"

    checks = {
        **{f"{name} runs": run_state(name) == "RUN" for name in ends.running},
        **{f"{name} is stopped": run_state(name) in ("NORUN", "PAUSE") for name in ends.stopped},
        **{f"{name} is gone": name not in names for name in ends.gone},
        **{f"{name} is in production": _deployed(emulator, name) for name in ends.deployed},
        **{f"{name} has {word}": word in _script(emulator, name) for name, all_ in ends.has.items() for word in all_},
        **{
            f"{name} lacks {word}": word not in _script(emulator, name)
            for name, all_ in ends.lacks.items()
            for word in all_
        },
        **{f"{name} runs at {cron}": _cron(emulator, name) == cron for name, cron in ends.schedule.items()},
        **{f"{name} is on {group}": _group(emulator, name) == group for name, group in ends.group.items()},
        **{
            f"{name} is in {path}": task_named(emulator, name).folder.path == path for name, path in ends.folder.items()
        },
        **{f"{path} exists": shop_of(emulator).folder(path) is not None for path in ends.folders},
        **{f"{names} in {other}": _names(emulator, other) == names for other, names in ends.elsewhere.items()},
        **{f"the answer says {word}": word in answer for word in ends.answer},
        "the world is unchanged": not ends.unchanged or state(emulator) == before,
    }
    return [check for check, met in checks.items() if not met]


def _names(emulator: Emulator, workspace: str) -> list[str]:
    return [task.name for task in emulator.world.workspaces[workspace].tasks.values()]


def _script(emulator: Emulator, name: str) -> str:
    return task_named(emulator, name).script


def _deployed(emulator: Emulator, name: str) -> bool:
    task = task_named(emulator, name)
    return task.deployed and emulator.world.is_committed(task)


def _cron(emulator: Emulator, name: str) -> object:
    return task_named(emulator, name).schedule.get("CronExpress")


def _group(emulator: Emulator, name: str) -> str:
    return task_named(emulator, name).resource_group


DESCRIBED = (
    ("ListDataSources", "the user chooses source and destination, and is told which can't be used"),
    ("ListResourceGroups", "the user chooses a group, and is told which works"),
    ("ListBusiness", "no list of folders begins above a business flow"),
    ("ListFolders", "of the first flow: how folders are spelled is the service's to say, and is never made up"),
    ("ListFolders", "of the second flow: whether it has a folder for tasks; creating looks for none again"),
)
TABLES = (("GetDataSourceMeta", "what a pattern stands for; remembered for a minute"),)
CREATED = (
    ("ListFiles", "caution: the plan says that the name is taken, and by what"),
    (
        "ListFiles",
        "consent: the plan is made again, since the name may be taken by now, and starting that is something else",
    ),
    ("GenerateDISyncTaskConfigForCreating", "the work"),
    ("QueryDISyncTaskConfigProcessResult", "the work"),
    ("CreateDISyncTask", "the work"),
    ("ListFiles", "exactly once: the client token may lead to a task of an earlier call, renamed or changed since"),
    ("DeployDISyncTask", "the work"),
    ("ListFiles", "consent: what was deployed is what was agreed to; no write of the API is conditional"),
    ("StartDISyncInstance", "the work"),
    ("GetDISyncInstanceInfo", "the answer says that it runs; a start that was accepted may fail at once"),
)
"""The requests of a new task that runs, from an empty conversation, and why each of them remains."""

NEW = (*DESCRIBED, *CREATED)
MORE = {
    **dict.fromkeys(("realtime_maxcompute", "realtime_hologres", "realtime_kafka"), NEW),
    "realtime_pattern": (*DESCRIBED, *TABLES, *CREATED),
    "one_workspace": (("ListProjects", "whether there is only one"), *NEW),
}
"""Wishes that take more requests than was wished."""


def test_every_wish_has_a_walk() -> None:
    assert WALKS.keys() == WISHES.keys()


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
async def test_a_wish_is_granted_in_few_calls(wish: Wish) -> None:
    emulator, time = await world(wish.world)
    before = state(emulator)
    project = None if wish.world == "one_workspace" else "10000"
    hosting = Hosting(gate=Gate(selection=selection(BY_DEFAULT)), project=project)
    async with assistant(emulator, time, hosting=hosting) as client:
        talk = Conversation(client)
        await WALKS[wish.name](talk)

    assert unmet(emulator, wish.ends, before, talk.last) == [], talk.last
    assert talk.calls <= wish.tool_calls
    known = [operation for operation, _ in MORE.get(wish.name, ())]
    assert wish.api_calls is None or sent(emulator) == known or len(sent(emulator)) <= wish.api_calls
