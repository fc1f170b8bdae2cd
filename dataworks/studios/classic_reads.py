"""Reading tasks of the classic studio: their files, and their definitions."""

import re
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operations.v2020.files import File, ListedFile, ListFiles
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.retry import not_there
from dataworks.scripts.definition import Definition

ReadType = Literal["DI_REALTIME", "DI_SOLUTION"]
"""The types whose definition and run state can be read by type and number."""

NO_SUCH_ID = re.compile(r"\bfileId:?\[(\d+)\] is invalid")
"""The service's message for an id that no task has, or no task of the requested type; it has two spellings."""


def id_unknown(error: DataWorksError) -> bool:
    """Whether the service knows no task of this id and type."""
    return not_there(error) and NO_SUCH_ID.search(error.message) is not None


async def current_definition(
    api: DataWorks, project_id: str, file_id: str, task_type: ReadType = "DI_REALTIME"
) -> Definition:
    """The definition that a real-time task or a solution has now.

    Raises:
        DataWorksError: the definition can't be read.
    """
    found = await api.call(GetDISyncTask(project_id=project_id, task_type=task_type, file_id=file_id))
    return found.solution_detail.process_content if found.solution_detail else found.code


async def file_named(api: DataWorks, project_id: str, name: str) -> ListedFile | None:
    """The file that has the name, with its folder and perhaps its script, if the service shows it."""
    listing = ListFiles(project_id=project_id, exact_file_name=name, need_content=True, need_absolute_folder_path=True)
    try:
        files = (await api.call(listing)).files
    except DataWorksError:
        return None  # the first error is reported, not that of this read
    return next((file for file in files if file.file_name == name), None)


async def file_with(api: DataWorks, project_id: str, file_id: str) -> File | None:
    """The file that has the id, if there is one.

    Raises:
        DataWorksError: the files can't be read.
    """
    files = (await api.call(ListFiles(project_id=project_id, file_id_in=file_id))).files
    return next((file for file in files if file.file_id == file_id), None)


async def listed_with(api: DataWorks, project_id: str, file_id: str) -> ListedFile | None:
    """The file that has the id, with its folder and perhaps its script, if there is one.

    Raises:
        DataWorksError: the files can't be read.
    """
    listing = ListFiles(project_id=project_id, file_id_in=file_id, need_content=True, need_absolute_folder_path=True)
    return next((file for file in (await api.call(listing)).files if file.file_id == file_id), None)


def was_edited(file: File) -> bool:
    """Whether somebody changed a file since it was made; also if its times are not known."""
    return file.create_time is None or file.last_edit_time != file.create_time or (file.current_version or 1) > 1


def is_known_as_edited(file: File) -> bool:
    """Whether somebody certainly changed a file since it was made."""
    return file.create_time is not None and file.last_edit_time is not None and was_edited(file)
