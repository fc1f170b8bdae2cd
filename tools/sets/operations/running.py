"""Toolset running: the single operations that run, find and remove sync tasks."""

from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import DeleteDISyncTask, ListRefDISyncTasks
from tools.catalog import Alternative, PlanText, expose
from tools.views.instances import DeployedView, InstanceView, StartedView, StoppedView, TerminatedView
from tools.views.tasks import DeletedView, UsingTasksView

TASKS = {"project_id": "project_id", "task_ids": "file_id"}
STATUS = Alternative("get_task_status", {"project_id": "project_id", "task_id": "file_id"})
START = Alternative("start_tasks", TASKS)
STOP = Alternative("stop_tasks", TASKS)
RETIRE = Alternative("retire_tasks", TASKS)

STOPPING = PlanText(
    "Stop {task}.",
    interrupted="Replication, until it is started again; then from there, as far back as the source keeps its log.",
    stays="The definition, and what was written.",
)

TOOLS = (
    expose(
        DeployDISyncTask,
        "Deploy a sync task",
        DeployedView,
        plan=PlanText("Submit {task} and deploy it to production.", replaced="The version in production."),
        alternative=START,
    ),
    expose(
        StartDISyncInstance,
        "Start a sync task",
        StartedView,
        plan=PlanText("Start {task} in production; it starts to write to its destination.", stays="The definition."),
        alternative=START,
    ),
    expose(GetDISyncInstanceInfo, "Read a task's run state", InstanceView, alternative=STATUS),
    expose(StopDISyncInstance, "Stop a sync task", StoppedView, plan=STOPPING, alternative=STOP),
    expose(
        TerminateDISyncInstance,
        "Take a sync task offline",
        TerminatedView,
        plan=PlanText(
            "Take {task} offline.",
            interrupted="It is not in production any more.",
            lost="Its position in the source's log.",
            stays="The definition, and what was written.",
        ),
        alternative=RETIRE,
    ),
    expose(
        DeleteDISyncTask,
        "Delete a sync task",
        DeletedView,
        plan=PlanText("Delete {task}.", lost="The task and its definition, permanently.", stays="What was written."),
        alternative=RETIRE,
    ),
    expose(
        ListRefDISyncTasks,
        "List tasks of a data source",
        UsingTasksView,
        alternative=Alternative("find_sync_tasks", {"project_id": "project_id"}),
    ),
)
