"""Views of what is measured of a job: in a few numbers, over time, and what happened meanwhile."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Self

from dataworks.flows.job_watching import DELAY, READS, WRITES
from dataworks.flows.series import Gap, Line, Summary, lines_of, silence_before
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2024.job_watching import EventType, JobEvent, JobEvents, ListDIJobEvents, MetricName
from tools.views.figures import number, time_of
from tools.views.realtime import ApiCalls
from tools.views.view import View

RECORDS_PER_SECOND = Text("records/s", "条/秒")
WORDS: Mapping[MetricName, tuple[Text, Text | None]] = {
    "delayTime": (Text("delay", "延迟"), Text("s", "秒")),
    "speedRecordsRead": (Text("read", "读取"), RECORDS_PER_SECOND),
    "speedRecordsWrite": (Text("written", "写入"), RECORDS_PER_SECOND),
    "totalRecordsRead": (Text("records read", "累计读取条数"), None),
    "totalRecordsWrite": (Text("records written", "累计写入条数"), None),
    "resourceUtilization": (Text("resources used", "资源使用率"), Text("%", "%")),
}
"""What each metric is, and its unit; the service gives no units, so these are inferred."""

TOTALS = frozenset({"totalRecordsRead", "totalRecordsWrite"})

INFERRED = Text(
    "Units are inferred: the service gives none. The delay is presumably in seconds.",
    "单位为推断：服务未注明。延迟应为秒。",
)
UNREAD = Text("Not known, as it could not be read: {}.", "未知，因为无法读取：{}。")


class MetricRow(View):
    """A metric in a few numbers."""

    metric: str
    unit: str | None = None
    now: float | int
    at: Annotated[str | None, described("Time of the last value, UTC.", "最后一个值的时间，UTC。")] = None
    median: float | int | None = None
    worst: float | int | None = None
    worst_at: str | None = None
    trend: Annotated[str | None, described("rising, falling or steady.", "rising、falling 或 steady。")] = None
    in_period: Annotated[float | int | None, described("Of a total: how much it rose.", "累计值：增加了多少。")] = None

    @classmethod
    def of(cls, name: MetricName, summary: Summary) -> Self:
        """The view of a summary."""
        word, unit = WORDS[name]
        facts = {
            "metric": word.said(),
            "unit": unit.said() if unit else None,
            "now": number(summary.now.value),
            "at": time_of(summary.now.time),
        }
        if name in TOTALS:
            return cls.model_validate({**facts, "in_period": number(summary.gained)})
        worst = {"worst": number(summary.worst.value), "worst_at": time_of(summary.worst.time)}
        return cls.model_validate({**facts, **worst, "median": number(summary.median), "trend": summary.trend})


class SeriesRow(View):
    """A metric over time, between two times without values."""

    metric: str
    unit: str | None = None
    since: Annotated[str, described("Time of the first value, UTC.", "第一个值的时间，UTC。")]
    every_seconds: int
    values: tuple[float | int, ...]

    @classmethod
    def of(cls, name: MetricName, line: Line) -> Self:
        """The view of a line."""
        word, unit = WORDS[name]
        facts = {"metric": word.said(), "unit": unit.said() if unit else None, "since": time_of(line.since)}
        return cls.model_validate({**facts, "every_seconds": line.every, "values": tuple(map(number, line.values))})


def _failover(event: JobEvent) -> str:
    """Return what a failover says."""
    return event.failover_message or event.detail or event.type or ""


def _change(event: JobEvent) -> str:
    """Return what a change of a source's structure is."""
    parts = (event.src_table, event.src_sql, f"({event.action})" if event.action else None)
    return " ".join(filter(None, parts)) or event.detail or ""


KINDS: Mapping[EventType, Text] = {
    "Failover": Text("failovers", "failover"),
    "DDL": Text("changes of sources", "来源端变更"),
}
NOT_ALL = Text("Only {} of {} {} are shown.", "共 {1} 个{2}，仅显示 {0} 个。")

EVENT: Mapping[EventType, Callable[[JobEvent], str]] = {"Failover": _failover, "DDL": _change}
"""What an event of each kind is, in words."""


class Happened(View):
    """A failover, or a change of a source's structure."""

    id: Annotated[str | None, described("Of a failover.", "failover 的。")] = None
    at: str | None = None
    what: str

    @classmethod
    def of(cls, kind: EventType, event: JobEvent) -> Self:
        """The view of an event; only a failover has a log of its own, which its id names."""
        number = event.id if kind == "Failover" else None
        return cls(id=number, at=time_of(event.create_time), what=EVENT[kind](event))


class MetricsSummaryView(View):
    """What was measured of a job in a period."""

    pictured = True

    task_id: str
    name: str | None = None
    state: str | None = None
    since: Annotated[str, described("UTC.", "UTC 时间。")]
    until: str
    summary: str
    metrics: tuple[MetricRow, ...] = ()
    series: Annotated[tuple[SeriesRow, ...], described("Delay and speeds over time.", "延迟和速度随时间的变化。")] = ()
    events: Annotated[
        tuple[Happened, ...], described("Failovers, and changes of sources.", "failover 和来源端的变更。")
    ] = ()
    gaps: Annotated[tuple[str, ...], described("Times without values, UTC.", "没有数据的时段，UTC。")] = ()
    note: str | None = None
    api_calls: ApiCalls


SHOWN = 20
"""Rows of each kind that an answer shows at most."""

DRAWN = (DELAY, READS, WRITES)
"""The metrics that an answer shows over time."""


def series_of(metrics: Mapping[MetricName, Summary]) -> tuple[SeriesRow, ...]:
    """Return the metrics over time."""
    return tuple(
        SeriesRow.of(name, line)
        for name in DRAWN
        if name in metrics
        for line in lines_of(metrics[name].values, largest=name == DELAY)
    )


def newest(events: JobEvents) -> list[JobEvent]:
    """Return the last events of a page in any order, the newest first."""
    return sorted(events.events, key=lambda event: event.create_time or 0, reverse=True)[:SHOWN]


def happened(events: Mapping[EventType, JobEvents]) -> tuple[Happened, ...]:
    """Return what happened, in its order, the last ``SHOWN`` of each kind."""
    rows = [Happened.of(kind, each) for kind, found in events.items() for each in reversed(newest(found))]
    return tuple(sorted(rows, key=lambda row: row.at or ""))


def left_out(events: Mapping[EventType, JobEvents]) -> Iterator[str]:
    """Yield of which kind of events only some are shown."""
    for kind, found in events.items():
        count = max(found.total_count, len(found.events))
        if count > SHOWN:
            yield NOT_ALL.said(SHOWN, count, KINDS[kind].said())


def notes_of(metrics: Mapping[MetricName, Summary], events: Mapping[EventType, JobEvents]) -> str | None:
    """Return what is inferred, what is not shown, and what could not be read."""
    unread = [] if events.keys() == EVENT.keys() else [UNREAD.said(ListDIJobEvents.action())]
    return " ".join([*([INFERRED.said()] if metrics else []), *left_out(events), *unread]) or None


def gaps_of(metrics: Mapping[MetricName, Summary], until: int) -> tuple[str, ...]:
    """Return the times in which nothing was measured; ``until``: the end of the period."""
    found = {
        gap: None for summary in metrics.values() for gap in (*summary.gaps, silence_before(until, summary)) if gap
    }
    return tuple(map(_gap, sorted(found)))


def _gap(gap: Gap) -> str:
    return f"{time_of(gap.since)} - {time_of(gap.until)}"
