"""A task that somebody else deletes while a call is at work on it."""

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, NewTaskDeleted
from dataworks.flows.lookups import not_there
from dataworks.flows.name_conflicts import NameTaken, file_with

DELETED = "Somebody else deleted the task while this call was at work."
ANEW = "The same call creates another one."


async def was_deleted(api: DataWorks, project_id: str, file_id: str, error: DataWorksError) -> bool:
    """Whether a task that had existed is gone, where an error may be due to that; unknown counts as no."""
    if not not_there(error) or isinstance(error, NameTaken):
        return False
    try:
        return await file_with(api, project_id, file_id) is None
    except DataWorksError:
        return False  # the first error is reported, not that of this read


def new_task_deleted(file_id: str, error: DataWorksError) -> NewTaskDeleted:
    """The error that says so of a task that the call had created, or found."""
    return NewTaskDeleted(error.operation, DELETED, exists=f"Task {file_id} is gone. {ANEW}")
