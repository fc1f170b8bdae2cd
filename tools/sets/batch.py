"""Creating batch tasks from plain arguments, and optionally deploying them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from dataworks.client import DataWorks
from dataworks.explain.arguments import MEANT, NOT_TOGETHER, REQUIRED, VALUELESS, WORKSPACE_SHOWS, WRITE
from dataworks.fields import DECODED, LONGEST_TEXT, Columns, Name, Printable, ProjectId, Script, TaskName
from dataworks.flows.batch_creation import (
    BATCH_CREATION,
    BATCH_DEPLOYMENT,
    BATCH_SCHEDULING,
    BatchTask,
    NewBatchTask,
    source_meant,
    source_named,
)
from dataworks.flows.batch_creation import create_batch_task as create
from dataworks.flows.groups import MaySend, groups_for
from dataworks.flows.name_conflicts import other_kind_or_place
from dataworks.flows.schedule import Schedule, changes, has_schedule, valueless, without
from dataworks.flows.table_looks import LOOKS
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, InPlaceOf, ShownAs
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import PRODUCTION, DataSource, ListDataSources
from dataworks.operations.v2020.deployments import ListFileVersions, UpdateFile
from dataworks.operations.v2020.files import BATCH_FILE, FileDetail, GetFile, ListedFile, NodeConfiguration
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.workspaces import ListFolders
from dataworks.quoting import all_named, named
from dataworks.scripts.batch_script import READERS, WRITERS, job_script, table_reader, table_writer, variables
from dataworks.scripts.cron import problems
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studios.classic import row_of
from dataworks.studios.standing import GROUP, SUBMIT_AND_DEPLOY
from tools.arguments.batch_runs import day_of_runs, replaced_by_runs
from tools.arguments.batch_tables import Compared, compared
from tools.arguments.folder_check import check_folder
from tools.arguments.outlook import Look, Outlook, file_of_name, will_be_refused
from tools.arguments.parsing import Arguments, BuiltScript, Finding, InvalidArguments, plain_or_complete
from tools.arguments.realtime_arguments import WaitSeconds
from tools.arguments.shown import GIVES_VALUES, IN_FOLDER, ON_GROUP, SCHEDULED_BY
from tools.catalog import Call, PlanText, tool
from tools.rendering import quoted
from tools.views.batch_tasks import GROUP_UNSEEN, NEXT, BatchTaskView
from tools.views.groups import TaskGroup

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

WITH_DEPLOY = Text("It is {}; the same call with deploy does so.", "任务{}；以相同参数并设 deploy 再次调用即可完成。")
TO_PRODUCTION = Text(
    " Before it is deployed, add to production: {}, in development only.",
    "发布前，请将以下仅存在于开发环境的数据源添加到生产环境：{}。",
)

NAME_COLUMNS = Text("name the columns, in the same order for both sides", "请给出列，源端与目标端的顺序相同")
THEY_NAME, READER_LACKS = (
    Text("they name their columns", "它们已指明各自的列"),
    Text("a complete reader does not set it", "完整的 reader 不包含此项"),
)
NEEDS_SCHEDULE = Text("needs cron or deploy", "需要 cron 或 deploy")
GIVE_OR_LEAVE = Text("give one of them, or leave it out", "请给出其中一个，或去掉此项")
KEEPS = Text("keeps the schedule {}", "保留调度 {}")
NO_SUCH_SOURCE = Text("no data source {} is in production", "生产环境中没有数据源 {}")
OTHER_TYPE = Text("{} is of type {}, plain arguments are for {}", "{} 的类型为 {}，简单参数仅适用于 {}")
COMPLETE_STEP = Text("give a complete {} instead", "请改为给出完整的 {}")
READER_AND_WRITER = Text("reader and writer", "reader 和 writer")


class BatchTaskArguments(Arguments):
    """What a batch task is created from."""

    project_id: ProjectId
    task_name: TaskName
    folder: Annotated[Name, ShownAs(IN_FOLDER), Field(description="Full path.")]
    resource_group: Annotated[Name, ShownAs(ON_GROUP), Field(description="Identifier.")]
    source: Annotated[Name | None, READER, BUILT, Field(description="Data source.")] = None
    table: Annotated[Name | None, READER, BUILT, Field(description="Source table.")] = None
    columns: Annotated[Columns | None, DECODED, BUILT, Field(description="Of both sides.")] = None
    where: Annotated[
        Printable | None,
        Field(max_length=LONGEST_TEXT),
        MORE_OF_READER,
        BUILT,
        Field(description="SQL filter of the rows to read."),
    ] = None
    split_key: Annotated[Name | None, MORE_OF_READER, BUILT, Field(description="Numeric key, to read in parallel.")] = (
        None
    )
    destination: Annotated[Name | None, WRITER, BUILT, Field(description="Data source.")] = None
    destination_table: Annotated[Name | None, MORE_OF_WRITER, BUILT, Field(description="Default: table.")] = None
    partition: Annotated[Name | None, MORE_OF_WRITER, BUILT, Field(description="Such as pt=${bizdate}.")] = None
    write_mode: Annotated[
        Literal["overwrite", "append"] | None, MORE_OF_WRITER, BUILT, Field(description="Default overwrite.")
    ] = None
    concurrency: Annotated[int | None, BUILT, Field(ge=1, le=32, description="Default 3.")] = None
    reader: Annotated[Script | None, BUILT, Field(description="{stepType, parameter} instead of source, table.")] = None
    writer: Annotated[Script | None, BUILT, Field(description="{stepType, parameter} instead of destination.")] = None
    cron: Annotated[
        Name | None, ShownAs(SCHEDULED_BY), Field(description="Such as 00 30 02 * * ? for daily 02:30.")
    ] = None
    para_value: Annotated[
        Printable | None,
        Field(max_length=LONGEST_TEXT // 2),  # values of known variables are added
        ShownAs(GIVES_VALUES),
        Field(description="Values of variables; default bizdate=$bizdate."),
    ] = None
    deploy: Annotated[bool, NOT_IN_PLAN, Field(description="Submit and deploy it too.")] = False
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
        await check_folder(look.api, look.may_send, self.project_id, self.folder)
        built = await _built(look.api, look.may_send, self) if look.may_read(ListDataSources) else None
        script = Definition(built.text) if built else NO_DEFINITION
        file = await file_of_name(look, self.project_id, self.task_name)
        detail = await look.at(GetFile(project_id=self.project_id, file_id=file.file_id)) if file else None
        node = detail.node_configuration if detail else None
        refused = (*self._refused(file, detail, script), *await self._on_other_group(look, detail))
        notes = (*self._runs(node), *_unseen(built), *self._kept(detail), *refused)
        usual = Definition(built.usual) if built else NO_DEFINITION
        basis = json.dumps(node.model_dump(mode="json")) if node else ""
        return Outlook(script, file=file, notes=notes, basis=basis, usual=usual)

    def _runs(self, node: NodeConfiguration | None) -> Iterable[str]:
        """What each run replaces, and which day it is for; ``node`` is a schedule that stays."""
        if self.writer is None and self.write_mode != "append":
            yield replaced_by_runs(self.target(), self.partition)
        yield from day_of_runs(self.model_dump_json(), self.para_value or (node and node.para_value) or "")

    def _kept(self, detail: FileDetail | None) -> Iterable[str]:
        """The schedule that the task has and keeps."""
        node = detail.node_configuration if detail else None
        yield from [KEEPS.said(quoted(node.cron_express))] if node and node.cron_express else []

    def _refused(self, file: ListedFile | None, detail: FileDetail | None, script: Definition) -> Iterable[str]:
        """Why the call will be refused: the file that has the name is of another type, elsewhere, or has a schedule."""
        other = other_kind_or_place(row_of(file), "batch", BATCH_FILE, self.folder) if file else ""
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

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send."""
        if self.deploy:
            return BATCH_DEPLOYMENT
        return BATCH_CREATION if self.schedule() is None else BATCH_SCHEDULING


@tool(
    "Create a batch task",
    BatchTaskArguments,
    BatchTaskView,
    operations=BATCH_DEPLOYMENT,
    optional=(ListFolders, *LOOKS, ListResourceGroups),
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
    completing=(UpdateFile,),
)
async def create_batch_task(call: Call, arguments: BatchTaskArguments) -> BatchTaskView:
    """Build the script, create the task, and schedule and deploy it if requested."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    await check_folder(api, call.may_send, arguments.project_id, arguments.folder)
    built = await _built(api, call.may_send, arguments)
    groups = await groups_for(api, call.may_send, [arguments.resource_group])
    task = NewBatchTask(
        arguments.project_id,
        arguments.task_name,
        Definition(built.text),
        arguments.resource_group,
        arguments.folder,
        arguments.schedule(),
        arguments.deploy,
    )
    group = TaskGroup.of(arguments.resource_group, groups)
    return _view(await create(api, task, call.report), task, built, group, api.meter.calls)


@dataclass(frozen=True)
class Built:
    """The script of a task.

    Attributes:
        only_in_development: data sources in plain arguments that are not in production.
        unseen: what was not checked.
        usual: the script without what is optional, if all of it is from plain arguments.
    """

    text: str
    only_in_development: tuple[str, ...]
    unseen: tuple[str, ...]
    usual: str

    @property
    def note(self) -> str:
        """What these data sources mean for the task."""
        names = self.only_in_development
        return TO_PRODUCTION.said(all_named(names)) if names else ""


def _unseen(built: Built | None) -> Iterable[str]:
    """What is said in a plan about what was not checked."""
    yield from [UNSEEN.said("; ".join(built.unseen))] if built and built.unseen else []


async def _built(api: DataWorks, may_send: MaySend, arguments: BatchTaskArguments) -> Built:
    """The script, for the actual types of the data sources.

    Raises:
        InvalidArguments: there is no such data source where the task needs it, its type needs a complete step, or its
            tables are not as the arguments say.
    """
    findings, sources = list[Finding](), dict[str, DataSource]()
    plain = {"source": (arguments.reader, READERS), "destination": (arguments.writer, WRITERS)}
    for field, (step, supported) in plain.items():
        found = await _supported(api, arguments, field, supported, findings) if step is None else None
        sources |= {field: found} if found else {}
    looked = await compared(api, may_send, arguments, sources) if not findings else Compared()
    if findings or looked.findings:
        raise InvalidArguments([*findings, *looked.findings], after_reads=True)
    types = {field: found.data_source_type or "" for field, found in sources.items()}
    apart = tuple(found.name or "" for found in sources.values() if found.env_type != PRODUCTION)
    both = types.get("source", ""), types.get("destination", "")
    return Built(arguments.script(*both), apart, looked.unseen, arguments.usual(*both))


async def _supported(
    api: DataWorks, arguments: BatchTaskArguments, field: str, supported: dict[str, str], findings: list[Finding]
) -> DataSource | None:
    """A data source; ``None``, and a finding, if plain arguments don't support it, or it is not where it has to be."""
    name = getattr(arguments, field)
    found = await source_named(api, arguments.project_id, name)
    if found is None or (arguments.deploy and found.env_type != PRODUCTION):
        problem = NO_SUCH_SOURCE.filled(named(name))
        meant = await source_meant(api, arguments.project_id, name) if found is None else None
        advice = MEANT.filled(named(meant)) if meant else WORKSPACE_SHOWS
        findings.append(Finding(f"/{field}", problem, advice))
    elif found.data_source_type not in supported:
        step, types = "reader" if field == "source" else "writer", ", ".join(supported)
        problem = OTHER_TYPE.filled(named(name), named(found.data_source_type or ""), types)
        findings.append(Finding(f"/{field}", problem, COMPLETE_STEP.filled(step)))
    else:
        return found
    return None


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
        next=(GROUP_UNSEEN.said() if made.existed and made.group is None else "") + _next(made) + built.note,
    )


def _next(made: BatchTask) -> str:
    return WITH_DEPLOY.said(SUBMIT_AND_DEPLOY) if made.changed else NEXT[made.state].said()


TOOLS = (create_batch_task,)
