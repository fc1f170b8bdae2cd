"""The worlds that wishes and guides start in; those of wishes are described in ``wishes.toml``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from emulator.world.state import Task, Workspace
from tests.sessions import BATCH_WISH, WISH, Time, emulated, facts_of, text_of, trusted
from tests.stories.homes import CLASSIC, Home

LIVE = {
    **WISH,
    "task_name": "orders_live",
    "tables": ["shop.orders"],
    "destination_type": "hologres",
    "destination": "holo_shop",
    "start": True,
}
NIGHTLY = {
    **BATCH_WISH,
    "project_id": "10000",
    "task_name": "orders_nightly",
    "columns": ["id", "status"],
    "destination_table": "shop_orders",
    "partition": "pt=${bizdate}",
    "where": "status = 'new'",
    "cron": "00 30 05 * * ?",
}
STOPPED_GROUP = "S_res_group_280749521950784_1600000000000"
ACCESS_DENIED = "java.sql.SQLException: Access denied for user 'sync'@'10.0.0.7' (using password: YES)"
TEN = [f"live_{number:02}" for number in range(1, 11)]


def shop_of(emulator: Emulator) -> Workspace:
    return emulator.world.workspaces["10000"]


def task_named(emulator: Emulator, name: str) -> Task:
    """The one file of this name."""
    (task,) = (task for task in shop_of(emulator).tasks.values() if task.name == name)
    return task


async def made(emulator: Emulator, time: Time, tool: str, arguments: dict[str, Any]) -> Task:
    """A file that was created by a tool; its calls are not counted."""
    await Shop(emulator, time, CLASSIC).made(tool, arguments)
    emulator.calls.clear()
    return task_named(emulator, arguments["task_name"])


def put(emulator: Emulator, task: Task, **change: Any) -> Task:
    """The file with something else in it, behind everybody's back."""
    changed = replace(task, **change)
    shop_of(emulator).add(changed)
    return changed


@dataclass(frozen=True)
class Shop:
    """The workspace of a world, on one studio."""

    emulator: Emulator
    time: Time
    home: Home

    async def made(self, tool: str, arguments: dict[str, Any]) -> str:
        """The id of a task that was created by a tool."""
        async with trusted(self.emulator, self.time) as client:
            result = await client.call_tool(tool, self.home.at_home(arguments))
        assert not result.is_error, text_of(result)
        task_id: str = facts_of(result)["task_id"]
        return task_id

    async def live(self, *others: str) -> list[str]:
        """The ids of orders_live, which runs, and of tasks like it with these names."""
        task_id = await self.made("create_realtime_task", LIVE)
        return self.home.twins(self.emulator, task_id, ["orders_live", *others])


async def _shop(_: Shop) -> None:
    pass


async def _one_workspace(shop: Shop) -> None:
    shop.emulator.world.workspaces = {
        shop.home.project_id: shop.emulator.world.workspaces[shop.home.project_id],
    }


async def _running(shop: Shop) -> None:
    await shop.live()


async def _edited(shop: Shop) -> None:
    (live,) = await shop.live()
    both = {**LIVE, "task_name": "both", "tables": ["shop.orders", "shop.products"], "start": False}
    shop.home.edit(shop.emulator, shop.time, live, await shop.made("create_realtime_task", both))


async def _broken(shop: Shop) -> None:
    (live,) = await shop.live()
    shop.home.break_on(shop.emulator, shop.time, live, STOPPED_GROUP)


async def _failed(shop: Shop) -> None:
    """orders_live failed as soon as it was started, since the source refused its password."""
    task_id = await shop.made("create_realtime_task", {**LIVE, "start": False})
    shop.emulator.world.running_speed = Failing(ACCESS_DENIED)
    async with trusted(shop.emulator, shop.time) as client:
        await client.call_tool("start_tasks", {**shop.home.workspace, "task_ids": [task_id]})


async def _behind(shop: Shop) -> None:
    """orders_live copies all tables of the shop with the least resources, and has run for half an hour."""
    slow = {**LIVE, "tables": ["shop.*"], **shop.home.slowest}
    await shop.made("create_realtime_task", slow)
    shop.time.now += 1800


async def _ten_running(shop: Shop) -> None:
    for each in await shop.live(*TEN):
        shop.home.put_in(shop.emulator, shop.time, each, "RUN")


async def _ten_stopped(shop: Shop) -> None:
    for each in (await shop.live(*TEN))[1:]:
        shop.home.put_in(shop.emulator, shop.time, each, "PAUSE")


async def _nightly(shop: Shop) -> None:
    await shop.made("create_batch_task", NIGHTLY)


async def _both(shop: Shop) -> None:
    await _running(shop)
    await _nightly(shop)


async def _temporary(shop: Shop) -> None:
    _, orders, refunds = await shop.live("tmp_orders", "tmp_refunds")
    shop.home.put_in(shop.emulator, shop.time, orders, "RUN")
    shop.home.put_in(shop.emulator, shop.time, refunds, "NORUN")
    await shop.made("create_batch_task", {**NIGHTLY, "task_name": "tmp_products"})


async def _second_workspace(shop: Shop) -> None:
    await _running(shop)
    workspaces = shop.emulator.world.workspaces
    first = workspaces[shop.home.project_id]
    second = replace(workspaces["10001"], new_studio=first.new_studio)
    second.data_sources.update({name: first.data_sources[name] for name in ("mysql_shop", "holo_shop")})
    second.folders.update(first.folders)
    workspaces["10001"] = second


SETUPS: dict[str, Callable[[Shop], Awaitable[None]]] = {
    "shop": _shop,
    "one_workspace": _one_workspace,
    "running": _running,
    "edited": _edited,
    "broken": _broken,
    "failed": _failed,
    "behind": _behind,
    "ten_running": _ten_running,
    "ten_stopped": _ten_stopped,
    "temporary": _temporary,
    "nightly": _nightly,
    "both": _both,
    "second_workspace": _second_workspace,
}


async def world(name: str, home: Home = CLASSIC) -> tuple[Emulator, Time]:
    """An emulator with this world, in which nobody has called anything."""
    time = Time()
    emulator = emulated(time)
    await SETUPS[name](Shop(emulator, time, home))
    emulator.calls.clear()
    return emulator, time
