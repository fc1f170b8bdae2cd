"""The worlds that wishes and guides start in, by the names that ``wishes.toml`` describes them under."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.lifecycle import AtOnce
from emulator.world.state import Task, Workspace
from tests.sessions import BATCH_WISH, WISH, Time, emulated, text_of, trusted

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
TEN = [f"live_{number:02}" for number in range(1, 11)]


def shop_of(emulator: Emulator) -> Workspace:
    return emulator.world.workspaces["10000"]


def task_named(emulator: Emulator, name: str) -> Task:
    """The one task of this name."""
    (task,) = (task for task in shop_of(emulator).tasks.values() if task.name == name)
    return task


async def made(emulator: Emulator, time: Time, tool: str, arguments: dict[str, Any]) -> Task:
    """A task that was created by a tool; its calls are not counted."""
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    emulator.calls.clear()
    return task_named(emulator, arguments["task_name"])


def put(emulator: Emulator, task: Task, **change: Any) -> Task:
    """The task with something else in it, behind everybody's back."""
    changed = replace(task, **change)
    shop_of(emulator).add(changed)
    return changed


def twin(emulator: Emulator, task: Task, name: str, **change: Any) -> Task:
    """Another task like this one."""
    world = emulator.world
    return put(emulator, task, name=name, file_id=world.new_id("file"), node_id=world.new_id("node"), **change)


def in_state(time: Time, state: str) -> Course:
    return Course((state,), AtOnce(), time.now)


async def _shop(_: Emulator, __: Time) -> None:
    pass


async def _one_workspace(emulator: Emulator, _: Time) -> None:
    for other in ("10001", "10002"):
        del emulator.world.workspaces[other]


async def _running(emulator: Emulator, time: Time) -> None:
    await made(emulator, time, "create_realtime_task", LIVE)


async def _edited(emulator: Emulator, time: Time) -> None:
    live = await made(emulator, time, "create_realtime_task", LIVE)
    both = {**LIVE, "task_name": "both", "tables": ["shop.orders", "shop.products"], "start": False}
    other = await made(emulator, time, "create_realtime_task", both)
    del shop_of(emulator).tasks[other.task_type, other.file_id]
    put(emulator, live, script=other.script, version=live.version + 1, edited=time.now - 1, committed=False)


async def _broken(emulator: Emulator, time: Time) -> None:
    live = await made(emulator, time, "create_realtime_task", LIVE)
    stopped = emulator.world.resource_groups[STOPPED_GROUP]
    script = live.script.replace('"resourceGroup":"280749"', f'"resourceGroup":"{stopped.id}"')
    assert script != live.script
    put(emulator, live, script=script, resource_group=STOPPED_GROUP, instance=in_state(time, "PAUSE"))


async def _ten(emulator: Emulator, time: Time, state: str) -> None:
    live = await made(emulator, time, "create_realtime_task", LIVE)
    for name in TEN:
        twin(emulator, live, name, instance=in_state(time, state))


async def _ten_running(emulator: Emulator, time: Time) -> None:
    await _ten(emulator, time, "RUN")


async def _ten_stopped(emulator: Emulator, time: Time) -> None:
    await _ten(emulator, time, "PAUSE")


async def _nightly(emulator: Emulator, time: Time) -> None:
    await made(emulator, time, "create_batch_task", NIGHTLY)


async def _both(emulator: Emulator, time: Time) -> None:
    await _running(emulator, time)
    await _nightly(emulator, time)


async def _temporary(emulator: Emulator, time: Time) -> None:
    live = await made(emulator, time, "create_realtime_task", LIVE)
    twin(emulator, live, "tmp_orders")
    twin(emulator, live, "tmp_refunds", instance=None, deployed=False, committed=False)
    await made(emulator, time, "create_batch_task", {**NIGHTLY, "task_name": "tmp_products"})


async def _second_workspace(emulator: Emulator, time: Time) -> None:
    await _running(emulator, time)
    first, second = shop_of(emulator), emulator.world.workspaces["10001"]
    second.data_sources.update({name: first.data_sources[name] for name in ("mysql_shop", "holo_shop")})
    second.folders.update(first.folders)


SETUPS: dict[str, Callable[[Emulator, Time], Awaitable[None]]] = {
    "shop": _shop,
    "one_workspace": _one_workspace,
    "running": _running,
    "edited": _edited,
    "broken": _broken,
    "ten_running": _ten_running,
    "ten_stopped": _ten_stopped,
    "temporary": _temporary,
    "nightly": _nightly,
    "both": _both,
    "second_workspace": _second_workspace,
}


async def world(name: str) -> tuple[Emulator, Time]:
    """An emulator with this world, in which nobody has called anything."""
    time = Time()
    emulator = emulated(time)
    await SETUPS[name](emulator, time)
    emulator.calls.clear()
    return emulator, time
