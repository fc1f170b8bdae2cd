"""When a name is taken, or an answer to a create was lost: what there is of that name."""

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Refused, ServiceError
from dataworks.operations.files import File, ListFiles
from dataworks.retry import may_have_effect

NAME_TAKEN = "Invalid.DI.Parameter.File.Existed"
TAKEN = "The file name already exists."


class NameTaken(Refused):
    """Another task has the name; ``exists`` says which, and how it differs."""


def may_exist(error: DataWorksError) -> bool:
    """Whether what a create was to make may be there, although it failed."""
    return may_have_effect(error) or error.doubtful or error.code == NAME_TAKEN


async def file_named(api: DataWorks, project_id: str, name: str) -> File | None:
    """The file that has the name, if the service tells."""
    listing = ListFiles(project_id=project_id, exact_file_name=name)
    try:
        files = (await api.call(listing)).files
    except DataWorksError:
        return None  # what gets reported is why we looked, not that the look failed as well
    return next((file for file in files if file.file_name == name), None)


async def file_with(api: DataWorks, project_id: str, file_id: str) -> File | None:
    """The file that has the id, if there is one.

    Raises:
        DataWorksError: the service does not tell.
    """
    files = (await api.call(ListFiles(project_id=project_id, file_id_in=file_id))).files
    return next((file for file in files if file.file_id == file_id), None)


def taken(error: DataWorksError, exists: str) -> NameTaken:
    """The error that a name is taken, from the one that led to the look."""
    request_id = error.request_id if isinstance(error, ServiceError) else None
    return NameTaken(
        error.operation, TAKEN, service_code=NAME_TAKEN, http_status=400, request_id=request_id, exists=exists
    )
