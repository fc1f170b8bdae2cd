"""Handlers that show how a job is doing: progress by table, metrics, log and events."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, cast

from dataworks.operations.v2024.job_watching import (
    GetDIJobLog,
    ListDIJobEvents,
    ListDIJobMetrics,
    ListDIJobRunDetails,
)
from emulator.failures import RequestRefused, unreadable
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import BARE
from emulator.gateway.lenient import Given
from emulator.handlers.handler import Data, handles_any
from emulator.handlers.paging import counted
from emulator.handlers.v2024.found_jobs import UNKNOWN, found
from emulator.world.job_events import ALARM, DDL, FAILOVER, events, failover_id
from emulator.world.job_load import METRICS, series
from emulator.world.job_log import PAGE, lines
from emulator.world.jobs import RUNNING, DIJob, Place, PlannedTable, Run
from emulator.world.state import World

ROW_BYTES = 100
"""Bytes of a row of the full load; invented."""

FARTHEST_PAGE = 10**9
"""A page of a log that is after the end of any."""

SAMPLE_NAMES = {"delayTime": "JobDelay"}
"""The names of metrics in answers that differ from those that are asked for."""


@handles_any(
    ListDIJobRunDetails,
    sdk("A row for each table; the error message of a stage is there only where it failed."),
    sdk("The three counts of the page are text; SourceDatasourceName is spelled otherwise than in the request."),
    assumed(
        "The words of the stages: Initialized, Running, Finished, Stopped, Failed; a job never started has no row.",
        case="job-run-details job-run-details-new",
    ),
    assumed(
        "A job that fails as it starts has the reason at its first table, or in a row without a table.",
        case="bad-job-run-details",
    ),
    UNKNOWN,
    needs=("DIJobId",),
    family=BARE,
)
def list_run_details(world: World, given: Given) -> Data:
    """Return a page of the tables of the last run."""
    _, job = found(world, given, "DIJobId")
    rows = [row for row in _rows(job, world.clock()) if _matches(row, given)]
    page = counted(rows, "JobRunInfos", given.get("PageNumber"), given.get("PageSize"))
    return {name: value if name == "JobRunInfos" else str(value) for name, value in page.items()}


@handles_any(
    ListDIJobMetrics,
    documented("Six metrics; resourceUtilization is there for serverless groups only."),
    documented("The sample has the name JobDelay for delayTime."),
    assumed(
        "A value every 10 seconds while the real-time part runs, else none; fewer in a long period.", case="job-metrics"
    ),
    assumed(
        "Delay in seconds, speeds in records a second; totals count from the start of a run.",
        unsettled="No answer has a unit, and the load of a real source is not known to the comparison.",
    ),
    assumed(
        "The sources change at a constant rate: the delay shrinks if the resources suffice, and else grows.",
        unsettled="It is about the invented sources of the emulator; real ones change as they do.",
    ),
    UNKNOWN,
    needs=("DIJobId", "StartTime", "EndTime", "MetricName"),
    family=BARE,
)
def list_metrics(world: World, given: Given) -> Data:
    """Return the values of metrics in a period."""
    _, job = found(world, given, "DIJobId")
    names: Any = given["MetricName"]
    if not isinstance(names, list) or any(name not in [*METRICS] for name in cast("list[object]", names)):
        raise RequestRefused(unreadable("MetricName"))
    until = min(given["EndTime"], world.clock())
    return {"JobMetrics": [_series(job, name, given["StartTime"], until) for name in cast("list[str]", names)]}


@handles_any(
    GetDIJobLog,
    sdk("Log is text; NodeType is MASTER or WORKER; pages count from 1."),
    assumed(
        "50 lines a page, oldest first; a page after the last one is empty; times are UTC.",
        case="job-log-page-after-the-last log-page-after-the-last",
    ),
    assumed("With FailoverId, the id of a Failover event, only the lines of that run.", case="bad-job-log-of-failover"),
    UNKNOWN,
    needs=("Id",),
    family=BARE,
)
def get_log(world: World, given: Given) -> Data:
    """Return a page of the log."""
    _, job = found(world, given)
    if given.get("NodeType", "MASTER") not in {"MASTER", "WORKER"}:
        raise RequestRefused(unreadable("NodeType"))
    failover = given.get("FailoverId")
    run_number = None if failover is None else failover - failover_id(0)
    start = (min(given.get("PageNumber", 1), FARTHEST_PAGE) - 1) * PAGE
    return {"Log": "\n".join(islice(lines(job, world.clock(), run_number), start, start + PAGE))}


@handles_any(
    ListDIJobEvents,
    sdk("EventType is Failover, Alarm or DDL; ids and times, in epoch seconds, are text."),
    assumed(
        "Newest first. A failed start is a failover; an alarm follows from an enabled rule.", case="bad-job-events"
    ),
    UNKNOWN,
    needs=("DIJobId", "EventType", "StartTime", "EndTime"),
    family=BARE,
)
def list_events(world: World, given: Given) -> Data:
    """Return a page of the events of a period."""
    _, job = found(world, given, "DIJobId")
    if given["EventType"] not in {FAILOVER, ALARM, DDL}:
        raise RequestRefused(unreadable("EventType"))
    rows = [
        {"Id": str(event.id), "CreateTime": str(int(event.time)), **event.fields}
        for event in events(job, world.clock())
        if event.kind == given["EventType"] and given["StartTime"] <= event.time <= given["EndTime"]
    ]
    return counted(rows, "DIJobEvent", given.get("PageNumber"), given.get("PageSize"))


def _series(job: DIJob, metric: str, since: float, until: float) -> Data:
    runs = job.runs if job.streams else ()
    begin = max(since, min((run.started for run in runs), default=since))
    values = [value for run in runs for value in series(run, metric, begin, until)]
    rows = [{"Time": time, "Value": value} for time, value in values]
    return {"Name": SAMPLE_NAMES.get(metric, metric), "SeriesList": rows}


def _rows(job: DIJob, now: float) -> list[Data]:
    run = job.last_run
    if run is None:
        return []
    if not run.plan.tables:
        return [{**_end("Source", NOWHERE), **_stages(job, run, now, run.plan.failure)}]
    return [
        _row(job, run, table, now, run.plan.failure if number == 0 else "")
        for number, table in enumerate(run.plan.tables)
    ]


NOWHERE = Place("", "", "", "")


def _row(job: DIJob, run: Run, table: PlannedTable, now: float, failure: str) -> Data:
    loaded = table.records if job.state(now) != "Initialized" and not run.plan.failure else 0
    load = {"OfflineTotalRecords": loaded, "OfflineTotalBytes": loaded * ROW_BYTES, "OfflineErrorRecords": 0}
    places = {**_end("Source", table.source), **_end("Destination", table.destination)}
    return {**places, **_stages(job, run, now, failure), **(load if _loads(job) else {})}


def _end(end: str, place: Place) -> Data:
    data_source, *names = place
    parts = zip(("Database", "Schema", "Table"), names, strict=True)
    return {f"{end}DatasourceName": data_source, **{f"{end}{part}Name": name for part, name in parts if name}}


def _loads(job: DIJob) -> bool:
    return "Full" in str(job.given.get("MigrationType", ""))


def _stages(job: DIJob, run: Run, now: float, failure: str) -> Data:
    """Return the words of the stages that the job has."""
    if run.plan.failure:
        failed = {"StructureMigrationErrorMessage": failure} if failure else {}
        return {"StructureMigrationStatus": "Failed" if failure else "Initialized", **failed}
    state = job.state(now)
    began = state != run.course.path[0] or state == RUNNING
    done = "Finished" if began else "Running"
    stream = {"RealtimeMigrationStatus": state if began else "Initialized"} if job.streams else {}
    load = {"FullMigrationStatus": done if began else "Initialized"} if _loads(job) else {}
    return {"StructureMigrationStatus": done, **load, **stream}


FILTERS: Mapping[str, str] = {
    "SourceDataSourceName": "SourceDatasourceName",
    "SourceDatabaseName": "SourceDatabaseName",
    "SourceSchemaName": "SourceSchemaName",
    "SourceTableName": "SourceTableName",
}
"""The parameters that filter the rows, and the fields that they are compared with."""


def _matches(row: Data, given: Given) -> bool:
    return all(row.get(field) == given[name] for name, field in FILTERS.items() if name in given)
