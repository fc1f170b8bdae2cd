"""Watching a Data Integration job: its metrics, its log, its alarm rules."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from dataworks.explain.arguments import LEAVE_ONE_OUT
from dataworks.fields import Digits, JobOrNodeId, JobTaskId, ProjectId
from dataworks.flows.job_log import log_of
from dataworks.flows.job_watching import events_of, job_of, metrics_of
from dataworks.flows.node_log import NODE_LOG, node_log
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operation import Operations
from dataworks.operations.v2024.job_watching import GetDIJobLog, ListDIJobEvents, ListDIJobMetrics
from dataworks.operations.v2024.jobs import GetDIJob, JobDetail
from dataworks.operations.v2024.nested import an_integer
from dataworks.studios.jobs import state_of
from dataworks.studios.states import NEVER_RAN, RUNNING
from dataworks.task_ids import IdOf, kind_of
from tools.arguments.parsing import Arguments, Finding
from tools.catalog import Call, tool
from tools.views.delay_words import in_words
from tools.views.figures import time_of
from tools.views.metrics import (
    MetricRow,
    MetricsSummaryView,
    gaps_of,
    happened,
    notes_of,
    series_of,
)
from tools.views.watching import NO_LOG, TaskLogView

ONLY_OF_JOBS = Text("is for jobs only", "仅适用于作业")
NO_RUN = Text(
    "No run of the last 7 days has begun: get_task_status shows its schedule.",
    "最近 7 天没有已开始的运行：可用 get_task_status 查看其调度。",
)
NOT_DEPLOYED = Text(
    "It is not in production, so it has no runs: start_tasks brings it there.",
    "任务未发布到生产环境，因此没有运行：可用 start_tasks 发布。",
)
NO_LOG_OF_FAILOVER = Text(
    "There is no log of this failover: get_task_status lists the failovers of the last day with their ids.",
    "没有此次 failover 的日志：可用 get_task_status 查看最近一天的 failover 及其 ID。",
)
NO_LOG_KEPT = Text(
    "The service shows no log of the job, although it was started.", "作业已启动过，但服务未返回其日志。"
)

WEEK = 7 * 24 * 60


class MetricsArguments(Arguments):
    """The period to sum up."""

    project_id: ProjectId
    task_id: JobTaskId
    minutes: Annotated[int, Field(ge=1, le=WEEK), an_integer("Default: 60.", "默认：60。")] = 60
    ended_ago: Annotated[int, Field(ge=0, le=WEEK), an_integer("Minutes ago.", "多少分钟之前。")] = 0


class LogArguments(Arguments):
    """The log to read."""

    project_id: ProjectId
    task_id: JobOrNodeId
    failover_id: Annotated[Digits | None, described("Only of this failover.", "仅此次 failover。")] = None

    def operations(self) -> Operations:
        """The operations that the call may send."""
        return NODE_LOG if self._is_node else (GetDIJob, GetDIJobLog)

    def findings(self) -> Iterable[Finding]:
        """A failover of a task that has none."""
        if self._is_node and self.failover_id is not None:
            yield Finding("/failover_id", ONLY_OF_JOBS, LEAVE_ONE_OUT)

    @property
    def _is_node(self) -> bool:
        return kind_of(self.task_id) is IdOf.NODE


@tool(
    Text("Get the metrics of a task", "查看任务指标"),
    MetricsArguments,
    MetricsSummaryView,
    operations=(GetDIJob, ListDIJobMetrics),
    optional=(ListDIJobEvents,),
    repeatable=True,
)
async def get_task_metrics(call: Call, arguments: MetricsArguments) -> MetricsSummaryView:
    """Sum up the metrics of a job in a period."""
    job = await job_of(call.api, arguments.project_id, arguments.task_id)
    until = call.api.timing.epoch() - 60 * arguments.ended_ago
    since = until - 60 * arguments.minutes
    metrics = await metrics_of(call.api, job.id, since, until)
    events = await events_of(call.api, call.may_send, job.id, since, until)
    return MetricsSummaryView(
        task_id=arguments.task_id,
        name=job.job_name,
        state=job.job_status,
        since=time_of(since) or "",
        until=time_of(until) or "",
        summary=in_words(metrics, until, runs=state_of(job) == RUNNING, past=arguments.ended_ago > 0),
        metrics=tuple(MetricRow.of(name, summary) for name, summary in metrics.items()),
        series=series_of(metrics),
        events=happened(events),
        gaps=gaps_of(metrics, until),
        note=notes_of(metrics, events),
        api_calls=call.api.meter.calls,
    )


@tool(
    Text("Get the log of a task", "查看任务日志"),
    LogArguments,
    TaskLogView,
    operations=(GetDIJob, GetDIJobLog, *NODE_LOG),
    operations_of=LogArguments.operations,
    repeatable=True,
)
async def get_task_log(call: Call, arguments: LogArguments) -> TaskLogView:
    """Read the last errors of a job's log, or of the last run of a node, and its end."""
    if kind_of(arguments.task_id) is IdOf.NODE:
        return await _of_node(call, arguments)
    job = await job_of(call.api, arguments.project_id, arguments.task_id)
    log = await log_of(call.api, job.id, arguments.failover_id)
    nothing = NO_LOG_OF_FAILOVER if arguments.failover_id else without_log(job)
    facts = {"task_id": arguments.task_id, "name": job.job_name, "state": job.job_status}
    return await call.api.computed(
        lambda: TaskLogView.of(log, call.language, nothing, **facts, api_calls=call.api.meter.calls)
    )


def without_log(job: JobDetail) -> Text:
    """Return what is said where the log of a job is empty."""
    return NO_LOG if state_of(job) == NEVER_RAN else NO_LOG_KEPT


async def _of_node(call: Call, arguments: LogArguments) -> TaskLogView:
    found = await node_log(call.api, arguments.project_id, arguments.task_id)
    run = found.run
    facts = {
        "task_id": arguments.task_id,
        "name": found.name,
        "state": run.status if run else None,
        "run": time_of((run.started_time or 0) // 1000) if run else None,
    }
    view = await call.api.computed(
        lambda: TaskLogView.of(found.log, call.language, **facts, api_calls=call.api.meter.calls)
    )
    return view if run else view.model_copy(update={"next": (NO_RUN if found.deployed else NOT_DEPLOYED).said()})


TOOLS = (get_task_metrics, get_task_log)
