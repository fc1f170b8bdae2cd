"""Reading the definition of a real-time task or a solution."""

from typing import Literal

from dataworks.client import DataWorks
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.scripts.definition import Definition


async def current_definition(
    api: DataWorks, project_id: str, file_id: str, task_type: Literal["DI_REALTIME", "DI_SOLUTION"] = "DI_REALTIME"
) -> Definition:
    """The definition that a real-time task or a solution has now.

    Raises:
        DataWorksError: the definition can't be read.
    """
    found = await api.call(GetDISyncTask(project_id=project_id, task_type=task_type, file_id=file_id))
    return found.solution_detail.process_content if found.solution_detail else found.code
