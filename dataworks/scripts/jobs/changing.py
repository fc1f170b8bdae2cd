"""Changing a job specification: its tables, and for a copy its data sources and its name too.

The lists are sent whole, since nothing documents whether a part of one would be added or would replace it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
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


def with_tables(
    definition: Definition, added: Sequence[str], removed: Sequence[str], data_source: str | None = None
) -> Definition:
    """The job with these tables of a data source more and less, as ``db.table``; other mappings stay as they are.

    A new table has the rules that all others have. A table that a pattern selects is excluded from it, and one that is
    excluded is no longer. ``None``: the first data source.
    """
    job = specification(definition)
    origin = next(iter(job.sources), "") if data_source is None else data_source
    gone, came = {*removed}, {*added}
    kept = [row for each in job.mappings for row in _changed(each, _of_mapping(job, each, origin), gone, came)]
    found = Specification({**job.value, "TableMappings": kept})
    present = {name_of(source) for source, _ in sources(found) if source.enabled and source.data_source == origin}
    covered = {*_covered(found, origin, added)}
    common = _common(job)
    of_databases = realtime_kind(job.source_type, job.destination_type) != ONE_TABLE
    new = [
        mapping(selectors_of(origin, job.source_type, table, of_databases=of_databases), common)
        for table in dict.fromkeys(added)
        if table not in present and table not in covered
    ]
    return _with_mappings(job, [*kept, *new])


def selected_by_pattern(definition: Definition, data_source: str, names: Sequence[str]) -> list[str]:
    """Those of the names, or patterns, of tables that a pattern of the job selects, and that it does not leave out.

    A pattern of the job that is another regular expression is not compared with names.
    """
    return _covered(specification(definition), data_source, names)


def _covered(job: Specification, data_source: str, names: Sequence[str]) -> list[str]:
    wanted, found = Names(names), dict[str, None]()
    for each in job.mappings if names else ():
        rows = _of_mapping(job, each, data_source)
        left_out = {name for row in rows if not row.enabled for name in wanted.matching(name_of(row))}
        for row in rows:
            if row.enabled and is_pattern(name_of(row)) and not wanted.too_many([name_of(row)]):
                selected = (name for name in wanted.matching(name_of(row)) if name != name_of(row))
                found |= dict.fromkeys(name for name in selected if name not in left_out)
    return [name for name in names if name in found]


def of_one_place(definition: Definition, data_source: str, table: str) -> bool:
    """Whether each pattern that selects a table is one of tables alone, so that excluding it excludes no other one."""
    job = specification(definition)
    patterns = [
        row
        for each in job.mappings
        for row in _of_mapping(job, each, data_source)
        if row.enabled and is_pattern(name_of(row)) and Names([table]).matching(name_of(row))
    ]
    return not any(is_pattern(row.database) or is_pattern(_schema(row)) for row in patterns)


def _schema(source: Source) -> str:
    return source.table.rpartition(".")[0] if not source.table.startswith("/") else ""


def _of_mapping(job: Specification, each: Selection, data_source: str) -> list[Source]:
    """The tables of a data source that a mapping selects, and those that it leaves out."""
    found = sources(Specification({**job.value, "TableMappings": [each.value]}))
    return [source for source, _ in found if source.data_source == data_source]


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


def _changed(each: Selection, selected: Sequence[Source], gone: set[str], came: set[str]) -> list[Row]:
    """A mapping without some tables, and with others: nothing left of it, or other exclusions from its pattern."""
    names = [source for source in selected if source.enabled]
    if names and all(name_of(source) in gone for source in names):
        return []
    left_out = {name_of(source): source for source in selected if not source.enabled}
    back = {_in_place(source) for name, source in left_out.items() if name in came}
    excluded = dict.fromkeys(
        table[len(name_of(source)) - len(_in_place(source)) :]
        for source in names
        if is_pattern(source.table)
        for table in Names(sorted(gone)).matching(name_of(source))
        if table not in left_out
    )
    if not back and not excluded:
        return [each.value]
    given = [fields(row) for row in items(each.value.get("SourceObjectSelectionRules"))]
    exclusions = [selector(TABLE, name, EXCLUDE) for name in back]
    kept = [row for row in given if not any(_same_selector(row, other) for other in exclusions)]
    rules = [selector(TABLE, table, EXCLUDE) for table in excluded]
    return [{**each.value, "SourceObjectSelectionRules": [*kept, *rules]}]


def _in_place(source: Source) -> str:
    """The name of a table without its database and schema, which selection rules of their own name."""
    return source.table if source.table.startswith("/") else source.table.rpartition(".")[2]


def _same_selector(one: Row, other: Row) -> bool:
    return Selection("", {"SourceObjectSelectionRules": [one]}).selectors == (
        Selection("", {"SourceObjectSelectionRules": [other]}).selectors
    )


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


def name_of(source: Source) -> str:
    """A table, or a pattern of tables, as ``db.table``."""
    return f"{source.database}.{source.table}" if source.database else source.table
