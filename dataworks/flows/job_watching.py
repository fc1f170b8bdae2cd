"""How a Data Integration job is doing: its metrics, its tables, its events and its alarm rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, OutOfTime
from dataworks.flows.groups import MaySend
from dataworks.flows.series import Summary, Value, summary_of
from dataworks.flows.side_by_side import side_by_side
from dataworks.observing import flow
from dataworks.operation import Operation
from dataworks.operations.v2024.job_alarms import AlarmRule, ListDIAlarmRules
from dataworks.operations.v2024.job_watching import (
    EventType,
    JobEvents,
    JobMetrics,
    ListDIJobEvents,
    ListDIJobMetrics,
    ListDIJobRunDetails,
    MetricName,
    Series,
    TableRun,
    TableRuns,
)
from dataworks.operations.v2024.jobs import JobDetail
from dataworks.retry import ONCE
from dataworks.studios.jobs import JOBS
from dataworks.studios.studio import TaskPlace

HEALTH = (ListDIJobMetrics, ListDIJobRunDetails, ListDIJobEvents, ListDIAlarmRules)
"""The reads that show how a job is doing."""

METRICS: tuple[MetricName, ...] = get_args(MetricName)
DELAY: MetricName = "delayTime"
READS: MetricName = "speedRecordsRead"
WRITES: MetricName = "speedRecordsWrite"

LESS_IS_WORSE = frozenset({READS, WRITES})

LATELY = 600
"""Seconds in which the last value of a metric still says how a job is doing."""

DAY = 86_400

NO_EVENTS = JobEvents()

PAGE = 100

PAGES = 5
"""Pages of tables that are read at most."""


@dataclass(frozen=True)
class Health:
    """How a job is doing, as far as it could be read.

    Attributes:
        at: when it was read, in epoch seconds.
        metrics: the last minutes of each metric that has values.
        tables: the progress of each table, of the first ``PAGES`` pages.
        tables_count: the number of tables, which may be more.
        failovers: those of the last day, the first page; so are ``changes``, of the structure of sources (DDL).
        unread: the operations that failed, or that the rules do not allow.
    """

    at: int = 0
    metrics: Mapping[MetricName, Summary] = field(default_factory=dict[MetricName, Summary])
    tables: tuple[TableRun, ...] = ()
    tables_count: int = 0
    failovers: JobEvents = NO_EVENTS
    changes: JobEvents = NO_EVENTS
    alarms: tuple[AlarmRule, ...] = ()
    unread: tuple[str, ...] = ()


async def job_of(api: DataWorks, project_id: str, task_id: str) -> JobDetail:
    """Read a job of a workspace.

    The other operations take only its id, so what they read or change is that of this workspace if this succeeds.

    Raises:
        DataWorksError: there is no such job in the workspace, or it can't be read.
    """
    return await JOBS.job(api, TaskPlace(project_id, task_id), whole=False)


@flow
async def metrics_of(api: DataWorks, job_id: str, since: int, until: int) -> dict[MetricName, Summary]:
    """Return the summary of each metric that has values in a period, in epoch seconds.

    Raises:
        DataWorksError: they can't be read.
    """
    answer = await api.call(_metrics(job_id, since, until))
    return summaries(METRICS, answer)


def summaries(asked: Sequence[MetricName], answer: JobMetrics) -> dict[MetricName, Summary]:
    """Return the summaries by the names that were asked for.

    The service may answer with other names (the documentation's sample has ``JobDelay`` for ``delayTime``): a series
    whose name was not asked for belongs to the first name that has none.
    """
    named = {series.name: series for series in answer.metrics if series.name in asked}
    others = iter([series for series in answer.metrics if series.name not in asked])
    found = dict[MetricName, Summary]()
    for name in asked:
        series = named.get(name) or next(others, None)
        summary = summary_of(_values(series), less_is_worse=name in LESS_IS_WORSE) if series else None
        if summary is not None:
            found[name] = summary
    return found


async def events_of(
    api: DataWorks, may_send: MaySend, job_id: str, since: int, until: int
) -> dict[EventType, JobEvents]:
    """Read the failovers, and the changes of the structure of sources, of a period. What can't be read is left out."""
    once = replace(api, retries=ONCE)
    kinds: tuple[EventType, ...] = ("Failover", "DDL")
    answers = await side_by_side(kinds, lambda kind: _answer(once, may_send, _events(job_id, kind, since, until)))
    return {kind: answer for kind, answer in zip(kinds, answers, strict=True) if answer}


@flow
async def health_of(api: DataWorks, may_send: MaySend, job_id: str) -> Health:
    """Read how a job is doing. What can't be read is left out, and named."""
    now, once = api.timing.epoch(), replace(api, retries=ONCE)
    requests: tuple[Operation[Any], ...] = (
        _metrics(job_id, now - LATELY, now),
        _tables(job_id, 1),
        _events(job_id, "Failover", now - DAY, now),
        _events(job_id, "DDL", now - DAY, now),
        ListDIAlarmRules(job_id=job_id, page_size=PAGE),
    )
    answers = await side_by_side(requests, lambda request: _answer(once, may_send, request))
    measured, details, failovers, changes, alarms = answers
    unread = (request.action() for request, answer in zip(requests, answers, strict=True) if answer is None)
    more = await side_by_side(_further(details), lambda page: _answer(once, may_send, _tables(job_id, page)))
    tables = tuple(table for page in (details, *more) if page for table in page.tables)
    return Health(
        at=now,
        metrics=summaries(METRICS, measured) if measured else {},
        tables=tables,
        tables_count=max(details.total_count, len(tables)) if details else 0,
        failovers=failovers or NO_EVENTS,
        changes=changes or NO_EVENTS,
        alarms=alarms.rules if alarms else (),
        unread=tuple(dict.fromkeys(unread)),
    )


async def _answer(api: DataWorks, may_send: MaySend, request: Operation[Any]) -> Any:
    """Return the answer to a read that is not needed; ``None`` if it can't be read."""
    if not may_send(request):
        return None
    try:
        return await api.call(request)
    except OutOfTime:
        raise
    except DataWorksError:
        return None


def _further(first: TableRuns | None) -> range:
    """Return the numbers of the pages to read after the first one."""
    pages = -(-first.total_count // PAGE) if first else 0
    return range(2, min(pages, PAGES) + 1)


def _values(series: Series) -> list[Value]:
    read = ((each.time, each.value) for each in series.series_list)
    return [Value(time, value) for time, value in read if time is not None and value is not None]


def _tables(job_id: str, page: int) -> ListDIJobRunDetails:
    return ListDIJobRunDetails(di_job_id=job_id, page_number=page, page_size=PAGE)


def _metrics(job_id: str, since: int, until: int) -> ListDIJobMetrics:
    return ListDIJobMetrics(di_job_id=job_id, metric_name=[*METRICS], start_time=since, end_time=until)


def _events(job_id: str, kind: EventType, since: int, until: int) -> ListDIJobEvents:
    return ListDIJobEvents(di_job_id=job_id, event_type=kind, start_time=since, end_time=until, page_size=PAGE)
