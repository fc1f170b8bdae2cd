"""Reading the definition of a task."""

from dataclasses import dataclass
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operations.v2020.files import BATCH_FILE, GetFile, ListFiles
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2024.nodes import GetNode
from dataworks.retry import not_there
from dataworks.scripts.definition import Definition
from dataworks.studios.classic_reads import ReadType
from dataworks.task_ids import is_node, is_solution, number_of

DEFINITION_READS = (ListFiles, GetFile, GetDISyncTask)
"""The operations that ``read_definition`` may call for a task of the classic studio."""

NODE_READS = (GetNode,)
"""The same for a node."""


@dataclass(frozen=True)
class Defined:
    """A task with its definition."""

    task_type: Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"]
    name: str | None
    definition: Definition


async def read_definition(api: DataWorks, project_id: str, task_id: str) -> Defined:
    """A task of any type with its definition. Digits that are the id of a solution, but of no file, mean the solution.

    Raises:
        DataWorksError: there is no such task, or it can't be read.
    """
    number = number_of(task_id)
    if is_node(task_id):
        node = await api.call(GetNode(project_id=project_id, id=number))
        return Defined("DI_OFFLINE", node.name, node.spec.definition)
    if is_solution(task_id):
        return await definition_of(api, project_id, number, "DI_SOLUTION")
    listed = (await api.call(ListFiles(project_id=project_id, file_id_in=number))).files
    file = next((file for file in listed if file.file_id == number), None)
    if file is not None and file.file_type == BATCH_FILE:
        detail = await api.call(GetFile(project_id=project_id, file_id=number))
        return Defined("DI_OFFLINE", file.file_name, detail.file.content)
    found = await definition_of(api, project_id, number, "DI_REALTIME", "DI_SOLUTION")
    return Defined(found.task_type, found.name or (file.file_name if file else None), found.definition)


async def definition_of(api: DataWorks, project_id: str, number: str, *kinds: ReadType) -> Defined:
    """The definition of what may be of each of these types, in this order; only a solution shows its name.

    Raises:
        DataWorksError: the failure of the first type, if it is of none.
    """
    failures: list[DataWorksError] = []
    for kind in kinds:
        try:
            detail = await api.call(GetDISyncTask(project_id=project_id, task_type=kind, file_id=number))
        except DataWorksError as error:
            if not not_there(error):
                raise
            failures.append(error)
            continue
        solution = detail.solution_detail
        return Defined(kind, solution.name if solution else None, solution.process_content if solution else detail.code)
    raise failures[0]
