"""Changing a job specification: its tables, and for a copy its data sources and its name too.

The lists are sent whole, since nothing documents whether a part of one would be added or would replace it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataworks.fields import ScriptText
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.building import Row, compact, mapping, pruned, selector, selectors_of
from dataworks.scripts.jobs.enumerations import DATA_SOURCE, DATABASE, EXCLUDE, TABLE
from dataworks.scripts.jobs.job_steps import Source, sources
from dataworks.scripts.jobs.pairs import ONE_TABLE, realtime_kind
from dataworks.scripts.jobs.specification import Selection, Specification, normalised
from dataworks.scripts.patterns import Names, is_pattern
from dataworks.scripts.reading import fields, items, rows, without
from dataworks.scripts.steps import number


@dataclass(frozen=True)
class JobElsewhere:
    """What a copy has instead of the original's; ``None``: the same. Types are in the API's spelling."""

    name: str | None = None
    source: str | None = None
    source_type: str | None = None
    database: str | None = None
    destination: str | None = None
    destination_type: str | None = None
    resource_group: str | None = None


def specification(definition: Definition) -> Specification:
    """The specification in a definition."""
    return Specification(normalised(definition.content))


def as_definition(value: Mapping[str, Any]) -> Definition:
    """The definition of a specification in one spelling: what the job does, without what says nothing.

    Answers spell types and numbers in another way than requests, and a FileSpec has objects where requests have text.
    """
    job = Specification(normalised(value))
    types = {name: each for name, each in job.types.items() if each}
    rules = [_with_text(rule.value) for rule in job.rules]
    resources = {phase: _with_number(row) for phase, row in fields(job.value.get("ResourceSettings")).items()}
    parts = {"TransformationRules": rules, "ResourceSettings": resources}
    return Definition(ScriptText.of(pruned({**without(job.value, "FileSpec"), **types, **parts})))


def _with_text(rule: Row) -> Row:
    """A rule whose expression is text."""
    given = rule.get("RuleExpression")
    return {**rule, "RuleExpression": compact(fields(given))} if isinstance(given, dict) else rule


def _with_number(resource: object) -> object:
    """The resources of a phase, with compute units as a number."""
    row = fields(resource)
    units = number(row.get("RequestedCu"))
    return resource if units is None else {**row, "RequestedCu": units}


def with_tables(definition: Definition, added: Sequence[str], removed: Sequence[str]) -> Definition:
    """The job with these tables more and less, as ``db.table``; other mappings stay as they are.

    A new table has the rules that all others have. A table that a pattern selects is excluded from it.
    """
    job = specification(definition)
    gone, present = {*removed}, {_name(source) for source, _ in sources(job) if source.enabled}
    selected = dict[str, list[Source]]()
    for source, each in sources(job):
        selected.setdefault(each.pointer, []).append(source)
    kept = [row for each in job.mappings for row in _without(each, selected.get(each.pointer, ()), gone)]
    common = _common(job)
    data_source = next(iter(job.sources), "")
    of_databases = realtime_kind(job.source_type, job.destination_type) != ONE_TABLE
    new = [
        mapping(selectors_of(data_source, job.source_type, table, of_databases=of_databases), common)
        for table in dict.fromkeys(added)
        if table not in present
    ]
    return _with_mappings(job, [*kept, *new])


def copied(definition: Definition, elsewhere: JobElsewhere) -> Definition:
    """The job with other names; nothing but names changes."""
    job = specification(definition)
    value = dict(job.value)
    for name, new in (
        ("Name", elsewhere.name),
        ("SourceDataSourceType", elsewhere.source_type),
        ("DestinationDataSourceType", elsewhere.destination_type),
    ):
        value |= {name: new} if new is not None else {}
    for name, new in (
        ("SourceDataSourceSettings", elsewhere.source),
        ("DestinationDataSourceSettings", elsewhere.destination),
    ):
        value |= {name: [{**row, "DataSourceName": new} for row in rows(value, name)]} if new is not None else {}
    if elsewhere.resource_group is not None:
        resources = fields(value.get("ResourceSettings"))
        value["ResourceSettings"] = {
            name: {**fields(row), "ResourceGroupIdentifier": elsewhere.resource_group} if isinstance(row, dict) else row
            for name, row in resources.items()
        }
    replaced = {DATA_SOURCE: elsewhere.source, DATABASE: elsewhere.database}
    value["TableMappings"] = [_replaced(each.value, replaced) for each in job.mappings]
    return as_definition(value)


def _replaced(row: Row, names: Mapping[str, str | None]) -> Row:
    """A mapping whose selection rules name other objects."""
    found = [
        {**each, "Expression": names[str(each.get("ObjectType"))]} if names.get(str(each.get("ObjectType"))) else each
        for each in rows(row, "SourceObjectSelectionRules")
    ]
    return {**row, "SourceObjectSelectionRules": found}


def _without(each: Selection, selected: Iterable[Source], gone: set[str]) -> list[Row]:
    """A mapping without these tables: nothing left of it, or exclusions from its pattern."""
    names = [source for source in selected if source.enabled]
    if names and all(_name(source) in gone for source in names):
        return []
    left_out = dict.fromkeys(
        table.removeprefix(f"{source.database}.")
        for source in names
        if is_pattern(source.table)
        for table in gone
        if Names([table]).matching(_name(source))
    )
    rules = [selector(TABLE, table, EXCLUDE) for table in left_out]
    return [
        {**each.value, "SourceObjectSelectionRules": [*items(each.value.get("SourceObjectSelectionRules")), *rules]}
    ]


def _common(job: Specification) -> list[Row]:
    """The references that all mappings have: a key of a single table, for example, is not for others."""
    counts = Counter(key for each in job.mappings for key in {key for _, key in each.references})
    shared = {key for key, times in counts.items() if times == len(job.mappings)}
    known = [rule.key for rule in job.rules if rule.key in shared]
    return [dict(zip(("RuleName", "RuleActionType", "RuleTargetType"), key, strict=True)) for key in known]


def _with_mappings(job: Specification, mappings: Sequence[Row]) -> Definition:
    """The job with these mappings, without rules that only mappings had referred to which are gone."""
    found = Specification({**job.value, "TableMappings": list(mappings)})
    before = {key for each in job.mappings for _, key in each.references}
    after = {key for each in found.mappings for _, key in each.references}
    kept = [rule.value for rule in job.rules if rule.key in after or rule.key not in before]
    return as_definition({**found.value, "TransformationRules": kept})


def _name(source: Source) -> str:
    return f"{source.database}.{source.table}" if source.database else source.table
