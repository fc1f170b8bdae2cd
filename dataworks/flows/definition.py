"""Reading what a real-time task is defined by."""

from dataworks.client import DataWorks
from dataworks.operations.sync_tasks import GetDISyncTask


async def present_script(api: DataWorks, project_id: str, file_id: str) -> str:
    """The script that a real-time task has now.

    Raises:
        DataWorksError: it can't be read.
    """
    read = GetDISyncTask(project_id=project_id, task_type="DI_REALTIME", file_id=file_id)
    return (await api.call(read)).code or ""
