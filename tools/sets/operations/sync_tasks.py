"""Toolset sync_tasks: the single operations that generate, create, read and update sync tasks."""

from dataworks.language import Text
from dataworks.operations.v2020.sync_tasks import (
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
    expose(GenerateDISyncTaskConfigForCreating, Text("Generate a new task's script", "生成新任务的脚本"), ProcessView),
    expose(
        GenerateDISyncTaskConfigForUpdating,
        Text("Generate a changed task's script", "生成修改后的任务脚本"),
        ProcessView,
    ),
    expose(QueryDISyncTaskConfigProcessResult, Text("Read a generated script", "读取生成的脚本"), GeneratedView),
    expose(CreateDISyncTask, Text("Create a sync task", "创建同步任务"), CreatedView),
    expose(
        UpdateDISyncTask,
        Text("Update a sync task", "更新同步任务"),
        UpdatedView,
        plan=PlanText(
            Text("Overwrite the definition of {task}.", "覆盖{task}的定义。"),
            lost=Text(
                "The current definition: this API keeps no earlier version to restore.",
                "当前定义：此 API 不保留可恢复的历史版本。",
            ),
            stays=Text(
                "What runs in production, until the task is deployed.", "生产环境中运行的版本，直到任务重新发布。"
            ),
        ),
    ),
    expose(GetDISyncTask, Text("Read a sync task", "读取同步任务"), TaskView),
)
