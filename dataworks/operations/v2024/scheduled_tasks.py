"""Tasks of the scheduler, which run what nodes deploy, and their instances: one run each, with its log."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, Digits, Ids, Name, PageNumber, PageSize, ProjectId
from dataworks.markers import IDENTIFIES, described
from dataworks.operation import BODY, NEW, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.secrets import masked

InEnvironment = Annotated[Literal["Prod", "Dev"], described("Default Prod.", "默认 Prod。")]
ScheduledTaskId = Annotated[
    Digits,
    IDENTIFIES,
    described("Scheduler's id of a deployed node, its task_id.", "已发布节点的调度 ID，即其 task_id。"),
]
Recurrence = Literal["Pause", "Skip", "Normal"]
TriggerType = Literal["Scheduler", "Manual"]


class TaskTrigger(Answer):
    """When a task runs. ``recurrence``: Normal, Pause or Skip."""

    type: Text = None
    cron: Text = None
    recurrence: Text = None
    start_time: Text = None
    end_time: Text = None


class TaskGroup(Answer):
    """What a task runs on."""

    resource_group_id: Text = None
    cu: Text = None


class ListedTask(Answer):
    """A task of the scheduler; times are in ms, ``timeout`` in hours."""

    id: Id
    name: Text = None
    type: Text = None
    project_id: Text = None
    project_env: Text = None
    owner: Text = None
    description: Text = None
    instance_mode: Text = None
    rerun_mode: Text = None
    script_parameters: Text = None
    trigger: TaskTrigger | None = None
    runtime_resource: TaskGroup | None = None
    create_time: int | None = None
    modify_time: int | None = None


class TaskPage(Answer):
    """One page of tasks."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    tasks: tuple[ListedTask, ...] = ()


class TaskScript(Answer):
    """What a task runs, and the values of its variables."""

    content: Text = None
    parameters: Text = None


class Dependency(Answer):
    """What a task waits for."""

    type: Text = None
    upstream_output: Text = None
    upstream_task_id: Text = None


class ScheduledTask(Answer):
    """A task of the scheduler with its script."""

    place = "Task"

    id: Id
    name: Text = None
    type: Text = None
    project_id: Text = None
    project_env: Text = None
    owner: Text = None
    description: Text = None
    instance_mode: Text = None
    rerun_mode: Text = None
    trigger: TaskTrigger | None = None
    runtime_resource: TaskGroup | None = None
    script: TaskScript | None = None
    dependencies: tuple[Dependency, ...] = ()
    create_time: int | None = None
    modify_time: int | None = None


class TaskInstance(Answer):
    """One run of a task. Times are in ms; ``bizdate`` is the day that it is for.

    ``status``: NotRun, Running, Failure, Success, WaitTime, WaitResource and others.
    """

    id: Id
    task_id: Text = None
    task_name: Text = None
    task_type: Text = None
    status: Text = None
    bizdate: int | None = None
    trigger_time: int | None = None
    trigger_type: Text = None
    started_time: int | None = None
    finished_time: int | None = None
    run_number: int | None = None
    project_env: Text = None
    owner: Text = None
    runtime_resource: TaskGroup | None = None


class InstancePage(Answer):
    """One page of instances."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    task_instances: tuple[TaskInstance, ...] = ()


class InstanceLog(Answer):
    """The log of one run, without secrets."""

    place = ""

    task_instance_log: Annotated[Text, BeforeValidator(lambda value: value and masked(str(value)))] = None


class ListTasks(
    Operation[TaskPage],
    version=NEW,
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="tasks", size=100),
):
    """List the scheduler's tasks of a workspace."""

    project_id: Annotated[ProjectId, BODY]
    ids: Annotated[Ids | None, BODY, DECODED, described("Only these scheduler tasks.", "仅限这些调度任务。")] = None
    name: Annotated[
        Name | None, BODY, described("Only tasks whose name contains this.", "仅限名称含此内容的任务。")
    ] = None
    task_type: Annotated[
        Name | None, BODY, described("Only this type; DI is batch sync.", "仅限此类型；DI 为离线同步。")
    ] = None
    project_env: Annotated[InEnvironment | None, BODY] = None
    owner: Annotated[Name | None, BODY, SELDOM] = None
    runtime_resource: Annotated[Name | None, BODY, SELDOM] = None
    sort_by: Annotated[Name | None, BODY, SELDOM] = None
    trigger_recurrence: Annotated[Recurrence | None, BODY, SELDOM] = None
    trigger_type: Annotated[TriggerType | None, BODY, SELDOM] = None
    workflow_id: Annotated[Digits | None, BODY, SELDOM] = None
    page_number: Annotated[PageNumber | None, BODY] = None
    page_size: Annotated[PageSize | None, BODY] = None


class GetTask(Operation[ScheduledTask], version=NEW, method="GET", effect=Effect.READ, belongs=Belongs.BY_ID):
    """Read a task of the scheduler."""

    scheduled_task_id: Annotated[ScheduledTaskId, Field(alias="Id")]
    project_env: InEnvironment | None = None


class ListTaskInstances(
    Operation[InstancePage],
    version=NEW,
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="task_instances", size=100),
):
    """List the runs of the scheduler's tasks for one day."""

    project_id: Annotated[ProjectId, BODY]
    bizdate: Annotated[
        int,
        BODY,
        described(
            "Day that the runs are for: its midnight in the workspace's zone, in ms.",
            "运行所属的日期：工作空间时区当天零点，单位 ms。",
            ge=0,
        ),
    ]
    scheduled_task_id: Annotated[ScheduledTaskId | None, BODY, Field(alias="TaskId")] = None
    scheduled_task_ids: Annotated[
        Ids | None, BODY, DECODED, described("Several of them.", "多个。", alias="TaskIds")
    ] = None
    status: Annotated[
        Name | None, BODY, described("Such as Failure, Success, Running.", "例如 Failure、Success、Running。")
    ] = None
    task_name: Annotated[
        Name | None, BODY, described("Only runs of tasks whose name contains this.", "仅限任务名称含此内容的运行。")
    ] = None
    project_env: Annotated[InEnvironment | None, BODY] = None
    id: Annotated[Digits | None, BODY, SELDOM] = None
    ids: Annotated[Ids | None, BODY, DECODED, SELDOM] = None
    filter: Annotated[Name | None, BODY, SELDOM] = None
    owner: Annotated[Name | None, BODY, SELDOM] = None
    runtime_resource: Annotated[Name | None, BODY, SELDOM] = None
    sort_by: Annotated[Name | None, BODY, SELDOM] = None
    task_type: Annotated[Name | None, BODY, SELDOM] = None
    trigger_recurrence: Annotated[Recurrence | None, BODY, SELDOM] = None
    trigger_type: Annotated[TriggerType | None, BODY, SELDOM] = None
    unified_workflow_instance_id: Annotated[Digits | None, BODY, SELDOM] = None
    workflow_id: Annotated[Digits | None, BODY, SELDOM] = None
    workflow_instance_id: Annotated[Digits | None, BODY, SELDOM] = None
    workflow_instance_type: Annotated[Name | None, BODY, SELDOM] = None
    page_number: Annotated[PageNumber | None, BODY] = None
    page_size: Annotated[PageSize | None, BODY] = None


class GetTaskInstanceLog(Operation[InstanceLog], version=NEW, method="GET", effect=Effect.READ, belongs=Belongs.BY_ID):
    """Read the log of one run of a task of the scheduler."""

    id: Annotated[
        Digits, described("Id of the run, from list_task_instances.", "运行的 ID，来自 list_task_instances。")
    ]
    run_number: Annotated[
        int | None, described("Which attempt; default the last one.", "第几次尝试；默认最后一次。", ge=1)
    ] = None
