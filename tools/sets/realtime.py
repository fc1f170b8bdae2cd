"""The life of real-time tasks that exist: starting, stopping, changing and retiring them."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field, WithJsonSchema

from dataworks.fields import DECODED, FileTaskId, Name, ProjectId
from dataworks.flows.changes import CHANGE, CHANGE_PREVIEW, UNTOUCHED, TableChange
from dataworks.flows.changes import change_realtime_tables as change
from dataworks.flows.definition import present_definition
from dataworks.flows.once import leaving
from dataworks.flows.running import RETIRING_TASKS, STARTING_TASKS, STOPPING_TASKS
from dataworks.flows.running import retire_realtime_task as retire
from dataworks.flows.running import start_realtime_task as start
from dataworks.flows.running import stop_realtime_task as stop
from dataworks.markers import QUIET, Told
from dataworks.operation import Operations
from dataworks.operations.data_sources import GetDataSourceMeta
from dataworks.operations.running import StartSettings
from dataworks.scripts.patterns import is_pattern, matching
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import GoingOn, Waited, WaitSeconds, begun, table_findings, tables_meant
from tools.catalog import STOPPING, Call, PlanText, ToolSpec, tool
from tools.views.realtime import RunView, run_of
from tools.views.table_changes import ChangeView, change_of


class TaskArguments(Arguments):
    """Which task, and how long to wait for it."""

    project_id: ProjectId
    task_id: FileTaskId
    wait_seconds: WaitSeconds = 45


AS_FOR_THE_OPERATION = WithJsonSchema({"type": "object"})
"""A model need not read the same long schema twice; what is sent is checked all the same."""


class StartArguments(TaskArguments):
    """Which task to start, and how it is to run."""

    start_param: Annotated[
        StartSettings,
        AS_FOR_THE_OPERATION,
        Told("starts with"),
        Field(description="As start_di_sync_instance takes it."),
    ] = None


@tool(
    "Start a real-time task",
    StartArguments,
    RunView,
    operations=STARTING_TASKS,
    repeatable=True,
    plan=PlanText(
        "Deploy {task} if needed, and start it.",
        "The version that is in production now is replaced if the definition is newer; it starts to write to its "
        "destination.",
    ),
)
async def start_realtime_task(call: Call, arguments: StartArguments) -> RunView:
    """Deploy it if needed, start it, wait until it runs."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    reached = await start(api, arguments.project_id, arguments.task_id, call.report, arguments.start_param)
    return run_of(arguments.task_id, reached, api.meter.calls)


@tool("Stop a real-time task", TaskArguments, RunView, operations=STOPPING_TASKS, repeatable=True, plan=STOPPING)
async def stop_realtime_task(call: Call, arguments: TaskArguments) -> RunView:
    """Stop it, wait until it stands."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    reached = await stop(api, arguments.project_id, arguments.task_id, call.report)
    return run_of(arguments.task_id, reached, api.meter.calls)


@tool(
    "Retire a real-time task",
    TaskArguments,
    RunView,
    operations=RETIRING_TASKS,
    repeatable=True,
    plan=PlanText(
        "Stop {task}, take it offline and delete it.",
        "Replication ends, and the task and its definition are gone for good.",
    ),
)
async def retire_realtime_task(call: Call, arguments: TaskArguments) -> RunView:
    """Stop it, take it offline, delete it."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    reached = await retire(api, arguments.project_id, arguments.task_id, call.report)
    return run_of(arguments.task_id, reached, api.meter.calls)


NOTED = 10
"""Notes about tables that an answer has; the rest are counted."""

TableNames = Annotated[list[Name] | None, DECODED]

AFTERWARDS = Told(
    {
        None: "runs afterwards if it runs now",
        True: "runs afterwards, even if it does not run now",
        False: "does not run afterwards, even if it runs now",
    }
)


class ChangeArguments(TaskArguments):
    """Which tables a task gains and loses."""

    add: Annotated[TableNames, Told("gains"), Field(description='Tables to add: "db.table" or "db.*".')] = None
    remove: Annotated[TableNames, Told("loses"), Field(description="Tables to remove, likewise.")] = None
    source: Annotated[Name | None, Told("reads from"), Field(description="Where the task reads from several.")] = None
    apply: Annotated[bool, QUIET, Field(description="Default: only show it.")] = False
    restart: Annotated[bool | None, AFTERWARDS, Field(description="Run afterwards; default: as it did before.")] = None
    process_id: GoingOn = None
    waited_seconds: Waited = None

    def findings(self) -> Iterable[Finding]:
        """Tables that can't be meant so."""
        if not self.add and not self.remove:
            yield Finding("/add", "is required", "or name tables to remove")
        yield from _named(self.add or [], "/add")
        yield from _named(self.remove or [], "/remove")
        both = _overlap(self.add or [], self.remove or [])
        yield from (Finding("/remove", f"names {entry}, which is in /add too", "leave one out") for entry in both)

    def operations(self) -> Operations:
        """What a call with these arguments may send."""
        return (*(CHANGE if self.apply else CHANGE_PREVIEW), GetDataSourceMeta)


@tool(
    "Change the tables of a real-time task",
    ChangeArguments,
    ChangeView,
    operations=(*CHANGE, GetDataSourceMeta),
    operations_of=ChangeArguments.operations,
    plan=PlanText(
        "Change the tables of {task}, and deploy it if it has ever run or is to run.",
        "The present definition, and the version in production; replication is interrupted meanwhile.",
    ),
    repeatable=True,
)
async def change_realtime_tables(call: Call, arguments: ChangeArguments) -> ChangeView:
    """Show what the change would change; make it when told."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    with leaving(UNTOUCHED):
        present = await present_definition(api, arguments.project_id, arguments.task_id)
    sources = present.tables_by_source()
    source = _source(arguments, sources)
    had = sources[source]
    known = set(had)
    added = [
        table
        for table in await tables_meant(api, arguments.project_id, source, arguments.add or [], "/add")
        if table not in known
    ]
    removed = {table for entry in arguments.remove or [] for table in matching(entry, known)}
    wanted = {**sources, source: (*(table for table in had if table not in removed), *added)}
    if not any(wanted.values()):
        problem = "would leave the task without a table"
        raise InvalidArguments([Finding("/remove", problem, "retire_realtime_task takes it away")], after_reads=True)
    wish = TableChange(
        arguments.project_id,
        arguments.task_id,
        present,
        wanted,
        frozenset((source, table) for table in added),
        frozenset((source, table) for table in removed),
        arguments.apply,
        arguments.restart,
    )
    changed = await change(api, wish, call.report, begun(arguments.process_id, arguments.waited_seconds))
    return change_of(changed, wish, _notes(arguments, source, known, set(added)), api.meter.calls)


def _source(arguments: ChangeArguments, sources: dict[str, tuple[str, ...]]) -> str:
    """The data source that is meant.

    Raises:
        InvalidArguments: it is none of the task's, or none is named and there are several.
    """
    if arguments.source is None and len(sources) == 1:
        return next(iter(sources))
    if arguments.source in sources:
        return arguments.source
    if not sources:
        problem = f"names a task whose script lists no tables: {arguments.task_id}"
        raise InvalidArguments([Finding("/task_id", problem, "get_task_status shows what it is")], after_reads=True)
    problem = "is required" if arguments.source is None else f"{arguments.source} is no source of the task"
    raise InvalidArguments([Finding("/source", problem, f"it reads from {', '.join(sources)}")], after_reads=True)


def _named(tables: list[str], place: str) -> Iterator[Finding]:
    """What is wrong with tables; they must name their database, as the script of the task does."""
    for number, table in enumerate(tables):
        if "." not in table:
            yield Finding(f"{place}/{number}", "names no database", 'write it as "db.table"')
    yield from table_findings([table for table in tables if "." in table], place)


def _overlap(add: list[str], remove: list[str]) -> list[str]:
    """The entries of ``remove`` that stand for one of ``add``, or the other way round; either may be patterns."""
    gained, lost = set(add), set(remove)
    meant = {entry for pattern in gained if is_pattern(pattern) for entry in matching(pattern, lost)}
    return [entry for entry in remove if entry in meant or matching(entry, gained)]


def _notes(arguments: ChangeArguments, source: str, had: set[str], added: set[str]) -> tuple[str, ...]:
    """What was asked for and is so already: it may be a slip of the pen."""
    there = (
        f"{entry} of {source} is among its tables already."
        for entry in arguments.add or []
        if matching(entry, had) and not matching(entry, added)
    )
    absent = (
        f"{entry} of {source} is not among its tables." for entry in arguments.remove or [] if not matching(entry, had)
    )
    notes = (*there, *absent)
    more = (f"and {len(notes) - NOTED} more like these",) if len(notes) > NOTED else ()
    return (*notes[:NOTED], *more)


TOOLS: tuple[ToolSpec, ...] = (
    start_realtime_task,
    stop_realtime_task,
    change_realtime_tables,
    retire_realtime_task,
)
