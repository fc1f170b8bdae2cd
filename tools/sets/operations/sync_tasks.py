"""Toolset sync_tasks: the single operations that generate, create, read and update sync tasks."""

from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from tools.catalog import PlanText, expose
from tools.views.tasks import (
    CreatedView,
    GeneratedView,
    ProcessView,
    TaskView,
    UpdatedView,
)

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
            lost="The current definition: this API keeps no earlier version to restore.",
            stays="What runs in production, until the task is deployed.",
        ),
    ),
    expose(GetDISyncTask, "Read a sync task", TaskView),
)
