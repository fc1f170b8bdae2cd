"""Changing the tables of a real-time task: show the difference, then update, deploy and restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, DataWorksError
from dataworks.flows.generation import Begun, Generated, Generating, continued, generate
from dataworks.flows.taking_effect import UNTOUCHED, still_stopped, stopped_first, take_effect, update_definition
from dataworks.flows.task_handle import CHANGED, Handle, Reached, known, tracked
from dataworks.flows.waits import Report
from dataworks.observing import flow
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.running import GetDISyncInstanceInfo, StopDISyncInstance
from dataworks.operations.v2020.sync_tasks import (
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.operations.v2024.jobs import GetDIJob
from dataworks.scripts.definition import NO_DEFINITION, Definition, Table
from dataworks.scripts.differences import Difference, change
from dataworks.studios.by_id import creating_studio_of
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.creating import CreatingStudio, NewDefinition
from dataworks.studios.jobs import JOBS
from dataworks.studios.states import UNKNOWN
from dataworks.studios.studio import TaskPlace
from dataworks.task_ids import IdOf, kind_of

CHANGE_PREVIEW = (
    GetDISyncTask,
    GenerateDISyncTaskConfigForUpdating,
    QueryDISyncTaskConfigProcessResult,
    GetDISyncInstanceInfo,
)
CHANGE: Operations = (
    *CHANGE_PREVIEW,
    REALTIME_FILES.updates,
    StopDISyncInstance,
    *(operation for operation in REALTIME_FILES.operations("run") if operation not in CHANGE_PREVIEW),
)
"""The operations that seeing a change, and making it, may call."""

JOB_CHANGE_PREVIEW: Operations = (GetDIJob,)
JOB_CHANGE: Operations = (*JOB_CHANGE_PREVIEW, JOBS.updates, *JOBS.operations("start")[1:])
"""The same for jobs, whose definition is made here."""


def change_operations(task_id: str, *, apply: bool) -> Operations:
    """The operations of a change of this task."""
    preview, change = (JOB_CHANGE_PREVIEW, JOB_CHANGE) if kind_of(task_id) is IdOf.JOB else (CHANGE_PREVIEW, CHANGE)
    return change if apply else preview


STEPS = 7


@dataclass(frozen=True)
class TableChange:
    """A request to change a task's tables.

    Attributes:
        present: the task's definition, as it was read.
        wanted: all tables that the task will read, as ``db.table`` by data source.
        added: those of ``wanted`` that are new.
        removed: tables that it no longer reads.
        apply: whether to make the change, or only to show it.
        restart: whether the task runs afterwards; ``None``: as it did before.
    """

    project_id: str
    file_id: str
    present: Definition
    wanted: Mapping[str, tuple[str, ...]]
    added: frozenset[Table]
    removed: frozenset[Table]
    apply: bool = False
    restart: bool | None = None

    @property
    def asked(self) -> Difference:
        """The difference that was asked for."""
        return Difference(tuple(sorted(self.added)), tuple(sorted(self.removed)), ())

    def exact(self, difference: Difference) -> bool:
        """Whether a difference is what was asked for, and nothing else."""
        return Difference(tuple(sorted(difference.added)), tuple(sorted(difference.removed)), difference.others) == (
            self.asked
        )

    @property
    def studio(self) -> CreatingStudio:
        """What the API can do with the task."""
        return creating_studio_of(self.file_id)

    def prepared(self) -> GenerateDISyncTaskConfigForUpdating | Definition:
        """The definition with the tables wanted, or the request that has the service make it."""
        place = TaskPlace(self.project_id, self.file_id)
        new = NewDefinition(place, self.present, self.wanted, sorted(self.added), sorted(self.removed))
        return self.studio.prepare_other(new)

    def is_made_by(self, definition: Definition) -> bool:
        """Whether another definition makes exactly this change."""
        return self.exact(change(self.present, definition))


@dataclass(frozen=True)
class Changed:
    """The result of a change.

    Attributes:
        exact: the difference is what was asked for; otherwise nothing was done.
        run: how far it was applied, or what state the task was seen in.
        stale: the task was changed by another call since this one began, so that nothing was done.
        definition: the script with the tables wanted; false if none was generated.
    """

    difference: Difference
    exact: bool
    run: Reached
    process_id: str | None = None
    stale: bool = False
    definition: Definition = NO_DEFINITION


@flow
async def change_realtime_tables(
    api: DataWorks, request: TableChange, report: Report, begun: Begun | None = None
) -> Changed | Generating:
    """Generate the script with the tables wanted, show the difference, and apply it if it is exactly what was asked.

    A process that was begun from another state of the task is replaced by a new one.

    Raises:
        DeletedMeanwhile: somebody else deleted the task.
        UpdateRefused: the service does not update real-time tasks; nothing was changed.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    task = Handle(api, request.project_id, request.file_id, report, STEPS, 2, agreed=request.present)
    generated = await _generated(task, request, begun)
    if isinstance(generated, Generating):
        return generated
    definition = generated.definition if generated else request.present
    made_here = generated is not None and not generated.process_id
    difference = request.asked if made_here else await api.computed(change, request.present, definition)
    exact = request.exact(difference)
    if begun is not None and not exact:
        return await change_realtime_tables(api, request, report)
    async with tracked(task):
        stale = not await (_applied(task, request, definition) if exact else task.has(request.present))
        if task.state == UNKNOWN:
            await task.look()
    process_id = (generated.process_id or None) if generated and not stale else None
    return Changed(
        difference, exact, task.reached(), process_id, stale, generated.definition if generated else NO_DEFINITION
    )


async def _applied(task: Handle, request: TableChange, definition: Definition) -> bool:
    """Make the change if that is requested; return ``False`` if somebody else changed the task meanwhile."""
    if not request.apply:
        return True
    update = await task.api.computed(request.studio.update, task.place, request.present, definition)
    ran: bool | None = False
    if request.studio.stops_first and (request.added or request.removed):
        ran = await stopped_first(task, request.present, request.restart)
    if ran is None:
        return True
    if not await _updated(task, request, definition, update):
        if task.done:  # it is stopped
            raise ChangedMeanwhile(request.studio.updates.action(), CHANGED.said())
        return False
    if request.studio.stops_first and "updated" in task.done:
        await still_stopped(task)
    await take_effect(task, definition, True if ran and request.restart is None else request.restart)
    return True


async def _generated(task: Handle, request: TableChange, begun: Begun | None) -> Generated | Generating | None:
    """The script with the tables wanted; none where the task has them already."""
    if not request.added and not request.removed:
        return None
    try:
        return await _generation(task, request, begun)
    except DataWorksError as error:
        raise await known(task, error) from None


async def _generation(task: Handle, request: TableChange, begun: Begun | None) -> Generated | Generating:
    async def notify(text: str) -> None:
        await task.report(1, STEPS, text)

    if begun is not None:
        return await continued(task.api, request.project_id, begun, notify, UNTOUCHED.said())
    prepared = request.prepared()
    if isinstance(prepared, Definition):
        return Generated("", prepared)
    return await generate(task.api, prepared, notify, UNTOUCHED.said(), request.present.text)


async def _updated(task: Handle, request: TableChange, definition: Definition, update: Operation[Any]) -> bool:
    """Write the new definition; return ``False`` if somebody else gave the task another one since it was read."""
    if not request.added and not request.removed:
        return True
    present = await task.read()
    if not await task.api.computed(present.means_the_same, request.present):
        made = await task.api.computed(present.means_the_same, definition)
        task.by_others += ["updated"] if made else []
        return made
    await update_definition(task, update, lambda: task.has(definition))
    return True
