"""Running sync tasks: deploy, start, read the state, stop, and take offline."""

from typing import Annotated, cast

from pydantic import AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel, to_snake

from dataworks.answers import Answer, Id, Outcome, Text
from dataworks.fields import DECODED, IN_CONSOLE, DdlHandling, FileId, GeneratedTaskType, ProjectId, RealtimeTaskType
from dataworks.language import Text as Sentence
from dataworks.markers import described
from dataworks.operation import Belongs, Effect, Operation, States

RUN_STATES = frozenset({"NORUN", "WAIT", "RUN", "KILLING", "PAUSE"})
"""The states of a real-time task. The documentation lists the names; a failed call shows none of them."""


class SolutionStep(Answer):
    """One step of a one-click solution; ``info`` is JSON as text."""

    step_id: Id
    step_name: Text = None
    status: Text = None
    info: Text = None


class SolutionInfo(Answer):
    """The progress of a one-click solution."""

    id: Id
    creator_name: Text = None
    status: Text = None
    step_detail: tuple[SolutionStep, ...] = ()


class InstanceInfo(Answer):
    """The run state of a task: ``status`` for a real-time task, ``solution_info`` for a solution."""

    status: Text = None
    name: Text = None
    message: Text = None
    solution_info: SolutionInfo | None = None


class Limits(BaseModel):
    """An object inside StartParam: snake_case in Python and in tools, camelCase on the wire."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=AliasGenerator(serialization_alias=to_camel)
    )


class FailoverLimit(Limits):
    """Stop as failed after so many failovers in so many minutes."""

    count: Annotated[int, Field(ge=0)]
    interval: Annotated[int, described("Minutes (inferred).", "分钟（推断）。", ge=1)]


class ErrorLimit(Limits):
    """Stop as failed after so many dirty records."""

    record: Annotated[int, Field(ge=0)]


def _in_snake_case(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {to_snake(str(name)): child for name, child in cast("dict[object, object]", value).items()}


class StartParam(Limits):
    """The settings of a run of a real-time task."""

    failover_limit: (
        Annotated[
            FailoverLimit,
            described(
                "Stop as failed after so many failovers in so many minutes.",
                "若干分钟内 failover 达到多少次后失败停止。",
            ),
        ]
        | None
    ) = None
    error_limit: (
        Annotated[
            ErrorLimit,
            described("Stop as failed after so many dirty records.", "脏数据达到多少条后失败停止。"),
        ]
        | None
    ) = None
    ddl_mark_map: DdlHandling | None = None


StartSettings = Annotated[
    StartParam | None,
    BeforeValidator(_in_snake_case),
    DECODED,  # runs first: validators before a field run from the last to the first
    described(
        "Limits and DDL handling of a real-time task; a solution ignores it.",
        "实时任务的限制和 DDL 处理；对解决方案无效。",
    ),
]


BY_SCHEDULE = Sentence(
    "a batch task runs by its schedule, which change_task sets; start_tasks brings it to production",
    "离线同步任务按调度运行，可用 change_task 设置调度，用 start_tasks 发布到生产环境",
)
NO_RUN_STATE = Sentence(
    "a batch task has no run state in this API; get_task_status shows its schedule, the console its runs",
    "此 API 没有离线同步任务的运行状态；可用 get_task_status 查看其调度，在控制台查看其运行实例",
)


class DeployDISyncTask(
    Operation[Outcome],
    effect=Effect.RUN,
    belongs=Belongs.WORKSPACE,
    instead={
        "DI_OFFLINE": Sentence(
            "start_tasks brings a batch task to production", "可用 start_tasks 将离线同步任务发布到生产环境"
        )
    },
):
    """Submit and deploy a task to production; it is not started."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    file_id: FileId


class StartDISyncInstance(
    Operation[Outcome],
    effect=Effect.RUN,
    belongs=Belongs.WORKSPACE,
    instead={"DI_OFFLINE": BY_SCHEDULE},
):
    """Start a deployed task; it runs some time later."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    file_id: FileId
    start_param: StartSettings = None


class GetDISyncInstanceInfo(
    Operation[InstanceInfo],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    states=States(known=RUN_STATES, task_type="DI_REALTIME"),
    instead={"DI_OFFLINE": NO_RUN_STATE},
):
    """Read the run state of a task."""

    project_id: ProjectId
    task_type: GeneratedTaskType
    file_id: FileId


class StopDISyncInstance(
    Operation[Outcome],
    effect=Effect.STOP,
    belongs=Belongs.WORKSPACE,
    instead={
        "DI_OFFLINE": Sentence("stop_tasks pauses a batch task's schedule", "可用 stop_tasks 暂停离线同步任务的调度"),
        "DI_SOLUTION": IN_CONSOLE,
    },
):
    """Stop a running real-time task; it stays deployed."""

    project_id: ProjectId
    task_type: RealtimeTaskType
    file_id: FileId


class TerminateDISyncInstance(
    Operation[Outcome],
    effect=Effect.STOP,
    belongs=Belongs.WORKSPACE,
    instead={
        "DI_OFFLINE": Sentence(
            "retire_tasks takes a batch task out of production, and deletes it",
            "可用 retire_tasks 将离线同步任务从生产环境下线并删除",
        ),
        "DI_SOLUTION": IN_CONSOLE,
    },
):
    """Take a real-time task offline; its definition stays."""

    project_id: ProjectId
    task_type: RealtimeTaskType
    file_id: FileId
