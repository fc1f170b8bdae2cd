"""A batch task in production on either studio, and what it is like behind the tools."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.nodes import Node, edited_at
from emulator.world.state import Task, Workspace
from tests.sessions import BATCH_WISH, Time, emulated, facts_of, text_of, trusted
from tests.stories.homes import CLASSIC, NEW, Home

TOOL = "change_task"
DAILY, LATER = "00 30 02 * * ?", "00 30 04 * * ?"
NIGHTLY = {"project_id": "10000", **BATCH_WISH, "cron": DAILY}


class Nightly:
    """A client, and a batch task in production of the classic studio.

    Attributes:
        writes: what a change of script and schedule sends, in order.
        goes: the operations that bring it to production.
    """

    home: Home = CLASSIC
    writes = ("UpdateDISyncTask", "UpdateFile", "SubmitFile", "DeployFile")
    updates, goes = "UpdateFile", "SubmitFile"
    writes_of_units: ClassVar = ["UpdateDISyncTask", "SubmitFile"]
    ways_of_a_change = 2
    not_deployed = "was not submitted"
    differs = "it has another script by now."
    gone = "is no longer among the files of the workspace"
    hidden = frozenset({"cu"})

    def __init__(self, client: Client, emulator: Emulator, time: Time, task_id: str) -> None:
        self.client, self.emulator, self.time = client, emulator, time
        self.task = {**self.home.workspace, "task_id": task_id}

    async def call(self, **arguments: Any) -> Any:
        return await self.client.call_tool(TOOL, {**self.task, **arguments})

    async def change(self, **arguments: Any) -> dict[str, Any]:
        result = await self.call(**arguments)
        assert not result.is_error, text_of(result)
        return facts_of(result)

    async def failed(self, **arguments: Any) -> dict[str, Any]:
        result = await self.call(**arguments)
        assert result.is_error
        error: dict[str, Any] = facts_of(result)["error"]
        return error

    @property
    def workspace(self) -> Workspace:
        return self.emulator.world.workspaces[self.home.project_id]

    @property
    def present(self) -> Task:
        return self.workspace.task("DI_OFFLINE", self.task["task_id"])

    @property
    def production(self) -> int | None:
        return self.emulator.world.production_version("10000", self.present.file_id)

    @property
    def is_deployed(self) -> bool:
        """Whether production has what the task is now."""
        return self.production == self.present.version

    @property
    def settings(self) -> dict[str, str]:
        """What the task has, by the arguments of the tool."""
        task = self.present
        return {
            "cron": task.schedule["CronExpress"],
            "para_value": task.schedule.get("ParaValue", ""),
            "name": task.name,
            "where": json.loads(task.script)["steps"][0]["parameter"]["where"],
            "cu": f"{task.cu:g}" if task.cu is not None else "",
            "resource_group": task.resource_group or "",
        }

    def put(self, **change: Any) -> None:
        """Change the task behind everybody's back."""
        self.workspace.add(replace(self.present, **change))

    def rewrite(self, old: str, new: str) -> None:
        """Somebody changes the script, and does not deploy it."""
        script = self.present.script.replace(old, new)
        self.put(script=script, version=self.present.version + 7, committed=False)

    def remove(self) -> None:
        """Somebody deletes the task."""
        self.workspace.recycle(self.present)

    def ways(self) -> int:
        """How many deployments, or pipelines, there were."""
        return len(self.emulator.world.deployments)


class NightlyNode(Nightly):
    """The same of the new studio."""

    home: Home = NEW
    writes = ("UpdateNode", "RenameNode", "CreatePipelineRun", "ExecPipelineRunStage")
    updates, goes = "UpdateNode", "CreatePipelineRun"
    writes_of_units: ClassVar = ["UpdateNode", "CreatePipelineRun"]
    ways_of_a_change = 1
    not_deployed = "its newest version was not deployed"
    differs = "its change was not deployed: it has another script by now."
    gone = "no longer exists in the workspace"
    hidden = frozenset[str]()

    @property
    def node(self) -> Node:
        return self.workspace.nodes[int(self.task["task_id"].removeprefix("node-"))]

    @property
    def is_deployed(self) -> bool:
        deployed = self.workspace.deployed_nodes(self.time.now).get(self.node.id)
        return deployed is not None and deployed.spec == self.node.spec

    @property
    def settings(self) -> dict[str, str]:
        spec = self.node.spec
        script = json.loads(spec["script"]["content"])
        return {
            "cron": spec["trigger"]["cron"],
            "para_value": " ".join(f"{row['name']}={row['value']}" for row in spec["script"]["parameters"]),
            "name": self.node.name,
            "where": script["steps"][0]["parameter"]["where"],
            "cu": script["extend"]["cu"],
            "resource_group": spec["runtimeResource"]["resourceGroup"],
        }

    def set(self, **spec: Any) -> None:
        """Change fields of the FlowSpec behind everybody's back."""
        node, pipelines = self.node, self.workspace.pipelines.values()
        edited = edited_at(node, pipelines, self.time.now)
        self.workspace.nodes[node.id] = replace(node, spec={**node.spec, **spec}, edited=edited)

    def rewrite(self, old: str, new: str) -> None:
        script = self.node.spec["script"]
        self.set(script={**script, "content": script["content"].replace(old, new)})

    def remove(self) -> None:
        del self.workspace.nodes[self.node.id]

    def ways(self) -> int:
        return sum(each.node.id == self.node.id for each in self.workspace.pipelines.values())


KINDS: dict[str, type[Nightly]] = {"classic": Nightly, "new": NightlyNode}

on_both = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
"""The test is about a batch task of each studio."""


@asynccontextmanager
async def nightly(connect: Any = trusted, kind: type[Nightly] = Nightly, **wish: Any) -> AsyncGenerator[Any]:
    """A batch task that is in production."""
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_batch_task", {**kind.home.batch_wish, "cron": DAILY, **wish}))
    emulator.calls.clear()
    async with connect(emulator, time) as client:
        yield kind(client, emulator, time, made["task_id"])
