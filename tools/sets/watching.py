"""Watching a Data Integration job: its metrics, its log, its alarm rules."""

from typing import Annotated

from pydantic import Field

from dataworks.fields import Digits, JobTaskId, ProjectId
from dataworks.flows.job_log import log_of
from dataworks.flows.job_watching import job_of, metrics_of
from dataworks.operations.v2024.job_watching import GetDIJobLog, ListDIJobMetrics
from dataworks.operations.v2024.jobs import GetDIJob
from dataworks.operations.v2024.nested import an_integer
from tools.arguments.parsing import Arguments
from tools.catalog import Call, tool
from tools.views.watching import (
    INFERRED,
    MetricRow,
    MetricsSummaryView,
    TaskLogView,
    gaps_of,
    in_words,
    time_of,
)

WEEK = 7 * 24 * 60


class MetricsArguments(Arguments):
    """The period to sum up."""

    project_id: ProjectId
    task_id: JobTaskId
    minutes: Annotated[int, Field(ge=1, le=WEEK), an_integer(description="Default: 60.")] = 60
    ended_ago: Annotated[int, Field(ge=0, le=WEEK), an_integer(description="Minutes ago.")] = 0


class LogArguments(Arguments):
    """The log to read."""

    project_id: ProjectId
    task_id: JobTaskId
    failover_id: Annotated[Digits | None, Field(description="Only of this failover.")] = None


@tool(
    "Get the metrics of a task",
    MetricsArguments,
    MetricsSummaryView,
    operations=(GetDIJob, ListDIJobMetrics),
    repeatable=True,
)
async def get_task_metrics(call: Call, arguments: MetricsArguments) -> MetricsSummaryView:
    """Sum up the metrics of a job in a period."""
    job = await job_of(call.api, arguments.project_id, arguments.task_id)
    until = int(call.api.timing.clock()) - 60 * arguments.ended_ago
    since = until - 60 * arguments.minutes
    metrics = await metrics_of(call.api, job.id, since, until)
    return MetricsSummaryView(
        task_id=arguments.task_id,
        name=job.job_name,
        state=job.job_status,
        since=time_of(since) or "",
        until=time_of(until) or "",
        summary=in_words(metrics),
        metrics=tuple(MetricRow.of(name, summary) for name, summary in metrics.items()),
        gaps=gaps_of(metrics),
        note=INFERRED.said() if metrics else None,
        api_calls=call.api.meter.calls,
    )


@tool(
    "Get the log of a task",
    LogArguments,
    TaskLogView,
    operations=(GetDIJob, GetDIJobLog),
    repeatable=True,
)
async def get_task_log(call: Call, arguments: LogArguments) -> TaskLogView:
    """Read the last errors of a job's log, and its end."""
    job = await job_of(call.api, arguments.project_id, arguments.task_id)
    log = await log_of(call.api, job.id, arguments.failover_id)
    facts = {"task_id": arguments.task_id, "name": job.job_name, "state": job.job_status}
    return await call.api.computed(lambda: TaskLogView.of(log, call.language, **facts, api_calls=call.api.meter.calls))


TOOLS = (get_task_metrics, get_task_log)
