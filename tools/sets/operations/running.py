"""Toolset running: the single operations that run, find and remove sync tasks."""

from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import DeleteDISyncTask, ListRefDISyncTasks
from tools.catalog import STOPPING, Alternative, PlanText, expose
from tools.views.instances import DeployedView, InstanceView, StartedView, StoppedView, TerminatedView
from tools.views.tasks import DeletedView, UsingTasksView

TASKS = {"project_id": "project_id", "task_ids": "file_id"}
STATUS = Alternative("get_task_status", {"project_id": "project_id", "task_id": "file_id"})
START, STOP, RETIRE = (Alternative(name, TASKS) for name in ("start_tasks", "stop_tasks", "retire_tasks"))

TOOLS = (
    expose(
        DeployDISyncTask,
        "Deploy a sync task",
        DeployedView,
        plan=PlanText("Submit {task} and deploy it to production.", "The version in production is replaced."),
        alternative=START,
    ),
    expose(
        StartDISyncInstance,
        "Start a sync task",
        StartedView,
        plan=PlanText("Start {task} in production.", "Nothing is lost; it starts to write to its destination."),
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
            "It is undeployed and loses its position in the source's log; its definition remains.",
        ),
        alternative=RETIRE,
    ),
    expose(
        DeleteDISyncTask,
        "Delete a sync task",
        DeletedView,
        plan=PlanText("Delete {task}.", "The task and its definition, permanently."),
        alternative=RETIRE,
    ),
    expose(
        ListRefDISyncTasks,
        "List tasks of a data source",
        UsingTasksView,
        alternative=Alternative("find_sync_tasks", {"project_id": "project_id"}),
    ),
)
