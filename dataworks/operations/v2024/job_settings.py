"""What a Data Integration job consists of: data sources, resources, selected tables, rules and settings."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from dataworks.fields import DECODED, MOST_VALUES, DatasourceName, Name, Script
from dataworks.operations.v2024.nested import Nested, an_object, objects
from dataworks.scripts.jobs import enumerations as known
from dataworks.scripts.jobs.expressions import EXPRESSIONS

if TYPE_CHECKING:  # type checkers take no Literal from a table
    SourceType = str
    DestinationType = str
    MigrationType = str
    JobType = str
    ObjectType = str
    RuleActionType = str
    RuleTargetType = str
    DdlType = str
    DdlAction = str
else:
    SourceType, DestinationType = Literal[tuple(known.SOURCES)], Literal[tuple(known.DESTINATIONS)]
    MigrationType, JobType = Literal[tuple(known.MIGRATION_TYPES)], Literal[tuple(known.JOB_TYPES)]
    ObjectType, RuleTargetType = Literal[known.OBJECT_TYPES], Literal[known.TARGETS]
    RuleActionType = Literal[tuple(EXPRESSIONS)]
    DdlType, DdlAction = Literal[known.DDL_TYPES], Literal[known.DDL_ACTIONS]
"""The values that a job can have, which the check of specifications knows."""


class SourceProperties(Nested):
    """How the values of a source are read, such as ``utf-8`` and ``Asia/Shanghai``."""

    encoding: Name | None = None
    timezone: Name | None = None


class Source(Nested):
    """A source, by the name of its data source."""

    data_source_name: DatasourceName
    data_source_properties: SourceProperties | None = None


class Destination(Nested):
    """A destination, by the name of its data source."""

    data_source_name: DatasourceName


class Resource(Nested):
    """The resource group of one phase of a job, by identifier, and its compute units (CU)."""

    resource_group_identifier: Name
    requested_cu: Annotated[float, Field(gt=0)] | None = None


class Resources(Nested):
    """The resources by phase: offline is the full load, schedule is for batch jobs."""

    offline_resource_settings: Resource | None = None
    realtime_resource_settings: Resource | None = None
    schedule_resource_settings: Resource | None = None


class Selection(Nested):
    """One rule of a selection; all rules of a mapping together select its tables."""

    object_type: ObjectType
    action: Literal["Include", "Exclude"] | None = None
    expression_type: Literal["Exact", "Regex"] | None = None
    expression: Name


class RuleReference(Nested):
    """A transformation rule, named by the same three values as where it is defined."""

    rule_name: Annotated[Name, Field(max_length=known.RULE_NAME_LENGTH)]
    rule_action_type: RuleActionType
    rule_target_type: RuleTargetType


class TransformationRule(RuleReference):
    """A transformation rule. It has no effect until a mapping refers to it."""

    rule_expression: Script


class TableMapping(Nested):
    """Selected tables, and the rules that apply to them."""

    source_object_selection_rules: Annotated[list[Selection], Field(min_length=1, max_length=MOST_VALUES)]
    transformation_rules: Annotated[list[RuleReference], Field(max_length=MOST_VALUES)] | None = None


class DdlHandling(Nested):
    """What is done with a change of a source's structure."""

    type: DdlType
    action: DdlAction


class RuntimeSetting(Nested):
    """A setting of the run, such as ``runtime.realtime.concurrent``; its value is text."""

    name: Name
    value: Name


class ColumnDataType(Nested):
    """The type that columns of a source's type get in the destination."""

    source_data_type: Name
    destination_data_type: Name


class ScheduleParameters(Nested):
    """The parameters of a schedule, such as ``bizdate=$bizdate``."""

    schedule_parameters: Name | None = None


class CycleSchedule(ScheduleParameters):
    """What each scheduled run of a batch job loads, and the parameters of its schedule."""

    cycle_migration_type: Literal["Full", "OfflineIncremental"] | None = None


class CommonSettings(Nested):
    """The settings that can be changed later. ``channel_settings`` depend on the pair of data sources."""

    ddl_handling_settings: list[DdlHandling] | None = None
    runtime_settings: list[RuntimeSetting] | None = None
    column_data_type_settings: list[ColumnDataType] | None = None
    channel_settings: Script | None = None


class JobSettings(CommonSettings):
    """The settings of a new job."""

    cycle_schedule_settings: CycleSchedule | None = None


class ChangedJobSettings(CommonSettings):
    """The settings of a job that exists: what each scheduled run loads can't be changed."""

    cycle_schedule_settings: ScheduleParameters | None = None


Sources = Annotated[
    list[Source],
    Field(min_length=1, max_length=MOST_VALUES),
    DECODED,
    objects(
        "[{data_source_name, data_source_properties: {encoding, timezone}}]",
        "[{data_source_name, data_source_properties: {encoding, timezone}}]",
    ),
]
Destinations = Annotated[
    list[Destination],
    Field(min_length=1, max_length=MOST_VALUES),
    DECODED,
    objects("[{data_source_name}]", "[{data_source_name}]"),
]
JobResources = Annotated[
    Resources,
    DECODED,
    an_object(
        "{offline_resource_settings (full load), realtime_resource_settings, schedule_resource_settings "
        "(batch): {resource_group_identifier, requested_cu}}",
        (
            "{offline_resource_settings（全量加载）, realtime_resource_settings, schedule_resource_settings（离线）: "
            "{resource_group_identifier, requested_cu}}"
        ),
    ),
]
TableMappings = Annotated[
    list[TableMapping],
    Field(min_length=1, max_length=MOST_VALUES),
    DECODED,
    objects(
        "[{source_object_selection_rules: [{object_type: Database, Table, ..., action: Include or Exclude, "
        "expression_type: Exact or Regex, expression}], transformation_rules: [{rule_name, rule_action_type, "
        "rule_target_type}]}]",
        (
            "[{source_object_selection_rules: [{object_type: Database、Table 等, action: "
            "Include 或 Exclude, expression_type: Exact 或 Regex, expression}], transformation_rules: "
            "[{rule_name, rule_action_type, rule_target_type}]}]"
        ),
    ),
]
TransformationRules = Annotated[
    list[TransformationRule],
    Field(max_length=MOST_VALUES),
    DECODED,
    objects(
        "[{rule_name, rule_action_type: Rename, AddColumn, ..., rule_target_type: Table or Schema, "
        'rule_expression: {"expression": "ods_${srcTableName}"}}]',
        (
            "[{rule_name, rule_action_type: Rename、AddColumn 等, rule_target_type: Table "
            '或 Schema, rule_expression: {"expression": "ods_${srcTableName}"}}]'
        ),
    ),
]
SETTINGS = an_object(
    "{ddl_handling_settings: [{type, action}], runtime_settings: [{name, value}], ...}",
    "{ddl_handling_settings: [{type, action}], runtime_settings: [{name, value}], ...}",
)
NewSettings = Annotated[JobSettings, DECODED, SETTINGS]
ChangedSettings = Annotated[ChangedJobSettings, DECODED, SETTINGS]
