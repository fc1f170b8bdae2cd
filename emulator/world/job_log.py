"""The log of a job: what its runs did, line by line."""

from collections.abc import Iterator
from datetime import UTC, datetime

from emulator.world.job_load import delay, end_of, has_read
from emulator.world.jobs import DIJob, Place, Run

CHECKPOINTS = 60
"""Seconds between two lines about progress."""

MOST_CHECKPOINTS = 1_000
"""Lines about the progress of a run; of a longer run, the last ones."""

PAGE = 50
"""Lines of a page."""


def lines(job: DIJob, now: float, run_number: int | None = None) -> Iterator[str]:
    """Yield the lines of all runs, oldest first, or of one run, counted from 1."""
    for number, run in enumerate(job.runs, 1):
        if run_number in (None, number):
            yield from _of_a_run(job, run, number, now)


def name_of(place: Place) -> str:
    """Return the name of a table with its database, as far as there is one."""
    return ".".join(filter(None, (place.database, place.schema, place.table)))


def _of_a_run(job: DIJob, run: Run, number: int, now: float) -> Iterator[str]:
    yield _line(run.started, "INFO", "JobManager", f"DI job {job.id} starts run {number}.")
    if run.plan.failure:
        yield _line(run.started, "ERROR", "JobManager", run.plan.failure)
        yield "\tat com.alibaba.di.job.JobManager.start(JobManager.java:214)"
        yield _line(run.started, "ERROR", "JobManager", f"DI job {job.id} failed.")
        return
    for table in run.plan.tables:
        text = f"{name_of(table.source)} -> {name_of(table.destination)}: structure migration finished."
        yield _line(run.started, "INFO", "StructureMigration", text)
    for time in _checkpoints(run, now):
        text = f"checkpoint completed, {has_read(run, time):.0f} records read, delay {delay(run, time):.0f} s."
        yield _line(time, "INFO", "CheckpointCoordinator", text)
    if run.ended is not None:
        yield _line(run.ended, "INFO", "JobManager", f"DI job {job.id} was stopped.")


def _checkpoints(run: Run, now: float) -> Iterator[float]:
    count = int((end_of(run, now) - run.started) // CHECKPOINTS)
    for number in range(max(0, count - MOST_CHECKPOINTS), count):
        yield run.started + (number + 1) * CHECKPOINTS


def _line(time: float, level: str, component: str, text: str) -> str:
    stamp = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S.000")
    return f"{stamp} [main] {level:5} {component} - {text}"
