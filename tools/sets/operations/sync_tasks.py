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
from tools.catalog import expose
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

TOOLS = (
    expose(GenerateDISyncTaskConfigForCreating, "Generate a new task's script", ProcessView),
    expose(GenerateDISyncTaskConfigForUpdating, "Generate a changed task's script", ProcessView),
    expose(QueryDISyncTaskConfigProcessResult, "Read a generated script", GeneratedView),
    expose(CreateDISyncTask, "Create a sync task", CreatedView),
    expose(UpdateDISyncTask, "Update a sync task", UpdatedView),
    expose(GetDISyncTask, "Read a sync task", TaskView),
    expose(DeployDISyncTask, "Deploy a sync task", DeployedView),
    expose(StartDISyncInstance, "Start a sync task", StartedView),
    expose(GetDISyncInstanceInfo, "Read a task's run state", InstanceView),
    expose(StopDISyncInstance, "Stop a sync task", StoppedView),
    expose(TerminateDISyncInstance, "Take a sync task offline", TerminatedView),
    expose(DeleteDISyncTask, "Delete a sync task", DeletedView),
    expose(ListRefDISyncTasks, "List tasks of a data source", UsingTasksView),
)
