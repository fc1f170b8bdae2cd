"""What a Data Integration job will do when it starts: which tables it selects, where it writes, and why it fails.

The service checks little before a job starts (Alibaba's Terraform tests create jobs with nonsense), so neither does the
emulator. The texts of failures are assumed.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_pascal

from emulator.failures import WorkFailed
from emulator.world.job_load import ROWS_OF_A_TABLE, ROWS_OF_A_UNIT
from emulator.world.jobs import WITHOUT_STREAM, Place, Plan, PlannedTable
from emulator.world.state import DataSource, Workspace, World

RECORDS = 1_000
"""Rows that a table has, for each of its columns; invented."""

STEP_TYPES = {"maxcompute": "odps", "hologres": "holo"}
"""The types of data sources whose name in jobs is another one, in lower case."""


class Part(BaseModel):
    """A part of a job, with the names of the API. What is missing has no effect."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_pascal)


class End(Part):
    """A data source."""

    data_source_name: str = ""


class Resource(Part):
    """The resources of a phase."""

    resource_group_identifier: str = ""
    requested_cu: float = 1.0


class Resources(Part):
    """The resources by phase."""

    offline_resource_settings: Resource | None = None
    realtime_resource_settings: Resource | None = None
    schedule_resource_settings: Resource | None = None


class Selector(Part):
    """One rule of a selection."""

    object_type: str = ""
    action: str = "Include"
    expression_type: str = "Exact"
    expression: str = ""

    def matches(self, name: str) -> bool:
        """Return whether the expression is this name, or a pattern of the whole name."""
        if self.expression_type.lower() == "exact":
            return self.expression == name
        return re.fullmatch(self.expression, name) is not None


class Rule(Part):
    """A transformation rule, or a reference to one."""

    rule_name: str = ""
    rule_action_type: str = ""
    rule_target_type: str = ""
    rule_expression: str = "{}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what a reference to the rule has."""
        return (self.rule_name, self.rule_action_type, self.rule_target_type)


class TableMapping(Part):
    """Selected tables and the rules that apply to them."""

    source_object_selection_rules: tuple[Selector, ...] = ()
    transformation_rules: tuple[Rule, ...] = ()


class Spec(Part):
    """A job as it was sent."""

    source_data_source_type: str = ""
    destination_data_source_type: str = ""
    migration_type: str = ""
    source_data_source_settings: tuple[End, ...] = ()
    destination_data_source_settings: tuple[End, ...] = ()
    resource_settings: Resources = Field(default_factory=Resources)
    table_mappings: tuple[TableMapping, ...] = ()
    transformation_rules: tuple[Rule, ...] = ()

    @property
    def resource(self) -> Resource | None:
        """The resources of the phase that matters most: the stream, or the load."""
        phases, streams = self.resource_settings, self.migration_type not in WITHOUT_STREAM
        load = phases.offline_resource_settings or phases.schedule_resource_settings
        return phases.realtime_resource_settings if streams else load


class Failed(Exception):
    """The job fails when it starts, for this reason."""


EXPRESSIONS = {
    "Rename": "expression",
    "DefinePrimaryKey": "columns",
    "AddColumn": "columns",
    "HandleDml": "dmlPolicies",
    "DefineIncrementalCondition": "where",
    "DefineCycleScheduleSettings": "cronExpress",
    "DefinePartitionKey": "columns",
    "DefineRuntimeSettings": "",
    "SourceSchema": "columns",
    "DefineDstTableSettings": "ddlString",
    "ColumnMapping": "columnMapping",
}
"""The actions of rules, and the key that an expression of each must have."""

OBJECT_TYPES = ("Datasource", "Database", "Schema", "Table")
"""The parts of a place that a selection can name, in the order of ``Place``."""


def plan(world: World, workspace: Workspace, given: Mapping[str, Any]) -> Plan:
    """Return what a run of the job does, or why it fails."""
    try:
        spec = Spec.model_validate(given)
        return _plan(world, workspace, spec)
    except ValidationError as error:
        return Plan(failure=f"{error.errors()[0]['loc'][0]} can not be parsed.")
    except (Failed, WorkFailed, re.error) as failed:
        return Plan(failure=str(failed))


def _plan(world: World, workspace: Workspace, spec: Spec) -> Plan:
    sources = _ends(workspace, spec.source_data_source_settings, spec.source_data_source_type)
    (destination, *_) = _ends(workspace, spec.destination_data_source_settings, spec.destination_data_source_type)
    if spec.resource is None or not spec.resource.resource_group_identifier:
        raise Failed("ResourceGroup:[] is invalid.")
    group = world.sync_group(spec.resource.resource_group_identifier)
    tables = tuple(_tables(spec, sources, destination))
    rows, capacity = ROWS_OF_A_TABLE * len(tables), ROWS_OF_A_UNIT * spec.resource.requested_cu
    return Plan(tables, rows=rows, capacity=capacity, measured="serverless" in group.name)


def _ends(workspace: Workspace, settings: tuple[End, ...], kind: str) -> list[DataSource]:
    step_type = STEP_TYPES.get(kind.lower(), kind.lower())
    found = [workspace.data_source(end.data_source_name, step_type) for end in settings]
    if not found:
        raise Failed("datasource:[] is invalid.")
    return found


def _tables(spec: Spec, sources: list[DataSource], destination: DataSource) -> Iterator[PlannedTable]:
    rules = {rule.key: rule for rule in spec.transformation_rules}
    seen: set[Place] = set()
    for mapping in spec.table_mappings:
        places = [place for place in _selected(mapping, sources) if place not in seen]
        seen.update(places)
        wanted = [_rule(rules, reference) for reference in mapping.transformation_rules]
        for place in places:
            yield PlannedTable(place, _destination(place, destination, wanted), _records(sources, place))
    if not seen:
        raise Failed("No table matches the table mappings.")


def _rule(rules: Mapping[tuple[str, str, str], Rule], reference: Rule) -> Rule:
    rule = rules.get(reference.key)
    if rule is None:
        raise Failed(f"Transformation rule:[{reference.rule_name}] is not defined.")
    _expression(rule)
    return rule


def _expression(rule: Rule) -> dict[str, Any]:
    """Return the expression of a rule, or fail if it has not the form that its action needs."""
    try:
        decoded: object = json.loads(rule.rule_expression)
    except ValueError:
        decoded = None
    key = EXPRESSIONS.get(rule.rule_action_type)
    if key is None or not isinstance(decoded, dict) or (key and key not in decoded):
        raise Failed(f"Transformation rule:[{rule.rule_name}] is invalid: {rule.rule_action_type}.")
    return cast("dict[str, Any]", decoded)


def _selected(mapping: TableMapping, sources: list[DataSource]) -> Iterator[Place]:
    selectors = mapping.source_object_selection_rules
    unknown = next((each.object_type for each in selectors if each.object_type not in OBJECT_TYPES), None)
    if unknown is not None:
        raise Failed(f"ObjectType:[{unknown}] is invalid.")
    places = [place for source in sources for place in _places(source, selectors)]
    found = [place for place in places if _is_selected(place, selectors)]
    if not found:
        raise Failed(f"No table matches: {', '.join(each.expression for each in selectors)}.")
    yield from found


def _places(source: DataSource, selectors: tuple[Selector, ...]) -> Iterator[Place]:
    """Yield the tables of a source; of one whose tables are not emulated, those that are named exactly."""
    for database, tables in source.databases.items():
        yield from (Place(source.name, database, "", table) for table in tables)
    if not source.databases:
        named = [each for each in selectors if each.expression_type.lower() == "exact"]
        names = {kind: each.expression for kind in OBJECT_TYPES for each in named if each.object_type == kind}
        if "Table" in names:
            yield Place(source.name, names.get("Database", ""), names.get("Schema", ""), names["Table"])


def _is_selected(place: Place, selectors: tuple[Selector, ...]) -> bool:
    for index, kind in enumerate(OBJECT_TYPES):
        about = [each for each in selectors if each.object_type == kind]
        included = [each for each in about if each.action.lower() != "exclude"]
        if included and not any(each.matches(place[index]) for each in included):
            return False
        if any(each.matches(place[index]) for each in about if each not in included):
            return False
    return True


def _destination(place: Place, destination: DataSource, rules: list[Rule]) -> Place:
    """Return the table that a source table is written to: its own name, unless a rule renames it."""
    variables = {
        "srcDatasourceName": place.data_source,
        "srcDatabaseName": place.database,
        "srcSchemaName": place.schema,
        "srcTableName": place.table,
    }
    names = {"Database": "", "Schema": "", "Table": place.table}
    for rule in rules:
        if rule.rule_action_type == "Rename" and rule.rule_target_type in names:
            names[rule.rule_target_type] = _filled(str(_expression(rule)["expression"]), variables.get)
    return Place(destination.name, names["Database"], names["Schema"], names["Table"])


def _filled(text: str, value_of: Callable[[str], str | None]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda match: value_of(match[1]) or match[0], text)


def _records(sources: list[DataSource], place: Place) -> int:
    source = next(source for source in sources if source.name == place.data_source)
    table = source.databases.get(place.database, {}).get(place.table)
    return RECORDS * len(table.columns) if table else 0
