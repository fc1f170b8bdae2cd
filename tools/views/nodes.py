"""Views of nodes, their pipelines, and the runs that the scheduler makes of them."""

from typing import Annotated, ClassVar, Self

from dataworks.answers import Done
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2024.pipelines import Pipeline, Stage
from dataworks.operations.v2024.scheduled_tasks import InstanceLog
from tools.views.found import IdView
from tools.views.view import ASK_AGAIN, View

NODE_MADE = Text(
    "The node exists and is not deployed; create_pipeline_run deploys it.",
    "节点已创建，尚未发布；可用 create_pipeline_run 发布。",
)
PIPELINE_MADE = Text(
    "Ask get_pipeline_run, and start each stage that waits with exec_pipeline_run_stage.",
    "用 get_pipeline_run 查询，并用 exec_pipeline_run_stage 逐个启动等待中的阶段。",
)
STAGE_STARTED = Text(
    "The stage was started, which is no success yet: ask get_pipeline_run.",
    "阶段已启动，但尚未成功：请用 get_pipeline_run 查询。",
)
CHANGED = Text(
    "The node is changed; production runs the earlier one until it is deployed.",
    "节点已更改；在重新发布之前，生产环境仍运行之前的版本。",
)
DELETED = Text("The node is deleted.", "节点已删除。")
START_NEXT = Text("Start stage {} with exec_pipeline_run_stage.", "请用 exec_pipeline_run_stage 启动阶段 {}。")
ENDED = Text("The pipeline has ended: {}.", "发布流程已结束：{}。")
EMPTY_LOG = Text("The service shows no log of this run.", "服务未提供此次运行的日志。")


class NodeMadeView(IdView):
    """A node was created."""

    then: ClassVar[Text] = NODE_MADE


class PipelineMadeView(IdView):
    """A pipeline was created."""

    then: ClassVar[Text] = PIPELINE_MADE


class AfterwardsView(View):
    """What the service did; ``then`` says what that means."""

    then: ClassVar[Text]

    next: str

    @classmethod
    def of(cls, _: Done) -> Self:
        """The view of an answer."""
        return cls(next=cls.then.said())


class NodeChangedView(AfterwardsView):
    """A node was changed."""

    then: ClassVar[Text] = CHANGED


class NodeDeletedView(AfterwardsView):
    """A node was deleted."""

    then: ClassVar[Text] = DELETED


class StageStartedView(AfterwardsView):
    """A stage was started."""

    then: ClassVar[Text] = STAGE_STARTED


class StageRow(View):
    """A stage of a pipeline."""

    code: str | None = None
    name: str | None = None
    type: str | None = None
    status: Annotated[
        str | None, described("Init: to be started. Only Success is success.", "Init：待开始。只有 Success 是成功。")
    ] = None
    message: str | None = None

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """The view of a part of an answer."""
        return cls.like(stage)


class PipelineView(View):
    """A pipeline and its stages, in their order."""

    status: Annotated[str | None, described("Only Success is success.", "只有 Success 是成功。")] = None
    message: str | None = None
    stages: tuple[StageRow, ...]
    next: str

    @classmethod
    def of(cls, answer: Pipeline) -> Self:
        """The view of an answer."""
        stages = tuple(map(StageRow.of, answer.in_order))
        return cls(status=answer.status, message=answer.message or None, stages=stages, next=_after(answer))


def _after(pipeline: Pipeline) -> str:
    if pipeline.has_ended:
        return ENDED.said(pipeline.status)
    due = pipeline.due
    return START_NEXT.said(due.code) if due else ASK_AGAIN.said()


class LogView(View):
    """The log of one run, without secrets."""

    verbatim: ClassVar[str | None] = "log"

    log: str
    next: str | None = None

    @classmethod
    def of(cls, answer: InstanceLog) -> Self:
        """The view of an answer."""
        log = answer.task_instance_log or ""
        return cls(log=log, next=None if log else EMPTY_LOG.said())
