"""A task that somebody else deletes while a call is at work on it."""

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, DeletedMeanwhile, NewTaskDeleted
from dataworks.flows.name_conflicts import NameTaken
from dataworks.language import Text
from dataworks.retry import not_there
from dataworks.studios.by_id import studio_of
from dataworks.studios.studio import TaskPlace

DELETED = Text("Somebody else deleted the task while this call was at work.", "本次调用执行期间，其他人删除了该任务。")
ANEW = Text("The same call creates another one.", "重复同样的调用会创建新的任务。")


async def was_deleted(api: DataWorks, project_id: str, task_id: str, error: DataWorksError) -> bool:
    """Whether a task that had existed is gone, where an error may be due to that; unknown counts as no."""
    if not not_there(error) or isinstance(error, NameTaken):
        return False
    try:
        return await studio_of(task_id).is_gone(api, TaskPlace(project_id, task_id))
    except DataWorksError:
        return False  # the first error is reported, not that of this read


def deleted(file_id: str, operation: str, *, fresh: bool) -> DeletedMeanwhile:
    """The error that a task is gone; ``fresh``: the call had created it, or found it by its name."""
    return (
        new_task_deleted(file_id, operation)
        if fresh
        else DeletedMeanwhile(operation, DELETED.said(), exists=gone(file_id))
    )


def new_task_deleted(task_id: str, operation: str) -> NewTaskDeleted:
    """The error that says so of a task that the call had created, or found; ``operation`` found it gone."""
    return NewTaskDeleted(operation, DELETED.said(), exists=f"{gone(task_id)} {ANEW.said()}")


def gone(task_id: str, more: str = "") -> str:
    """What is certain: production may still run a file that is in the recycle bin. ``more`` ends the sentence."""
    return studio_of(task_id).gone.said(task_id, more)
