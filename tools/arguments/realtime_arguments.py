"""Arguments that several real-time tools share."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated

from pydantic import WithJsonSchema

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, OutOfTime
from dataworks.explain.arguments import (
    DIFFERS,
    LEAVE_ONE_OUT,
    NOT_TOGETHER,
    OTHER_GENERATION,
    REQUIRED,
    WORKSPACE_SHOWS,
)
from dataworks.fields import DECODED, Name, Names, ProcessId, ProjectId, Script
from dataworks.flows.generation import Begun, known_script, script_of
from dataworks.flows.lookups import looked_up
from dataworks.flows.realtime_creation import NOTHING
from dataworks.flows.tables import PAGES, expanded
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, HoldsScript, InPlaceOf, ShownAs, described
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.operations.v2020.resource_groups import DATA_INTEGRATION, ListResourceGroups
from dataworks.operations.v2020.sync_tasks import QueryDISyncTaskConfigProcessResult
from dataworks.quoting import named
from dataworks.scripts.definition import Definition
from dataworks.scripts.findings import quoted
from dataworks.scripts.jobs.changing import JobElsewhere, copied
from dataworks.scripts.jobs.job_changes import groups_of
from dataworks.scripts.jobs.specification import is_job as is_a_job
from dataworks.scripts.patterns import is_pattern
from dataworks.scripts.realtime_script import (
    PAIRS,
    realtime_script,
    split_table,
    table_forms_agree,
)
from dataworks.scripts.requested import Requested
from dataworks.studio_settings import StudioName
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.creating import CreatingStudio
from tools.arguments.job_options import (
    JobDestinationType,
    SameOptions,
    job_of,
    key_findings,
    named_in_keys,
    phase_findings,
    places_of,
)
from tools.arguments.known_tables import check_tables
from tools.arguments.new_tasks import conflicts, of_one_studio
from tools.arguments.outlook import Look, Outlook
from tools.arguments.parsing import SHOWN, Arguments, BuiltScript, Finding, InvalidArguments, plain_or_complete
from tools.arguments.shown import ON_GROUP, READS_FROM, READS_TABLES, WRITES_TO
from tools.arguments.source_check import NamedSource, sources_of_job
from tools.arguments.studio_choice import StudioGiven
from tools.views.cautions import known_cautions

LONGEST_WAIT = 1_000_000
"""Seconds that a generation may have been waited for, by all calls together; they take minutes."""

ProcessToContinue = Annotated[
    ProcessId | None,
    ShownAs(Text("continues generation", "继续生成")),
    described("Generation to continue.", "要继续的生成。"),
]
WaitedBefore = Annotated[
    float | None,
    NOT_IN_PLAN,
    WithJsonSchema({"type": "number"}),
    described("From the answer.", "来自回答。", ge=0, le=LONGEST_WAIT),
]
WaitSeconds = Annotated[float, NOT_IN_PLAN, described("Default 45.", "默认 45。", gt=0, le=55)]


AFTERWARDS = {
    None: Text("runs afterwards if it runs now", "如当前在运行，之后继续运行"),
    True: Text("runs afterwards (restart: true)", "之后运行（restart: true）"),
    False: Text("does not run afterwards (restart: false)", "之后不运行（restart: false）"),
}
"""How a plan shows ``restart`` of a change."""


def begun(process_id: str | None, waited: float | None) -> Begun | None:
    """The generation to continue, if there is one."""
    return Begun(process_id, waited) if process_id else None


PLAIN = InPlaceOf("script")

ABOUT = {
    "sources": "/source",
    "tables": "/tables",
    "step_types": "/destination_type",
    "destinations": "/destination",
}
"""The arguments in which a generation can differ, by attributes of ``Requested``."""

OMIT_PROCESS = Text(
    "leave process_id out, or give what the generation was made from", "请去掉 process_id，或给出生成时所用的参数"
)
SAY_OR_WAIT = Text(
    "repeat what it was made from, or make the same call later", "请重复生成时所用的参数，或稍后以相同参数再次调用"
)
UNFINISHED = Text("is not finished: what {} generates can't be shown yet", "尚未完成：{} 生成的内容暂时无法展示")
UNLESS_OTHERWISE = Text(
    "nothing is created if the generation, which is not finished, turns out otherwise",
    "生成尚未完成；如结果与此不符，则不会创建任何内容",
)
MANY_TABLES, NAME_TABLES = (
    Text("{} has {} tables or more", "{} 有 {} 张或更多的表"),
    Text("name the tables instead of patterns", "请用表名代替模式"),
)
NO_MATCH = Text("{} matches no table of {}", "{1} 中没有与 {0} 匹配的表")
SOURCE_TABLES = Text("list_source_tables shows them", "可用 list_source_tables 查看")
MANY_PATTERNS = Text("has too many patterns for so many tables", "表的数量很多，而模式过多")
LONGER_PATTERNS = Text(
    "begin patterns with a database and part of a name, or name the tables",
    "模式请以数据库和部分表名开头，或直接给出表名",
)
MIXED = Text('mixes "db.table" and "table"', '混用了 "db.table" 和 "table"')
ALL_OR_NONE = Text("name the database in all of them, or in none", "请全部带上数据库，或全部不带")
BARE_PATTERN = Text("is a pattern without a database", "是未带数据库的模式")
WRITE_IT_AS = Text('write it as "{}"', '请写成 "{}"')
SAME_TABLE, ONCE = Text("names the same table as {}", "与 {} 是同一张表"), Text("name it once", "请只写一次")
HALF_NAME = Text("names no database or no table", "未指明数据库或表")


class GenerationArguments(Arguments):
    """What a real-time script is generated from, and how long to wait for it."""

    project_id: ProjectId
    source: Annotated[Name | None, PLAIN, ShownAs(READS_FROM), described("Data source.", "数据源。")] = None
    tables: Annotated[
        Names | None,
        DECODED,
        PLAIN,
        ShownAs(READS_TABLES),
        described(
            'All as "db.table" or "db.*", or all as "table".', '全部写成 "db.table" 或 "db.*"，或全部写成 "table"。'
        ),
    ] = None
    destination_type: Annotated[JobDestinationType | None, PLAIN, NOT_IN_PLAN, described("Its type.", "其类型。")] = (
        None
    )
    destination: Annotated[Name | None, PLAIN, ShownAs(WRITES_TO), described("Data source.", "数据源。")] = None
    script: Annotated[
        Script | None,
        HoldsScript(("realtime-create", "job")),
        described("Instead of source, tables and destination.", "代替 source、tables 和 destination。"),
    ] = None
    resource_group: Annotated[
        Name | None, ShownAs(ON_GROUP), described("Identifier; a script may name it.", "标识；脚本中可已指定。")
    ] = None
    options: SameOptions = None
    studio: StudioGiven = None
    process_id: ProcessToContinue = None
    waited_seconds: WaitedBefore = None
    wait_seconds: WaitSeconds = 45

    def findings(self) -> Iterable[Finding]:
        """Fields that contradict each other, and required fields that are absent."""
        yield from conflicts(self.studio, self.studios)
        if self.options is not None and self.script is not None:
            yield Finding("/options", NOT_TOGETHER.filled("script"), LEAVE_ONE_OUT)
        if self.script is not None or self.process_id is None:
            yield from plain_or_complete(self, "script")
        if self.group() is None:
            yield Finding("/resource_group", REQUIRED, WORKSPACE_SHOWS)
        yield from table_findings(self.tables or [])
        yield from phase_findings(self.options, self.destination_type)
        if self.tables and not any(map(is_pattern, self.tables)):
            yield from key_findings(self.options, self.tables)

    @cached_property
    def definition(self) -> Definition:
        """The given script."""
        return Definition(self.script or "")

    def group(self) -> str | None:
        """The resource group, as given or from the script."""
        if self.resource_group is not None or self.script is None:
            return self.resource_group
        return self.definition.resource_group

    def group_places(self, job: Definition) -> dict[str, str]:
        """The pointer to each group that a job made from these arguments names, by the group."""
        phases = (self.options.groups if self.options else None) or {}
        known = {self.resource_group: "/resource_group"} | {
            group: f"/options/groups/{phase}" for phase, group in phases.items() if group != self.resource_group
        }
        return {group: known.get(group, "/script") for group in groups_of(job)}

    def named_sources(self) -> tuple[NamedSource, ...]:
        """The data sources that a job made from these arguments names."""
        if self.script is not None:
            return sources_of_job(self.definition, "/script", "/script")
        given = Definition(self.job_for("task", self.tables))
        return sources_of_job(given, "/source", "/destination")

    def begun(self) -> Begun | None:
        """The generation to continue."""
        return begun(self.process_id, self.waited_seconds)

    def group_look(self) -> Operations:
        """What finds out the resource group of a generation that is continued: its script names it otherwise."""
        return (ListResourceGroups,) if self.process_id is not None else ()

    @cached_property
    def studios(self) -> Mapping[str, StudioName]:
        """The studio that each argument is for, by its pointer; most say nothing."""
        is_job = is_a_job(self.definition.content) if self.definition else None
        return of_one_studio(
            self.destination_type,
            has_options=self.options is not None,
            is_job=is_job,
            continues=self.process_id is not None,
            in_folder=getattr(self, "folder", None) is not None,
        )

    def script_in(self, studio: CreatingStudio, name: str, tables: list[str] | None) -> str:
        """What a task is made from in a studio, with these tables: a script, or the specification of a job."""
        return self.script_for(tables) if studio.in_folders else self.job_for(name, tables)

    def job_for(self, name: str, tables: list[str] | None) -> str:
        """The specification of a job, with these tables."""
        if self.script is not None:
            return copied(self.definition, JobElsewhere(name, resource_group=self.resource_group)).text
        if not (self.source and tables and self.destination_type and self.destination):
            return "{}"
        return job_of(
            self.options, name, self.source, tables, self.destination, self.destination_type, self.group() or ""
        )

    def built_script(self) -> BuiltScript | None:
        """The specification of a job, if only the new studio can make what is requested."""
        plain = self.source and self.tables and self.destination_type and self.destination
        if not plain or StudioName.NEW not in self.studios.values():
            return None
        tables = self.tables or []
        text = self.job_for("task", [*tables, *named_in_keys(self.options)])  # a pattern may stand for these
        return BuiltScript("job", text, places_of(text, len(tables)), alike=False)

    @property
    def requested(self) -> Requested:
        """What a generation is to do, as far as these arguments say it."""
        if self.script is not None:
            return Requested.of(self.definition)
        return Requested(
            (self.source,) if self.source else (),
            {self.source or "": self.tables} if self.tables else {},
            (PAIRS[self.destination_type].step_type,) if self.destination_type in PAIRS else (),
            (self.destination,) if self.destination else (),
        )

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """The script of the generation that is continued, or the tables for patterns."""
        del current
        if self.process_id is None:
            tables = await requested_tables(look.api, self) if look.may_read(GetDataSourceMeta) else self.tables
            known = await known_script(look.api, REALTIME_FILES.prepare(self.project_id, self.script_for(tables)))
            cautions = known_cautions(look.api, self.project_id, known)
            return Outlook(values={"tables": tables}, basis=json.dumps(tables), cautions=cautions)
        may_query = look.may_read(QueryDISyncTaskConfigProcessResult)
        script = await script_of(look.api, self.project_id, self.process_id, NOTHING.said()) if may_query else None
        if script is not None:
            await check_generation(look.api, self, script)
            return Outlook(script, cautions=known_cautions(look.api, self.project_id, script))
        if self.requested == Requested():
            problem = UNFINISHED.filled(named(self.process_id))
            raise InvalidArguments([Finding("/process_id", problem, SAY_OR_WAIT)], after_reads=True)
        return Outlook(notes=(UNLESS_OTHERWISE.said(),))

    def script_for(self, tables: list[str] | None) -> str:
        """The script to generate from, with these tables."""
        if self.source and tables and self.destination_type in PAIRS and self.destination:
            return realtime_script({self.source: tables}, self.destination_type, self.destination, self.group() or "")
        return self.script or "{}"  # a continued generation has its script; this one is not sent


async def check_generation(api: DataWorks, arguments: GenerationArguments, script: Definition) -> None:
    """Check that a generation that is continued does what the arguments say.

    Raises:
        InvalidArguments: it does not; nothing was created.
        DataWorksError: the resource groups can't be read.
    """
    if arguments.process_id is None:
        return
    place = {} if arguments.script is None else dict.fromkeys(ABOUT, "/script")
    findings = [
        Finding({**ABOUT, **place}[about], DIFFERS.filled(words), OMIT_PROCESS)
        for about, words in arguments.requested.unlike(script)
    ]
    group = await other_group(api, arguments.group(), script.resource_group)
    if group is not None:
        findings.append(Finding("/resource_group", OTHER_GENERATION.filled(quoted(group)), OMIT_PROCESS))
    if findings:
        raise InvalidArguments(findings, after_reads=True)


async def other_group(api: DataWorks, wanted: str | None, found: str | None) -> str | None:
    """The group of a script if it is another one; scripts name it by its number, or by its identifier."""
    if wanted is None or found is None or wanted == found:
        return None
    groups = (await looked_up(api, ListResourceGroups(resource_group_type=DATA_INTEGRATION))).items
    named = next((group for group in groups if found in {group.id, group.identifier}), None)
    return None if named is None or wanted in {named.id, named.identifier} else named.identifier or named.id


async def requested_tables(api: DataWorks, arguments: GenerationArguments) -> list[str] | None:
    """The requested tables, with patterns expanded unless a generation is continued, which has its tables already.

    Raises:
        InvalidArguments: see ``expand_tables``.
    """
    if arguments.tables is None or arguments.source is None or arguments.process_id is not None:
        return arguments.tables
    return await expand_tables(api, arguments.project_id, arguments.source, arguments.tables, "/tables")


async def tables_in(api: DataWorks, arguments: GenerationArguments, studio: CreatingStudio) -> list[str] | None:
    """The same; where the tables can't be listed, a job is sent the patterns. The service checks no table of a job.

    Raises:
        InvalidArguments: see ``expand_tables`` and ``check_tables``; or a table that has a key is none of them.
        DataWorksError: the tables can't be listed, and the studio takes no patterns.
    """
    try:
        found = await requested_tables(api, arguments)
    except OutOfTime:
        raise
    except DataWorksError:
        if studio.in_folders:
            raise
        found = arguments.tables
    if keys := [*key_findings(arguments.options, found or ())]:
        raise InvalidArguments(keys, after_reads=True)
    if not studio.in_folders and arguments.source is not None:
        await check_tables(api, arguments.project_id, arguments.source, arguments.tables or (), "/tables/{}")
    return found


async def expand_tables(api: DataWorks, project_id: str, source: str, entries: list[str], place: str) -> list[str]:
    """The tables that these entries name or match, each once. Only patterns need API calls.

    Raises:
        InvalidArguments: a pattern matches no table, or the source has too many tables to list them all.
    """
    if not any(map(is_pattern, entries)):
        return entries
    found = await expanded(api, project_id, source, entries)
    if found.unseen:
        problem = MANY_TABLES.filled(named(source), str(PAGES * 100))
        raise InvalidArguments([Finding(place, problem, NAME_TABLES)], after_reads=True)
    if found.too_many:
        raise InvalidArguments([too_many_patterns(place)], after_reads=True)
    empty = [
        Finding(
            f"{place}/{number}",
            NO_MATCH.filled(named(entries[number]), named(source)),
            SOURCE_TABLES,
        )
        for number in found.empty[:SHOWN]
    ]
    if empty:
        raise InvalidArguments(empty, after_reads=True)
    return list(found.tables)


def too_many_patterns(place: str) -> Finding:
    """The finding about more patterns than are compared with the tables there are."""
    return Finding(place, MANY_PATTERNS, LONGER_PATTERNS)


def table_findings(tables: Sequence[str], place: str = "/tables") -> Iterator[Finding]:
    """Errors in a list of table names."""
    if not table_forms_agree(tables):
        yield Finding(place, MIXED, ALL_OR_NONE)
    seen = dict[str, int]()
    for number, table in enumerate(tables):
        if is_pattern(table) and "." not in table:
            yield Finding(f"{place}/{number}", BARE_PATTERN, WRITE_IT_AS.filled("db.*"))
        if table in seen:
            yield Finding(f"{place}/{number}", SAME_TABLE.filled(f"{place}/{seen[table]}"), ONCE)
        if "." in table and not all(split_table(table)):
            yield Finding(f"{place}/{number}", HALF_NAME, WRITE_IT_AS.filled("db.table"))
        seen.setdefault(table, number)
