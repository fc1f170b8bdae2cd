"""Runs the demo: an MCP client creates the tasks and starts them, as an assistant would."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from mcp import Client

from dataworks.client import DataWorks
from dataworks.language import SPOKEN, Text
from server.app import app
from server.backend import emulated
from server.demo.picture import told
from server.demo.shop_tasks import COMMON, TASKS
from server.hosting import Hosting
from server.output import note, show
from server.terminal.progress import DONE, FAILED, INTERRUPTED, Progress, progress_for

Facts = dict[str, Any]

START = Text("start all three", "启动全部任务")


async def run_demo(as_json: bool, backend: Callable[[], DataWorks] = emulated) -> int:
    """Create and start the tasks, and print what happened; the exit code is 1 if something of it failed.

    With ``as_json`` nothing but the JSON is printed, as long as all goes well.
    """
    rules = Hosting(language=SPOKEN.get())
    async with Client(app(backend, replace(rules, gate=rules.gate.agreed()))) as client:
        tasks = await Demo(client, progress_for(silent=as_json)).run()
    failures = [failure for task in tasks if (failure := failure_of(task))]
    if as_json:
        show(f"{json.dumps(tasks, indent=2, ensure_ascii=False)}\n")
        note("".join(f"{failure}\n" for failure in failures))
    else:
        show(told(tasks, failures))
    return 1 if failures else 0


class Demo:
    """The calls, and how their progress is shown."""

    def __init__(self, client: Client, progress: Callable[[str], Progress]) -> None:
        self._client, self._progress = client, progress

    async def run(self) -> list[Facts]:
        """Return the result of each task: the answer about its creation, and as ``start`` the one about its start."""
        tasks = [await self._created(task) for task in TASKS]
        ids = [task["task_id"] for task in tasks if "task_id" in task]
        started = await self._called(START.said(), "start_tasks", project_id=COMMON["project_id"], task_ids=ids)
        starts = {row["task_id"]: row for row in started.get("rows", ())}
        missing = {key: started[key] for key in ("error",) if key in started}
        return [{**task, "start": starts.get(task.get("task_id"), missing)} for task in tasks]

    async def _created(self, task: Facts) -> Facts:
        answer = await self._called(task["task_name"], "create_realtime_task", **COMMON, **task)
        return {"destination_type": task["destination_type"], "task_name": task["task_name"], **answer}

    async def _called(self, label: str, tool: str, **arguments: Any) -> Facts:
        progress, outcome = self._progress(label), INTERRUPTED
        try:
            result = await self._client.call_tool(tool, arguments, progress_callback=progress.report)
            outcome = FAILED if result.is_error else DONE
        finally:
            progress.end(outcome)
        return cast("Facts", result.structured_content)


def failure_of(task: Facts) -> str | None:
    """What went wrong with a task, if something did."""
    error = task.get("error") or task["start"].get("error")
    if error is None and task["start"].get("state") == "RUN":
        return None
    return f"{task['task_name']}: {error['message'] if error else task['start'].get('means', '')}"
