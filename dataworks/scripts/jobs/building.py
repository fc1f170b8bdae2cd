"""Building a job specification from a plain request: a mapping for each table, the only form seen to work."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dataworks.fields import ScriptText
from dataworks.scripts.jobs.enumerations import (
    DATA_SOURCE,
    DATABASE,
    EXACT,
    FULL_PHASE,
    INCLUDE,
    PHASES,
    REALTIME_PHASE,
    REGEX,
    SCHEMA,
    TABLE,
)
from dataworks.scripts.jobs.pairs import ONE_TABLE, realtime_kind
from dataworks.scripts.jobs.patterns import regular
from dataworks.scripts.jobs.specification import RuleKey
from dataworks.scripts.patterns import is_pattern
from dataworks.scripts.reading import fields, items

VARIABLES = {"table": "srcTableName", "database": "srcDatabaseName", "source": "srcDatasourceName"}
"""The variables of a rule for names, and what the API calls them, which is taken too."""

EVERY = "*"
"""Stands for all tables where keys are given by table."""

WITH_SCHEMAS = ("Oracle", "SQLServer", "Hologres", "RedShift", "PostgreSQL")
"""Sources whose tables may be named ``database.schema.table``."""

Row = dict[str, Any]


@dataclass(frozen=True)
class JobOptions:
    """What only jobs can do; what is empty was not requested.

    Attributes:
        table_name: rule for the names of destination tables, such as ``ods_${table}``.
        schema: schema of the destination tables, or a rule for it, such as ``${database}``.
        keys: the columns of the key, by table; ``*``: of all others.
        columns: columns that are added, by name: a constant, or a variable such as ``${EXECUTE_TIME}``.
        ddl: what is done about changes of tables: Normal, Ignore or Critical, by type, such as ``DropTable``.
        dml: what is done about changes of rows, by type, such as ``Delete``: Normal, Ignore, LogicalDelete, or the
            condition of those that are applied.
        groups: resource groups of phases (realtime, full, schedule) that have another one than the job.
        cu: compute units by phase.
        full_load: whether what the tables have is loaded before changes are followed.
    """

    table_name: str = ""
    schema: str = ""
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    ddl: Mapping[str, str] = field(default_factory=dict[str, str])
    dml: Mapping[str, str] = field(default_factory=dict[str, str])
    groups: Mapping[str, str] = field(default_factory=dict[str, str])
    cu: Mapping[str, float] = field(default_factory=dict[str, float])
    full_load: bool = True


NO_OPTIONS = JobOptions()


@dataclass(frozen=True)
class JobRequest:
    """A real-time job.

    Attributes:
        tables: names or patterns, as ``db.table``; of sources without databases, such as Kafka, names alone.
        source_type, destination_type: in the API's spelling.
    """

    name: str
    source: str
    source_type: str
    tables: Sequence[str]
    destination: str
    destination_type: str
    resource_group: str
    options: JobOptions = NO_OPTIONS


def job_specification(request: JobRequest) -> ScriptText:
    """The specification; what was not requested is left out, and so are empty lists."""
    kind = realtime_kind(request.source_type, request.destination_type)
    full = request.options.full_load and kind != ONE_TABLE
    rules = [*_rules(request)]
    found = {
        "Name": request.name,
        "JobType": "SingleTableRealtimeMigration" if kind == ONE_TABLE else "DatabaseRealtimeMigration",
        "MigrationType": "FullAndRealtimeIncremental" if full else "RealtimeIncremental",
        "SourceDataSourceType": request.source_type,
        "DestinationDataSourceType": request.destination_type,
        "SourceDataSourceSettings": [{"DataSourceName": request.source}],
        "DestinationDataSourceSettings": [{"DataSourceName": request.destination}],
        "ResourceSettings": _resources(request, full=full),
        "TableMappings": [_mapping(request, table, rules) for table in dict.fromkeys(request.tables)],
        "TransformationRules": [rule for _, rule in rules],
        "JobSettings": {
            "DdlHandlingSettings": [{"Type": kind, "Action": how} for kind, how in request.options.ddl.items()]
        },
    }
    return ScriptText.of(pruned(found))


def pruned(value: Any) -> Any:
    """A value without what says nothing: ``None``, empty lists and empty objects, which an update might obey."""
    if isinstance(value, dict):
        found = {name: pruned(child) for name, child in fields(value).items()}
        return {name: child for name, child in found.items() if child not in (None, [], {})}
    return [pruned(each) for each in items(value)] if isinstance(value, list) else value


def rule(key: RuleKey, expression: Mapping[str, Any]) -> Row:
    """A transformation rule."""
    return {**reference(key), "RuleExpression": compact(expression)}


def compact(value: object) -> str:
    """A value as JSON text without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def reference(key: RuleKey) -> Row:
    """The names by which a mapping refers to a rule."""
    return {"RuleName": key.name, "RuleActionType": key.action, "RuleTargetType": key.target}


def mapping(selectors: Sequence[tuple[str, str]], references: Sequence[Row]) -> Row:
    """An element of ``TableMappings`` that selects by names or patterns of objects, each with its type."""
    return {
        "SourceObjectSelectionRules": [selector(kind, name) for kind, name in selectors if name],
        "TransformationRules": list(references),
    }


def selector(object_type: str, name: str, action: str = INCLUDE) -> Row:
    """A rule that selects objects by a name or a pattern."""
    kind, expression = (REGEX, regular(name)) if is_pattern(name) else (EXACT, name)
    return {"ObjectType": object_type, "Action": action, "ExpressionType": kind, "Expression": expression}


def selectors_of(source: str, source_type: str, table: str, *, of_databases: bool) -> list[tuple[str, str]]:
    """What selects a table of a data source: the types and names of the objects that lead to it."""
    parts = table.split(".", 2 if source_type in WITH_SCHEMAS else 1) if of_databases else [table]
    types = {1: (TABLE,), 2: (DATABASE, TABLE), 3: (DATABASE, SCHEMA, TABLE)}[len(parts)]
    return [(DATA_SOURCE, source), *zip(types, parts, strict=True)]


def expression_of(text: str) -> str:
    """A rule for names, with the variables as the API calls them."""
    return re.sub(r"\$\{(\w+)\}", lambda found: f"${{{VARIABLES.get(found[1], found[1])}}}", text)


def _mapping(request: JobRequest, table: str, rules: Sequence[tuple[str, Row]]) -> Row:
    of_databases = realtime_kind(request.source_type, request.destination_type) != ONE_TABLE
    selectors = selectors_of(request.source, request.source_type, table, of_databases=of_databases)
    own = {about for about, _ in rules} & {table}
    used = [row for about, row in rules if about in ("", table) or (about == EVERY and not own)]
    references = [{name: row[name] for name in ("RuleName", "RuleActionType", "RuleTargetType")} for row in used]
    return mapping(selectors, references)


def _rules(request: JobRequest) -> Iterator[tuple[str, Row]]:
    """The rules of a request, each with the table that it is for: empty for all, ``*`` for those without their own."""
    options = request.options
    for name, text, target in (("table_name", options.table_name, TABLE), ("schema", options.schema, SCHEMA)):
        if text:
            yield "", rule(RuleKey(name, "Rename", target), {"expression": expression_of(text)})
    for place, (table, columns) in enumerate(options.keys.items(), 1):
        yield table, rule(RuleKey(f"key_{place}", "DefinePrimaryKey", TABLE), {"columns": list(columns)})
    if options.columns:
        added = [_column(name, value) for name, value in options.columns.items()]
        yield "", rule(RuleKey("columns", "AddColumn", TABLE), {"columns": added})
    if options.dml:
        policies = [_policy(kind, how) for kind, how in options.dml.items()]
        yield "", rule(RuleKey("dml", "HandleDml", TABLE), {"dmlPolicies": policies})


def _column(name: str, value: str) -> Row:
    variable = re.fullmatch(r"\$\{(\w+)\}", value)
    kind, text = ("Variable", variable[1]) if variable else ("Constant", value)
    return {"columnName": name, "columnValueType": kind, "columnValue": text}


def _policy(kind: str, how: str) -> Row:
    """What is done about changes of a kind: a word is an action, anything longer a condition."""
    if re.fullmatch(r"\w+", how):
        return {"dmlType": kind, "dmlAction": how}
    return {"dmlType": kind, "dmlAction": "Filter", "filterCondition": how}


def _resources(request: JobRequest, *, full: bool) -> Row:
    usual = {REALTIME_PHASE: request.resource_group} | ({FULL_PHASE: request.resource_group} if full else {})
    groups = usual | {PHASES[phase]: group for phase, group in request.options.groups.items()}
    units = {PHASES[phase]: cu for phase, cu in request.options.cu.items()}
    return {
        phase: {"ResourceGroupIdentifier": group, "RequestedCu": units.get(phase)} for phase, group in groups.items()
    }
