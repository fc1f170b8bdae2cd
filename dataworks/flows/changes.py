"""Changing the tables of a real-time task: see what the change would change, then update, deploy and restart.

The task is stopped before it is deployed, so that its state tells at every moment what is left to do: a definition
that is not submitted is still to be deployed, whichever call wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.definition import present_definition
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
    halt,
    handled,
    run,
)
from dataworks.flows.waits import Report
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
CHANGE = (*CHANGE_PREVIEW, UpdateDISyncTask, StopDISyncInstance, *STARTING_TASKS[1:])
"""The operations that seeing a change, and making it, may call."""

STEPS = 7

UNTOUCHED = "The task is as it was."

RAN_BEFORE = "It ran before this call: with restart: true the same call again has it run afterwards."
"""Said of a failure: once the task is stopped, its state tells nobody that it is to run again."""


@dataclass(frozen=True)
class TableChange:
    """A wish to change a task's tables.

    Attributes:
        present: its definition, as it was read.
        wanted: all tables that it is to read, as ``db.table`` by data source.
        added: those of them that are new.
        removed: those that it no longer reads.
        apply: whether to do it, or only to see it.
        restart: whether it runs afterwards; ``None``: as it did before.
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
    """What a change comes to.

    Attributes:
        exact: the difference is what was asked for; otherwise nothing was done.
        run: how far it was applied, or what state the task was seen in.
        stale: somebody else has changed the task since this call began, so that nothing was done.
    """

    difference: Difference
    exact: bool
    run: Reached
    process_id: str | None = None
    stale: bool = False


async def change_realtime_tables(
    api: DataWorks, wish: TableChange, report: Report, begun: Begun | None = None
) -> Changed | Generating:
    """Generate the script with the tables wanted, show the difference, and apply it if it is exactly what was asked.

    Raises:
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    generated = await _generated(api, wish, report, begun)
    if isinstance(generated, Generating):
        return generated
    definition = generated.definition if generated else wish.present
    difference, process_id = change(wish.present, definition), generated.process_id if generated else None
    exact = wish.exact(difference)
    async with handled(Handle(api, wish.project_id, wish.file_id, report, STEPS, 2)) as task:
        stale = wish.apply and exact and not await _updated(task, wish, definition)
        if wish.apply and exact and not stale:
            await _take_effect(task, wish)
        else:
            await task.look()
    return Changed(difference, exact, task.reached(), process_id, stale)


async def _generated(
    api: DataWorks, wish: TableChange, report: Report, begun: Begun | None
) -> Generated | Generating | None:
    """The script with the tables wanted; none where the task has them already."""
    if not wish.added and not wish.removed:
        return None

    async def tell(text: str) -> None:
        await report(1, STEPS, text)

    if begun is not None:
        return await continued(api, wish.project_id, begun, tell, UNTOUCHED)
    asked = GenerateDISyncTaskConfigForUpdating(
        project_id=wish.project_id,
        task_type="DI_REALTIME",
        task_id=wish.file_id,
        task_param=change_script(wish.wanted),
    )
    return await generate(api, asked, tell, UNTOUCHED, wish.present.text)


async def _updated(task: Handle, wish: TableChange, definition: Definition) -> bool:
    """Write the new definition, unless somebody has changed the task since it was read."""
    if not wish.added and not wish.removed:
        return True

    async def has(expected: Definition) -> bool:
        present = await present_definition(task.api, wish.project_id, wish.file_id)
        return present.means_the_same(expected)

    if not await has(wish.present):
        return False
    update = UpdateDISyncTask(
        project_id=wish.project_id, task_type="DI_REALTIME", file_id=wish.file_id, task_content=definition.sent
    )
    await task.do("updated", update, lambda: has(definition))
    return True


async def _take_effect(task: Handle, wish: TableChange) -> None:
    """Bring the definition to production, where the task is there, and have it run again where it did."""
    await task.look()
    ran = task.state in {STARTING, RUNNING}
    restart = ran if wish.restart is None else wish.restart
    task.remark = RAN_BEFORE if ran and wish.restart is None else ""
    if task.state == NEVER_RAN and not restart:
        return
    if await changed_since(task):
        if not await halt(task):
            return
        await deploy(task)
    if restart:
        await run(task)
    elif wish.restart is False:
        await halt(task)
