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

STATUS = Alternative("get_task_status", {"project_id": "project_id", "task_id": "file_id"})
STOP = Alternative("stop_realtime_task", {"project_id": "project_id", "task_id": "file_id"})

TOOLS = (
    expose(
        DeployDISyncTask,
        "Deploy a sync task",
        DeployedView,
        plan=PlanText("Submit {task} and deploy it to production.", "The version in production is replaced."),
    ),
    expose(
        StartDISyncInstance,
        "Start a sync task",
        StartedView,
        plan=PlanText("Start {task} in production.", "Nothing is lost; it starts to write to its destination."),
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
    ),
    expose(
        DeleteDISyncTask,
        "Delete a sync task",
        DeletedView,
        plan=PlanText("Delete {task}.", "The task and its definition, permanently."),
    ),
    expose(ListRefDISyncTasks, "List tasks of a data source", UsingTasksView),
)
