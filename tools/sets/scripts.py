"""Tools that check and draft task scripts without API calls, and one that reads the script of a task."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, WithJsonSchema

from dataworks.explain.arguments import REQUIRED
from dataworks.fields import DECODED, AnyScript, Columns, Name, Names, ProjectId, TaskId
from dataworks.flows.definition import DEFINITION_READS, Defined, definition_reads, read_definition
from dataworks.language import Text
from dataworks.markers import described
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.findings import Checked, Kind
from dataworks.scripts.patterns import is_pattern
from dataworks.scripts.realtime_script import PAIRS, realtime_script
from dataworks.secrets import HIDDEN
from dataworks.workers import computed
from tools.arguments.job_options import JobDestinationType, SameOptions, job_of
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import table_findings
from tools.arguments.reviews import ScriptFinding, checked
from tools.arguments.task_kinds import scheduler_nodes_named
from tools.catalog import Call, ToolSpec, tool
from tools.rendering import clean
from tools.views.tables import pictured
from tools.views.view import View

FINDINGS_SHOWN = 50

NEXT: dict[Kind, Text] = {
    "realtime-create": Text(
        "Give it to create_realtime_task as script, or to generate_di_sync_task_config_for_creating.",
        "请将其作为 script 传给 create_realtime_task，或传给 generate_di_sync_task_config_for_creating。",
    ),
    "realtime-update": Text(
        "Give it to generate_di_sync_task_config_for_updating as task_param.",
        "请将其作为 task_param 传给 generate_di_sync_task_config_for_updating。",
    ),
    "realtime-task": Text(
        "Give it to create_di_sync_task as task_content, with task_type DI_REALTIME.",
        "请将其作为 task_content 传给 create_di_sync_task，task_type 为 DI_REALTIME。",
    ),
    "batch-job": Text(
        "Give it to create_di_sync_task as task_content, with task_type DI_OFFLINE.",
        "请将其作为 task_content 传给 create_di_sync_task，task_type 为 DI_OFFLINE。",
    ),
    "create-param": Text(
        "Give it to create_di_sync_task as task_param.",
        "请将其作为 task_param 传给 create_di_sync_task。",
    ),
    "update-param": Text(
        "Give it to update_di_sync_task as task_param.",
        "请将其作为 task_param 传给 update_di_sync_task。",
    ),
    "start-param": Text(
        "Give it as start_param when the task is started.",
        "启动任务时请将其作为 start_param。",
    ),
    "job": Text(
        "In a workspace of the new studio, give it to create_realtime_task as script.",
        "在新版数据开发的工作空间中，请将其作为 script 传给 create_realtime_task。",
    ),
}
SHOW_IT = Text("Show it to the user. {}", "请展示给用户。{}")
FIX_ERRORS = Text(
    "Fix all errors and check again: it costs no API call.", "请修正全部错误后再次检查：检查不消耗 API 调用。"
)
OTHER_KIND = Text("does not belong to a {} script", "不属于 {} 脚本")
IS_PATTERN = Text("is a pattern; a draft needs table names", "是模式；草稿需要表名")
FOR_PATTERNS = Text(
    "list_source_tables names them; create_realtime_task takes patterns",
    "可用 list_source_tables 列出表名；create_realtime_task 支持模式",
)
PAST_END, BEGIN = (
    Text("is after the end: the script has {} characters", "超出末尾：脚本有 {} 个字符"),
    Text("begin at 0", "请从 0 开始"),
)

PART, NEAR = 20_000, 1_000
"""Characters of a part of a script at most, and how many of them are searched for a place to end it."""

CONTINUES = Text("It continues: the same call with offset: {offset}.", "未完：以 offset: {offset} 再次调用即可继续。")
WHOLE = Text("This is the end of the script.", "脚本到此结束。")
NO_SCRIPT = Text("The service shows no script of this task.", "服务未返回该任务的脚本。")
HIDDEN_VALUES = Text(
    "Values that look like secrets are hidden; put them in again before the script is sent back.",
    "疑似密钥的值已隐藏；回传脚本前请重新填写。",
)

CLASSIC_DESTINATIONS = Text("is for jobs; real-time scripts go to {}", "仅用于任务；实时同步脚本的目标端为 {}")
DRAFT_JOB = Text("give kind job", "请将 kind 设为 job")

DraftKind = Literal["real-time", "job", "batch"]
JOB_NAME = "draft"
"""The name of a job that is drafted; create_realtime_task gives it that of its task_name."""

Parameter = Annotated[dict[str, Any] | None, DECODED]


class CheckArguments(Arguments):
    """The script to check."""

    script: Annotated[AnyScript, described("Of any kind.", "任意种类。")]
    kind: Annotated[Kind | None, described("Default: detected.", "默认：自动识别。")] = None


class CheckView(View):
    """The result of a check."""

    ok: Annotated[bool, described("No errors; warnings don't prevent a call.", "没有错误；警告不妨碍调用。")]
    kind: Annotated[str | None, described("Kind of script, if detected.", "脚本的种类，如已识别。")] = None
    count: Annotated[int, described("All findings.", "检查结果总数。")]
    findings: Annotated[tuple[ScriptFinding, ...], described("Errors first; may be cut.", "错误在前；可能截断。")] = ()
    next: str

    @classmethod
    def of(cls, result: Checked) -> Self:
        """The view of a check."""
        return cls(
            ok=not result.errors,
            kind=result.kind,
            count=len(result.findings),
            findings=tuple(map(ScriptFinding.of, result.findings[:FINDINGS_SHOWN])),
            next=_next(result),
        )


class DraftArguments(Arguments):
    """The plain arguments that a script is drafted from."""

    kind: Annotated[
        DraftKind,
        described(
            "real-time: from MySQL. job: new studio. batch: any types.",
            "real-time：从 MySQL 读取。job：新版数据开发。batch：任意类型。",
        ),
    ]
    source: Annotated[Name | None, described("Data source to read from.", "读取的数据源。")] = None
    destination: Annotated[Name | None, described("Data source to write to.", "写入的数据源。")] = None
    tables: Annotated[Names | None, DECODED, described('Not batch: as "db.table".', '非离线：写成 "db.table"。')] = None
    destination_type: Annotated[
        JobDestinationType | None,
        WithJsonSchema({"type": "string", "maxLength": 12}),
        described("Not batch: as to create.", "非离线：与创建时相同。"),
    ] = None
    resource_group: Annotated[Name | None, described("Not batch: identifier.", "非离线：标识。")] = None
    options: SameOptions = None
    reader_type: Annotated[
        Name | None, described("Batch: step type, such as mysql.", "离线：步骤类型，例如 mysql。")
    ] = None
    writer_type: Annotated[Name | None, described("Batch: step type, such as odps.", "离线：步骤类型，例如 odps。")] = (
        None
    )
    table: Annotated[Name | None, described("Batch: table, topic or object.", "离线：表、topic 或对象。")] = None
    destination_table: Annotated[Name | None, described("Batch; default: table.", "离线；默认：table。")] = None
    columns: Annotated[Columns | None, DECODED, described("Batch: in order.", "离线：按顺序。")] = None
    destination_columns: Annotated[
        Columns | None, DECODED, described("Batch; default: columns.", "离线；默认：columns。")
    ] = None
    partition: Annotated[Name | None, described('Batch: such as "pt=${bizdate}".', '离线：例如 "pt=${bizdate}"。')] = (
        None
    )
    write_mode: Annotated[Name | None, described("Batch: a mode of the writer.", "离线：writer 的写入模式。")] = None
    concurrency: Annotated[
        int | None, described("Batch: threads; default 1.", "离线：线程数；默认 1。", ge=1, le=32)
    ] = None
    reader_parameter: Annotated[Parameter, described("Batch: further ones.", "离线：其他参数。")] = None
    writer_parameter: Annotated[Parameter, described("Batch: further ones.", "离线：其他参数。")] = None

    def findings(self) -> Iterable[Finding]:
        """Arguments that the kind requires, and arguments of the other kinds."""
        own = OF_KIND[self.kind]
        needed = ("reader_type", "writer_type") if self.kind == "batch" else ("source", "destination", *REALTIME)
        yield from (Finding(f"/{name}", REQUIRED) for name in needed if getattr(self, name) is None)
        message = OTHER_KIND.filled(self.kind)
        others = dict.fromkeys(name for names in OF_KIND.values() for name in names if name not in own)
        yield from (Finding(f"/{name}", message) for name in others if getattr(self, name) is not None)
        if self.kind == "job":
            return
        if self.kind == "real-time" and self.destination_type not in (None, *PAIRS):
            yield Finding("/destination_type", CLASSIC_DESTINATIONS.filled(", ".join(PAIRS)), DRAFT_JOB)
        patterns = [place for place, name in enumerate(self.tables or []) if is_pattern(name)]
        yield from map(_no_pattern, patterns) if patterns else table_findings(self.tables or [])


def _no_pattern(place: int) -> Finding:
    """A draft makes no API call, so it can't look up the tables that match a pattern."""
    return Finding(f"/tables/{place}", IS_PATTERN, FOR_PATTERNS)


REALTIME = ("tables", "destination_type", "resource_group")
ENDS = ("kind", "source", "destination")
OF_KIND: Mapping[DraftKind, tuple[str, ...]] = {
    "real-time": REALTIME,
    "job": (*REALTIME, "options"),
    "batch": tuple(name for name in DraftArguments.model_fields if name not in {*ENDS, *REALTIME, "options"}),
}
"""The arguments of each kind of draft, besides its ends."""

CHECKED_AS: Mapping[DraftKind, Kind] = {"real-time": "realtime-create", "job": "job", "batch": "batch-job"}


class DraftView(View):
    """A script for review; nothing was sent."""

    script: Annotated[str, described("Complete script; nothing was sent.", "完整的脚本；没有发送任何内容。")]
    ok: Annotated[bool, described("The check found no error in it.", "检查未发现错误。")]
    kind: str | None = None
    findings: Annotated[
        tuple[ScriptFinding, ...], described("What the check found; errors first.", "检查结果；错误在前。")
    ] = ()
    next: str


@tool(Text("Check a task script", "检查任务脚本"), CheckArguments, CheckView, operations=(), repeatable=True)
async def check_task_script(_call: Call, arguments: CheckArguments) -> CheckView:
    """Check a script."""
    return CheckView.of(await computed(checked, arguments.script, arguments.kind))


@tool(Text("Draft a task script", "起草任务脚本"), DraftArguments, DraftView, operations=(), repeatable=True)
async def draft_task_script(_call: Call, arguments: DraftArguments) -> DraftView:
    """Draft a script from plain arguments."""
    return await computed(_draft, arguments)


def _draft(arguments: DraftArguments) -> DraftView:
    script = "".join(_drafted(arguments))
    result = checked(script, CHECKED_AS[arguments.kind])
    return DraftView(
        script=script,
        ok=not result.errors,
        kind=result.kind,
        findings=tuple(map(ScriptFinding.of, result.findings[:FINDINGS_SHOWN])),
        next=SHOW_IT.said(_next(result)),
    )


def _drafted(wish: DraftArguments) -> Iterator[str]:
    if wish.source and wish.tables and wish.destination_type and wish.destination and wish.resource_group:
        yield _of_tables(wish, wish.source, wish.tables, wish.destination_type, wish.destination, wish.resource_group)
    elif wish.reader_type and wish.writer_type:
        from dataworks.scripts.batch_draft import BatchRequest, End, batch_script  # loads the table of step types

        reader = End(wish.reader_type, wish.source, wish.table, wish.columns, wish.reader_parameter or {})
        table, columns = wish.destination_table or wish.table, wish.destination_columns or wish.columns
        writer = End(wish.writer_type, wish.destination, table, columns, wish.writer_parameter or {})
        yield batch_script(BatchRequest(reader, writer, wish.partition, wish.write_mode, wish.concurrency))


def _of_tables(wish: DraftArguments, source: str, tables: list[str], kind: str, destination: str, group: str) -> str:
    if wish.kind == "real-time":
        return realtime_script({source: tables}, kind, destination, group)
    return job_of(wish.options, JOB_NAME, source, tables, destination, kind, group)


class ReadArguments(Arguments):
    """The task whose script is read."""

    project_id: ProjectId
    task_id: TaskId
    offset: Annotated[int, described("Where to continue, as an answer says.", "从何处继续，见回答。", ge=0)] = 0


class ScriptPartView(View):
    """A script, or a part of one. The parts in their order, without anything between them, are the script."""

    verbatim: ClassVar[str | None] = "script"
    pictured = True

    task_id: str
    name: str | None = None
    task_type: str
    characters: Annotated[int, described("Of the whole script.", "整个脚本的。")]
    digest: Annotated[
        str, described("Only parts with the same digest belong together.", "只有摘要值相同的各段属于同一脚本。")
    ]
    offset: int
    note: str | None = None
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
    next: str
    script: str

    definition: Annotated[Definition, Field(exclude=True)] = NO_DEFINITION
    """The whole script, for the picture of its tables."""

    def picture(self) -> dict[str, Any]:
        """The tables of the script."""
        return pictured(self.definition)


@tool(
    Text("Read a task's script", "读取任务脚本"),
    ReadArguments,
    ScriptPartView,
    operations=DEFINITION_READS,
    operations_of=lambda arguments: definition_reads(arguments.task_id),
    repeatable=True,
)
async def read_task_script(call: Call, arguments: ReadArguments) -> ScriptPartView:
    """Show the script of a task of any type, or a part of it.

    Raises:
        InvalidArguments: the script ends before ``offset``.
    """
    place = arguments.project_id, arguments.task_id
    async with scheduler_nodes_named(call.api, call.may_send, *place):
        task = await read_definition(call.api, *place)
    return await call.api.computed(_part, arguments, task, call.api.meter.calls)


def _part(arguments: ReadArguments, task: Defined, api_calls: int) -> ScriptPartView:
    whole, offset = clean(task.definition.text), arguments.offset  # secrets are found in the whole text only
    if offset > 0 and offset >= len(whole):
        raise InvalidArguments([Finding("/offset", PAST_END.filled(str(len(whole))), BEGIN)], after_reads=True)
    end = _end(whole, offset)
    return ScriptPartView(
        task_id=task.task_id,
        name=task.name,
        task_type=task.task_type,
        characters=len(whole),
        digest=hashlib.sha256(whole.encode()).hexdigest()[:12],
        offset=offset,
        note=HIDDEN_VALUES.said() if HIDDEN in whole else None,
        api_calls=api_calls,
        next=CONTINUES.said(offset=end) if end < len(whole) else (WHOLE if whole else NO_SCRIPT).said(),
        script=whole[offset:end],
        definition=task.definition,
    )


def _end(whole: str, offset: int) -> int:
    """Where a part ends: after a comma near the longest length, so that a name is seldom cut in two."""
    end = offset + PART
    if end >= len(whole):
        return len(whole)
    return whole.rfind(",", end - NEAR, end) + 1 or end


def _next(result: Checked) -> str:
    if result.errors or result.kind is None:
        return FIX_ERRORS.said()
    return NEXT[result.kind].said()


TOOLS: tuple[ToolSpec, ...] = (check_task_script, draft_task_script, read_task_script)
