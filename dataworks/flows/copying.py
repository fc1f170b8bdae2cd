"""Copying a real-time task: the same tables for another source, database, destination or workspace.

The script is generated again, so that the service validates the names in the copy; changes made to the original by
hand are not copied, but reported as differences.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.generation import Begun, Generating
from dataworks.flows.realtime_creation import Created, created_from, generated_for
from dataworks.flows.waits import Report
from dataworks.observing import flow
from dataworks.scripts.copying import (
    Elsewhere,
    Original,
    copy_differences,
    copy_script,
    moved,
    shared_destinations,
    table_copy_differences,
)
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.specification import is_job
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.creating import CreatingStudio, NewTask

CheckCopy = Callable[[Original, Definition], Awaitable[None]]
"""Is called with what the copy is to do and its script, before it is created; raises an error if they don't agree."""


@dataclass(frozen=True)
class Copy:
    """A request for a copy.

    Attributes:
        present: the original's definition, as it was read, and what it does.
        project_id: the workspace of the copy.
        elsewhere: what it has in place of the original's.
        studio: the studio of the copy.
        script: the specification of the copy, if it is a job.
        lost: what the copy lacks in any case.
        same_place: the copy writes to the data source that the original writes to.
    """

    present: Definition
    original: Original
    project_id: str
    task_name: str
    resource_group: str
    folder: str
    elsewhere: Elsewhere
    same_place: bool
    studio: CreatingStudio = REALTIME_FILES
    script: str = ""
    lost: tuple[str, ...] = ()

    @property
    def compares_all(self) -> bool:
        """Whether both are scripts, which the service has generated."""
        return self.studio is REALTIME_FILES and not is_job(self.present.content)


@dataclass(frozen=True)
class Copied:
    """The result of copying.

    Attributes:
        differences: what is not as in the original, except what was requested.
        shared: destination tables that both tasks write to.
    """

    made: Created
    differences: tuple[str, ...]
    shared: tuple[str, ...]


@flow
async def copy_realtime_task(
    api: DataWorks, request: Copy, report: Report, begun: Begun | None = None, check: CheckCopy | None = None
) -> Copied | Generating:
    """Start a generation, or continue one: create a task like another one, and return how the two differ.

    Raises:
        Exception: what ``check`` raises; nothing was created.
        NameTaken: another task has the name.
        DataWorksError: any step failed; ``exists`` says what was created.
    """
    wanted = moved(request.original, request.elsewhere)
    script = request.script or copy_script(wanted, request.resource_group)
    new = NewTask(request.studio, request.project_id, request.task_name, script, request.resource_group, request.folder)
    generated = await generated_for(api, new, report, begun)
    if isinstance(generated, Generating):
        return generated
    if check is not None:
        await check(wanted, generated.definition)
    made = await created_from(api, new, generated, report)
    return await api.computed(_compared, made, request)


def _compared(made: Created, request: Copy) -> Copied:
    shared = shared_destinations(request.present, made.present) if request.same_place else ()
    compared = copy_differences if request.compares_all else table_copy_differences
    differences = compared(request.present, made.present, request.elsewhere)
    return Copied(made, (*differences, *request.lost), shared)
