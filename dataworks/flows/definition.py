"""Reading the definition of a real-time task."""

from dataworks.client import DataWorks
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.scripts.definition import Definition


async def current_definition(api: DataWorks, project_id: str, file_id: str) -> Definition:
    """The definition that a real-time task has now.

    Raises:
        DataWorksError: the definition can't be read.
    """
    read = GetDISyncTask(project_id=project_id, task_type="DI_REALTIME", file_id=file_id)
    return (await api.call(read)).code
