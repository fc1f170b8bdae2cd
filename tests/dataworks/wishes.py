"""Wishes for real-time tasks, and what becomes of them at an emulator."""

import pytest

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.generation import Begun, Generating
from dataworks.flows.realtime_creation import Created, create_realtime_task
from dataworks.flows.waits import silent
from dataworks.scripts.realtime_script import DestinationType, realtime_script
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.creating import NewTask
from emulator.world.state import Task
from tests.dataworks.clients import Setting

GENERATE = "GenerateDISyncTaskConfigForCreating"
LOOK = "QueryDISyncTaskConfigProcessResult"
MAKE = "CreateDISyncTask"
THERE = "ListFiles"
STATE = "GetDISyncInstanceInfo"
GROUP = "S_res_group_280749521950784_1623033752022"
FOLDER = "Business Flow/shop/Data Integration"


def wish(
    *tables: str,
    kind: DestinationType = "hologres",
    destination: str = "holo_shop",
    name: str = "orders_live",
    folder: str = FOLDER,
) -> NewTask:
    script = realtime_script({"mysql_shop": tables or ("shop.orders",)}, kind, destination, GROUP)
    return NewTask(REALTIME_FILES, "10000", name, script, GROUP, folder)


async def create(
    setting: Setting, wanted: NewTask, *, seconds: float | None = None, process_id: str | None = None
) -> Created | Generating:
    begun = Begun(process_id) if process_id else None
    return await create_realtime_task(client(setting, seconds), wanted, silent, begun)


async def created(setting: Setting, wanted: NewTask) -> Created:
    outcome = await create(setting, wanted)
    assert isinstance(outcome, Created)
    return outcome


async def failure(setting: Setting, wanted: NewTask, process_id: str | None = None) -> DataWorksError:
    with pytest.raises(DataWorksError) as raised:
        await create(setting, wanted, process_id=process_id)
    return raised.value


def client(setting: Setting, seconds: float | None = None) -> DataWorks:
    return setting.api.metered(None if seconds is None else setting.time.now + seconds)


def tasks(setting: Setting, name: str = "orders_live") -> list[Task]:
    return [task for task in setting.emulator.world.workspaces["10000"].tasks.values() if task.name == name]
