"""Which studio a task belongs to: its id says it."""

from dataworks.studios.classic import REALTIME_FILES, SOLUTIONS
from dataworks.studios.creating import CreatingStudio
from dataworks.studios.studio import Studio
from dataworks.task_ids import is_solution


def creating_studio_of(task_id: str) -> CreatingStudio:
    """The studio of a task that can be given another definition."""
    del task_id
    return REALTIME_FILES


def studio_of(task_id: str) -> Studio:
    """The studio of a task that is started and stopped."""
    return SOLUTIONS if is_solution(task_id) else REALTIME_FILES
