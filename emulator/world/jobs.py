"""Data Integration jobs of the new studio: their definition as it was sent, their runs, alarm rules and events."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from emulator.world.course import Course
from emulator.world.lifecycle import Failing, Speed

INITIALIZED, RUNNING, STOPPING, STOPPED, FAILED, FINISHED = (
    "Initialized",
    "Running",
    "Stopping",
    "Stopped",
    "Failed",
    "Finished",
)

WITHOUT_STREAM = frozenset({"Full", "OfflineIncremental", "FullAndOfflineIncremental"})
"""The migration types that end by themselves."""


class Place(NamedTuple):
    """Where a table is; a part that does not exist there is ""."""

    data_source: str
    database: str
    schema: str
    table: str


@dataclass(frozen=True)
class PlannedTable:
    """A selected table, the table that it is written to, and the number of rows of its full load."""

    source: Place
    destination: Place
    records: int


@dataclass(frozen=True)
class Plan:
    """What a run does: its tables, or the reason why it fails.

    Attributes:
        rows: rows a second that change in all its sources together.
        capacity: rows a second that its resources can write.
        measured: whether its resource group reports how much of it is used.
    """

    tables: tuple[PlannedTable, ...] = ()
    failure: str = ""
    rows: float = 0.0
    capacity: float = 0.0
    measured: bool = False


@dataclass(frozen=True)
class Run:
    """A run of a job, times in epoch seconds.

    Attributes:
        position: up to when the source's log had been read when the run began.
        loads: whether it loads the tables in full first.
        ended: when it was stopped, or failed; ``None``: it runs.
    """

    plan: Plan
    course: Course
    started: float
    position: float
    loads: bool
    ended: float | None = None


@dataclass(frozen=True)
class AlarmRule:
    """An alarm rule as it was sent, with the names of the API."""

    id: int
    given: dict[str, Any]


@dataclass(frozen=True)
class Event:
    """An event: its kind (Failover, Alarm, DDL), its time in epoch seconds, and its other fields as on the wire."""

    id: int
    kind: str
    time: float
    fields: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class DIJob:
    """A job. ``given`` is what was sent, by the API's names; ``events`` are those that don't follow from its runs."""

    id: int
    name: str
    given: dict[str, Any]
    runs: tuple[Run, ...] = ()
    alarms: tuple[AlarmRule, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def streams(self) -> bool:
        """Whether it has a real-time part, and so runs until it is stopped."""
        return self.given.get("MigrationType") not in WITHOUT_STREAM

    @property
    def last_run(self) -> Run | None:
        """The latest run, if it was ever started."""
        return self.runs[-1] if self.runs else None

    def state(self, now: float) -> str:
        """Return the current state."""
        return self.runs[-1].course.state(now) if self.runs else INITIALIZED

    def read_state(self, now: float) -> str:
        """Return the current state, and count this as a read."""
        return self.runs[-1].course.read(now) if self.runs else INITIALIZED

    def starting(self, plan: Plan, speed: Speed, now: float) -> tuple[str, ...]:
        """Return the states of a start: no state says that a job is starting."""
        before = self.state(now)
        first = before if before in (INITIALIZED, STOPPED) else RUNNING
        if plan.failure or isinstance(speed, Failing):
            return (first, FAILED)
        return (first, RUNNING) if self.streams else (first, RUNNING, FINISHED)


def objects_in(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list that was sent, which may be anything."""
    return [object_in(each) for each in cast("list[object]", value)] if isinstance(value, list) else []


def object_in(value: object) -> dict[str, Any]:
    """Return an object that was sent, which may be anything: then an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
