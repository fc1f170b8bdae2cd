"""A copy of a job: the names that it has in place of the original's, and its tables."""

from collections.abc import Iterator
from dataclasses import replace

from dataworks.client import DataWorks
from dataworks.flows.batch_creation import source_named
from dataworks.quoting import all_named
from dataworks.scripts.copying import Elsewhere
from dataworks.scripts.definition import Definition
from dataworks.scripts.findings import quoted
from dataworks.scripts.jobs.changing import JobElsewhere, copied, with_tables
from dataworks.scripts.jobs.job_copies import TYPES
from dataworks.studios.jobs import JOBS
from tools.arguments.copies import (
    NAME_ANOTHER,
    NO_TABLE_LEFT,
    OTHER_TYPE,
    SEVERAL_DATABASES,
    SEVERAL_SOURCES,
    TASK_FOR_EACH,
    CopyArguments,
)
from tools.arguments.parsing import Finding, InvalidArguments
from tools.arguments.realtime_arguments import expand_tables
from tools.arguments.table_changes import left_out_tables, removed_tables


async def job_of_job(api: DataWorks, arguments: CopyArguments, definition: Definition) -> tuple[str, Elsewhere]:
    """The specification of the copy, and what it has in place of the original's.

    Raises:
        InvalidArguments: the job can't be copied with these arguments.
    """
    impossible = [*_impossible(arguments, definition)]
    if impossible:
        raise InvalidArguments(impossible, after_reads=True)
    names = JobElsewhere(
        arguments.task_name,
        source=arguments.source,
        database=arguments.database,
        destination=arguments.destination,
        destination_type=await _type(api, arguments),
        resource_group=arguments.resource_group,
    )
    made = await api.computed(copied, definition, names)
    source, tables = next(iter(JOBS.tables_of(made).items()), ("", ()))
    added = await expand_tables(api, arguments.project_id, source, arguments.add or [], "/add")
    removed = await api.computed(removed_tables, arguments.remove or [], tables)
    removed += await api.computed(left_out_tables, JOBS, made, source, arguments.remove or [])
    if tables and not added and not {*tables} - {*removed}:
        raise InvalidArguments([Finding("/remove", NO_TABLE_LEFT)], after_reads=True)
    script = (await api.computed(with_tables, made, added, removed)).text
    return script, replace(arguments.replacements, added=tuple(added), removed=tuple(removed))


def _impossible(arguments: CopyArguments, definition: Definition) -> Iterator[Finding]:
    """Replacements that are impossible, since the job has several such names."""
    sources = definition.tables_by_source()
    databases = {name.partition(".")[0] for names in sources.values() for name in names if "." in name}
    if len(sources) > 1 and (arguments.source or arguments.add or arguments.remove):
        yield Finding("/source", SEVERAL_SOURCES.filled(all_named(sources)), TASK_FOR_EACH)
    if len(databases) > 1 and arguments.database:
        yield Finding("/database", SEVERAL_DATABASES.filled(all_named(sorted(databases))), TASK_FOR_EACH)


async def _type(api: DataWorks, arguments: CopyArguments) -> str | None:
    """The type of another destination, if it can be read; ``None``: as the original's.

    Raises:
        InvalidArguments: no job can write to one of that type.
    """
    if arguments.destination is None:
        return None
    found = await source_named(api, arguments.project_id, arguments.destination)
    if found is None or found.data_source_type is None:
        return None
    kind = TYPES.get(found.data_source_type)
    if kind is None:
        problem = OTHER_TYPE.filled(quoted(found.data_source_type), ", ".join(TYPES.values()))
        raise InvalidArguments([Finding("/destination", problem, NAME_ANOTHER)], after_reads=True)
    return kind
