"""Creating real-time tasks from plain arguments, and previewing them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Annotated

from dataworks.client import DataWorks
from dataworks.fields import Name, TaskName
from dataworks.flows.data_map import COLUMNS
from dataworks.flows.destination_tables import look_at_destination, seen_at_destination
from dataworks.flows.generation import Generated
from dataworks.flows.groups import MaySend, groups_for
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
from dataworks.markers import NOT_IN_PLAN, ShownAs, described
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.operations.v2020.files import REALTIME_FILE, ListedFile
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.workspaces import ListFolders
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.findings import quoted
from dataworks.studio_settings import StudioName
from dataworks.studios.classic import row_of
from dataworks.studios.creating import CreatingStudio, NewTask
from dataworks.studios.groups import ACCOUNT_GROUPS, GROUP_LISTS
from dataworks.studios.jobs import JOBS
from tools.arguments.folder_check import check_folder
from tools.arguments.group_check import CheckedGroups, checked_groups
from tools.arguments.job_notes import JOB_READS, job_notes
from tools.arguments.job_options import OPTIONS, JobOptionsField
from tools.arguments.new_tasks import STUDIO_READS, chooser_of, creating_studio, require_folder_of
from tools.arguments.outlook import Look, Outlook, file_of_name, will_be_refused
from tools.arguments.realtime_arguments import GenerationArguments, check_generation, other_group, tables_in
from tools.arguments.shown import IN_FOLDER, ON_GROUP
from tools.arguments.source_check import SOURCE_READS, checked_sources
from tools.catalog import Call, PlanText, ToolSpec, tool
from tools.views.cautions import known_cautions, with_cautions
from tools.views.groups import TaskGroup
from tools.views.realtime import PreviewView, RealtimeTaskView, preview_view, task_view

OTHER_SCRIPT = Text("has another script: {}", "脚本不同：{}")
A_PREVIEW = "a preview"


@dataclass(frozen=True)
class Creation:
    """The operations that creating a task may send, and those that starting it may send too."""

    operations: Operations
    to_run: Operations

    def of(self, *, start: bool) -> Operations:
        """Those of a call."""
        return self.to_run if start else self.operations


JOB_CREATION = Creation((JOBS.creates, *JOB_READS), (JOBS.creates, *JOB_READS, *JOBS.operations("run")))
CREATION_OF: Mapping[StudioName, Creation] = {
    StudioName.CLASSIC: Creation(CREATION, CREATION_TO_RUN),
    StudioName.NEW: JOB_CREATION,
}


class RealtimeTaskArguments(GenerationArguments):
    """What a real-time task is created from, and its folder."""

    task_name: TaskName
    folder: Annotated[
        Name | None,
        ShownAs(IN_FOLDER),
        described('Such as "Business Flow/shop/Data Integration".', '例如 "业务流程/shop/数据集成"。'),
    ] = None
    options: Annotated[JobOptionsField, OPTIONS] = None
    start: Annotated[bool, NOT_IN_PLAN, described("Also run it.", "同时启动。")] = False

    def new_task(self, studio: CreatingStudio, tables: list[str] | None) -> NewTask:
        """The task to create, with these tables."""
        script = self.script_in(studio, self.task_name, tables)
        place = self.group() or "", self.folder or ""
        return NewTask(studio, self.project_id, self.task_name, script, *place, self.start)

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send; those of both studios, unless it says which one."""
        certain = next(iter(self.studios.values()), None) or (StudioName(self.studio) if self.studio else None)
        names = [certain] if certain else [*StudioName]
        of_studios = (CREATION_OF[name].of(start=self.start) for name in names)
        return (*dict.fromkeys(chain(*of_studios)), GetDataSourceMeta, *self.group_look())

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """What will be created, as far as it is known, and the task that has the name already."""
        studio = await creating_studio(chooser_of(look, self.studio), self.project_id, self.folder, self.studios)
        require_folder_of(studio, self.folder)
        return await (self._of_file(look, current) if studio.in_folders else self._of_job(look, studio))

    async def _of_job(self, look: Look, studio: CreatingStudio) -> Outlook:
        """The specification of the job, which is all that is sent."""
        unsure = await _checked_sources(look.may_send, look.api, self, studio)
        tables = await tables_in(look.api, self, studio) if look.may_read(GetDataSourceMeta) else self.tables
        wanted = await look.api.computed(lambda: studio.prepare(self.project_id, self.job_for(self.task_name, tables)))
        definition = wanted if isinstance(wanted, Definition) else NO_DEFINITION
        places = self.group_places(definition)
        listed = studio.groups(self.project_id) or ACCOUNT_GROUPS
        checked = await checked_groups(look.api, look.may_send, listed, places)
        may_look = all(look.may_read(operation) for operation in studio.reads)
        notes = await job_notes(look.api, studio, self.project_id, self.task_name, definition) if may_look else ()
        notes = (*notes, *unsure, *checked.unchecked)
        cautions = known_cautions(look.api, self.project_id, definition)
        values = {"tables": tables, "resource_group": self.group() or definition.resource_group}
        basis = json.dumps([tables, *notes])
        usual = definition if self.script is None else NO_DEFINITION  # the other lines of the plan say all of it
        known = Outlook(definition, values, notes, basis=basis, usual=usual, cautions=cautions)
        return replace(known, groups=listed, of_job=True)

    async def _of_file(self, look: Look, current: Definition | None) -> Outlook:
        """The script of the generation, or the tables for patterns; and the file that has the name already."""
        await check_folder(look.api, look.may_send, self.project_id, self.folder or "")
        outlook = await super().outlook(look, current)
        file = await file_of_name(look, self.project_id, self.task_name)
        notes = [will_be_refused(reason) for reason in await self._unlike(look, outlook, file)] if file else []
        values = {**outlook.values, "resource_group": self.group()}
        return replace(outlook, values=values, file=file, notes=(*outlook.notes, *notes))

    async def _unlike(self, look: Look, outlook: Outlook, file: ListedFile) -> list[str]:
        """How the file that has the name differs from the requested task, which has no script yet."""
        other = other_kind_or_place(row_of(file), "real-time", REALTIME_FILE, self.folder or "")
        if other or outlook.script or not file.content:
            return [other] if other else []
        found = [OTHER_SCRIPT.said(words) for _, words in self.requested.unlike(file.content, Text("it", "å®"))]
        may_read = look.may_read(ListResourceGroups)
        group = await other_group(look.api, self.group(), file.content.resource_group) if may_read else None
        return [*found, *([f"{ON_GROUP.said()} {quoted(group)}"] if group else [])]


OTHER_TABLES = Text("What the destination has in other tables.", "目标端其他表中的数据。")


@tool(
    Text("Create a real-time task", "创建实时任务"),
    RealtimeTaskArguments,
    RealtimeTaskView,
    operations=(*CREATION_TO_RUN, *JOB_CREATION.of(start=True), GetDataSourceMeta),
    optional=(ListFolders, *GROUP_LISTS, *STUDIO_READS, *SOURCE_READS),
    operations_of=RealtimeTaskArguments.operations,
    plan=PlanText(
        Text(
            "Create {task}, deploy it to production and start it; it starts to write to its destination.",
            "创建{task}，发布到生产环境并启动；任务将开始写入目标端。",
        ),
        stays=OTHER_TABLES,
        of_jobs=PlanText(
            Text(
                "Create {task} and start it; it starts to write to its destination.",
                "创建并启动{task}；任务将开始写入目标端。",
            ),
            stays=OTHER_TABLES,
        ),
    ),
    repeatable=True,
)
async def create_realtime_task(call: Call, arguments: RealtimeTaskArguments) -> RealtimeTaskView:
    """Generate the script, wait for it, create the task, and start it if ``start`` is set."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    project_id, folder = arguments.project_id, arguments.folder
    studio = await creating_studio(call.chooser(arguments.studio), project_id, folder, arguments.studios)
    require_folder_of(studio, folder)
    if arguments.process_id is None and studio.in_folders:
        await check_folder(api, call.may_send, project_id, folder or "")
    unsure = await _checked_sources(call.may_send, api, arguments, studio)
    tables = await tables_in(api, arguments, studio)
    new = await api.computed(arguments.new_task, studio, tables)
    checked = await _checked(call, api, arguments, studio, new.script)
    made = await create(api, new, call.report, arguments.begun(), partial(check_generation, api, arguments))
    matched = len(tables or ()) if tables != arguments.tables else None
    group = TaskGroup.of(arguments.group(), checked.groups)
    script = made.present if isinstance(made, Created) else NO_DEFINITION
    present = seen_at_destination(api, arguments.project_id, script)
    view = await api.computed(task_view, made, arguments.task_name, matched, group, present, api.meter.calls)
    return with_cautions(view, (*unsure, *checked.unchecked))


async def _checked_sources(
    may_send: MaySend, api: DataWorks, arguments: GenerationArguments, studio: CreatingStudio
) -> tuple[str, ...]:
    """What is unsure about the data sources of the task, which are checked if the service does not do that.

    Raises:
        InvalidArguments: there is no such data source, or it is of another type than the task needs.
    """
    if studio.groups(arguments.project_id) is None:
        return ()
    return await checked_sources(api, may_send, arguments.project_id, await api.computed(arguments.named_sources))


async def _checked(
    call: Call, api: DataWorks, arguments: GenerationArguments, studio: CreatingStudio, script: str
) -> CheckedGroups:
    """The groups that the task can run on, checked if the service does not do that.

    Raises:
        InvalidArguments: there is no such group, or it does not work.
    """
    listed = studio.groups(arguments.project_id)
    if listed is None:
        return CheckedGroups(await groups_for(api, call.may_send, [arguments.group()]))
    places = await api.computed(lambda: arguments.group_places(Definition(script)))
    return await checked_groups(api, call.may_send, listed, places)


@tool(
    Text("Preview a real-time task", "预览实时任务"),
    GenerationArguments,
    PreviewView,
    operations=(*PREVIEW, GetDataSourceMeta),
    optional=(*GROUP_LISTS, *STUDIO_READS, *COLUMNS),
    operations_of=lambda arguments: (*PREVIEW, GetDataSourceMeta, *arguments.group_look()),
    repeatable=True,
)
async def preview_realtime_task(call: Call, arguments: GenerationArguments) -> PreviewView:
    """Make the script, or the specification of a job, and show its tables; nothing is created."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    studio = await creating_studio(call.chooser(arguments.studio), arguments.project_id, None, arguments.studios)
    unsure = await _checked_sources(call.may_send, api, arguments, studio)
    tables = await tables_in(api, arguments, studio)
    script = await api.computed(arguments.script_in, studio, A_PREVIEW, tables)
    checked = await _checked(call, api, arguments, studio, script)
    task = NewTask(studio, arguments.project_id, A_PREVIEW, script, "", "")
    generated = await generated_for(api, task, call.report, arguments.begun())
    present = None
    if isinstance(generated, Generated):
        await check_generation(api, arguments, generated.definition)
        present = await look_at_destination(api, call.may_send, arguments.project_id, generated.definition)
    group = TaskGroup.of(arguments.group(), checked.groups)
    view = await api.computed(preview_view, generated, group, present, api.meter.calls)
    return with_cautions(view, (*unsure, *checked.unchecked))


TOOLS: tuple[ToolSpec, ...] = (create_realtime_task, preview_realtime_task)
