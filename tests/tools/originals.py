"""A task to copy, and where copies of it can go."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from mcp import Client

from dataworks.operation import Effect
from emulator.seed.initial_world import DATA_SOURCES, FOLDERS
from emulator.service import Emulator
from emulator.world.lifecycle import Speed
from emulator.world.state import DataSource, Task
from server.hosting import Hosting
from tests.operations import OPERATIONS
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of
from tools.rules.gate import Gate
from tools.rules.policy import Policy

TOOL = "copy_realtime_task"
PLACE = {"project_id": "10000", "task_name": "a_copy", "folder": FOLDER, "resource_group": GROUP}
SHOP = next(source for source in DATA_SOURCES if source.name == "mysql_shop")
STORE = DataSource("mysql_store", "mysql", {"store": SHOP.databases["shop"]})
ELSEWHERE = {"source": "mysql_store", "database": "store"}


@dataclass(frozen=True)
class Setting:
    """A client, and the task to copy."""

    client: Client
    emulator: Emulator
    time: Time
    file_id: str

    async def copy(self, **arguments: Any) -> dict[str, Any]:
        result = await self.client.call_tool(TOOL, {**PLACE, "task_id": self.file_id, **arguments})
        assert not result.is_error, text_of(result)
        return facts_of(result)

    async def refused(self, **arguments: Any) -> str:
        result = await self.client.call_tool(TOOL, {**PLACE, "task_id": self.file_id, **arguments})
        assert result.is_error
        return text_of(result)

    def task(self, file_id: str, workspace: str = "10000") -> Task:
        return self.emulator.world.workspace(workspace).task("DI_REALTIME", file_id)

    def named(self, name: str) -> list[Task]:
        return [task for task in self.emulator.world.workspace("10000").tasks.values() if task.name == name]

    def put(self, **change: Any) -> None:
        """Change the original behind everybody's back."""
        self.emulator.world.workspace("10000").add(replace(self.task(self.file_id), **change))


def written(emulator: Emulator) -> list[str]:
    """What was sent that changes something."""
    return [action for action in sent(emulator) if OPERATIONS[action].effect is not Effect.READ]


def with_another_connection(script: str) -> str:
    """The script of a task that reads from two sources."""
    job = json.loads(script)
    tables = [{"dbName": "store", "schema": [{"tableInfos": [{"table": "customers"}]}]}]
    job["steps"][0]["parameter"]["connection"].append(
        {"datasourceType": "mysql", "datasource": "mysql_store", "selectedTables": tables}
    )
    return json.dumps(job)


@asynccontextmanager
async def original(policy: Policy | None = None, speed: Speed | None = None) -> AsyncGenerator[Setting]:
    """A task that reads shop.orders and shop.refunds, another source with the same tables, another workspace."""
    time = Time()
    emulator = emulated(time)
    home = emulator.world.workspace("10000")
    home.data_sources["mysql_store"] = STORE
    other = emulator.world.workspace("10001")
    other.data_sources.update(home.data_sources)
    other.folders.update({folder.path: folder for folder in FOLDERS})
    rules = Hosting(gate=Gate(policy=policy or Policy()))
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
    emulator.calls.clear()
    emulator.world.speed = speed or emulator.world.speed
    async with assistant(emulator, time, hosting=rules) as client:
        yield Setting(client, emulator, time, made["task_id"])
