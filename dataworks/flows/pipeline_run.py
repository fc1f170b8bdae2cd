"""Bringing a node of the new Data Studio to production, or taking it out, by a pipeline: stage by stage.

The pipelines of a node show how far it is, so any process can continue, and none is begun while another one runs. Only
``Success`` is a success.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Rejected
from dataworks.flows.once import exists_on_failure, once
from dataworks.flows.waits import Pending, Report, finished, silent
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2024.pipelines import (
    INIT,
    SUCCESS,
    CreatePipelineRun,
    ExecPipelineRunStage,
    GetPipelineRun,
    ListPipelineRuns,
    Pipeline,
)
from dataworks.quoting import named
from dataworks.retry import not_there

PIPELINES: Operations = (ListPipelineRuns, CreatePipelineRun, GetPipelineRun, ExecPipelineRunStage)
"""The operations that this may call."""

Kind = Literal["Online", "Offline"]
OFFLINE_STAGE = "Offline"
"""The type of the stage that takes a node out of production."""

NOTE = Text("deployment of task {}: {}", "任务 {} 的发布：{}")
STAGE = Text("stage {}", "阶段 {}")
STAGE_UNKNOWN = Text(
    "Task {} exists; it is unknown whether stage {} of pipeline {} was started; the same call again finds out.",
    "任务 {0} 已存在；尚不清楚发布流程 {2} 的阶段 {1} 是否已启动；重复同样的调用即可查明。",
)


@dataclass(frozen=True)
class Account:
    """What exists where a pipeline is not at its end, by what it is for; ``{}`` is the task, then the pipeline."""

    unknown: Text
    not_begun: Text
    going: Text
    failed: Text


ACCOUNTS: Mapping[Kind, Account] = {
    "Online": Account(
        Text(
            "It is unknown whether the deployment of task {} has begun; the same call again finds out and continues.",
            "尚不清楚任务 {} 的发布是否已开始；重复同样的调用即可查明并继续。",
        ),
        Text("Task {} exists; its newest version is not deployed.", "任务 {} 已存在；其最新版本尚未发布。"),
        Text(
            "Task {} exists and is being deployed, by pipeline {}; the same call again continues.",
            "任务 {} 已存在，正在通过发布流程 {} 发布；重复同样的调用即可继续。",
        ),
        Text(
            "Task {} exists; its newest version was not deployed: pipeline {} ended in stage {}. After the fix the "
            "same call again begins another one.",
            "任务 {} 已存在；其最新版本未发布：发布流程 {} 在阶段 {} 结束。修复后重复同样的调用即可重新开始。",
        ),
    ),
    "Offline": Account(
        Text(
            "It is unknown whether taking task {} out of production has begun; the same call again finds out and "
            "continues.",
            "尚不清楚任务 {} 的下线是否已开始；重复同样的调用即可查明并继续。",
        ),
        Text("Task {} exists, and production runs it.", "任务 {} 已存在，生产环境仍在运行它。"),
        Text(
            "Task {} exists and is being taken out of production, by pipeline {}; the same call again continues.",
            "任务 {} 已存在，正在通过发布流程 {} 下线；重复同样的调用即可继续。",
        ),
        Text(
            "Task {} exists, and production runs it: pipeline {} ended in stage {}. After the fix the same call again "
            "begins another one.",
            "任务 {} 已存在，生产环境仍在运行它：发布流程 {} 在阶段 {} 结束。修复后重复同样的调用即可重新开始。",
        ),
    ),
}

NO_REASON = Text("the service gave no reason", "服务未说明原因")
ENDED = Text("the pipeline ended as {}: {}", "发布流程以 {} 结束：{}")


@dataclass(frozen=True)
class Run:
    """How far a pipeline is.

    Attributes:
        pipeline: as last read.
        mine: whether this call began it, or started one of its stages.
        waits_for: the stage that only the console can move on, such as an approval.
    """

    pipeline: Pipeline
    mine: bool
    waits_for: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was successful."""
        return self.pipeline.status == SUCCESS


@dataclass
class PipelineWay:
    """A node on its way by a pipeline.

    Attributes:
        node_id: its number.
        task_id: its id as the tools show it, for texts.
        kind: to production, or out of it.
    """

    api: DataWorks
    project_id: str
    node_id: str
    task_id: str
    kind: Kind = "Online"
    report: Report = silent
    started: list[str] = field(default_factory=list[str])

    @property
    def account(self) -> Account:
        """What is said about what exists."""
        return ACCOUNTS[self.kind]

    async def pipelines(self) -> tuple[Pipeline, ...]:
        """The pipelines of the node, newest first.

        Raises:
            DataWorksError: they can't be read.
        """
        asked = ListPipelineRuns(project_id=self.project_id, object_id=self.node_id, page_size=100)
        found = (await self.api.call(asked)).pipeline_runs
        return tuple(sorted(found, key=lambda each: each.create_time or 0, reverse=True))

    async def go(self, found: tuple[Pipeline, ...]) -> Run:
        """Begin a pipeline unless one is running, and start its stages one after the other.

        Raises:
            Rejected: it ended without success.
            DataWorksError: a step failed; ``exists`` says how far it is.
        """
        running = next((each for each in found if not each.has_ended and is_of(each, self.kind)), None)
        pipeline_id, mine = (running.id, False) if running else await self._begun(found)
        with exists_on_failure(self.account.going.said(self.task_id, pipeline_id)):
            return await self._through(pipeline_id or "", mine=mine)

    async def _begun(self, before: tuple[Pipeline, ...]) -> tuple[str | None, bool]:
        known = {each.id for each in before}

        async def new() -> Pipeline | None:
            found = await self.pipelines()
            return next((each for each in found if each.id not in known and is_of(each, self.kind)), None)

        async def is_there() -> bool:
            return await new() is not None

        request = CreatePipelineRun(project_id=self.project_id, type=self.kind, object_ids=[self.node_id])
        with exists_on_failure(self.account.not_begun.said(self.task_id)):
            made = await once(self.api, request, is_there, self.account.unknown.said(self.task_id))
        if made.answer is not None:
            return made.answer.id, True
        with exists_on_failure(self.account.unknown.said(self.task_id)):
            found = await new()
        return (found.id if found else None), made.mine

    async def _read(self, pipeline_id: str) -> Pipeline:
        return await self.api.call(GetPipelineRun(project_id=self.project_id, id=pipeline_id))

    async def _through(self, pipeline_id: str, *, mine: bool) -> Run:
        pipeline = await self._read(pipeline_id)
        while not pipeline.has_ended:
            due = pipeline.due
            if due is not None:
                pipeline, moved = await self._start(pipeline_id, due.code or "")
                if not moved:
                    return Run(pipeline, mine or bool(self.started), due.name or due.code)
                continue
            found = await finished(self.api, partial(self._moved, pipeline_id), self._notify)
            if isinstance(found, Pending):
                return Run(pipeline, mine or bool(self.started))
            pipeline = found
        if pipeline.status != SUCCESS:
            raise self._failed(pipeline)
        return Run(pipeline, mine or bool(self.started))

    async def _moved(self, pipeline_id: str) -> Pipeline | None:
        """The pipeline, once it has ended or a stage is due."""
        pipeline = await self._read(pipeline_id)
        return pipeline if pipeline.has_ended or pipeline.due is not None else None

    async def _start(self, pipeline_id: str, code: str) -> tuple[Pipeline, bool]:
        """Start a stage that is due; false: it is not for us to start, since it waits for somebody."""
        await self._notify(STAGE.said(code))
        request = ExecPipelineRunStage(project_id=self.project_id, id=pipeline_id, code=code)

        async def is_started() -> bool:
            return _state_of(await self._read(pipeline_id), code) != INIT

        try:
            await once(self.api, request, is_started, STAGE_UNKNOWN.said(self.task_id, code, pipeline_id))
        except DataWorksError as error:
            if not not_there(error):
                raise
            return await self._read(pipeline_id), False
        self.started.append(code)
        return await self._read(pipeline_id), True

    async def _notify(self, text: str) -> None:
        await self.report(len(self.started), len(self.started) + 1, NOTE.said(self.task_id, text))

    def _failed(self, pipeline: Pipeline) -> DataWorksError:
        stage = pipeline.failed_stage
        reason = (stage.message if stage else None) or pipeline.message or NO_REASON.said()
        exists = self.account.failed.said(self.task_id, pipeline.id, named(stage.code if stage else pipeline.status))
        message = ENDED.said(pipeline.status, reason)
        return Rejected(ExecPipelineRunStage.action(), message, request_id=pipeline.request_id, exists=exists)


def is_of(pipeline: Pipeline, kind: Kind) -> bool:
    """Whether a pipeline is one that deploys, or one that takes out of production."""
    takes_away = any(stage.type == OFFLINE_STAGE for stage in pipeline.stages)
    return takes_away is (kind == "Offline")


def _state_of(pipeline: Pipeline, code: str) -> str | None:
    return next((stage.status for stage in pipeline.stages if stage.code == code), None)
