"""Toolset flows: work that takes several operations, as one tool each."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, cast

from pydantic import Field

from dataworks.client import DataWorks
from dataworks.fields import DECODED, Name, ProcessId, ProjectId, Script, TaskName
from dataworks.flows.realtime import CREATION, Created, Generating, NewTask
from dataworks.flows.realtime import create_realtime_task as create
from dataworks.flows.tables import PAGES, expanded
from dataworks.operations.data_sources import GetDataSourceMeta
from dataworks.scripts.patterns import is_pattern
from dataworks.scripts.realtime import DestinationType, realtime_script, split_table, table_forms_agree
from tools.arguments import Arguments, Finding, InvalidArguments
from tools.catalog import Call, ToolSpec, tool
from tools.views.tables import Tables
from tools.views.view import View

PLAIN_WISH = ("source", "tables", "destination_type", "destination")
"""What describes a task in plain words; a complete script takes their place."""


class RealtimeTaskArguments(Arguments):
    """What a real-time task is made from."""

    project_id: ProjectId
    task_name: TaskName
    source: Annotated[Name | None, Field(description="MySQL data source to read from.")] = None
    tables: Annotated[
        Annotated[list[Name], Field(min_length=1)] | None,
        DECODED,
        Field(description='Tables, all as "db.table" or "db.*", or all as "table".'),
    ] = None
    destination_type: Annotated[DestinationType | None, Field(description="Where the data goes.")] = None
    destination: Annotated[Name | None, Field(description="Data source to write to.")] = None
    script: Annotated[
        Script | None, Field(description="Complete real-time script, instead of source, tables and destination.")
    ] = None
    resource_group: Annotated[
        Name | None, Field(description="Identifier of a data integration group; a script may name it.")
    ] = None
    folder: Annotated[Name, Field(description='Existing folder, such as "Business Flow/shop/Data Integration".')]
    process_id: Annotated[ProcessId | None, Field(description="Generation to continue, from an earlier answer.")] = None
    wait_seconds: Annotated[float, Field(ge=0, le=55, description="Longest time to take; default 45.")] = 45

    def findings(self) -> Iterable[Finding]:
        """Fields that contradict each other, or that only together say enough."""
        if self.script is not None:
            yield from (
                Finding(f"/{name}", "can't be given together with script", "leave one of them out")
                for name in PLAIN_WISH
                if getattr(self, name) is not None
            )
        elif self.process_id is None:
            yield from (
                Finding(f"/{name}", "is required", "or give a complete script")
                for name in PLAIN_WISH
                if getattr(self, name) is None
            )
        if self.group() is None:
            yield Finding("/resource_group", "is required", "list_resource_groups with type 4 shows them")
        yield from table_findings(self.tables or [])

    def group(self) -> str | None:
        """The resource group: as given, or as the script has it."""
        if self.resource_group is not None or self.script is None:
            return self.resource_group
        setting: Any = json.loads(self.script).get("setting")
        named = cast("dict[str, object]", setting).get("resourceGroup") if isinstance(setting, dict) else None
        return named if isinstance(named, str) else None

    def wish(self, tables: list[str] | None) -> NewTask:
        """The wish in the flow's terms, for these tables."""
        group = self.group() or ""
        script = self.script or ""
        if self.source and tables and self.destination_type and self.destination:
            script = realtime_script(self.source, tables, self.destination_type, self.destination, group)
        return NewTask(self.project_id, self.task_name, script, group, self.folder)


class RealtimeTaskView(View):
    """A real-time task, or the generation it will be made from."""

    state: Annotated[str, Field(description="created, or generating when time was up.")]
    task_name: str
    file_id: Annotated[str | None, Field(description="Task id.")] = None
    process_id: str
    existed: Annotated[bool | None, Field(description="The task was there before this call.")] = None
    matched: Annotated[int | None, Field(description="Tables asked for, where tables held patterns.")] = None
    tables: Tables | None = None
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str


@tool(
    "Create a real-time task",
    RealtimeTaskArguments,
    RealtimeTaskView,
    operations=(*CREATION, GetDataSourceMeta),
    repeatable=True,
)
async def create_realtime_task(call: Call, arguments: RealtimeTaskArguments) -> RealtimeTaskView:
    """Generate the script, wait for it, create the task."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    tables = await _tables(api, arguments)
    made = await create(api, arguments.wish(tables), call.report, arguments.process_id)
    matched = len(tables or ()) if tables != arguments.tables else None
    return _view(made, arguments.task_name, matched, api.meter.calls)


async def _tables(api: DataWorks, arguments: RealtimeTaskArguments) -> list[str] | None:
    """The tables asked for, patterns replaced. A generation that goes on has its tables already.

    Raises:
        InvalidArguments: a pattern stands for no table, or for too many to know them all.
    """
    entries, source = arguments.tables or [], arguments.source
    if source is None or arguments.process_id is not None or not any(map(is_pattern, entries)):
        return arguments.tables
    found = await expanded(api, arguments.project_id, source, entries)
    if found.unseen:
        problem = f"{source} has {PAGES * 100} tables or more"
        raise InvalidArguments([Finding("/tables", problem, "name the tables instead of patterns")], looked=True)
    empty = [
        Finding(f"/tables/{place}", f"{entry} matches no table of {source}", "list_source_tables shows them")
        for place, entry in enumerate(entries)
        if not found.tables[entry]
    ]
    if empty:
        raise InvalidArguments(empty, looked=True)
    return list(dict.fromkeys(table for entry in entries for table in found.tables[entry]))


def _view(made: Created | Generating, task_name: str, matched: int | None, api_calls: int) -> RealtimeTaskView:
    if isinstance(made, Generating):
        return RealtimeTaskView(
            state="generating",
            task_name=task_name,
            process_id=made.process_id,
            matched=matched,
            api_calls=api_calls,
            next="Nothing is created yet. Call create_realtime_task again with the same arguments "
            f'and process_id "{made.process_id}".',
        )
    return RealtimeTaskView(
        state="created",
        task_name=task_name,
        file_id=made.file_id,
        process_id=made.process_id,
        existed=made.existed,
        matched=matched,
        tables=Tables.of(made.script),
        api_calls=api_calls,
        next="The task is neither deployed nor started: deploy_di_sync_task, then start_di_sync_instance.",
    )


def table_findings(tables: list[str]) -> Iterator[Finding]:
    """What is wrong with tables that are named in plain words."""
    if not table_forms_agree(tables):
        yield Finding("/tables", 'mixes "db.table" and "table"', "name the database in all of them, or in none")
    seen = dict[str, int]()
    for place, table in enumerate(tables):
        if is_pattern(table) and "." not in table:
            yield Finding(f"/tables/{place}", "is a pattern without a database", 'write it as "db.*"')
        if table in seen:
            yield Finding(f"/tables/{place}", f"names the same table as /tables/{seen[table]}", "name it once")
        if "." in table and not all(split_table(table)):
            yield Finding(f"/tables/{place}", "names no database or no table", 'write it as "db.table"')
        seen.setdefault(table, place)


TOOLS: tuple[ToolSpec, ...] = (create_realtime_task,)
