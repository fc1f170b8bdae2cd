"""Handlers of the scheduler's tasks, which nodes in production become, and of their daily runs with their logs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from dataworks.operations.v2024.scheduled_tasks import GetTask, GetTaskInstanceLog, ListTaskInstances, ListTasks
from emulator.failures import RequestRefused, refused
from emulator.gateway.evidence import SKILLS, assumed, sdk, seen
from emulator.gateway.families import NEW
from emulator.handlers.connection_details import UNREACHABLE_MESSAGE
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted, in_order
from emulator.handlers.v2024.flow_specs import command_of
from emulator.world.nodes import PRODUCTION_STAGE, Node
from emulator.world.state import Workspace, World

CHINA = timezone(timedelta(hours=8))
DAY, RUN_SECONDS = 86_400, 60
RUNS_OF_A_TASK = 100_000
"""The id of a run is that of its task times this, plus the number of its day."""

LATE = (23, 30)
"""A deployment after this time of the day counts as one of the next day."""

SUCCESS, FAILURE, RUNNING, WAITING = "Success", "Failure", "Running", "WaitTime"
FIRST_ROWS = 1_200
"""The rows that each run copies; invented."""


@dataclass(frozen=True)
class Run:
    """A run of a task, for a day (counted from 1970); ``start`` in epoch seconds."""

    workspace: Workspace
    node: Node
    task_id: int
    day: int
    start: float

    @property
    def id(self) -> int:
        """Its id."""
        return self.task_id * RUNS_OF_A_TASK + self.day

    @property
    def unreachable(self) -> bool:
        """Whether a data source of its script is not reachable."""
        content = self.node.spec.get("script", {}).get("content", "")
        text = content if isinstance(content, str) else json.dumps(content)
        return any(f'"{name}"' in text for name, source in self.workspace.data_sources.items() if not source.reachable)

    def state(self, now: float) -> str:
        """Return its state."""
        if now < self.start:
            return WAITING
        if now < self.start + RUN_SECONDS:
            return RUNNING
        return FAILURE if self.unreachable else SUCCESS


NEWEST_FIRST = "Id Desc"
"""How tasks and runs are sorted without SortBy."""


@handles(
    ListTasks,
    sdk("What nodes in production become; in pages of 10 rows, by SortBy, or the newest first."),
    assumed("Only production has tasks.", case="scheduled-tasks-order"),
    family=NEW,
)
def list_tasks(world: World, request: ListTasks) -> Data:
    """Return a page of the tasks of a workspace."""
    workspace = world.workspace(request.project_id)
    rows = [
        _task(workspace, node)
        for node in workspace.deployed_nodes(world.clock()).values()
        if (request.ids is None or str(node.task_id) in request.ids)
        and (request.name or "").lower() in node.name.lower()
        and request.task_type in (None, command_of(node.spec))
        and request.project_env in (None, "Prod")
        and request.owner in (None, node.owner)
    ]
    return counted(in_order(rows, request.sort_by or NEWEST_FIRST), "Tasks", request.page_number, request.page_size)


@handles(
    GetTask,
    sdk("With its script and what it waits for."),
    assumed("An unknown id is refused.", case="scheduled-task-unknown"),
    family=NEW,
)
def get_task(world: World, request: GetTask) -> Data:
    """Return a task with its script."""
    for workspace, node in _every(world):
        if node.task_id == int(request.scheduled_task_id) and request.project_env != "Dev":
            script = node.spec.get("script", {})
            values = " ".join(f"{row.get('name')}={row.get('value')}" for row in script.get("parameters", ()))
            depends = [{"Type": "Normal", "UpstreamOutput": parent} for parent in node.parents]
            content = {"Content": script.get("content", ""), "Parameters": values}
            return {**_task(workspace, node), "Script": content, "Dependencies": depends}
    raise refused(f"The task {request.scheduled_task_id} does not exist.")


@handles(
    ListTaskInstances,
    sdk("Bizdate is the day that the runs are for, in ms; they are sorted by SortBy, or the newest first."),
    seen("The first run is on the day after the deployment; after 23:30 it is one later.", SKILLS),
    assumed("A daily task has one run a day, on the day after Bizdate.", case="runs-of-a-day"),
    assumed(
        "It runs at the time of the cron expression, in China's time zone.",
        unsettled="When a run starts depends on resources and on the runs before it, so times are not compared.",
    ),
    assumed(
        "A paused task has no runs; a run takes a minute, and fails if a data source is not reachable.",
        unsettled="How long a run takes, and whether it fails, follows from the data that it copies.",
    ),
    family=NEW,
)
def list_instances(world: World, request: ListTaskInstances) -> Data:
    """Return a page of the runs for a day."""
    workspace, now = world.workspace(request.project_id), world.clock()
    wanted = {*(request.scheduled_task_ids or ()), *filter(None, [request.scheduled_task_id])}
    rows = [
        _instance(run, now)
        for run in _runs(world, workspace, int((request.bizdate / 1000 + 8 * 3600) // DAY))
        if (not wanted or str(run.task_id) in wanted)
        and request.status in (None, run.state(now))
        and (request.task_name or "").lower() in run.node.name.lower()
        and request.id in (None, str(run.id))
        and request.project_env in (None, "Prod")
    ]
    runs = in_order(rows, request.sort_by or NEWEST_FIRST)
    return counted(runs, "TaskInstances", request.page_number, request.page_size)


@handles(
    GetTaskInstanceLog,
    sdk("The log is one text."),
    assumed("An unknown run is refused.", case="log-of-an-unknown-run"),
    assumed(
        "Its words, which are those of the synchronization engine.",
        unsettled="The log of a run has times, speeds and hosts that no two runs share.",
    ),
    family=NEW,
)
def get_log(world: World, request: GetTaskInstanceLog) -> Data:
    """Return the log of a run."""
    day = int(request.id) % RUNS_OF_A_TASK
    for workspace in world.workspaces.values():
        for run in _runs(world, workspace, day):
            if run.id == int(request.id):
                return {"TaskInstanceLog": "\n".join(_log(run, world.clock()))}
    raise refused(f"The instance {request.id} does not exist.")


def _every(world: World) -> Iterator[tuple[Workspace, Node]]:
    for workspace in world.workspaces.values():
        yield from ((workspace, node) for node in workspace.deployed_nodes(world.clock()).values())


def _runs(world: World, workspace: Workspace, day: int) -> Iterator[Run]:
    """Yield the runs for a day, which are on the next one."""
    for node in workspace.deployed_nodes(world.clock()).values():
        start = (day + 1) * DAY - 8 * 3600 + _seconds_of(node.spec.get("trigger", {}).get("cron", ""))
        normal = node.spec.get("recurrence", "Normal") == "Normal"
        if normal and node.task_id is not None and day >= _first_day(workspace, node):
            yield Run(workspace, node, node.task_id, day, start)


def _first_day(workspace: Workspace, node: Node) -> int:
    """Return the first day that there is a run for: that of the first deployment, or the next one if it was late."""
    pipelines = [each for each in workspace.pipelines.values() if each.node.id == node.id]
    courses = [stage.course for each in pipelines for stage in each.stages if stage.code == PRODUCTION_STAGE]
    since = min(course.since for course in courses if course is not None)
    moment = datetime.fromtimestamp(since, UTC).astimezone(CHINA)
    return int((since + 8 * 3600) // DAY) + int((moment.hour, moment.minute) >= LATE)


def _seconds_of(cron: str) -> int:
    """Return the time of the day of a daily cron expression; midnight for any other."""
    parts = cron.split()
    if len(parts) < 3 or not all(part.isascii() and part.isdigit() for part in parts[:3]):
        return 0
    second, minute, hour = map(int, parts[:3])
    return hour * 3600 + minute * 60 + second


def _task(workspace: Workspace, node: Node) -> Data:
    spec: dict[str, Any] = node.spec
    trigger = spec.get("trigger", {})
    return {
        "Id": node.task_id,
        "Name": node.name,
        "Type": command_of(spec),
        "ProjectId": int(workspace.id),
        "ProjectEnv": "Prod",
        "Owner": node.owner,
        "InstanceMode": spec.get("instanceMode", "T+1"),
        "RerunMode": spec.get("rerunMode", "Allowed"),
        "Trigger": {
            "Type": "Scheduler",
            "Cron": trigger.get("cron", ""),
            "Recurrence": spec.get("recurrence", "Normal"),
        },
        "RuntimeResource": {"ResourceGroupId": spec.get("runtimeResource", {}).get("resourceGroup", "")},
        "CreateTime": int(node.created * 1000),
        "ModifyTime": int(node.edited * 1000),
    }


def _instance(run: Run, now: float) -> Data:
    state = run.state(now)
    times = {
        "StartedTime": int(run.start * 1000) if state != WAITING else None,
        "FinishedTime": int((run.start + RUN_SECONDS) * 1000) if state in (SUCCESS, FAILURE) else None,
    }
    return {
        "Id": run.id,
        "TaskId": run.task_id,
        "TaskName": run.node.name,
        "TaskType": command_of(run.node.spec),
        "Status": state,
        "Bizdate": (run.day * DAY - 8 * 3600) * 1000,
        "TriggerTime": int(run.start * 1000),
        "TriggerType": "Scheduler",
        "RunNumber": 1,
        "ProjectId": int(run.workspace.id),
        "ProjectEnv": "Prod",
        "Owner": run.node.owner,
        **{name: time for name, time in times.items() if time is not None},
    }


def _log(run: Run, now: float) -> Iterator[str]:
    state = run.state(now)
    if state == WAITING:
        raise RequestRefused(refused("The instance has not run yet.").refusal)
    stamp = datetime.fromtimestamp(run.start, UTC).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    yield f"{stamp} [job-{run.id}] INFO JobContainer - DataX jobContainer starts job."
    if state == RUNNING:
        return
    if state == FAILURE:
        yield f"{stamp} [job-{run.id}] ERROR JobContainer - Exception when job run"
        yield f"com.alibaba.datax.common.exception.DataXException: Code:[DBUtilErrorCode-10], {UNREACHABLE_MESSAGE}"
        return
    yield f"{stamp} [job-{run.id}] INFO JobContainer - Total {FIRST_ROWS} records, 0 error records."
    yield f"{stamp} [job-{run.id}] INFO JobContainer - Exit with SUCCESS."
