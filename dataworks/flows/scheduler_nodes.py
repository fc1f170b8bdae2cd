"""Nodes of the scheduler, which are what production runs of a task of the classic Data Studio."""

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operations.v2020.files import ListedFile, ListFiles


async def file_of_node(api: DataWorks, asked: ListFiles) -> ListedFile | None:
    """The file whose node this request asks for; ``None``: there is none, or it can't be read."""
    try:
        files = (await api.call(asked)).files
    except DataWorksError:
        return None
    return next((file for file in files if file.node_id == asked.node_id), None)
