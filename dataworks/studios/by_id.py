"""Which studio a task belongs to: its id says it."""

from collections.abc import Mapping

from dataworks.studios.classic import REALTIME_FILES, SOLUTIONS
from dataworks.studios.creating import CreatingStudio
from dataworks.studios.jobs import JOBS
from dataworks.studios.studio import Studio
from dataworks.task_ids import IdOf, kind_of

STUDIOS: Mapping[IdOf, Studio] = {IdOf.FILE: REALTIME_FILES, IdOf.SOLUTION: SOLUTIONS, IdOf.JOB: JOBS}


def creating_studio_of(task_id: str) -> CreatingStudio:
    """The studio of a task that can be given another definition."""
    return JOBS if kind_of(task_id) is IdOf.JOB else REALTIME_FILES


def studio_of(task_id: str) -> Studio:
    """The studio of a task that is started and stopped."""
    return STUDIOS.get(kind_of(task_id), REALTIME_FILES)
