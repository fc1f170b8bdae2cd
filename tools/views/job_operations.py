"""Views of Data Integration jobs, for the tools of one operation each."""

import json
from typing import Annotated, Any, Self

from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2024.job_alarms import AlarmCreated, AlarmRule, AlarmRules
from dataworks.operations.v2024.job_watching import (
    JobEvent,
    JobEvents,
    JobLog,
    JobMetrics,
    TableRun,
    TableRuns,
)
from dataworks.operations.v2024.jobs import JobCreated, JobDetail, JobPage
from tools.views.tasks import SCRIPT_SHOWN, TOO_LONG
from tools.views.view import EMPTY, UNCOUNTED, NextView, Page, View

NOT_STARTED = Text(
    "The job is not started: start_di_job starts it. The service checks little before that.",
    "作业尚未启动：可用 start_di_job 启动。启动之前，服务几乎不做检查。",
)
DEFINITION = (
    "source_data_source_settings",
    "destination_data_source_settings",
    "resource_settings",
    "table_mappings",
    "transformation_rules",
    "job_settings",
)
SECRET_RECEIVERS = frozenset({"DingToken", "FeishuToken", "WebHookUrl"})
"""Types of receivers of alarms whose values are secrets."""


class JobStartedView(NextView):
    """A start that was accepted."""

    then = Text(
        "The start is accepted; ask get_di_job until it says Running, or Failed.",
        "启动请求已接受；请用 get_di_job 查询，直到状态为 Running 或 Failed。",
    )


class JobStoppedView(NextView):
    """A stop that was accepted."""

    then = Text(
        "The stop is accepted; ask get_di_job until it says Stopped.",
        "停止请求已接受；请用 get_di_job 查询，直到状态为 Stopped。",
    )


class JobUpdatedView(NextView):
    """A job that was changed."""

    then = Text(
        "The job is changed; stop and start it to make the change take effect.", "作业已修改；停止并重新启动后生效。"
    )


class JobDeletedView(NextView):
    """A job that was deleted."""

    then = Text("The job is gone; what it has written stays.", "作业已删除；已写入的数据保留。")


class AlarmChangedView(NextView):
    """An alarm rule that was changed."""

    then = Text("The rule is changed.", "告警规则已修改。")


class AlarmDeletedView(NextView):
    """An alarm rule that was deleted."""

    then = Text("The rule is gone.", "告警规则已删除。")


class JobCreatedView(View):
    """A job that was created."""

    id: str
    next: str

    @classmethod
    def of(cls, answer: JobCreated) -> Self:
        """The view of an answer."""
        return cls(id=answer.id, next=NOT_STARTED.said())


class JobRow(View):
    """A job of a list."""

    id: str
    job_name: str | None = None
    job_status: str | None = None
    migration_type: str | None = None
    source_data_source_type: str | None = None
    destination_data_source_type: str | None = None
    owner: str | None = None


class JobsView(Page):
    """One page of jobs."""

    jobs: tuple[JobRow, ...]

    @classmethod
    def of(cls, answer: JobPage) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, jobs=tuple(map(JobRow.like, answer.jobs)))


class JobView(JobRow):
    """A job with its definition."""

    job_type: str | None = None
    description: str | None = None
    project_id: str | None = None
    definition: Annotated[
        dict[str, Any] | None,
        described("Its settings, as update_di_job takes them.", "其设置，与 update_di_job 接收的相同。"),
    ] = None
    note: str | None = None

    @classmethod
    def of(cls, answer: JobDetail) -> Self:
        """The view of an answer."""
        definition = {name: value for name in DEFINITION if (value := getattr(answer, name))}
        length = len(json.dumps(definition, ensure_ascii=False))
        if length <= SCRIPT_SHOWN:
            return cls.like(answer, definition=definition)
        return cls.like(answer, note=TOO_LONG.said(f"{length:,}"))


class TableRunRow(View):
    """The progress of a table. A stage with an error has failed."""

    source: str
    destination: str
    structure: str | None = None
    structure_error: str | None = None
    full: str | None = None
    full_error: str | None = None
    realtime: str | None = None
    realtime_error: str | None = None
    records: int | None = None
    error_records: int | None = None

    @classmethod
    def of(cls, run: TableRun) -> Self:
        """The view of a part of an answer."""
        return cls(
            source=run.source,
            destination=run.destination,
            structure=run.structure_migration_status,
            structure_error=run.structure_migration_error_message,
            full=run.full_migration_status,
            full_error=run.full_migration_error_message,
            realtime=run.realtime_migration_status,
            realtime_error=run.realtime_migration_error_message,
            records=run.offline_total_records,
            error_records=run.offline_error_records,
        )


class TableRunsView(Page):
    """One page of tables."""

    tables: tuple[TableRunRow, ...]

    @classmethod
    def of(cls, answer: TableRuns) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, tables=tuple(map(TableRunRow.of, answer.tables)))


class JobLogView(View):
    """One page of a log."""

    verbatim = "log"

    count: Annotated[int, described("Lines on this page.", "本页的行。")]
    next: str
    log: str

    @classmethod
    def of(cls, answer: JobLog) -> Self:
        """The view of an answer."""
        log = answer.log or ""
        return cls(count=len(log.splitlines()), next=(UNCOUNTED if log else EMPTY).said(), log=log)


class EventRow(View):
    """An event. Times are in epoch seconds."""

    id: str | None = None
    create_time: int | None = None
    type: str | None = None
    severity: str | None = None
    status: str | None = None
    channels: str | None = None
    detail: str | None = None
    failover_message: str | None = None
    action: str | None = None
    src_table: str | None = None
    src_sql: str | None = None
    dst_table: str | None = None
    dst_sql: str | None = None

    @classmethod
    def of(cls, event: JobEvent) -> Self:
        """The view of a part of an answer."""
        return cls.like(event)


class EventsView(Page):
    """One page of events."""

    events: tuple[EventRow, ...]

    @classmethod
    def of(cls, answer: JobEvents) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, events=tuple(map(EventRow.of, answer.events)))


class SeriesRow(View):
    """The values of a metric, with their times in epoch seconds."""

    name: str | None = None
    values: tuple[tuple[int | None, float | None], ...]


class MetricsView(View):
    """The values of metrics."""

    metrics: tuple[SeriesRow, ...]

    @classmethod
    def of(cls, answer: JobMetrics) -> Self:
        """The view of an answer."""
        rows = (
            SeriesRow(name=series.name, values=tuple((each.time, each.value) for each in series.series_list))
            for series in answer.metrics
        )
        return cls(metrics=tuple(rows))


class AlarmRow(View):
    """An alarm rule. Addresses and tokens of robots are secrets, and only counted."""

    id: str
    name: str | None = None
    enabled: bool | None = None
    metric_type: str | None = None
    conditions: tuple[dict[str, Any], ...] = ()
    mute_interval: Annotated[int | None, described("Minutes.", "分钟。")] = None
    channels: tuple[dict[str, Any], ...] = ()
    receivers: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: AlarmRule) -> Self:
        """The view of a part of an answer."""
        settings = rule.notification_settings
        return cls.like(
            rule,
            conditions=rule.trigger_conditions,
            mute_interval=settings.get("MuteInterval"),
            channels=tuple(settings.get("NotificationChannels") or ()),
            receivers=tuple(map(receiver, settings.get("NotificationReceivers") or ())),
        )


class AlarmsView(Page):
    """One page of alarm rules."""

    rules: tuple[AlarmRow, ...]

    @classmethod
    def of(cls, answer: AlarmRules) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, rules=tuple(map(AlarmRow.of, answer.rules)))


class AlarmCreatedView(View):
    """An alarm rule that was created."""

    id: str

    @classmethod
    def of(cls, answer: AlarmCreated) -> Self:
        """The view of an answer."""
        return cls(id=answer.id)


def receiver(sent: dict[str, Any]) -> str:
    """Return a receiver of alarms in words, without secrets."""
    kind, values = str(sent.get("ReceiverType")), tuple(map(str, sent.get("ReceiverValues") or ()))
    return f"{kind} ({len(values)})" if kind in SECRET_RECEIVERS else f"{kind} {', '.join(values)}"
