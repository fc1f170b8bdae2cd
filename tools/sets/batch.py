"""Creating batch tasks from plain arguments, and optionally deploying them."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal

from dataworks.client import DataWorks
from dataworks.explain.arguments import NOT_TOGETHER, REQUIRED, VALUELESS, WRITE
from dataworks.fields import DECODED, LONGEST_TEXT, Columns, Name, Printable, ProjectId, Script, TaskName
from dataworks.flows.batch_creation import BATCH_CREATION, BATCH_DEPLOYMENT, BATCH_SCHEDULING, BatchTask, NewBatchTask
from dataworks.flows.batch_creation import create_batch_task as create
from dataworks.flows.groups import groups_for
from dataworks.flows.name_conflicts import other_kind_or_place
from dataworks.flows.node_creation import (
    NODE_CREATION,
    NODE_DEPLOYMENT,
    NODE_SCHEDULING,
    create_node_task,
    node_differences,
    node_named,
)
from dataworks.flows.schedule import Schedule, changes, has_schedule, valueless, without
from dataworks.flows.table_looks import LOOKS
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.language import SEMICOLON, Text
from dataworks.markers import NOT_IN_PLAN, InPlaceOf, ShownAs, described
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import ListDataSources
from dataworks.operations.v2020.deployments import ListFileVersions, UpdateFile
from dataworks.operations.v2020.files import BATCH_FILE, FileDetail, GetFile, ListedFile
from dataworks.operations.v2020.workspaces import ListFolders
from dataworks.operations.v2024.data_sources import ListDataSources as ListNewSources
from dataworks.operations.v2024.nodes import GetNode, ListNodes, UpdateNode
from dataworks.quoting import named
from dataworks.scripts.batch_script import READERS, WRITERS, job_script, table_reader, table_writer, variables
from dataworks.scripts.cron import problems
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studio_settings import StudioName
from dataworks.studios.choosing import Chooser
from dataworks.studios.classic import row_of
from dataworks.studios.groups import GROUP_LISTS, workspace_groups
from dataworks.studios.standing import GROUP
from dataworks.task_ids import IdOf, id_of
from tools.arguments.batch_runs import day_of_runs, replaced_by_runs, without_schedule
from tools.arguments.batch_sources import NEW_SOURCES, Built, built_for
from tools.arguments.folder_check import check_folder
from tools.arguments.group_check import checked_groups
from tools.arguments.outlook import Look, Outlook, file_of_name, will_be_refused
from tools.arguments.parsing import Arguments, BuiltScript, Finding, InvalidArguments, plain_or_complete
from tools.arguments.realtime_arguments import WaitSeconds
from tools.arguments.shown import GIVES_VALUES, IN_FOLDER, ON_GROUP, SCHEDULED_BY
from tools.arguments.studio_choice import StudioGiven, studio_for
from tools.catalog import Call, PlanText, tool
from tools.rendering import quoted
from tools.views.batch_tasks import BatchTaskView, next_of
from tools.views.groups import TaskGroup
from tools.views.task_changes import APPROVE

READER, WRITER = InPlaceOf("reader"), InPlaceOf("writer")
MORE_OF_READER, MORE_OF_WRITER = InPlaceOf("reader", required=False), InPlaceOf("writer", required=False)

BUILT = NOT_IN_PLAN
"""Not shown in the plan, which shows the script that is built from these."""

PLAIN_READER_PLACES = {
    "/steps/0/parameter/column": "/columns",
    "/steps/0/parameter/where": "/where",
    "/steps/0/parameter/splitPk": "/split_key",
    "/steps/0": None,
}
PLAIN_WRITER_PLACES = {
    "/steps/1/parameter/column": "/columns",
    "/steps/1/parameter/partition": "/partition",
    "/steps/1/parameter/table": "/destination_table",
    "/steps/1": None,
}
"""Maps places in steps that are built from plain arguments to the argument where their findings are reported."""

UNSEEN = Text("not checked before it is created: {}", "创建前未检查：{}")

NAME_COLUMNS = Text("name the columns, in the same order for both sides", "请给出列，来源端与目标端的顺序相同")
THEY_NAME = Text("they name their columns", "它们已指明各自的列")
READER_LACKS = Text("a complete reader does not set it", "完整的 reader 不包含此项")
NEEDS_SCHEDULE = Text("needs cron or deploy", "需要 cron 或 deploy")
GIVE_OR_LEAVE = Text("give one of them, or leave it out", "请给出其中一个，或去掉此项")
KEEPS = Text("keeps the schedule {}", "保留调度 {}")
FOLDERS_SHOWN = Text(
    "on the classic Data Studio, tasks are created in folders; describe_workspace shows them",
    "旧版数据开发的任务创建在文件夹中；可用 describe_workspace 查看",
)
NODE_EXISTS = Text(
    "node {} has the name already; it is compared, and not created again",
    "节点 {} 已使用该名称；将进行比较，不会重复创建",
)
READER_AND_WRITER = Text("reader and writer", "reader 和 writer")


class BatchTaskArguments(Arguments):
    """What a batch task is created from."""

    project_id: ProjectId
    task_name: TaskName
    folder: Annotated[
        Name | None,
        ShownAs(IN_FOLDER),
        described("Full path; needed on the classic studio.", "完整路径；旧版数据开发必填。"),
    ] = None
    resource_group: Annotated[Name, ShownAs(ON_GROUP), described("Identifier.", "标识。")]
    source: Annotated[Name | None, READER, BUILT, described("Data source.", "数据源。")] = None
    table: Annotated[Name | None, READER, BUILT, described("Source table.", "来源表。")] = None
    columns: Annotated[Columns | None, DECODED, BUILT, described("Of both sides.", "两端的列。")] = None
    where: Annotated[
        Printable | None,
        MORE_OF_READER,
        BUILT,
        described("SQL filter of the rows to read.", "读取行的 SQL 过滤条件。", max_length=LONGEST_TEXT),
    ] = None
    split_key: Annotated[
        Name | None, MORE_OF_READER, BUILT, described("Numeric key, to read in parallel.", "用于并发读取的数值键。")
    ] = None
    destination: Annotated[Name | None, WRITER, BUILT, described("Data source.", "数据源。")] = None
    destination_table: Annotated[Name | None, MORE_OF_WRITER, BUILT, described("Default: table.", "默认：table。")] = (
        None
    )
    partition: Annotated[
        Name | None, MORE_OF_WRITER, BUILT, described("Such as pt=${bizdate}.", "例如 pt=${bizdate}。")
    ] = None
    write_mode: Annotated[
        Literal["overwrite", "append"] | None,
        MORE_OF_WRITER,
        BUILT,
        described("Default overwrite.", "默认 overwrite。"),
    ] = None
    concurrency: Annotated[int | None, BUILT, described("Default 3.", "默认 3。", ge=1, le=32)] = None
    reader: Annotated[
        Script | None,
        BUILT,
        described("{stepType, parameter} instead of source, table.", "{stepType, parameter}，代替 source、table。"),
    ] = None
    writer: Annotated[
        Script | None,
        BUILT,
        described("{stepType, parameter} instead of destination.", "{stepType, parameter}，代替 destination。"),
    ] = None
    cron: Annotated[
        Name | None,
        ShownAs(SCHEDULED_BY),
        described("Such as 00 30 02 * * ? for daily 02:30.", "例如 00 30 02 * * ? 为每天 02:30。"),
    ] = None
    para_value: Annotated[
        Printable | None,
        ShownAs(GIVES_VALUES),
        described(
            "Values of variables; default bizdate=$bizdate.",
            "变量的值；默认 bizdate=$bizdate。",
            max_length=LONGEST_TEXT // 2,  # values of known variables are added
        ),
    ] = None
    deploy: Annotated[bool, NOT_IN_PLAN, described("Submit and deploy it too.", "同时提交并发布。")] = False
    studio: StudioGiven = None
    wait_seconds: WaitSeconds = 45

    def findings(self) -> Iterable[Finding]:
        """Steps that are described twice or incompletely, and errors in the schedule."""
        yield from plain_or_complete(self, "reader")
        yield from plain_or_complete(self, "writer")
        both = self.reader is not None and self.writer is not None
        if self.columns is None and not both:
            yield Finding("/columns", REQUIRED, NAME_COLUMNS)
        if self.columns is not None and both:
            yield Finding("/columns", NOT_TOGETHER.filled(READER_AND_WRITER), THEY_NAME)
        if self.writer is None and self.reader is not None and self.destination_table is None:
            yield Finding("/destination_table", REQUIRED, READER_LACKS)
        if self.cron is not None:
            yield from (Finding("/cron", *problem) for problem in problems(self.cron))
        if self.para_value is not None and self.schedule() is None:
            yield Finding("/para_value", NEEDS_SCHEDULE, GIVE_OR_LEAVE)
        names = valueless(self.model_dump_json(exclude={"para_value"}), self.para_value) if self.schedule() else []
        if names:  # the task would read or write the wrong place
            example = " ".join(f"{name}=..." for name in names)
            yield Finding("/para_value", VALUELESS.filled(", ".join(names)), WRITE.filled(example))

    def schedule(self) -> Schedule | None:
        """The requested schedule. A task that is deployed needs one, even without ``cron``."""
        cron = " ".join(self.cron.split()) if self.cron is not None else None
        return Schedule(cron, self.para_value) if self.cron is not None or self.deploy else None

    def built_script(self) -> BuiltScript:
        """The script, assuming that data sources in plain arguments have a supported type."""
        places = {
            **(PLAIN_READER_PLACES if self.reader is None else {"/steps/0": "/reader"}),
            **(PLAIN_WRITER_PLACES if self.writer is None else {"/steps/1": "/writer"}),
            "/setting/speed/concurrent": "/concurrency",
        }
        optional = {
            "/columns": self.columns,
            "/where": self.where,
            "/split_key": self.split_key,
            "/destination_table": self.destination_table or self.table,
        }
        given = {pointer: place for pointer, place in places.items() if place is None or optional.get(place, True)}
        return BuiltScript("batch-job", self.script(next(iter(READERS)), next(iter(WRITERS))), given)

    def script(self, source_type: str, destination_type: str) -> str:
        """The script for these types of data sources; a complete step has its own type."""
        columns, truncate = self.columns or [], self.write_mode != "append"
        if self.reader is None:
            read = (source_type, self.source or "", self.table or "", columns, self.where, self.split_key)
            reader = table_reader(*read)
        else:
            reader = json.loads(self.reader)
        if self.writer is None:
            plain = (destination_type, self.destination or "", self.target(), columns, self.partition)
            writer = table_writer(*plain, truncate=truncate)
        else:
            writer = json.loads(self.writer)
        return job_script(reader, writer, self.concurrency or 3)

    def usual(self, source_type: str, destination_type: str) -> str:
        """The same script without what is optional; empty if a complete step is a part of it."""
        if self.reader is not None or self.writer is not None:
            return ""
        plain: dict[str, Any] = dict.fromkeys(("where", "split_key", "partition", "write_mode", "concurrency"))
        return self.model_copy(update=plain).script(source_type, destination_type)

    def target(self) -> str:
        """The table to write, if no complete writer names it."""
        return self.destination_table or (self.table or "").rpartition(".")[2]

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """The script that is sent; the file that has the name already, and its schedule, which stays."""
        del current
        chooser = Chooser(look.api, look.studios, look.may_send, StudioName(self.studio) if self.studio else None)
        if await studio_of(chooser, self) is StudioName.NEW:
            return await self._of_node(look)
        await check_folder(look.api, look.may_send, self.project_id, self.folder or "")
        built = await built_for(look.api, look.may_send, self) if look.may_read(ListDataSources) else None
        script = Definition(built.text) if built else NO_DEFINITION
        file = await file_of_name(look, self.project_id, self.task_name)
        detail = await look.at(GetFile(project_id=self.project_id, file_id=file.file_id)) if file else None
        node = detail.node_configuration if detail else None
        refused = (*self._refused(file, detail, script), *await self._on_other_group(look, detail))
        notes = (*self._runs((node and node.para_value) or ""), *_unseen(built), *self._kept(detail), *refused)
        usual = Definition(built.usual) if built else NO_DEFINITION
        basis = json.dumps(node.model_dump(mode="json")) if node else ""
        return Outlook(script, file=file, notes=notes, basis=basis, usual=usual)

    async def _of_node(self, look: Look) -> Outlook:
        """The script of the node, whose name nothing has or this same task."""
        listed = workspace_groups(self.project_id)
        checked = await checked_groups(look.api, look.may_send, listed, {self.resource_group: "/resource_group"})
        sourced = replace(NEW_SOURCES, may_send=look.may_send)
        built = await built_for(look.api, look.may_send, self, sourced)
        found = await node_named(look.api, self.project_id, self.task_name) if look.may_read(ListNodes) else None
        exists = [NODE_EXISTS.said(id_of(found.id, IdOf.NODE))] if found else []
        node = await look.at(GetNode(project_id=self.project_id, id=found.id)) if found else None
        kept = " ".join(f"{name}={value}" for name, value in node.spec.values.items()) if node else ""
        task = self.task(built.text)
        refused = map(will_be_refused, node_differences(task, node) if node else ())
        runs = without_schedule(self.cron or (node.spec.cron if node else None))
        unsure = (*_unseen(built), *checked.unchecked)
        notes = (*exists, *self._runs(kept), *unsure, *refused, *runs)
        basis = json.dumps(found.model_dump(mode="json")) if found else ""
        return Outlook(Definition(built.text), notes=notes, basis=basis, usual=Definition(built.usual), groups=listed)

    def _runs(self, kept: str) -> Iterable[str]:
        """What each run replaces, and which day it is for; ``kept`` are the values of a task that stay."""
        if self.writer is None and self.write_mode != "append":
            yield replaced_by_runs(self.target(), self.partition)
        yield from day_of_runs(self.model_dump_json(), self.para_value or kept)

    def _kept(self, detail: FileDetail | None) -> Iterable[str]:
        """The schedule that the task has and keeps."""
        node = detail.node_configuration if detail else None
        yield from [KEEPS.said(quoted(node.cron_express))] if node and node.cron_express else []

    def _refused(self, file: ListedFile | None, detail: FileDetail | None, script: Definition) -> Iterable[str]:
        """Why the call will be refused: the file that has the name is of another type, elsewhere, or has a schedule."""
        other = other_kind_or_place(row_of(file), "batch", BATCH_FILE, self.folder or "") if file else ""
        scheduled = detail is not None and has_schedule(detail)
        found = changes(detail, script.text, self.schedule() or Schedule()) if detail and scheduled else {}
        yield from (
            will_be_refused(reason) for reason in (other, without(detail, found) if detail and found else "") if reason
        )

    async def _on_other_group(self, look: Look, detail: FileDetail | None) -> Iterable[str]:
        """Why the call will be refused: the task that exists was submitted for another group."""
        if detail is None or not (self.schedule() and look.may_read(ListFileVersions)):
            return ()
        place = FilePlace(self.project_id, detail.file.file_id)
        standing = await standing_of(look.api, place, detail.file, detail.node_configuration)
        group = standing.settings.get(GROUP)
        differs = group not in (None, self.resource_group)
        return (will_be_refused(f"{ON_GROUP.said()} {named(group or '')}"),) if differs else ()

    def task(self, script: str) -> NewBatchTask:
        """The task to create from its script."""
        place = self.resource_group, self.folder or ""
        definition = Definition(script)
        return NewBatchTask(self.project_id, self.task_name, definition, *place, self.schedule(), self.deploy)

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send; those of both studios, unless it says which one."""
        drafts = (BATCH_SCHEDULING, NODE_SCHEDULING) if self.schedule() else (BATCH_CREATION, NODE_CREATION)
        found = {
            StudioName.CLASSIC: BATCH_DEPLOYMENT if self.deploy else drafts[0],
            StudioName.NEW: NODE_DEPLOYMENT if self.deploy else drafts[1],
        }
        names = [StudioName(self.studio)] if self.studio else [*found]
        return tuple(dict.fromkeys(operation for name in names for operation in found[name]))


@tool(
    Text("Create a batch task", "创建离线任务"),
    BatchTaskArguments,
    BatchTaskView,
    operations=(*BATCH_DEPLOYMENT, *NODE_DEPLOYMENT),
    optional=(ListFolders, *LOOKS, *GROUP_LISTS, ListNewSources),
    repeatable=True,
    operations_of=BatchTaskArguments.operations,
    plan=PlanText(
        Text(
            "Create {task} unless it exists, submit it, and deploy it to production.",
            "创建{task}（如尚不存在），提交并发布到生产环境。",
        ),
        replaced=Text(
            "A version in production. Its schedule then runs it, and each run replaces what its table or partition "
            "holds, unless write_mode or writer say otherwise.",
            "生产环境中的版本。任务随后按调度运行；"
            "除非 write_mode 或 writer 另有指定，每次运行都会替换其表或分区中的数据。",
        ),
    ),
    completing=(UpdateFile, UpdateNode),
)
async def create_batch_task(call: Call, arguments: BatchTaskArguments) -> BatchTaskView:
    """Build the script, create the task, and schedule and deploy it if requested."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    if await studio_of(call.chooser(arguments.studio), arguments) is StudioName.NEW:
        return await _node(call, api, arguments)
    await check_folder(api, call.may_send, arguments.project_id, arguments.folder or "")
    built = await built_for(api, call.may_send, arguments)
    groups = await groups_for(api, call.may_send, [arguments.resource_group])
    task = arguments.task(built.text)
    group = TaskGroup.of(arguments.resource_group, groups)
    return _view(await create(api, task, call.report), task, built, group, api.meter.calls)


async def _node(call: Call, api: DataWorks, arguments: BatchTaskArguments) -> BatchTaskView:
    """The same on the new Data Studio: a node, and a pipeline that deploys it."""
    listed = workspace_groups(arguments.project_id)
    checked = await checked_groups(api, call.may_send, listed, {arguments.resource_group: "/resource_group"})
    built = await built_for(api, call.may_send, arguments, replace(NEW_SOURCES, may_send=call.may_send))
    task = arguments.task(built.text)
    made = await create_node_task(api, task, call.report)
    group = TaskGroup.of(arguments.resource_group, checked.groups)
    view = _view(replace(made.task, group=arguments.resource_group), task, built, group, api.meter.calls)
    view = view.model_copy(update={"not_checked": (*view.not_checked, *checked.unchecked)})
    waits_for = made.run.waits_for if made.run else None
    return view.model_copy(update={"next": APPROVE.said(waits_for)}) if waits_for else view


async def studio_of(chooser: Chooser, arguments: BatchTaskArguments) -> StudioName:
    """The studio that the task is created in.

    Raises:
        InvalidArguments: it is not known; or it is the classic one, and no folder is given.
    """
    found = await studio_for(chooser, arguments.project_id, arguments.folder)
    if found is StudioName.CLASSIC and arguments.folder is None:
        raise InvalidArguments([Finding("/folder", REQUIRED, FOLDERS_SHOWN)], after_reads=True)
    return found


def _unseen(built: Built | None) -> Iterable[str]:
    """What is said in a plan about what was not checked."""
    yield from [UNSEEN.said(SEMICOLON.said().join(built.unseen))] if built and built.unseen else []


def _view(made: BatchTask, task: NewBatchTask, built: Built, group: TaskGroup | None, api_calls: int) -> BatchTaskView:
    names = variables(task.definition.text)
    return BatchTaskView(
        state=made.state,
        task_id=made.file_id,
        task_name=task.task_name,
        existed=made.existed,
        replaced=made.replaced or None,
        done=made.done,
        done_by_others=made.by_others or None,
        resource_group=group,
        script=made.present.text,
        variables=tuple(names),
        not_checked=built.unseen,
        api_calls=api_calls,
        next=next_of(made) + built.note,
    )


TOOLS = (create_batch_task,)
