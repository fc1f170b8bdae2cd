"""Creating real-time tasks from plain arguments, and previewing them."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from pydantic import Field

from dataworks.fields import Name, TaskName
from dataworks.flows.destination_tables import look_at_destination, seen_at_destination
from dataworks.flows.generation import Generated
from dataworks.flows.groups import groups_for
from dataworks.flows.name_conflicts import other_kind_or_place
from dataworks.flows.realtime_creation import (
    CREATION,
    CREATION_TO_RUN,
    PREVIEW,
    Created,
    generated_for,
)
from dataworks.flows.realtime_creation import create_realtime_task as create
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, ShownAs
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.operations.v2020.files import REALTIME_FILE, ListedFile
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.workspaces import ListFolders
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.findings import quoted
from dataworks.studios.classic import REALTIME_FILES, row_of
from dataworks.studios.creating import NewTask
from tools.arguments.folder_check import check_folder
from tools.arguments.outlook import Look, Outlook, file_of_name, will_be_refused
from tools.arguments.realtime_arguments import GenerationArguments, check_generation, other_group, requested_tables
from tools.arguments.shown import IN_FOLDER, ON_GROUP
from tools.catalog import Call, PlanText, ToolSpec, tool
from tools.views.groups import TaskGroup
from tools.views.realtime import PreviewView, RealtimeTaskView, preview_view, task_view

OTHER_SCRIPT = Text("has another script: {}", "脚本不同：{}")


class RealtimeTaskArguments(GenerationArguments):
    """What a real-time task is created from, and its folder."""

    task_name: TaskName
    folder: Annotated[Name, ShownAs(IN_FOLDER), Field(description='Such as "Business Flow/shop/Data Integration".')]
    start: Annotated[bool, NOT_IN_PLAN, Field(description="Also deploy it and start it.")] = False

    def new_task(self, tables: list[str] | None) -> NewTask:
        """The task to create, with these tables."""
        script = self.script_for(tables)
        return NewTask(
            REALTIME_FILES, self.project_id, self.task_name, script, self.group() or "", self.folder, self.start
        )

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send."""
        return (*(CREATION_TO_RUN if self.start else CREATION), GetDataSourceMeta, *self.group_look())

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """The script of the generation, or the tables for patterns; and the file that has the name already."""
        await check_folder(look.api, look.may_send, self.project_id, self.folder)
        outlook = await super().outlook(look, current)
        file = await file_of_name(look, self.project_id, self.task_name)
        notes = [will_be_refused(reason) for reason in await self._unlike(look, outlook, file)] if file else []
        values = {**outlook.values, "resource_group": self.group()}
        return replace(outlook, values=values, file=file, notes=(*outlook.notes, *notes))

    async def _unlike(self, look: Look, outlook: Outlook, file: ListedFile) -> list[str]:
        """How the file that has the name differs from the requested task, which has no script yet."""
        other = other_kind_or_place(row_of(file), "real-time", REALTIME_FILE, self.folder)
        if other or outlook.script or not file.content:
            return [other] if other else []
        found = [OTHER_SCRIPT.said(words) for _, words in self.requested.unlike(file.content, Text("it", "å®"))]
        may_read = look.may_read(ListResourceGroups)
        group = await other_group(look.api, self.group(), file.content.resource_group) if may_read else None
        return [*found, *([f"{ON_GROUP.said()} {quoted(group)}"] if group else [])]


@tool(
    "Create a real-time task",
    RealtimeTaskArguments,
    RealtimeTaskView,
    operations=(*CREATION_TO_RUN, GetDataSourceMeta),
    optional=(ListFolders, ListResourceGroups),
    operations_of=RealtimeTaskArguments.operations,
    plan=PlanText(
        Text(
            "Create {task}, deploy it to production and start it; it starts to write to its destination.",
            "创建{task}，发布到生产环境并启动；任务将开始写入目标端。",
        ),
        stays=Text("What the destination has in other tables.", "目标端其他表中的数据。"),
    ),
    repeatable=True,
)
async def create_realtime_task(call: Call, arguments: RealtimeTaskArguments) -> RealtimeTaskView:
    """Generate the script, wait for it, create the task, and start it if ``start`` is set."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    if arguments.process_id is None:
        await check_folder(api, call.may_send, arguments.project_id, arguments.folder)
    groups = await groups_for(api, call.may_send, [arguments.group()])
    tables = await requested_tables(api, arguments)
    made = await create(
        api, arguments.new_task(tables), call.report, arguments.begun(), partial(check_generation, api, arguments)
    )
    matched = len(tables or ()) if tables != arguments.tables else None
    group = TaskGroup.of(arguments.group(), groups)
    script = made.present if isinstance(made, Created) else NO_DEFINITION
    present = seen_at_destination(api, arguments.project_id, script)
    return await api.computed(task_view, made, arguments.task_name, matched, group, present, api.meter.calls)


@tool(
    "Preview a real-time task",
    GenerationArguments,
    PreviewView,
    operations=(*PREVIEW, GetDataSourceMeta),
    optional=(ListResourceGroups,),
    operations_of=lambda arguments: (*PREVIEW, GetDataSourceMeta, *arguments.group_look()),
    repeatable=True,
)
async def preview_realtime_task(call: Call, arguments: GenerationArguments) -> PreviewView:
    """Generate the script and show its tables; nothing is created."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    groups = await groups_for(api, call.may_send, [arguments.group()])
    tables = await requested_tables(api, arguments)
    task = NewTask(REALTIME_FILES, arguments.project_id, "a preview", arguments.script_for(tables), "", "")
    generated = await generated_for(api, task, call.report, arguments.begun())
    present = None
    if isinstance(generated, Generated):
        await check_generation(api, arguments, generated.definition)
        present = await look_at_destination(api, call.may_send, arguments.project_id, generated.definition)
    group = TaskGroup.of(arguments.group(), groups)
    return await api.computed(preview_view, generated, group, present, api.meter.calls)


TOOLS: tuple[ToolSpec, ...] = (create_realtime_task, preview_realtime_task)
