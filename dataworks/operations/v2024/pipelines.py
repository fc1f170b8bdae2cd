"""Pipelines, which deploy nodes of the new Data Studio or take them offline, stage by stage."""

from typing import Annotated, Literal

from dataworks.answers import Answer, Done, Id, Text
from dataworks.fields import DECODED, Name, NodeId, NodeIds, PageNumber, PageSize, Printable, ProjectId
from dataworks.markers import IDENTIFIES, FreeText, described
from dataworks.operation import BODY, NEW, SELDOM, Belongs, Effect, Operation, Paging, States

SUCCESS, INIT = "Success", "Init"
"""The status of a pipeline or stage that is done, and of one that was not started; only the first is a success."""

ENDED = frozenset({SUCCESS, "Fail", "Termination", "Cancel"})
"""The states in which nothing more happens."""

PipelineId = Annotated[Name, IDENTIFIES, described("Id of the pipeline.", "发布流程的 ID。")]


class PipelineStarted(Answer):
    """A pipeline was created."""

    place = ""

    id: Id


class Stage(Answer):
    """A stage of a pipeline; stages are done in the order of ``step``.

    ``type``: Build, Check, Deploy, Offline or Delete. ``status``: Init, Running, Success, Fail, Termination, Cancel.
    """

    code: Text = None
    name: Text = None
    type: Text = None
    step: int | None = None
    status: Text = None
    message: Text = None


class Pipeline(Answer):
    """A pipeline with its stages; ``status`` has the words of its stages. Times are in ms."""

    place = "Pipeline"

    id: Text = None
    status: Text = None
    message: Text = None
    description: Text = None
    creator: Text = None
    create_time: int | None = None
    modify_time: int | None = None
    stages: tuple[Stage, ...] = ()

    @property
    def in_order(self) -> tuple[Stage, ...]:
        """Its stages in the order in which they are done; those without a step come as they were sent."""
        return tuple(sorted(self.stages, key=lambda stage: stage.step or 0))

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens: it succeeded, failed or was ended."""
        return self.status in ENDED

    @property
    def due(self) -> Stage | None:
        """The stage to be started: the first one that is not done, if it was not started yet."""
        waiting = next((stage for stage in self.in_order if stage.status != SUCCESS), None)
        return waiting if waiting is not None and waiting.status == INIT else None

    @property
    def failed_stage(self) -> Stage | None:
        """The stage that failed, if one did."""
        return next((stage for stage in self.in_order if stage.status in ENDED - {SUCCESS}), None)


class PipelinePage(Answer):
    """One page of pipelines."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    pipeline_runs: tuple[Pipeline, ...] = ()


class CreatePipelineRun(
    Operation[PipelineStarted], version=NEW, like="SubmitFile", effect=Effect.RUN, belongs=Belongs.WORKSPACE
):
    """Create a pipeline that deploys a node, or takes it offline; each stage is started by itself."""

    project_id: Annotated[ProjectId, BODY]
    type: Annotated[
        Literal["Online", "Offline"],
        BODY,
        described("Online: deploy. Offline: take out of production.", "Online：发布。Offline：从生产环境下线。"),
    ]
    object_ids: Annotated[NodeIds, BODY, DECODED, described("Node; only the first one counts.", "节点；仅第一个有效。")]
    description: Annotated[Printable | None, BODY, FreeText(), described("A note for the record.", "备注。")] = None
    run_mode: Annotated[
        Literal["Normal", "Auto"] | None, BODY, described("Auto: stages start by themselves.", "Auto：各阶段自动开始。")
    ] = None
    auto_run_until_stage: Annotated[
        Name | None, BODY, described("Code of the last stage of Auto.", "Auto 的最后一个阶段的代码。")
    ] = None


class ExecPipelineRunStage(
    Operation[Done], version=NEW, like="DeployFile", effect=Effect.RUN, belongs=Belongs.WORKSPACE
):
    """Start the next stage of a pipeline; success means that it was started."""

    project_id: ProjectId
    id: Annotated[PipelineId, BODY]
    code: Annotated[Name, BODY, described("Code of the stage.", "阶段的代码。")]


class GetPipelineRun(
    Operation[Pipeline],
    version=NEW,
    like="GetDeployment",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    states=States(),
):
    """Read a pipeline and its stages."""

    project_id: ProjectId
    id: PipelineId


class ListPipelineRuns(
    Operation[PipelinePage],
    version=NEW,
    like="ListFileVersions",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="pipeline_runs", size=100),
):
    """List the pipelines of a workspace, also those of one node."""

    project_id: ProjectId
    object_id: Annotated[NodeId | None, described("Only those of this node.", "仅限此节点的。")] = None
    status: Annotated[
        Literal["Init", "Running", "Success", "Fail", "Termination", "Cancel"] | None,
        described("Only those in this state.", "仅限此状态的。"),
    ] = None
    creator: Annotated[Name | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None
