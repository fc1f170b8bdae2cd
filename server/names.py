"""Names of what is in the account, for completion: one page of each list. It is loaded by the first completion.

Where it is not known which studio a workspace is on, the lists of both are read; what can't be listed is left out.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, get_args

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.data_map import NotCollected, collected
from dataworks.flows.groups import MaySend
from dataworks.operation import Operation
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, ListedFile, ListFiles
from dataworks.operations.v2020.workspaces import ListProjects
from dataworks.operations.v2024 import data_sources as new_sources
from dataworks.operations.v2024 import workspaces as new_workspaces
from dataworks.operations.v2024.job_alarms import Channel
from dataworks.operations.v2024.jobs import Job, ListDIJobs
from dataworks.operations.v2024.nodes import DI_COMMAND, ListedNode, ListNodes
from dataworks.scripts.realtime_script import DestinationType
from dataworks.studio_settings import StudioName
from dataworks.studios.choosing import Chooser
from dataworks.task_ids import IdOf, id_of
from tools.calls.context import Shared
from tools.catalog import Capability
from tools.rules.caller import Caller

MOST = 100
SECONDS = 5.0
"""How many names of a list are read, and the time for all: the user is typing."""

CLASSIC, NEW = StudioName.CLASSIC, StudioName.NEW
OF_WORKSPACE = frozenset({"project_id"})

WORDS: Mapping[str, tuple[str, ...]] = {
    "destination types": get_args(DestinationType),
    "channels": get_args(Channel),
}
"""The kinds whose names are the same everywhere."""

Chosen = Mapping[str, str]
"""What the user has chosen so far: ``project_id`` and ``source``."""


@dataclass(frozen=True)
class Reader:
    """Reads for somebody who types; ``may_send``: whether the rules allow a read."""

    api: DataWorks
    may_send: MaySend
    chosen: Chosen


@dataclass(frozen=True)
class Names(ABC):
    """A source of names in the API of one studio."""

    studio: StudioName

    @abstractmethod
    def read(self, reader: Reader) -> AsyncIterator[str | None]:
        """The names.

        Raises:
            DataWorksError: they can't be read.
            ValueError: what was chosen is no name.
        """


@dataclass(frozen=True)
class Page(Names):
    """The first page of a list: its request, and the names in its answer."""

    request: Callable[[Chosen], Operation[Any]]
    names: Callable[[Any], Iterable[str | None]]

    async def read(self, reader: Reader) -> AsyncIterator[str | None]:
        """One call, if the rules allow it."""
        operation = self.request(reader.chosen)
        if reader.may_send(operation):
            for name in self.names(await reader.api.cached(operation)):
                yield name


@dataclass(frozen=True)
class DataMap(Names):
    """The tables that Data Map has collected."""

    async def read(self, reader: Reader) -> AsyncIterator[str | None]:
        """The first tables of a source."""
        left = MOST
        try:
            async for name in collected(
                reader.api, reader.may_send, reader.chosen["project_id"], reader.chosen["source"]
            ):
                yield name
                left -= 1
                if not left:
                    return
        except NotCollected:
            return


@dataclass(frozen=True)
class Kind:
    """A kind of names.

    Attributes:
        needs: what has to be chosen before.
        sources: where they are.
        alike: whether all sources have the same names, so that one is enough.
    """

    needs: frozenset[str]
    sources: tuple[Names, ...]
    alike: bool = True

    def asked(self, known: StudioName | None) -> Iterable[Names]:
        """The sources to ask, in their order; ``known``: the studio of the workspace."""
        own = [each for each in self.sources if known in (None, each.studio)]
        return [*own, *(each for each in self.sources if each not in own)] if self.alike else own


def _tasks(file: Callable[[ListedFile], str | None], new: Callable[[Job | ListedNode], str | None]) -> Kind:
    """What lists of tasks show: of files, and of jobs and nodes."""
    return Kind(
        OF_WORKSPACE,
        (
            Page(CLASSIC, _files, lambda page: map(file, page.files)),
            Page(NEW, _jobs, lambda page: map(new, page.jobs)),
            Page(NEW, _nodes, lambda page: (new(node) for node in page.nodes if node.command == DI_COMMAND)),
        ),
        alike=False,
    )


def _files(chosen: Chosen) -> Operation[Any]:
    types = f"{BATCH_FILE},{REALTIME_FILE}"
    return ListFiles(project_id=chosen["project_id"], file_types=types, page_number=1, page_size=MOST)


def _jobs(chosen: Chosen) -> Operation[Any]:
    return ListDIJobs(project_id=chosen["project_id"], page_number=1, page_size=MOST)


def _nodes(chosen: Chosen) -> Operation[Any]:
    return ListNodes(project_id=chosen["project_id"], page_number=1, page_size=MOST)


def _new_id(task: Job | ListedNode) -> str:
    return id_of(task.id, IdOf.JOB if isinstance(task, Job) else IdOf.NODE)


def _new_name(task: Job | ListedNode) -> str | None:
    return task.job_name if isinstance(task, Job) else task.name


KINDS = {
    "workspaces": Kind(
        frozenset(),
        (
            Page(
                CLASSIC,
                lambda _: ListProjects(page_number=1, page_size=MOST),
                lambda page: [row.project_id for row in page.project_list],
            ),
            Page(
                NEW,
                lambda _: new_workspaces.ListProjects(page_number=1, page_size=MOST),
                lambda page: [row.id for row in page.projects],
            ),
        ),
    ),
    "sources": Kind(
        OF_WORKSPACE,
        (
            Page(
                CLASSIC,
                lambda chosen: ListDataSources(project_id=chosen["project_id"], page_number=1, page_size=MOST),
                lambda page: [row.name for row in page.data_sources],
            ),
            Page(
                NEW,
                lambda chosen: new_sources.ListDataSources(
                    project_id=chosen["project_id"], page_number=1, page_size=MOST
                ),
                lambda page: [row.name for row in page.data_sources],
            ),
        ),
    ),
    "tables": Kind(
        OF_WORKSPACE | {"source"},
        (
            Page(
                CLASSIC,
                lambda chosen: GetDataSourceMeta(
                    project_id=chosen["project_id"], datasource_name=chosen["source"], page_number=1, page_size=MOST
                ),
                lambda page: page.tables,
            ),
            DataMap(NEW),
        ),
    ),
    "tasks": _tasks(lambda file: file.file_name, _new_name),
    "task ids": _tasks(lambda file: file.file_id, _new_id),
}


async def names_of(kind: str, chosen: Chosen, shared: Shared, caller: Caller) -> tuple[str, ...]:
    """Return the names of a kind; none if something has to be chosen before, or they can't be read.

    ``chosen``: what the user has chosen so far.
    """
    if kind in WORDS:
        return WORDS[kind]
    about = KINDS[kind]
    if not about.needs <= chosen.keys():
        return ()
    reader = _reader(chosen, shared, caller)
    project = chosen.get("project_id")
    known = Chooser(reader.api, shared.studios, reader.may_send).known(project) if project else None
    found = set[str]()
    for source in about.asked(known):
        found |= await _read(source, reader)
        if found and about.alike:
            break
    return tuple(sorted(found))


def _reader(chosen: Chosen, shared: Shared, caller: Caller) -> Reader:
    api = shared.api.metered(shared.api.timing.clock() + SECONDS, f"{caller.label} completion")
    gate = shared.gate
    return Reader(api, lambda asked: gate.objection(Capability.of(type(asked)), asked, caller) is None, chosen)


async def _read(source: Names, reader: Reader) -> set[str]:
    """The names of one source; none if they can't be read."""
    found = set[str]()
    with suppress(DataWorksError, ValueError):  # ValueError: what was chosen is no name
        async for name in source.read(reader):
            found |= {name} if name else set()
    return found
