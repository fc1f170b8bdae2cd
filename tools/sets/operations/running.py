"""Toolset running: the single operations that run, find and remove sync tasks."""

from dataworks.language import Text
from dataworks.operations.v2020.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.v2020.sync_tasks import DeleteDISyncTask, ListRefDISyncTasks
from tools.catalog import Alternative, PlanText, expose
from tools.views.instances import DeployedView, InstanceView, StartedView, StoppedView, TerminatedView
from tools.views.tasks import DeletedView, UsingTasksView

TASKS = {"project_id": "project_id", "task_ids": "file_id"}
STATUS = Alternative("get_task_status", {"project_id": "project_id", "task_id": "file_id"})
START = Alternative("start_tasks", TASKS)
STOP = Alternative("stop_tasks", TASKS)
RETIRE = Alternative("retire_tasks", TASKS)

STOPPING = PlanText(
    Text("Stop {task}.", "停止{task}。"),
    interrupted=Text(
        "Replication, until it is started again; then from there, as far back as the source keeps its log.",
        "同步中断，直到再次启动；届时从中断处继续，以来源端保留的日志为限。",
    ),
    stays=Text("The definition, and what was written.", "任务定义，以及已写入的数据。"),
)

TOOLS = (
    expose(
        DeployDISyncTask,
        Text("Deploy a sync task", "发布同步任务"),
        DeployedView,
        plan=PlanText(
            Text("Submit {task} and deploy it to production.", "提交{task}并发布到生产环境。"),
            in_production=Text("The version in production.", "生产环境中的版本。"),
        ),
        alternative=START,
    ),
    expose(
        StartDISyncInstance,
        Text("Start a sync task", "启动同步任务"),
        StartedView,
        plan=PlanText(
            Text(
                "Start {task} in production; it starts to write to its destination.",
                "在生产环境启动{task}；任务将开始写入目标端。",
            ),
            stays=Text("The definition.", "任务定义。"),
        ),
        alternative=START,
    ),
    expose(
        GetDISyncInstanceInfo, Text("Read a task's run state", "读取任务的运行状态"), InstanceView, alternative=STATUS
    ),
    expose(StopDISyncInstance, Text("Stop a sync task", "停止同步任务"), StoppedView, plan=STOPPING, alternative=STOP),
    expose(
        TerminateDISyncInstance,
        Text("Take a sync task offline", "下线同步任务"),
        TerminatedView,
        plan=PlanText(
            Text("Take {task} offline.", "下线{task}。"),
            interrupted=Text("It is not in production any more.", "任务不再处于生产环境。"),
            lost=Text("Its position in the source's log.", "其在来源端日志中的位点。"),
            stays=Text("The definition, and what was written.", "任务定义，以及已写入的数据。"),
        ),
        alternative=RETIRE,
    ),
    expose(
        DeleteDISyncTask,
        Text("Delete a sync task", "删除同步任务"),
        DeletedView,
        plan=PlanText(
            Text("Delete {task}.", "删除{task}。"),
            lost=Text("The task and its definition, permanently.", "任务及其定义，永久删除。"),
            stays=Text("What was written.", "已写入的数据。"),
        ),
        alternative=RETIRE,
    ),
    expose(
        ListRefDISyncTasks,
        Text("List tasks of a data source", "数据源的任务列表"),
        UsingTasksView,
        alternative=Alternative("find_sync_tasks", {"project_id": "project_id"}),
    ),
)
