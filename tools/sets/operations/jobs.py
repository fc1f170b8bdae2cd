"""Toolset jobs: the single operations on Data Integration jobs of the new Data Studio."""

from dataworks.language import Text
from dataworks.operations.v2024.job_alarms import (
    CreateDIAlarmRule,
    DeleteDIAlarmRule,
    ListDIAlarmRules,
    UpdateDIAlarmRule,
)
from dataworks.operations.v2024.job_watching import (
    GetDIJobLog,
    ListDIJobEvents,
    ListDIJobMetrics,
    ListDIJobRunDetails,
)
from dataworks.operations.v2024.jobs import (
    CreateDIJob,
    DeleteDIJob,
    GetDIJob,
    ListDIJobs,
    StartDIJob,
    StopDIJob,
    UpdateDIJob,
)
from tools.catalog import Alternative, PlanText, expose
from tools.views.job_operations import (
    AlarmChangedView,
    AlarmCreatedView,
    AlarmDeletedView,
    AlarmsView,
    EventsView,
    JobCreatedView,
    JobDeletedView,
    JobLogView,
    JobStartedView,
    JobStoppedView,
    JobsView,
    JobUpdatedView,
    JobView,
    MetricsView,
    TableRunsView,
)

WRITTEN = Text("What was written.", "已写入的数据。")

TOOLS = (
    expose(CreateDIJob, Text("Create a job", "创建作业"), JobCreatedView),
    expose(
        UpdateDIJob,
        Text("Change a job", "修改作业"),
        JobUpdatedView,
        plan=PlanText(
            Text("Overwrite parts of the definition of {task}.", "覆盖{task}定义的部分内容。"),
            lost=Text(
                "What they were before: this API keeps no earlier version.", "修改前的内容：此 API 不保留历史版本。"
            ),
            stays=Text("What runs, until the job is started again.", "正在运行的部分，直到作业再次启动。"),
        ),
    ),
    expose(GetDIJob, Text("Read a job", "读取作业"), JobView),
    expose(
        ListDIJobs,
        Text("List jobs", "作业列表"),
        JobsView,
        alternative=Alternative("find_sync_tasks", {"project_id": "project_id", "name": "name"}),
    ),
    expose(
        StartDIJob,
        Text("Start a job", "启动作业"),
        JobStartedView,
        plan=PlanText(
            Text(
                "Start {task}; it starts to write to its destination.",
                "启动{task}；作业将开始写入目标端。",
            ),
            lost=Text(
                "With force_to_rerun, what its destination tables hold is loaded again.",
                "指定 force_to_rerun 时，目标表中的数据会重新全量加载。",
            ),
            stays=Text("The definition.", "作业定义。"),
        ),
    ),
    expose(
        StopDIJob,
        Text("Stop a job", "停止作业"),
        JobStoppedView,
        plan=PlanText(
            Text("Stop {task}.", "停止{task}。"),
            interrupted=Text("Replication, until it is started again.", "同步中断，直到再次启动。"),
            stays=Text("The definition, and what was written.", "作业定义，以及已写入的数据。"),
        ),
    ),
    expose(
        DeleteDIJob,
        Text("Delete a job", "删除作业"),
        JobDeletedView,
        plan=PlanText(
            Text("Delete {task}.", "删除{task}。"),
            lost=Text("The job and its definition, permanently.", "作业及其定义，永久删除。"),
            stays=WRITTEN,
        ),
    ),
    expose(ListDIJobRunDetails, Text("List a job's tables", "作业的表列表"), TableRunsView),
    expose(ListDIJobMetrics, Text("Read a job's metrics", "读取作业指标"), MetricsView),
    expose(GetDIJobLog, Text("Read a job's log", "读取作业日志"), JobLogView),
    expose(ListDIJobEvents, Text("List a job's events", "作业的事件列表"), EventsView),
    expose(CreateDIAlarmRule, Text("Create an alarm rule", "创建告警规则"), AlarmCreatedView),
    expose(
        UpdateDIAlarmRule,
        Text("Change an alarm rule", "修改告警规则"),
        AlarmChangedView,
        plan=PlanText(
            Text("Change an alarm rule of {task}.", "修改{task}的告警规则。"),
            lost=Text("What the rule was before.", "规则修改前的内容。"),
            stays=Text("The job.", "作业本身。"),
        ),
    ),
    expose(ListDIAlarmRules, Text("List alarm rules", "告警规则列表"), AlarmsView),
    expose(
        DeleteDIAlarmRule,
        Text("Delete an alarm rule", "删除告警规则"),
        AlarmDeletedView,
        plan=PlanText(
            Text("Delete an alarm rule of {task}.", "删除{task}的告警规则。"),
            lost=Text("The rule: its alarms end.", "该规则：不再发送通知。"),
            stays=Text("The job.", "作业本身。"),
        ),
    ),
)
