"""How a running job is doing: progress by table, metrics, log and events."""

import math
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from dataworks.answers import Answer, Text
from dataworks.fields import DECODED, Digits, Name, PageNumber, PageSize
from dataworks.markers import described
from dataworks.operation import NEW, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.operations.v2024.jobs import LAST_SECOND, JobId

MetricName = Literal[
    "delayTime",
    "speedRecordsRead",
    "speedRecordsWrite",
    "totalRecordsRead",
    "totalRecordsWrite",
    "resourceUtilization",
]
EventType = Literal["Failover", "Alarm", "DDL"]
NodeType = Literal["MASTER", "WORKER"]


LAST_LOG_PAGE = 10_000
"""The last page of a log that is asked for; no page says how many there may be."""

LogPage = Annotated[int, described("Page, from 1.", "页码，从 1 开始。", ge=1, le=LAST_LOG_PAGE)]


def _number(value: object) -> object:
    """Return a number that may be text; anything else counts as missing."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _joined(*names: str | None) -> str:
    return ".".join(filter(None, names))


Count = Annotated[int | None, BeforeValidator(_number)]
"""A count, which some answers have as text."""

Number = Annotated[float | None, BeforeValidator(_number)]

Since = Annotated[int, described("From, in epoch seconds.", "开始时间，Unix 时间戳（秒）。", ge=0, le=LAST_SECOND)]
Until = Annotated[int, described("Until, in epoch seconds.", "结束时间，Unix 时间戳（秒）。", ge=0, le=LAST_SECOND)]


class TableRun(Answer):
    """The progress of one table. A stage with an error message has failed."""

    source_datasource_name: Text = None
    source_database_name: Text = None
    source_schema_name: Text = None
    source_table_name: Text = None
    destination_datasource_name: Text = None
    destination_database_name: Text = None
    destination_schema_name: Text = None
    destination_table_name: Text = None
    structure_migration_status: Text = None
    structure_migration_error_message: Text = None
    full_migration_status: Text = None
    full_migration_error_message: Text = None
    realtime_migration_status: Text = None
    realtime_migration_error_message: Text = None
    offline_total_records: Count = None
    offline_total_bytes: Count = None
    offline_error_records: Count = None

    @property
    def source(self) -> str:
        """The source table with its data source and database, as far as they are known."""
        return _joined(
            self.source_datasource_name, self.source_database_name, self.source_schema_name, self.source_table_name
        )

    @property
    def destination(self) -> str:
        """The destination table in the same way."""
        return _joined(
            self.destination_datasource_name,
            self.destination_database_name,
            self.destination_schema_name,
            self.destination_table_name,
        )


class TableRuns(Answer):
    """One page of tables."""

    place = "PagingInfo"

    tables: Annotated[tuple[TableRun, ...], Field(alias="JobRunInfos")] = ()
    total_count: int = 0
    page_number: int = 1
    page_size: int = 10


class JobLog(Answer):
    """One page of a log."""

    place = ""

    log: Text = None


class JobEvent(Answer):
    """An event: a failover, an alarm that was sent, or a change of a source's structure. Times are in epoch seconds."""

    id: Text = None
    create_time: Count = None
    type: Text = None
    severity: Text = None
    status: Text = None
    channels: Text = None
    detail: Text = None
    failover_message: Text = None
    action: Text = None
    src_table: Text = None
    src_sql: Text = None
    dst_table: Text = None
    dst_sql: Text = None


class JobEvents(Answer):
    """One page of events."""

    place = "PagingInfo"

    events: Annotated[tuple[JobEvent, ...], Field(alias="DIJobEvent")] = ()
    total_count: int = 0
    page_number: int = 1
    page_size: int = 10


class Sample(Answer):
    """A value at a time in epoch seconds."""

    time: Count = None
    value: Number = None


class Series(Answer):
    """The values of one metric. Its name may be another one than the one that was asked for."""

    name: Text = None
    series_list: tuple[Sample, ...] = ()


class JobMetrics(Answer):
    """The series of the metrics, in the order in which they were asked for."""

    place = "PagingInfo"

    metrics: Annotated[tuple[Series, ...], Field(alias="JobMetrics")] = ()


class ListDIJobRunDetails(
    Operation[TableRuns],
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    paging=Paging(items="tables", size=100),
    like="GetDISyncInstanceInfo",
):
    """List a job's tables with their stages, records and errors."""

    di_job_id: JobId
    instance_id: Annotated[Digits | None, SELDOM] = None
    source_data_source_name: Annotated[Name | None, SELDOM] = None
    source_database_name: Annotated[Name | None, described("Only this database.", "仅限此数据库。")] = None
    source_schema_name: Annotated[Name | None, SELDOM] = None
    source_table_name: Annotated[Name | None, described("Only this table.", "仅限此表。")] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class GetDIJobLog(
    Operation[JobLog],
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    like="GetDISyncInstanceInfo",
):
    """Read a page of a job's log."""

    id: JobId
    instance_id: Annotated[Digits | None, SELDOM] = None
    failover_id: Annotated[Digits | None, described("Only the log of this failover.", "仅此次 failover 的日志。")] = (
        None
    )
    node_type: Annotated[
        NodeType | None,
        described("MASTER: job manager. WORKER: task manager.", "MASTER：作业管理器。WORKER：任务管理器。"),
    ] = None
    page_number: LogPage | None = None


class ListDIJobEvents(
    Operation[JobEvents],
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    paging=Paging(items="events", size=100),
    like="GetDISyncInstanceInfo",
):
    """List a job's failovers, alarms, or changes of tables, of a period."""

    di_job_id: JobId
    event_type: Annotated[EventType, described("Kind of events.", "事件的种类。")]
    start_time: Since
    end_time: Until
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class ListDIJobMetrics(
    Operation[JobMetrics],
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    like="GetDISyncInstanceInfo",
):
    """Read a job's metrics of a period."""

    di_job_id: JobId
    metric_name: Annotated[list[MetricName], described("Metrics.", "指标。", min_length=1, max_length=6), DECODED]
    start_time: Since
    end_time: Until
