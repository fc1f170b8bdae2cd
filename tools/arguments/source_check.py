"""Data sources of jobs, which the service does not check before a job runs, so that they are looked up before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.explain.arguments import MEANT, WORKSPACE_SHOWS
from dataworks.flows.groups import MaySend
from dataworks.flows.new_workspace import new_sources
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2024.data_sources import DEVELOPMENT, DataSource, ListDataSources
from dataworks.quoting import all_named, named
from dataworks.retry import ONCE
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import specification
from dataworks.scripts.jobs.enumerations import CONSOLE_SOURCES, DESTINATIONS, SOURCES
from dataworks.scripts.spelling import folded, nearest
from tools.arguments.parsing import Finding, InvalidArguments

SOURCE_READS: Operations = (ListDataSources,)
"""The reads that check data sources; the rules may forbid them."""

NO_SOURCE = Text("the workspace has no data source {}", "该工作空间没有数据源 {}")
OTHER_TYPE = Text("data source {} is of type {}, and the task needs {}", "数据源 {} 的类型为 {}，而任务需要 {}")
THERE_ARE = Text("of type {} there are {}", "{} 类型的数据源有 {}")
NONE_OF_TYPE = Text("none of type {} is listed", "没有 {} 类型的数据源")
BOTH = Text("{} {}", "{}{}")
NOT_CHECKED = Text(
    "Not checked: data source {}, as data sources could not be listed.", "未检查：数据源 {}，因为无法列出数据源。"
)
TYPE_NOT_CHECKED = Text(
    "Not checked: whether data source {}, of type {}, can be used as {}.",
    "未检查：类型为 {1} 的数据源 {0} 能否用作 {2}。",
)
NOT_IN_PRODUCTION = Text(
    "Data source {} is in development only. Add it to production before the task starts.",
    "数据源 {} 仅存在于开发环境。启动任务前，请将其添加到生产环境。",
)

MOST = 3
"""Data sources that are refused at once, at most: each is looked up by its name before."""

TYPES: Mapping[str, str] = {
    folded(word): name for name, step_type in {**SOURCES, **DESTINATIONS}.items() for word in (name, step_type)
} | {folded(name): name for name in CONSOLE_SOURCES}
"""The types that the API of jobs has, by how they and the types of data sources are spelled."""


@dataclass(frozen=True)
class NamedSource:
    """A data source that a job names: the pointer to it, and the type that the job gives for it."""

    pointer: str
    name: str
    type: str

    def is_missing(self, found: Mapping[str, DataSource]) -> bool:
        """Whether there is none of this name and type."""
        source = found.get(self.name)
        return source is None or self.differs(source)

    def differs(self, source: DataSource) -> bool:
        """Whether it is certainly of another type."""
        wanted, actual = _type(self.type), _type(source.type)
        return None not in (wanted, actual) and wanted != actual


def sources_of_job(job: Definition, source: str, destination: str) -> tuple[NamedSource, ...]:
    """The data sources in the specification of a job, with the pointers to those of each side."""
    spec = specification(job)
    sides = ((source, spec.sources, spec.source_type), (destination, spec.destinations, spec.destination_type))
    return tuple(NamedSource(pointer, name, kind) for pointer, names, kind in sides for name in dict.fromkeys(names))


async def checked_sources(
    api: DataWorks, may_send: MaySend, project_id: str, wanted: Sequence[NamedSource]
) -> tuple[str, ...]:
    """What is unsure about the data sources; all of it, where they can't be listed.

    Raises:
        InvalidArguments: one of them is not there, or is of another type.
    """
    once, known = replace(api, retries=ONCE), dict[str, DataSource]()
    try:
        if wanted and may_send(ListDataSources(project_id=project_id)):
            known = await new_sources(once, project_id)
            missing = await _missing(once, project_id, wanted, known)
        else:
            return _unread(wanted)
    except DataWorksError:
        return _unread(wanted)
    if missing:
        raise InvalidArguments([_finding(each, known) for each in missing], after_reads=True)
    return tuple(chain.from_iterable(_unsure(each, known[each.name]) for each in wanted))


async def _missing(
    api: DataWorks, project_id: str, wanted: Sequence[NamedSource], known: dict[str, DataSource]
) -> list[NamedSource]:
    """The first of those that are not there, or of another type; what was added since is then known too."""
    missing = list[NamedSource]()
    for each in wanted:
        if each.is_missing(known):
            known.pop(each.name, None)
            known |= await new_sources(api, project_id, each.name)
        if each.is_missing(known):
            missing.append(each)
        if len(missing) == MOST:
            break
    return missing


def _finding(wanted: NamedSource, known: Mapping[str, DataSource]) -> Finding:
    """What is wrong with a data source, and which ones of its type there are."""
    kind, found = _type(wanted.type), known.get(wanted.name)
    names = [name for name, source in known.items() if _type(source.type) == kind] if kind else [*known]
    there = _those_there(kind, names)
    if found is not None:
        problem = OTHER_TYPE.filled(named(wanted.name), named(found.type or ""), named(wanted.type))
        return Finding(wanted.pointer, problem, there)
    meant = nearest(wanted.name, names)
    advice = BOTH.filled(MEANT.filled(named(meant)), there) if meant else there
    return Finding(wanted.pointer, NO_SOURCE.filled(named(wanted.name)), advice)


def _those_there(kind: str | None, names: Sequence[str]) -> Text:
    """The first data sources of a type."""
    if kind is None:
        return WORKSPACE_SHOWS
    return THERE_ARE.filled(named(kind), all_named(names)) if names else NONE_OF_TYPE.filled(named(kind))


def _unsure(wanted: NamedSource, source: DataSource) -> Iterator[str]:
    """What is said about a data source that a job can be made with."""
    actual = source.type or ""
    if folded(actual) != folded(wanted.type) and None in (_type(wanted.type), _type(actual)):
        yield TYPE_NOT_CHECKED.said(named(wanted.name), named(actual), named(wanted.type))
    if source.items and all(item.environment == DEVELOPMENT for item in source.items):
        yield NOT_IN_PRODUCTION.said(named(wanted.name))


def _unread(wanted: Sequence[NamedSource]) -> tuple[str, ...]:
    return tuple(NOT_CHECKED.said(named(name)) for name in dict.fromkeys(each.name for each in wanted))


def _type(spelling: str | None) -> str | None:
    return TYPES.get(folded(spelling or ""))
