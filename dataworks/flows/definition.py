"""Reading the definition of a task."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operation import Operations
from dataworks.operations.v2020.files import BATCH_FILE, GetFile, ListFiles
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2024.jobs import GetDIJob
from dataworks.operations.v2024.nodes import GetNode
from dataworks.retry import not_there
from dataworks.scripts.definition import Definition
from dataworks.studios.classic_reads import ReadType
from dataworks.studios.jobs import JOBS, definition_of_job, task_type_of
from dataworks.studios.studio import TaskPlace
from dataworks.task_ids import IdOf, kind_of, task_id_of


@dataclass(frozen=True)
class Defined:
    """A task with its definition; the id says what it is."""

    task_id: str
    task_type: Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"]
    name: str | None
    definition: Definition


async def read_definition(api: DataWorks, project_id: str, task_id: str) -> Defined:
    """A task of any type with its definition. Digits that are the id of a solution, but of no file, mean the solution.

    Raises:
        DataWorksError: there is no such task, or it can't be read.
    """
    return await READERS[kind_of(task_id)].read(api, TaskPlace(project_id, task_id))


def definition_reads(task_id: str) -> Operations:
    """The operations that reading the definition of a task may call."""
    return READERS[kind_of(task_id)].reads


async def _file(api: DataWorks, place: TaskPlace) -> Defined:
    number = place.number
    listed = (await api.call(ListFiles(project_id=place.project_id, file_id_in=number))).files
    file = next((file for file in listed if file.file_id == number), None)
    if file is not None and file.file_type == BATCH_FILE:
        detail = await api.call(GetFile(project_id=place.project_id, file_id=number))
        return Defined(number, "DI_OFFLINE", file.file_name, detail.file.content)
    found = await definition_of(api, place.project_id, number, "DI_REALTIME", "DI_SOLUTION")
    return replace(found, name=found.name or (file.file_name if file else None))


async def _solution(api: DataWorks, place: TaskPlace) -> Defined:
    return await definition_of(api, place.project_id, place.number, "DI_SOLUTION")


async def _job(api: DataWorks, place: TaskPlace) -> Defined:
    job = await JOBS.job(api, place)
    return Defined(place.task_id, task_type_of(job), job.job_name, await api.computed(definition_of_job, job))


async def _node(api: DataWorks, place: TaskPlace) -> Defined:
    node = await api.call(GetNode(project_id=place.project_id, id=place.number))
    return Defined(place.task_id, "DI_OFFLINE", node.name, node.spec.definition)


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
        name, definition = (solution.name, solution.process_content) if solution else (None, detail.code)
        return Defined(task_id_of(number, kind), kind, name, definition)
    raise failures[0]


class Reader(NamedTuple):
    """How the definition of one kind of tasks is read."""

    read: Callable[[DataWorks, TaskPlace], Awaitable[Defined]]
    reads: Operations


READERS: Mapping[IdOf, Reader] = {
    IdOf.FILE: Reader(_file, (ListFiles, GetFile, GetDISyncTask)),
    IdOf.SOLUTION: Reader(_solution, (GetDISyncTask,)),
    IdOf.JOB: Reader(_job, (GetDIJob,)),
    IdOf.NODE: Reader(_node, (GetNode,)),
}
"""How tasks are read, and the operations that this may call."""

DEFINITION_READS: Operations = tuple(dict.fromkeys(read for reader in READERS.values() for read in reader.reads))
"""The operations that reading the definition of any task may call."""
