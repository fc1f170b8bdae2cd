"""Sync tasks: generate their script, create, update, read, find and delete them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from dataworks.answers import Answer, Id, Outcome, Text
from dataworks.fields import (
    IN_CONSOLE,
    ClientToken,
    DatasourceName,
    FileId,
    GeneratedTaskType,
    PageNumber,
    PageSize,
    ProcessId,
    ProjectId,
    RealtimeTaskType,
    Script,
    ScriptOrEmpty,
    TaskName,
    TaskType,
)
from dataworks.language import Text as Sentence
from dataworks.markers import IDENTIFIES, HoldsScript, ShownAs, described
from dataworks.operation import BODY, Belongs, Effect, Operation, Paging
from dataworks.scripts.definition import NO_DEFINITION, DefinitionField


class ProcessStarted(Outcome):
    """A generation was started."""

    process_id: Id


class ProcessResult(Outcome):
    """The result of a generation. Without ``task_content`` it is still running; no state for that is documented."""

    task_content: DefinitionField = NO_DEFINITION


class TaskCreated(Outcome):
    """A task was created."""

    file_id: Id


class SolutionDetail(Answer):
    """A one-click solution (DI_SOLUTION)."""

    id: Id
    name: Text = None
    type: Text = None
    status: Text = None
    source_type: Text = None
    creator_name: Text = None
    project_id: Text = None
    start_time: Text = None
    submit_time: Text = None
    process_content: DefinitionField = NO_DEFINITION
    process_extra: Text = None


class TaskDetail(Outcome):
    """A task's definition: ``code`` for a real-time task, ``solution_detail`` for a solution."""

    code: DefinitionField = NO_DEFINITION
    solution_detail: SolutionDetail | None = None
    alarm_list: list[dict[str, Any]] | None = None


class UsingTask(Answer):
    """A task that uses a data source. ``node_id`` is the scheduler's, not the task's file id."""

    node_id: Text = None
    node_name: Text = None
    task_type: Text = None
    di_source_datasource: Text = None
    di_destination_datasource: Text = None


class UsingTasks(Answer):
    """One page of tasks that use a data source; the service does not return their number."""

    tasks: Annotated[tuple[UsingTask, ...], Field(alias="DISyncTasks")] = ()


GENERATED = HoldsScript({"DI_REALTIME": "realtime-create"})
CHANGED = HoldsScript({"DI_REALTIME": "realtime-update"})
CONTENT = HoldsScript({"DI_REALTIME": "realtime-task", "DI_OFFLINE": "batch-job"})
"""The kind by task type. The scripts of solutions (DI_SOLUTION) are not documented: any JSON object is accepted."""

SETTINGS = ShownAs(Sentence("settings become", "设置改为"))

GenerationParam = Annotated[
    Script,
    GENERATED,
    described("Real-time script (type realtime, version 1.0).", "实时脚本（type 为 realtime，version 为 1.0）。"),
]


BY_HAND = Sentence(
    "a batch script is written by hand; give it to create_di_sync_task",
    "离线同步脚本需自行编写；请传给 create_di_sync_task",
)


class GenerateDISyncTaskConfigForCreating(
    Operation[ProcessStarted], effect=Effect.READ, belongs=Belongs.WORKSPACE, instead={"DI_OFFLINE": BY_HAND}
):
    """Start generating the script of a new real-time task; nothing permanent is created."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    task_param: GenerationParam
    client_token: ClientToken | None = None


class GenerateDISyncTaskConfigForUpdating(
    Operation[ProcessStarted],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    instead={
        "DI_OFFLINE": Sentence(
            "change its script and give it to update_di_sync_task", "请修改其脚本并传给 update_di_sync_task"
        )
    },
):
    """Start generating the changed script of a real-time task, to add or remove tables; the task is not changed."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    task_id: Annotated[FileId, described("Task id.", "任务 ID。")]
    task_param: Annotated[
        Script, CHANGED, described("Reader step naming all tables wanted.", "列出所有所需表的 reader 步骤。")
    ]
    client_token: ClientToken | None = None


class QueryDISyncTaskConfigProcessResult(
    Operation[ProcessResult], effect=Effect.READ, belongs=Belongs.WORKSPACE, instead={"DI_OFFLINE": BY_HAND}
):
    """Read the result of a generation: its script, once it is finished."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    async_process_id: ProcessId


class CreateDISyncTask(Operation[TaskCreated], effect=Effect.CREATE, belongs=Belongs.WORKSPACE):
    """Create a sync task from its script; it is neither deployed nor started."""

    project_id: ProjectId
    task_type: TaskType
    task_content: Annotated[
        Script,
        BODY,
        CONTENT,
        described("Job, or generated script.", "离线脚本，或生成的脚本。"),
    ]
    task_param: Annotated[
        Script | None,
        HoldsScript("create-param"),
        SETTINGS,
        described(
            '{"FileFolderPath": folder, "ResourceGroup": identifier, "Cu": multiple of 0.5}.',
            '{"FileFolderPath": 文件夹, "ResourceGroup": 标识, "Cu": 0.5 的倍数}。',
        ),
    ] = None
    task_name: TaskName | None = None
    client_token: ClientToken | None = None


class UpdateDISyncTask(Operation[Outcome], effect=Effect.UPDATE, belongs=Belongs.WORKSPACE, unchanged=(None, "", "{}")):
    """Replace the script or the resource group of a task."""

    project_id: ProjectId
    task_type: TaskType
    file_id: FileId
    task_content: Annotated[
        ScriptOrEmpty | None,
        CONTENT,
        described("The whole new script; default: as it is.", "完整的新脚本；默认：不变。"),
    ] = None
    task_param: Annotated[
        ScriptOrEmpty | None,
        HoldsScript("update-param"),
        SETTINGS,
        described(
            '{"ResourceGroup": identifier, "Cu": multiple of 0.5}.', '{"ResourceGroup": 标识, "Cu": 0.5 的倍数}。'
        ),
    ] = None


class GetDISyncTask(
    Operation[TaskDetail],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    instead={
        "DI_OFFLINE": Sentence(
            "read_task_script reads a batch task's script", "可用 read_task_script 读取离线同步任务的脚本"
        )
    },
):
    """Read the definition of a real-time task or a solution."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    file_id: FileId


class DeleteDISyncTask(
    Operation[Outcome],
    effect=Effect.DELETE,
    belongs=Belongs.WORKSPACE,
    instead={
        "DI_OFFLINE": Sentence("retire_tasks deletes a batch task", "可用 retire_tasks 删除离线同步任务"),
        "DI_SOLUTION": IN_CONSOLE,
    },
):
    """Delete a real-time task."""

    project_id: ProjectId
    task_type: RealtimeTaskType
    file_id: FileId


class ListRefDISyncTasks(
    Operation[UsingTasks],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="tasks", size=100),
    instead={
        "DI_SOLUTION": Sentence(
            "this API does not list solutions by data source; get_di_sync_task reads one",
            "此 API 不能按数据源列出解决方案；可用 get_di_sync_task 读取单个解决方案",
        )
    },
):
    """List the tasks that read from a data source, or write to it."""

    project_id: ProjectId
    task_type: Annotated[
        Literal["DI_OFFLINE", "DI_REALTIME"],
        IDENTIFIES,
        described("DI_OFFLINE: batch.", "DI_OFFLINE：离线。"),
    ]
    datasource_name: DatasourceName
    ref_type: Annotated[
        Literal["from", "to"],
        described("from: they read it. to: they write to it.", "from：读取它的任务。to：写入它的任务。"),
    ]
    page_number: PageNumber | None = None
    page_size: PageSize | None = None
