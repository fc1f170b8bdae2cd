"""A job specification, read leniently: its data sources, which tables its mappings select, and its rules.

The same specification is spelled in several ways: as the parameters of CreateDIJob, as the answer of GetDIJob, as JSON
text in some of their values, as a FileSpec, whose keys begin with small letters, and as a resource of Terraform.
``normalised`` is the first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from dataworks.scripts.jobs.enumerations import (
    CHANNEL,
    DATA_SOURCE,
    DESTINATIONS,
    EXACT,
    EXPRESSION_TYPES,
    IMPLIED,
    INCLUDE,
    JOB_TYPES,
    MIGRATION_TYPES,
    OBJECT_TYPES,
    RULE_ACTIONS,
    SELECTION_ACTIONS,
    SOURCES,
    TARGETS,
)
from dataworks.scripts.jobs.terraform import is_terraform, of_terraform
from dataworks.scripts.reading import fields, inner, items, rows, text
from dataworks.scripts.spelling import folded

SETTINGS = (
    "SourceDataSourceSettings",
    "DestinationDataSourceSettings",
    "ResourceSettings",
    "TableMappings",
    "TransformationRules",
    "JobSettings",
)
"""The parameters with nested values, which requests hold as JSON text."""

PARAMETERS = (
    *("Name", "Description", "JobType", "MigrationType", "SourceDataSourceType", "DestinationDataSourceType"),
    *SETTINGS,
)
"""The parameters that say what a job does, in this order; the others say whose it is, and how it is."""

INSIDE = (
    *("DataSourceName", "DataSourceProperties", "Encoding", "Timezone", "ConnectionProperties"),
    *("RealtimeResourceSettings", "OfflineResourceSettings", "ScheduleResourceSettings"),
    *("ResourceGroupIdentifier", "RequestedCu"),
    *("SourceObjectSelectionRules", "ObjectType", "Action", "ExpressionType", "Expression"),
    *("RuleName", "RuleActionType", "RuleTargetType", "RuleExpression"),
    *("DdlHandlingSettings", "RuntimeSettings", "ColumnDataTypeSettings", "CycleScheduleSettings", "ChannelSettings"),
    *("Type", "Value", "SourceDataType", "DestinationDataType", "CycleMigrationType", "ScheduleParameters"),
)
"""The keys inside these parameters."""

KEYS = {
    **{key.lower(): key for key in (*PARAMETERS, *INSIDE, "FileSpec")},
    "jobname": "Name",
    "transformationrulenames": "TransformationRules",
}
"""The keys by how they are spelled without capitals."""

CLOSED = ("RuleExpression", "ConnectionProperties", "ChannelSettings")
"""Keys whose values have keys of their own."""

SIGNS = {key.lower() for key in (*SETTINGS, "MigrationType", "SourceDataSourceType", "DestinationDataSourceType")}
WRAPPERS = ("PagingInfo", "Data")
"""Where answers hold a job: of version 2024-05-18, and of 2020-05-18."""


def spelled(value: str, known: Iterable[str]) -> str:
    """The value as the API's lists have it: answers write ``Mysql`` and ``STARROCKS``. Unknown ones stay."""
    return next((each for each in known if folded(each) == folded(value)), value)


def migration_type(value: str) -> str:
    """The migration type as the API's list has it, without the prefix that some have."""
    return spelled(value.removeprefix(CHANNEL), MIGRATION_TYPES)


class Selector(NamedTuple):
    """A rule that selects objects of a source."""

    object_type: str
    action: str
    expression_type: str
    expression: str

    @property
    def names(self) -> bool:
        """Whether it names one object that is selected."""
        return self.action == INCLUDE and self.expression_type == EXACT


class RuleKey(NamedTuple):
    """What identifies a transformation rule; mappings refer to it by these."""

    name: str
    action: str
    target: str


def unwrapped(value: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The specification in an answer, and the pointer to it; the value itself if it is none."""
    for name in WRAPPERS:
        if has_signs(found := fields(value.get(name))):
            return found, f"/{name}"
    return dict(value), ""


def has_signs(value: Mapping[str, Any]) -> bool:
    """Whether an object has keys that only specifications of jobs have, in any spelling."""
    return "FileSpec" in value or is_terraform(value) or any(key.lower() in SIGNS for key in value)


def is_job(value: Mapping[str, Any]) -> bool:
    """Whether it is the specification of a job, or an answer that holds one."""
    return has_signs(unwrapped(value)[0])


def normalised(value: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that say what a job does, in the spelling of requests; values as they are.

    What version 2020-05-18 implies is written out.
    """
    found = _parameters(value)
    return _written_out(found) if _is_older(value, found) else found


def is_older(value: Mapping[str, Any]) -> bool:
    """Whether a job is spelled as in version 2020-05-18, which has a ``JobName`` and selects by names alone."""
    return _is_older(value, _parameters(value))


def _parameters(value: Mapping[str, Any]) -> dict[str, Any]:
    job = unwrapped(value)[0]
    found = fields(_respelled(of_terraform(job) if is_terraform(job) else job))
    if not any(found.get(name) for name in SETTINGS) and (inside := loaded(found.get("FileSpec"))):
        found |= normalised(fields(inside))
    return {name: found[name] for name in (*PARAMETERS, "FileSpec") if found.get(name) is not None}


def _is_older(value: Mapping[str, Any], parameters: dict[str, Any]) -> bool:
    job = unwrapped(value)[0]
    if "JobName" not in job or "Name" in job:
        return False
    rules = [row for each in rows(parameters, "TableMappings") for row in rows(each, "SourceObjectSelectionRules")]
    return bool(rules) and all(IMPLIED.keys().isdisjoint(row) for row in rules)


def _written_out(job: dict[str, Any]) -> dict[str, Any]:
    """The same with what each rule of a selection means, and with the compute units at each phase."""
    mappings = [
        {**each, "SourceObjectSelectionRules": [{**row, **IMPLIED} for row in rows(each, "SourceObjectSelectionRules")]}
        for each in rows(job, "TableMappings")
    ]
    resources = {**fields(job.get("ResourceSettings"))}
    units = resources.pop("RequestedCu", None)
    phases = {
        name: {**({} if units is None else {"RequestedCu": units}), **fields(row)} for name, row in resources.items()
    }
    return {**job, "TableMappings": mappings, **({"ResourceSettings": phases} if resources else {})}


def in_one_spelling(content: dict[str, Any]) -> dict[str, Any]:
    """A specification as requests have it; anything else as it is."""
    return normalised(content) if is_job(content) else content


def loaded(value: Any) -> Any:
    """A value, or what its JSON text holds; ``None`` where that is no JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _respelled(value: Any) -> Any:
    """A value whose keys are spelled as those of requests, and whose nested parameters are no text."""
    if isinstance(value, list):
        return [_respelled(each) for each in items(value)]
    found = dict[str, Any]()
    for key, child in fields(value).items():
        name = KEYS.get(key.lower(), key)
        opened = loaded(child) if name in SETTINGS else child
        found.setdefault(name, opened if name in CLOSED else _respelled(opened))
    return found if isinstance(value, dict) else value


def _rows(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a list, each with its place."""
    return ((place, fields(row)) for place, row in enumerate(items(value)) if isinstance(row, dict))


def rule_key(row: Mapping[str, Any]) -> RuleKey:
    """The three names that identify a rule, those of the API as its lists have them."""
    action, target = spelled(text(row.get("RuleActionType")), RULE_ACTIONS), text(row.get("RuleTargetType"))
    return RuleKey(text(row.get("RuleName")), action, spelled(target, TARGETS))


@dataclass(frozen=True)
class Selection:
    """An element of ``TableMappings``: which tables it selects, and the rules that it refers to.

    Attributes:
        pointer: to the element.
        value: the element itself.
    """

    pointer: str
    value: dict[str, Any]

    @cached_property
    def selectors(self) -> tuple[Selector, ...]:
        """Its selection rules; without an action they include, without a type they are exact, as in 2020-05-18."""
        return tuple(_selector(row) for _, row in _rows(self.value.get("SourceObjectSelectionRules")))

    def of(self, object_type: str, action: str = INCLUDE) -> list[Selector]:
        """The selectors about objects of a type."""
        return [each for each in self.selectors if (each.object_type, each.action) == (object_type, action)]

    @cached_property
    def references(self) -> tuple[tuple[str, RuleKey], ...]:
        """The rules that it refers to, each with the pointer to the reference."""
        return tuple(
            (f"{self.pointer}/{name}/{place}", rule_key(row))
            for name in ("TransformationRules", "TransformationRuleNames")
            for place, row in _rows(self.value.get(name))
        )


def _selector(row: Mapping[str, Any]) -> Selector:
    return Selector(
        spelled(text(row.get("ObjectType")), OBJECT_TYPES),
        spelled(text(row.get("Action")) or INCLUDE, SELECTION_ACTIONS),
        spelled(text(row.get("ExpressionType")) or EXACT, EXPRESSION_TYPES),
        text(row.get("Expression")),
    )


@dataclass(frozen=True)
class Rule:
    """An element of ``TransformationRules``."""

    pointer: str
    key: RuleKey
    value: dict[str, Any]

    @cached_property
    def expression(self) -> dict[str, Any]:
        """What its expression says, whether that is text or an object."""
        return fields(loaded(self.value.get("RuleExpression")))


@dataclass(frozen=True)
class Specification:
    """A job specification whose keys are spelled as those of requests. What is absent, or of another type, is empty."""

    value: dict[str, Any]

    def name(self, parameter: str) -> str:
        """The value of a parameter that is a text."""
        return text(self.value.get(parameter))

    @property
    def migration_type(self) -> str:
        """As the API's list has it."""
        return migration_type(self.name("MigrationType"))

    @property
    def job_type(self) -> str:
        """As the API's list has it; empty if it is not said."""
        return spelled(self.name("JobType"), JOB_TYPES)

    @property
    def source_type(self) -> str:
        """As the API's list has it."""
        return spelled(self.name("SourceDataSourceType"), SOURCES)

    @property
    def destination_type(self) -> str:
        """As the API's list has it."""
        return spelled(self.name("DestinationDataSourceType"), DESTINATIONS)

    @property
    def types(self) -> dict[str, str]:
        """Its types, as the API's lists have them; empty ones are not said."""
        return {
            "MigrationType": self.migration_type,
            "JobType": self.job_type,
            "SourceDataSourceType": self.source_type,
            "DestinationDataSourceType": self.destination_type,
        }

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The names of the data sources that it reads."""
        return self._names("SourceDataSourceSettings")

    @cached_property
    def destinations(self) -> tuple[str, ...]:
        """The names of the data sources that it writes to."""
        return self._names("DestinationDataSourceSettings")

    def _names(self, parameter: str) -> tuple[str, ...]:
        return tuple(filter(None, (text(row.get("DataSourceName")) for _, row in _rows(self.value.get(parameter)))))

    @cached_property
    def mappings(self) -> tuple[Selection, ...]:
        """The elements of its ``TableMappings``."""
        return tuple(Selection(f"/TableMappings/{place}", row) for place, row in _rows(self.value.get("TableMappings")))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The elements of its ``TransformationRules``."""
        given = _rows(self.value.get("TransformationRules"))
        return tuple(Rule(f"/TransformationRules/{place}", rule_key(row), row) for place, row in given)

    @cached_property
    def rules_by_key(self) -> dict[RuleKey, Rule]:
        """Its rules by the names that mappings use; the first of each."""
        return {rule.key: rule for rule in reversed(self.rules)}

    def rules_of(self, mapping: Selection) -> Iterator[Rule]:
        """The rules that a mapping refers to, in its order."""
        known = self.rules_by_key
        return (known[key] for _, key in mapping.references if key in known)

    def sources_of(self, mapping: Selection) -> tuple[str, ...]:
        """The data sources that a mapping selects tables of: all, if it names none."""
        named = tuple(each.expression for each in mapping.of(DATA_SOURCE) if each.names)
        return named or self.sources or ("",)

    def group(self, phase: str) -> str:
        """The resource group of a phase."""
        return text(inner(self.value, "ResourceSettings", phase).get("ResourceGroupIdentifier"))
