"""The options of real-time tasks that only jobs have, in one argument."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from dataworks.explain.arguments import LEAVE_OUT
from dataworks.fields import DECODED, MOST_VALUES, Name
from dataworks.language import Text
from dataworks.markers import AlsoCalled, ShownAs, described
from dataworks.operations.v2024.job_settings import DdlAction
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.building import EVERY, JobOptions, JobRequest, job_specification
from dataworks.scripts.jobs.enumerations import DESTINATIONS, SOURCES
from dataworks.scripts.jobs.pairs import ONE_TABLE, realtime_kind
from dataworks.scripts.jobs.specification import spelled
from dataworks.scripts.reading import items, rows, text
from tools.arguments.parsing import Finding

MYSQL = "MySQL"

Phase = Literal["realtime", "full", "schedule"]


JOB_DESTINATIONS: Mapping[str, str] = {
    **{name.lower(): name for name in DESTINATIONS if name != "AnalyticDB_For_MySQL"},
    "analyticdb": "AnalyticDB_For_MySQL",
}
"""The destinations of jobs, by the type that tools take."""

OTHER_NAMES = {
    other: name for name, each in JOB_DESTINATIONS.items() for other in (name, each.lower(), DESTINATIONS[each])
}
"""What they are called in any case, by the console and by the API, whose answers have ``odps`` for MaxCompute."""

if TYPE_CHECKING:
    JobDestinationType = str  # type checkers take no Literal from a table
else:
    JobDestinationType = Annotated[Literal[tuple(JOB_DESTINATIONS)], AlsoCalled(OTHER_NAMES)]


Units = Annotated[float, Field(gt=0, le=10_000, multiple_of=0.5)]
"""Compute units of a phase."""

OBJECT = WithJsonSchema({"type": "object"})
"""The schema of values by name: what they are is said in words, which takes fewer."""


class JobOptionsArgument(BaseModel):
    """What only jobs can do; what is left out is not sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_type: Annotated[Name | None, described("MySQL", "MySQL")] = None
    table_name: Annotated[Name | None, described("ods_${table}", "ods_${table}")] = None
    destination_schema: Name | None = None
    keys: Annotated[
        dict[Name, Annotated[list[Name], Field(min_length=1, max_length=MOST_VALUES)]] | None,
        OBJECT,
        described("By table; *: all.", "按表；*：全部。", max_length=MOST_VALUES),
    ] = None
    columns: Annotated[
        dict[Name, Name] | None,
        OBJECT,
        described("Added", "附加列", max_length=MOST_VALUES),
    ] = None
    ddl: Annotated[
        dict[Name, DdlAction] | None, OBJECT, described("{DropTable: Ignore}", "{DropTable: Ignore}", max_length=20)
    ] = None
    dml: Annotated[
        dict[Name, Name] | None,
        OBJECT,
        described("{Delete: LogicalDelete}", "{Delete: LogicalDelete}", max_length=20),
    ] = None
    groups: Annotated[dict[Phase, Name] | None, OBJECT, described("By phase: full", "按阶段：full")] = None
    cu: Annotated[dict[Phase, Units] | None, OBJECT, described("{realtime: 2}", "{realtime: 2}")] = None
    full_load: bool = True

    @property
    def api_source_type(self) -> str:
        """The type of the source in the API's spelling."""
        return spelled(self.source_type or MYSQL, SOURCES)

    def options(self) -> JobOptions:
        """The same without what was left out."""
        return JobOptions(
            self.table_name or "",
            self.destination_schema or "",
            self.keys or {},
            self.columns or {},
            self.ddl or {},
            self.dml or {},
            {str(phase): group for phase, group in (self.groups or {}).items()},
            {str(phase): units for phase, units in (self.cu or {}).items()},
            full_load=self.full_load,
        )


OPTIONS = ShownAs(Text("with options", "选项"))
JobOptionsField = Annotated[JobOptionsArgument | None, DECODED, described("New studio.", "新版数据开发。")]
"""The options with their schema."""

SameOptions = Annotated[
    JobOptionsArgument | None,
    DECODED,
    WithJsonSchema({"type": "object"}),
    described("See create.", "见 create。"),
]
"""The same without it, for tools that take what another one does."""


def job_of(
    options: JobOptionsArgument | None,
    name: str,
    source: str,
    tables: list[str],
    destination: str,
    destination_type: str,
    group: str,
) -> str:
    """The specification of a job for plain arguments."""
    given = options or JobOptionsArgument()
    ends = source, given.api_source_type, tables, destination, JOB_DESTINATIONS[destination_type]
    return job_specification(JobRequest(name, *ends, group, given.options()))


RULES_OF = {"table_name": "table_name", "schema": "destination_schema", "columns": "columns", "dml": "dml"}
"""The options that rules are made from, by the names of the rules; all others are keys."""

PLACES = {
    "/SourceDataSourceType": "/options/source_type",
    "/DestinationDataSourceType": "/destination_type",
    "/SourceDataSourceSettings": "/source",
    "/DestinationDataSourceSettings": "/destination",
    "/ResourceSettings": "/resource_group",
    "/JobSettings": "/options/ddl",
}


NO_SUCH_TABLE = Text("is none of the tables of the task", "不在任务的表之中")
AS_NAMED = Text(
    'name it as in tables, or as what a pattern stands for: "db.table"; * is for all others',
    '请按 tables 中的写法（或模式所匹配的表）写成 "db.table"；* 表示其余所有表',
)


NO_PHASE = Text("is for a phase that the job does not have", "所指的阶段在该作业中不存在")
NO_FULL_LOAD = Text(
    "is not possible from {}: a job of one topic or table only follows changes", "{} 不支持：单表作业仅同步增量"
)


def key_findings(options: JobOptionsArgument | None, tables: Sequence[str]) -> Iterator[Finding]:
    """Keys for tables that the task does not have, where these are all that it has."""
    for table in named_in_keys(options):
        if table not in tables:
            yield Finding(f"/options/keys/{table}", NO_SUCH_TABLE, AS_NAMED)


def phase_findings(options: JobOptionsArgument | None, destination_type: str | None) -> Iterator[Finding]:
    """Units for a phase that the job does not have, and a full load where no such job exists."""
    if options is None or destination_type is None:
        return
    one_table = realtime_kind(options.api_source_type, JOB_DESTINATIONS[destination_type]) == ONE_TABLE
    if one_table and options.full_load and "full_load" in options.model_fields_set:
        yield Finding("/options/full_load", NO_FULL_LOAD.filled(options.api_source_type), LEAVE_OUT)
    loads = ["full"] if options.full_load and not one_table else []
    phases = {"realtime", *loads, *(options.groups or {})}
    for phase in options.cu or {}:
        if phase not in phases:
            yield Finding(f"/options/cu/{phase}", NO_PHASE, LEAVE_OUT)


def named_in_keys(options: JobOptionsArgument | None) -> list[str]:
    """The tables that have keys of their own."""
    return [table for table in (options.keys if options else None) or {} if table != EVERY]


def places_of(job: str, tables: int) -> Mapping[str, str]:
    """The arguments from which the parts of a specification are made, by the pointers to them.

    ``tables``: how many of its mappings are for ``tables``; the others are for tables that have keys.
    """
    content = Definition(job).content
    rules = [text(rule.get("RuleName")) for rule in rows(content, "TransformationRules")]
    mappings = range(len(items(content.get("TableMappings"))))
    return {
        **{
            f"/TransformationRules/{place}": f"/options/{RULES_OF.get(name, 'keys')}"
            for place, name in enumerate(rules)
        },
        **{f"/TableMappings/{place}": f"/tables/{place}" if place < tables else "/options/keys" for place in mappings},
        **PLACES,
    }
