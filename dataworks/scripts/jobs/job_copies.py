"""The specification of a job that copies another task, of either studio."""

from collections.abc import Sequence

from dataworks.scripts.copying import Original
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.building import JobOptions, JobRequest, job_specification
from dataworks.scripts.jobs.changing import JobElsewhere, copied, with_tables
from dataworks.scripts.jobs.enumerations import DESTINATIONS

TYPES = {step_type: name for name, step_type in DESTINATIONS.items()}
"""The types of destinations in the API of jobs, by the step type that scripts have."""


def copy_of_job(
    definition: Definition, elsewhere: JobElsewhere, added: Sequence[str], removed: Sequence[str]
) -> Definition:
    """The job with other names, and tables more and less, by the names that they have in the copy."""
    return with_tables(copied(definition, elsewhere), added, removed)


def job_of_script(definition: Definition, original: Original, name: str, resource_group: str) -> str:
    """The specification of a job that does what a generated script does: tables, and names of their destinations."""
    ((source, tables),) = original.tables.items()
    step_type = next(str(step.get("stepType")) for step in definition.of_category("writer"))
    ends = source, "MySQL", tables, original.destination, TYPES[step_type]
    return job_specification(JobRequest(name, *ends, resource_group, _options(definition)))


def _options(definition: Definition) -> JobOptions:
    """The rules for names that fit all destinations; none where there is no such rule."""
    pairs = [(each.source.partition(".")[2] or each.source, each.destination) for each in definition.mappings]
    schemas = {destination.rpartition(".")[0] for _, destination in pairs}
    names = [(table, destination.rpartition(".")[2]) for table, destination in pairs]
    rules = {_rule(table, destination) for table, destination in names}
    rule = rules.pop() if len(rules) == 1 else ""
    return JobOptions(table_name="" if rule == "${table}" else rule, schema=schemas.pop() if len(schemas) == 1 else "")


def _rule(table: str, destination: str) -> str:
    before, found, after = destination.partition(table)
    return f"{before}${{table}}{after}" if found else ""
