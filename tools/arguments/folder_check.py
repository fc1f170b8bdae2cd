"""The folder of a task to create, looked for before anything else is done for the task."""

from dataworks.client import DataWorks
from dataworks.flows.folders import require_folder
from dataworks.flows.groups import MaySend
from dataworks.operations.v2020.workspaces import ListFolders


async def check_folder(api: DataWorks, may_send: MaySend, project_id: str, folder: str) -> None:
    """Check that the folder of a task to create is there, if the rules allow that.

    Raises:
        FolderMissing: it is not.
    """
    if may_send(ListFolders(project_id=project_id, parent_folder_path=folder)):
        await require_folder(api, project_id, folder)
