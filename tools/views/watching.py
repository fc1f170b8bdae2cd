"""Views of how a job is doing: what its log says, its tables, its alarm rules."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from dataworks.explain.explanation import Language
from dataworks.explain.lookup import explain_text
from dataworks.flows.job_log import Log
from dataworks.flows.job_watching import DELAY, READS, WRITES, Health
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2024.job_alarms import AlarmRule, ListDIAlarmRules
from dataworks.operations.v2024.job_watching import LAST_LOG_PAGE, ListDIJobMetrics, TableRun
from tools.views.delay_words import in_words
from tools.views.figures import number
from tools.views.job_operations import AlarmRow
from tools.views.metrics import NOT_ALL, SHOWN, UNREAD, Happened, left_out, newest
from tools.views.realtime import ApiCalls
from tools.views.view import View

NO_LOG = Text("There is no log: the job was never started.", "没有日志：作业从未启动。")
NO_ERRORS = Text("The parts that were read have no errors.", "已读取的部分没有错误。")
NOT_TO_THE_END = Text(
    "The log has more than {} pages; its end was not read, so newer errors may be missing.",
    "日志超过 {} 页，未读到末尾，可能缺少更新的错误。",
)
CAUSE_UNKNOWN = Text(
    "The cause is not in our table; explain_error takes other lines of it.",
    "原因不在解释表中；可将其他日志行交给 explain_error。",
)
NO_ALARMS = Text(
    "It has no alarm rule: nobody is notified when it fails or falls behind. set_task_alarm makes one.",
    "没有告警规则：失败或延迟时不会通知任何人。可用 set_task_alarm 创建。",
)
ALARMS_OFF = Text(
    "All of its alarm rules are switched off: nobody is notified when it fails or falls behind.",
    "所有告警规则均已关闭：失败或延迟时不会通知任何人。",
)

FAILED_TABLES = Text("errors of tables", "表的错误")
NOT_ALL_TABLES = Text(
    "Stages and errors of only {} of the {} tables were read.", "仅读取了 {1} 张表中 {0} 张的阶段和错误。"
)


class Cause(View):
    """What an error means, from the table of explanations."""

    matched: str
    means: str
    who: Annotated[str, described("Who can fix it.", "由谁解决。")]
    fix: tuple[str, ...]


class ErrorRow(View):
    """An error in a log."""

    time: str | None = None
    text: str


class TaskLogView(View):
    """What matters of a task's log."""

    verbatim = "log"

    task_id: str
    name: str | None = None
    state: str | None = None
    run: Annotated[str | None, described("Beginning of the run, UTC.", "运行开始时间，UTC。")] = None
    cause: Cause | None = None
    errors: Annotated[tuple[ErrorRow, ...], described("Newest first.", "最新的在前。")] = ()
    pages: Annotated[int, described("Pages of the log.", "日志的页数。")] = 0
    all_read: Annotated[bool, described("Whether all pages were read.", "是否已读取所有页。")] = True
    next: str | None = None
    api_calls: ApiCalls
    log: Annotated[str, described("Its end.", "其末尾。")] = ""

    @classmethod
    def of(cls, log: Log, language: Language, nothing: Text = NO_LOG, /, **facts: Any) -> Self:
        """The view of a log; ``nothing``: what is said if it is empty."""
        errors = tuple(ErrorRow(time=error.time or None, text=error.text) for error in log.errors)
        cause = next(causes(log, language), None)
        found = {"errors": errors, "cause": cause, "pages": log.pages, "all_read": log.whole, "log": log.end}
        return cls.model_validate({**facts, **found, "next": _after(log, cause, nothing)})


def _after(log: Log, cause: Cause | None, nothing: Text) -> str | None:
    if not log.pages:
        return nothing.said()
    if log.pages >= LAST_LOG_PAGE:
        return NOT_TO_THE_END.said(LAST_LOG_PAGE)
    if not log.errors:
        return NO_ERRORS.said()
    return None if cause else CAUSE_UNKNOWN.said()


def causes(log: Log, language: Language) -> Iterator[Cause]:
    """Yield what the errors of a log mean, those of the newest first."""
    for error in log.errors:
        for match in explain_text(error.text):
            meaning = match.explanation
            fix = tuple(text.to(language) for text in meaning.fix)
            yield Cause(matched=match.matched, means=meaning.means.to(language), who=meaning.who, fix=fix)


class FailedTable(View):
    """A table of which a stage has failed."""

    table: str
    stage: str
    error: str


class HealthView(View):
    """How a job is doing."""

    summary: str
    delay: Annotated[float | int | None, described("Seconds (inferred), now.", "当前的秒数（推断）。")] = None
    rows_read: Annotated[float | int | None, described("Records per second, now.", "当前每秒记录数。")] = None
    rows_written: Annotated[float | int | None, described("Records per second, now.", "当前每秒记录数。")] = None
    stages: Annotated[tuple[str, ...], described("Tables by stage and its status.", "按阶段及其状态统计的表。")] = ()
    failed_tables: tuple[FailedTable, ...] = ()
    failovers: Annotated[tuple[Happened, ...], described("Of the last day.", "最近一天的。")] = ()
    ddl: Annotated[
        tuple[Happened, ...], described("Changes of sources in the last day.", "最近一天来源端的变更。")
    ] = ()
    alarms: tuple[AlarmRow, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, health: Health, *, runs: bool) -> Self:
        """The view of a part of an answer; ``runs``: whether the job runs now."""
        values = {name: number(summary.now.value) for name, summary in health.metrics.items()}
        return cls(
            summary=_summary(health, runs=runs),
            delay=values.get(DELAY),
            rows_read=values.get(READS),
            rows_written=values.get(WRITES),
            stages=tuple(stages_of(health)),
            failed_tables=tuple(failed_tables(health.tables))[:SHOWN],
            failovers=tuple(Happened.of("Failover", each) for each in newest(health.failovers)),
            ddl=tuple(Happened.of("DDL", each) for each in newest(health.changes)),
            alarms=tuple(map(AlarmRow.of, health.alarms[:SHOWN])),
            notes=tuple(_notes(health)),
        )


def _summary(health: Health, *, runs: bool) -> str:
    """How far behind the job is; that nothing was measured is said only where that is known."""
    if ListDIJobMetrics.action() in health.unread:
        return UNREAD.said(ListDIJobMetrics.action())
    return in_words(health.metrics, health.at, runs=runs)


def _notes(health: Health) -> Iterator[str]:
    """What is not known; and that nobody is notified of a failure, where that is certain."""
    if health.unread:
        yield UNREAD.said(", ".join(health.unread))
    failed = sum(1 for _ in failed_tables(health.tables))
    if failed > SHOWN:
        yield NOT_ALL.said(SHOWN, failed, FAILED_TABLES.said())
    yield from left_out({"Failover": health.failovers, "DDL": health.changes})
    if len(health.tables) < health.tables_count:
        yield NOT_ALL_TABLES.said(len(health.tables), health.tables_count)
    if ListDIAlarmRules.action() not in health.unread and not any(rule.enabled is not False for rule in health.alarms):
        yield (ALARMS_OFF if health.alarms else NO_ALARMS).said()


STAGES = (
    (Text("structure", "结构迁移"), "structure_migration"),
    (Text("full load", "全量同步"), "full_migration"),
    (Text("real time", "实时同步"), "realtime_migration"),
)
"""The stages of a table, and the beginnings of the fields that have their status and error."""

COUNTED = Text("{}: {} of {} tables {}", "{}：{}/{} 张表 {}")


def stages_of(health: Health) -> Iterator[str]:
    """Yield how many tables have which status in each stage."""
    for stage, name in STAGES:
        counts = dict[str, int]()
        for table in health.tables:
            status = getattr(table, f"{name}_status")
            if status:
                counts[status] = counts.get(status, 0) + 1
        yield from (COUNTED.said(stage.said(), count, len(health.tables), status) for status, count in counts.items())


def failed_tables(tables: tuple[TableRun, ...]) -> Iterator[FailedTable]:
    """Yield each stage of a table that has an error."""
    for table in tables:
        for stage, name in STAGES:
            error = getattr(table, f"{name}_error_message")
            if error:
                yield FailedTable(table=table.source or "-", stage=stage.said(), error=error)


OFF = Text(
    "It is not enabled, so it sends nothing: enabled: true turns it on.",
    "规则未启用，不会发送告警：设 enabled: true 启用。",
)
NO_RECEIVER = Text("Nobody gets its alarms: give users.", "没有接收人：请给出 users。")


class AlarmSetView(View):
    """An alarm rule that was set."""

    task_id: str
    outcome: Annotated[
        str, described("created, changed, removed or unchanged.", "created、changed、removed 或 unchanged。")
    ]
    alarm: AlarmRow | None = None
    next: str | None = None
    api_calls: ApiCalls

    @classmethod
    def made(cls, task_id: str, outcome: str, rule: AlarmRule | None, api_calls: int) -> Self:
        """The view of a rule as it is, or was before it was removed."""
        row = AlarmRow.of(rule) if rule else None
        after = _lacking(row) if row and outcome != "removed" else None
        return cls(task_id=task_id, outcome=outcome, alarm=row, next=after, api_calls=api_calls)


def _lacking(row: AlarmRow) -> str | None:
    if not row.enabled:
        return OFF.said()
    return None if row.receivers else NO_RECEIVER.said()
