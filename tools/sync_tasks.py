"""Toolset sync_tasks: the sync-task operations one by one."""

from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from tools.catalog import expose
from tools.plans import plan_update
from tools.views import CreatedView, GeneratedView, ProcessView, TaskView, UpdatedView

TOOLS = (
    expose(GenerateDISyncTaskConfigForCreating, "Generate a new task's script", ProcessView),
    expose(GenerateDISyncTaskConfigForUpdating, "Generate a changed task's script", ProcessView),
    expose(QueryDISyncTaskConfigProcessResult, "Read a generated script", GeneratedView),
    expose(CreateDISyncTask, "Create a sync task", CreatedView),
    expose(UpdateDISyncTask, "Update a sync task", UpdatedView, plan_update),
    expose(GetDISyncTask, "Read a sync task", TaskView),
)
