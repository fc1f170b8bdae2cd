"""Copying a real-time task for another source, database, destination or workspace."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from dataworks.fields import FileTaskId, Name, ProjectId, TaskName
from dataworks.flows.copying import Copied, Copy
from dataworks.flows.copying import copy_realtime_task as copy
from dataworks.flows.definition import present_definition
from dataworks.flows.once import leaving
from dataworks.flows.realtime_creation import CREATION, NOTHING
from dataworks.operation import Operations
from dataworks.operations.sync_tasks import GetDISyncTask
from dataworks.scripts.copying import Elsewhere, Original, original_of
from dataworks.scripts.definition import Definition
from dataworks.scripts.realtime_script import PAIRS
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import GoingOn, Waited, WaitSeconds, begun
from tools.catalog import Call, ToolSpec, tool
from tools.views.copies import CopyView, copy_of


class CopyArguments(Arguments):
    """Which task to copy, where the copy goes, and what it has in place of the original's."""

    project_id: Annotated[ProjectId, Field(description="Workspace of the copy.")]
    task_id: Annotated[FileTaskId, Field(description="Task to copy.")]
    from_project_id: Annotated[ProjectId | None, Field(description="Its workspace, if another.")] = None
    task_name: TaskName
    folder: Annotated[Name, Field(description="Full path.")]
    resource_group: Annotated[Name, Field(description="Identifier.")]
    source: Annotated[Name | None, Field(description="Other MySQL data source.")] = None
    database: Annotated[Name | None, Field(description="Other database to read.")] = None
    destination: Annotated[Name | None, Field(description="Other data source to write to.")] = None
    process_id: GoingOn = None
    waited_seconds: Waited = None
    wait_seconds: WaitSeconds = 45

    @property
    def home(self) -> str:
        """The original's workspace."""
        return self.from_project_id or self.project_id

    def second_workspace(self) -> tuple[str, Operations] | None:
        """The original's workspace, where it is another one."""
        return None if self.home == self.project_id else (self.home, (GetDISyncTask,))

    @property
    def elsewhere(self) -> Elsewhere:
        """What the copy has in place of the original's."""
        return Elsewhere(self.source, self.database, self.destination)


@tool("Copy a real-time task", CopyArguments, CopyView, operations=CREATION, repeatable=True)
async def copy_realtime_task(call: Call, arguments: CopyArguments) -> CopyView:
    """Read the original, create one like it, and tell how it differs."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    with leaving(NOTHING):
        present = await present_definition(api, arguments.home, arguments.task_id)
    original = _original(arguments, present)
    wish = Copy(
        present,
        original,
        arguments.project_id,
        arguments.task_name,
        arguments.resource_group,
        arguments.folder,
        arguments.elsewhere,
        arguments.home == arguments.project_id and arguments.destination in (None, original.destination),
    )
    copied = await copy(api, wish, call.report, begun(arguments.process_id, arguments.waited_seconds))
    if copied is None:
        problem = "is a generation of something else than a copy of this task as it is now"
        raise InvalidArguments([Finding("/process_id", problem, "leave it out")], after_reads=True)
    if isinstance(copied, Copied) and arguments.second_workspace() is None and copied.made.file_id == arguments.task_id:
        problem = "is the name of the task that is to be copied"
        raise InvalidArguments([Finding("/task_name", problem, "give the copy a name of its own")], after_reads=True)
    return copy_of(copied, arguments.task_name, api.meter.calls)


def _original(arguments: CopyArguments, present: Definition) -> Original:
    """What the original does.

    Raises:
        InvalidArguments: it can't be copied, or not so.
    """
    original = original_of(present)
    if original is None:
        products = ", ".join(pair.product for pair in PAIRS.values())
        problem = f"names a task that no plain wish makes: it is not from MySQL to one of {products}"
        advice = "get_di_sync_task shows its script, and create_di_sync_task takes it after changes"
        raise InvalidArguments([Finding("/task_id", problem, advice)], after_reads=True)
    findings = list(_misfits(arguments, original))
    if findings:
        raise InvalidArguments(findings, after_reads=True)
    return original


def _misfits(arguments: CopyArguments, original: Original) -> Iterator[Finding]:
    """What can't be another one, since the original has several of it or none."""
    if arguments.source is not None and len(original.tables) > 1:
        problem = f"can't stand for several: the task reads from {', '.join(original.tables)}"
        yield Finding("/source", problem, "leave it out, or create a task for each with create_realtime_task")
    if arguments.database is not None and len(original.databases) > 1:
        problem = f"can't stand for several: the task reads {', '.join(original.databases)}"
        yield Finding("/database", problem, "leave it out, or create a task for each with create_realtime_task")
    if arguments.database is not None and original.databases == ("",):
        yield Finding("/database", "can't be another: the task names its tables without one", "leave it out")


TOOLS: tuple[ToolSpec, ...] = (copy_realtime_task,)
