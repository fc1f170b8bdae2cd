"""Changing the tables of a real-time task: show the difference, then update, deploy and restart.

The task is stopped before it is deployed, so that its state always shows which steps are left: a definition that is
not submitted is still to be deployed, whichever call wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.definition import current_definition
from dataworks.flows.generation import Begun, Generated, Generating, continued, generate
from dataworks.flows.running import (
    NEVER_RAN,
    RUNNING,
    STARTING,
    STARTING_TASKS,
    Handle,
    Reached,
    changed_since,
    deploy,
    run,
    stop,
    tracked,
)
from dataworks.flows.waits import Report
from dataworks.operation import Operations
from dataworks.operations.running import StopDISyncInstance
from dataworks.operations.sync_tasks import (
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from dataworks.scripts.definition import Definition, Table
from dataworks.scripts.differences import Difference, change
from dataworks.scripts.realtime_script import change_script

CHANGE_PREVIEW = (
    GetDISyncTask,
    GenerateDISyncTaskConfigForUpdating,
    QueryDISyncTaskConfigProcessResult,
    *STARTING_TASKS[:1],
)
CHANGE: Operations = (
    *CHANGE_PREVIEW,
    UpdateDISyncTask,
    StopDISyncInstance,
    *(operation for operation in STARTING_TASKS if operation not in CHANGE_PREVIEW),
)
"""The operations that seeing a change, and making it, may call."""

STEPS = 7

UNTOUCHED = "The task is as it was."

RAN_BEFORE = "It ran before this call: with restart: true the same call again starts it afterwards."
"""Added to errors: once the task is stopped, its state does not show that it has to run again."""


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

    def exact(self, difference: Difference) -> bool:
        """Whether a difference is what was asked for, and nothing else."""
        asked = (self.added, self.removed, ())
        return (frozenset(difference.added), frozenset(difference.removed), difference.others) == asked


@dataclass(frozen=True)
class Changed:
    """The result of a change.

    Attributes:
        exact: the difference is what was asked for; otherwise nothing was done.
        run: how far it was applied, or what state the task was seen in.
        stale: the task was changed by another call since this one began, so that nothing was done.
    """

    difference: Difference
    exact: bool
    run: Reached
    process_id: str | None = None
    stale: bool = False


async def change_realtime_tables(
    api: DataWorks, request: TableChange, report: Report, begun: Begun | None = None
) -> Changed | Generating:
    """Generate the script with the tables wanted, show the difference, and apply it if it is exactly what was asked.

    Raises:
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    generated = await _generated(api, request, report, begun)
    if isinstance(generated, Generating):
        return generated
    definition = generated.definition if generated else request.present
    difference = await api.computed(change, request.present, definition)
    exact, process_id = request.exact(difference), generated.process_id if generated else None
    async with tracked(Handle(api, request.project_id, request.file_id, report, STEPS, 2)) as task:
        stale = request.apply and exact and not await _updated(task, request, definition)
        if request.apply and exact and not stale:
            await _take_effect(task, request, definition)
        else:
            await task.look()
    return Changed(difference, exact, task.reached(), process_id, stale)


async def _generated(
    api: DataWorks, request: TableChange, report: Report, begun: Begun | None
) -> Generated | Generating | None:
    """The script with the tables wanted; none where the task has them already."""
    if not request.added and not request.removed:
        return None

    async def notify(text: str) -> None:
        await report(1, STEPS, text)

    if begun is not None:
        return await continued(api, request.project_id, begun, notify, UNTOUCHED)
    asked = GenerateDISyncTaskConfigForUpdating(
        project_id=request.project_id,
        task_type="DI_REALTIME",
        task_id=request.file_id,
        task_param=change_script(request.wanted),
    )
    return await generate(api, asked, notify, UNTOUCHED, request.present.text)


async def _updated(task: Handle, request: TableChange, definition: Definition) -> bool:
    """Write the new definition; return ``False`` if the task was changed since it was read."""
    if not request.added and not request.removed:
        return True

    if not await _has(task, request.present):
        return False
    update = UpdateDISyncTask(
        project_id=request.project_id, task_type="DI_REALTIME", file_id=request.file_id, task_content=definition.sent
    )
    await task.do("updated", update, lambda: _has(task, definition))
    return True


async def _has(task: Handle, expected: Definition) -> bool:
    """Whether the task has this definition, read now."""
    present = await current_definition(task.api, task.project_id, task.file_id)
    return await task.api.computed(present.means_the_same, expected)


async def _take_effect(task: Handle, request: TableChange, definition: Definition) -> None:
    """Deploy the definition, unless the task never ran, and start the task again if it ran before.

    Raises:
        ChangedMeanwhile: somebody gave it another definition, which is not deployed, or not started.
    """
    await task.look()
    task.agreed = definition
    ran = task.state in {STARTING, RUNNING}
    restart = ran if request.restart is None else request.restart
    task.remark = RAN_BEFORE if ran and request.restart is None else ""
    if task.state == NEVER_RAN and not restart:
        return
    if await changed_since(task):
        if not await stop(task):
            return
        await deploy(task)
    if restart:
        await run(task)
    elif request.restart is False:
        await stop(task)
