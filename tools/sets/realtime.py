"""Changing the tables of real-time tasks."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from dataworks.client import DataWorks
from dataworks.explain.arguments import REQUIRED
from dataworks.fields import Name, ProjectId, RealtimeTaskId
from dataworks.flows.changes import CHANGE, JOB_CHANGE, Changed, TableChange, change_operations
from dataworks.flows.changes import change_realtime_tables as change
from dataworks.flows.data_map import COLUMNS
from dataworks.flows.destination_tables import Present, look_at_destination, seen_at_destination
from dataworks.flows.generation import Generating, known_script, script_of
from dataworks.flows.once import exists_on_failure
from dataworks.flows.taking_effect import UNTOUCHED
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, ShownAs, described
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.operations.v2020.sync_tasks import QueryDISyncTaskConfigProcessResult
from dataworks.quoting import all_named, named
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.patterns import Names
from dataworks.studios.by_id import creating_studio_of
from dataworks.studios.states import RUNNING, STARTING, STOPPED_STATES
from dataworks.studios.studio import TaskPlace
from dataworks.workers import computed
from tools.arguments.job_table_words import table_words
from tools.arguments.known_tables import check_tables
from tools.arguments.outlook import Look, Outlook
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import (
    AFTERWARDS,
    ProcessToContinue,
    WaitedBefore,
    WaitSeconds,
    begun,
    expand_tables,
)
from tools.arguments.realtime_reads import check_realtime
from tools.arguments.shown import READS_FROM
from tools.arguments.table_changes import TableNames, Tables, left_out_tables, removed_tables, table_change_findings
from tools.catalog import Call, PlanText, ToolSpec, tool
from tools.views.after_changes import JOB_INTERRUPTED
from tools.views.cautions import known_cautions
from tools.views.instances import MEANINGS
from tools.views.table_changes import ChangeView, change_view


class TaskArguments(Arguments):
    """The task, and how long to wait for it."""

    project_id: ProjectId
    task_id: RealtimeTaskId
    wait_seconds: WaitSeconds = 45


NOTES_SHOWN = 10
"""Notes about tables that an answer lists at most; the others are counted."""

GAINS, LOSES = Text("gains", "新增表"), Text("loses", "移除表")
OR_REMOVE = Text("or name tables to remove", "或给出要移除的表")
NO_TABLE_LEFT = Text("would leave the task without a table", "会使任务没有任何表")
RETIRE = Text("retire_tasks removes it", "可用 retire_tasks 移除任务")
NO_TABLES = Text("names a task whose script lists no tables: {}", "指定的任务的脚本中没有列出表：{}")
SEE_STATUS = Text("get_task_status shows what it is", "可用 get_task_status 查看它是什么")
NOT_A_SOURCE = Text("{} is not a source of the task", "{} 不是该任务的来源端")
IT_READS = Text("it reads from {}", "任务读取数据源 {}")
AMONG = Text("{} of {} is among its tables already.", "{1} 的 {0} 已在其同步的表中。")
NOT_AMONG = Text("{} of {} is not among its tables.", "{1} 的 {0} 不在其同步的表中。")
MORE_NOTES = Text("and {} more like these", "另有 {} 条类似的说明")


class ChangeArguments(TaskArguments):
    """The tables to add and to remove."""

    resolved_in_plan = frozenset({"restart"})

    add: Annotated[
        TableNames,
        ShownAs(GAINS),
        described('Tables to add: "db.table" or "db.*".', '要添加的表："db.table" 或 "db.*"。'),
    ] = None
    remove: Annotated[
        TableNames, ShownAs(LOSES), described("Tables to remove, likewise.", "要移除的表，写法相同。")
    ] = None
    source: Annotated[
        Name | None, ShownAs(READS_FROM), described("If the task reads from several.", "任务读取多个数据源时填写。")
    ] = None
    apply: Annotated[bool, NOT_IN_PLAN, described("Default: only show it.", "默认：仅展示。")] = False
    restart: Annotated[
        bool | None,
        ShownAs(AFTERWARDS),
        described("Run afterwards; default: as before.", "之后是否运行；默认：与之前相同。"),
    ] = None
    process_id: ProcessToContinue = None
    waited_seconds: WaitedBefore = None

    def findings(self) -> Iterable[Finding]:
        """Missing, contradictory or invalid table names."""
        if not self.add and not self.remove:
            yield Finding("/add", REQUIRED, OR_REMOVE)
        yield from table_change_findings(self.add or [], self.remove or [])

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """The tables that come and go, and the script of the generation that is continued."""
        studio = creating_studio_of(self.task_id)
        sources = {} if current is None else await look.api.computed(studio.tables_of, current)
        if current is None:
            await check_realtime(look, self.project_id, self.task_id)
        if current is None or not sources:
            return Outlook(values=self._restart(look.run_state))  # the call itself says why it can't be made
        found = await _tables(look.api, self, current, sources)
        request = await computed(_request, self, current, sources, found)
        prepared = await computed(request.prepared)
        words = await look.api.computed(table_words, current, prepared) if isinstance(prepared, Definition) else None
        tables = {"add": found.added, "remove": found.removed} if words is None else {"add": None, "remove": None}
        values = {**tables, **self._restart(look.run_state)}
        if isinstance(prepared, Definition):
            script, known = NO_DEFINITION, prepared
        else:
            script = await self._script(look, request)
            known = script or await known_script(look.api, prepared, current.text)
        cautions = known_cautions(look.api, self.project_id, known, request.added) if found.added else ()
        interrupts, basis = look.run_state not in STOPPED_STATES, json.dumps([found.added, found.removed])
        return Outlook(script, values, words or (), basis=basis, cautions=cautions, interrupts=interrupts)

    async def _script(self, look: Look, request: TableChange) -> Definition:
        """The script of the generation that is continued; none where the task was changed since it began."""
        if self.process_id is None or not look.may_read(QueryDISyncTaskConfigProcessResult):
            return NO_DEFINITION
        script = await script_of(look.api, self.project_id, self.process_id, UNTOUCHED.said())
        exact = script is not None and await look.api.computed(request.is_made_by, script)
        return script if script is not None and exact else NO_DEFINITION

    def _restart(self, run_state: str | None) -> dict[str, bool]:
        """The value that leaving ``restart`` out stands for, where the run state is known."""
        if self.restart is not None or run_state not in MEANINGS:
            return {}
        return {"restart": run_state in {STARTING, RUNNING}}

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send."""
        return (*change_operations(self.task_id, apply=self.apply), GetDataSourceMeta)


WRITTEN = Text("What was written, also of tables that are removed.", "已写入的数据，包括被移除的表的数据。")


@tool(
    Text("Change the tables of a real-time task", "修改实时任务的表"),
    ChangeArguments,
    ChangeView,
    operations=(*CHANGE, *JOB_CHANGE, GetDataSourceMeta),
    optional=COLUMNS,
    operations_of=ChangeArguments.operations,
    plan=PlanText(
        Text(
            "Change the tables of {task}, and deploy it if it has ever run or is to run.",
            "修改{task}的表；如任务曾运行或将要运行，则一并发布。",
        ),
        interrupted=Text(
            "Replication, while a running task is stopped, deployed and started: about a minute.",
            "正在运行的任务在停止、发布、启动期间中断同步：约一分钟。",
        ),
        replaced=Text("The current definition.", "当前定义。"),
        in_production=Text(
            "The current definition, and the version in production.", "当前定义，以及生产环境中的版本。"
        ),
        stays=WRITTEN,
        of_jobs=PlanText(
            Text("Change the tables of {task}.", "修改{task}的表。"),
            interrupted=JOB_INTERRUPTED,
            replaced=Text("The current definition.", "当前定义。"),
            stays=WRITTEN,
        ),
    ),
    repeatable=True,
)
async def change_realtime_tables(call: Call, arguments: ChangeArguments) -> ChangeView:
    """Show the difference; make the change if ``apply`` is set."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    studio, place = creating_studio_of(arguments.task_id), TaskPlace(arguments.project_id, arguments.task_id)
    with exists_on_failure(UNTOUCHED.said(), unless=studio.is_unknown):
        # Whether the task still has the definition that was agreed to is checked right before it is changed.
        definition = call.agreed or await studio.read(api, place)
    sources = await api.computed(studio.tables_of, definition)
    found = await _tables(api, arguments, definition, sources)
    request = await api.computed(_request, arguments, definition, sources, found)
    changed = await change(api, request, call.report, begun(arguments.process_id, arguments.waited_seconds))
    notes = await computed(_notes, arguments, sources[found.source], found)
    present = await _at_destination(call, api, arguments, changed)
    return await api.computed(change_view, changed, request, notes, present, api.meter.calls)


async def _at_destination(
    call: Call, api: DataWorks, arguments: ChangeArguments, changed: Changed | Generating
) -> Present | None:
    """The tables of the destination; they are read only where a change is shown, and not made yet."""
    if isinstance(changed, Generating) or not changed.definition:
        return None
    seen = seen_at_destination(api, arguments.project_id, changed.definition)
    if seen is not None or arguments.apply or not arguments.add:
        return seen
    return await look_at_destination(api, call.may_send, arguments.project_id, changed.definition)


def _request(
    arguments: ChangeArguments,
    definition: Definition,
    sources: Mapping[str, tuple[str, ...]],
    found: Tables,
) -> TableChange:
    """The request for the change.

    Raises:
        InvalidArguments: the task would have no table.
    """
    gone, source = {*found.removed}, found.source
    wanted = {**sources, source: (*(table for table in sources[source] if table not in gone), *found.added)}
    if not any(wanted.values()):
        raise InvalidArguments([Finding("/remove", NO_TABLE_LEFT, RETIRE)], after_reads=True)
    came, went = (frozenset((source, table) for table in names) for names in (found.added, found.removed))
    task = (arguments.project_id, arguments.task_id, definition)
    return TableChange(*task, wanted, came, went, arguments.apply, arguments.restart)


async def _tables(
    api: DataWorks, arguments: ChangeArguments, definition: Definition, sources: Mapping[str, tuple[str, ...]]
) -> Tables:
    """The data source whose tables change, and the tables that come and go.

    Raises:
        InvalidArguments: see ``_source``, ``expand_tables``, ``check_tables`` and ``left_out_tables``.
    """
    source, studio = _source(arguments, sources), creating_studio_of(arguments.task_id)
    known = set(sources[source])
    wanted = await expand_tables(api, arguments.project_id, source, arguments.add or [], "/add")
    selected = {*await api.computed(studio.by_pattern, definition, source, wanted)}
    removed = await computed(removed_tables, arguments.remove or [], sources[source])
    left_out = await api.computed(left_out_tables, studio, definition, source, arguments.remove or [])
    added = [table for table in wanted if table not in known and table not in selected]
    if not studio.in_folders:
        await check_tables(api, arguments.project_id, source, added, "/add")
    return Tables(source, added, [*dict.fromkeys((*removed, *left_out))], selected | {*left_out})


def _source(arguments: ChangeArguments, sources: Mapping[str, tuple[str, ...]]) -> str:
    """The source data source to change.

    Raises:
        InvalidArguments: the task does not read from it; or none is given, and the task reads from several.
    """
    if arguments.source is None and len(sources) == 1:
        return next(iter(sources))
    if arguments.source is not None and arguments.source in sources:
        return arguments.source
    if not sources:
        problem = NO_TABLES.filled(named(arguments.task_id))
        raise InvalidArguments([Finding("/task_id", problem, SEE_STATUS)], after_reads=True)
    problem = REQUIRED if arguments.source is None else NOT_A_SOURCE.filled(named(arguments.source))
    raise InvalidArguments([Finding("/source", problem, IT_READS.filled(all_named(sources)))], after_reads=True)


def _notes(arguments: ChangeArguments, before: Sequence[str], found: Tables) -> tuple[str, ...]:
    """Requested changes that are already in effect: they may be mistyped."""
    had, added, source, selected = Names(before), Names(found.added), found.source, found.selected
    there = (
        AMONG.said(named(entry), named(source))
        for entry in arguments.add or []
        if (had.matching(entry) or entry in selected) and not added.matching(entry)
    )
    absent = (
        NOT_AMONG.said(named(entry), named(source))
        for entry in arguments.remove or []
        if not had.matching(entry) and entry not in selected
    )
    notes = (*there, *absent)
    more = (MORE_NOTES.said(len(notes) - NOTES_SHOWN),) if len(notes) > NOTES_SHOWN else ()
    return (*notes[:NOTES_SHOWN], *more)


TOOLS: tuple[ToolSpec, ...] = (change_realtime_tables,)
