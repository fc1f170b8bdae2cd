"""The definitions of tasks as the emulator has them, and as somebody has written them, on both studios."""

import json
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from emulator.service import Emulator
from emulator.world.jobs import DIJob
from emulator.world.state import Task
from tests.emulator import job_calls
from tests.sessions import GROUP
from tests.stories.homes import CLASSIC, NEW, Home


class Written(ABC):
    """The definitions of tasks on one studio."""

    @abstractmethod
    def holding(self, emulator: Emulator, *values: Any) -> str:
        """The id of a real-time task that somebody made, with these values somewhere in its definition."""

    @abstractmethod
    def definition(self, emulator: Emulator, task_id: str) -> dict[str, Any]:
        """The definition of a real-time task; that of a job has its name."""

    @abstractmethod
    def rewrite(self, emulator: Emulator, task_id: str, old: str, new: str) -> None:
        """Somebody replaces a text in the definition of a real-time task by another."""

    @abstractmethod
    def blank(self, emulator: Emulator) -> str:
        """The id of a task whose script the service does not show."""

    @abstractmethod
    def copying(self, name: str, script: str) -> tuple[str, dict[str, Any]]:
        """The call that creates a real-time task of this name from the script of another."""


class Scripts(Written):
    """Those of the classic studio."""

    def holding(self, emulator: Emulator, *values: Any) -> str:
        workspace, number = emulator.world.workspaces[CLASSIC.project_id], emulator.world.new_id("file")
        script = json.dumps({"steps": [{"category": "reader", "parameter": {"connection": values}}]})
        workspace.add(Task(number, "DI_REALTIME", "long", next(iter(workspace.folders.values())), script, 1.0, 1.0))
        return str(number)

    def definition(self, emulator: Emulator, task_id: str) -> dict[str, Any]:
        script: dict[str, Any] = json.loads(CLASSIC.task(emulator, task_id).script)
        return script

    def rewrite(self, emulator: Emulator, task_id: str, old: str, new: str) -> None:
        CLASSIC.change(emulator, task_id, script=CLASSIC.task(emulator, task_id).script.replace(old, new))

    def blank(self, emulator: Emulator) -> str:
        task_id = self.holding(emulator)
        CLASSIC.change(emulator, task_id, script="")
        return task_id

    def copying(self, name: str, script: str) -> tuple[str, dict[str, Any]]:
        place = {"FileFolderPath": CLASSIC.wish["folder"], "ResourceGroup": GROUP}
        task = {"task_type": "DI_REALTIME", "task_content": script, "task_param": place, "task_name": name}
        return "create_di_sync_task", {**CLASSIC.workspace, **task}


class Specifications(Written):
    """Those of the new studio."""

    def holding(self, emulator: Emulator, *values: Any) -> str:
        number, source = emulator.world.new_id("job"), {"ConnectionProperties": values}
        given = job_calls.job(Name="long", SourceDataSourceSettings=[{"DataSourceProperties": source}])
        emulator.world.workspaces[NEW.project_id].jobs[number] = DIJob(number, "long", json.loads(json.dumps(given)))
        return f"job-{number}"

    def definition(self, emulator: Emulator, task_id: str) -> dict[str, Any]:
        given = NEW.job(emulator, task_id).given
        return {name: value for name, value in given.items() if name not in {"ProjectId", "Owner"}}

    def rewrite(self, emulator: Emulator, task_id: str, old: str, new: str) -> None:
        given = json.dumps(NEW.job(emulator, task_id).given)
        NEW.change(emulator, task_id, given=json.loads(given.replace(old, new)))

    def blank(self, emulator: Emulator) -> str:
        NEW.existing(emulator, ("blank", "mysql_shop", "odps_shop"), batch=True)
        nodes = emulator.world.workspaces[NEW.project_id].nodes
        number, node = nodes.popitem()
        nodes[number] = replace(node, spec={**node.spec, "script": {"runtime": {"command": "DI"}}})
        return f"node-{number}"

    def copying(self, name: str, script: str) -> tuple[str, dict[str, Any]]:
        return "create_realtime_task", {**NEW.workspace, "task_name": name, "script": script}


WRITTEN: dict[Home, Written] = {CLASSIC: Scripts(), NEW: Specifications()}
"""The definitions of the tasks of each studio."""
