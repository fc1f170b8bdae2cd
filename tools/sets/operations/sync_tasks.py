"""Toolset sync_tasks: the sync-task operations one by one."""

from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    DeleteDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    ListRefDISyncTasks,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from tools.catalog import STOPPING, PlanText, StandIn, expose
from tools.views.instances import DeployedView, InstanceView, StartedView, StoppedView, TerminatedView
from tools.views.tasks import (
    CreatedView,
    DeletedView,
    GeneratedView,
    ProcessView,
    TaskView,
    UpdatedView,
    UsingTasksView,
)

STATUS = StandIn("get_task_status", {"project_id": "project_id", "task_id": "file_id"})
STOP = StandIn("stop_realtime_task", {"project_id": "project_id", "task_id": "file_id"})

TOOLS = (
    expose(GenerateDISyncTaskConfigForCreating, "Generate a new task's script", ProcessView),
    expose(GenerateDISyncTaskConfigForUpdating, "Generate a changed task's script", ProcessView),
    expose(QueryDISyncTaskConfigProcessResult, "Read a generated script", GeneratedView),
    expose(CreateDISyncTask, "Create a sync task", CreatedView),
    expose(
        UpdateDISyncTask,
        "Update a sync task",
        UpdatedView,
        plan=PlanText(
            "Overwrite the definition of {task}.",
            "The present definition: this API keeps no earlier version to go back to.",
        ),
    ),
    expose(GetDISyncTask, "Read a sync task", TaskView),
    expose(
        DeployDISyncTask,
        "Deploy a sync task",
        DeployedView,
        plan=PlanText(
            "Submit {task} and deploy it to production.", "The version that is in production now is replaced."
        ),
    ),
    expose(
        StartDISyncInstance,
        "Start a sync task",
        StartedView,
        plan=PlanText("Start {task} in production.", "Nothing is lost; it starts to write to its destination."),
    ),
    expose(GetDISyncInstanceInfo, "Read a task's run state", InstanceView, stand_in=STATUS),
    expose(StopDISyncInstance, "Stop a sync task", StoppedView, plan=STOPPING, stand_in=STOP),
    expose(
        TerminateDISyncInstance,
        "Take a sync task offline",
        TerminatedView,
        plan=PlanText(
            "Take {task} offline.", "It is undeployed and loses its place in the source's log; its definition stays."
        ),
    ),
    expose(
        DeleteDISyncTask,
        "Delete a sync task",
        DeletedView,
        plan=PlanText("Delete {task}.", "The task and its definition, for good."),
    ),
    expose(ListRefDISyncTasks, "List tasks of a data source", UsingTasksView),
)
