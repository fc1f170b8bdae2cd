"""Starts that are not known to have led to anything yet, for studios in which no state says that a task is starting.

They are kept in the memory of the connection, so that the same call again waits for the task, and does not start it a
second time, nor have it load everything twice.
"""

from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.studios.by_id import studio_of
from dataworks.studios.states import FAILED, FINISHED, STARTING
from dataworks.studios.studio import Start, TaskPlace

REMEMBERED = 300.0
"""Seconds for which a task that was started, and shows nothing of that, counts as starting (assumed)."""


@dataclass(frozen=True)
class RecentStart:
    """A start that was sent.

    Attributes:
        before: the state in which the task was.
        when: the time, by the client's clock.
        settings: how it was started.
        accepted: whether the service has accepted it; else that is unknown.
    """

    before: str
    when: float
    settings: Start
    accepted: bool = True


def keep_start(api: DataWorks, place: TaskPlace, start: RecentStart) -> None:
    """Remember a start, where the state of the task does not show it."""
    if not studio_of(place.task_id).shows_starting:
        api.memory.keep(_key(place), start, start.when + REMEMBERED)


def recent_start(api: DataWorks, place: TaskPlace) -> RecentStart | None:
    """The start of a task that is remembered, if there is one."""
    return api.memory.find(_key(place), RecentStart, api.timing.clock())


def forget_start(api: DataWorks, place: TaskPlace) -> None:
    """Forget the start: the task runs, did not start, or was stopped."""
    api.memory.forget(_key(place))


def state_after(api: DataWorks, place: TaskPlace, state: str) -> str:
    """The state of a task; one that was just started, and shows the state from before, is starting."""
    start = recent_start(api, place)
    if start is None or not start.accepted or state != start.before:
        return state
    old = state in (FAILED, FINISHED) and api.timing.clock() - start.when > studio_of(place.task_id).settled
    return state if old else STARTING


def _key(place: TaskPlace) -> str:
    return f"start {place.project_id} {place.task_id}"
