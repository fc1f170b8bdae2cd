"""Searching the sync tasks of a workspace, with a limit of API calls."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.task_status import KnownTask, TaskType, asked, known, summary_of
from dataworks.observing import flow
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, ListedFile, ListFiles
from dataworks.retry import not_there
from dataworks.scripts.patterns import Pattern, is_pattern

RunState = Literal["NORUN", "WAIT", "RUN", "KILLING", "PAUSE", "NOT_RUNNING"]
BatchState = Literal["DRAFT", "SUBMITTING", "SUBMITTED", "DEPLOYING", "DEPLOYED"]
SearchedState = Literal[RunState, BatchState]

BATCH_STATES = frozenset(get_args(BatchState))
"""The states of batch tasks: how far they are on their way to production. All others are run states."""

MOST_CALLS = 24
READING = 2
"""API calls that one search spends at most, and what reading one task may take of them. One more names the groups."""

FEW = 10
"""Up to so many tasks are shown with their run state without a request for it."""

FILES_ON_A_PAGE = 100


@dataclass(frozen=True)
class Search:
    """What to look for.

    Attributes:
        name: part of the name, or a pattern for all of it; case does not matter, as for the service.
        data_source: one that is read or written.
        reads: data sources of which at least one is read; empty: any.
        writes: data sources of which at least one is written; empty: any.
        state: ``NOT_RUNNING`` is every run state but ``RUN``.
    """

    project_id: str
    name: str | None = None
    task_type: TaskType | None = None
    data_source: str | None = None
    state: SearchedState | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()

    @property
    def keyword(self) -> str | None:
        """The part of a name that the service is to search: the longest one of a pattern."""
        return max((self.name or "").split("*"), key=len) or None

    @cached_property
    def pattern(self) -> Pattern | None:
        """The pattern for names in lower case, if there is one."""
        return Pattern(self.name.lower()) if self.name and is_pattern(self.name) else None

    @property
    def file_types(self) -> str:
        """The file types that can match."""
        if self.task_type is None and self.state is None:
            return f"{BATCH_FILE},{REALTIME_FILE}"
        batch = self.task_type == "DI_OFFLINE" or self.state in BATCH_STATES
        return str(BATCH_FILE if batch else REALTIME_FILE)

    def names(self, file: ListedFile) -> bool:
        """Whether a task matches by its name."""
        name = (file.file_name or "").lower()
        return self.pattern.matches(name) if self.pattern else (self.name or "").lower() in name

    def fits(self, task: KnownTask) -> bool:
        """Whether a task matches by its definition; a task that may be a solution may match as one."""
        return (self.doubts(task) or self._is_of_type(task)) and self._has_ends(task)

    def _has_ends(self, task: KnownTask) -> bool:
        read = set(task.summary.sources if task.summary else ())
        written = set(task.summary.destinations if task.summary else ())
        either = (self.data_source,) if self.data_source else ()
        pairs = ((either, read | written), (self.reads, read), (self.writes, written))
        return all(not wanted or not found.isdisjoint(wanted) for wanted, found in pairs)

    def doubts(self, task: KnownTask) -> bool:
        """Whether only asking for its run state shows if it matches by its type."""
        return self.task_type == "DI_SOLUTION" and not task.certain

    def fits_run(self, task: KnownTask) -> bool:
        """Whether it matches by its run state, and by the type that asking for it has shown."""
        return self._is_of_type(task) and self._is_in_state(task)

    def _is_of_type(self, task: KnownTask) -> bool:
        return self.task_type in (None, task.task_type)

    def _is_in_state(self, task: KnownTask) -> bool:
        if self.state == "NOT_RUNNING":
            return task.state not in (None, "RUN")
        return self.state in (None, task.state)


@dataclass(frozen=True)
class Findings:
    """The tasks that match; ``stopped`` says that the limit ended the search before all were read.

    ``read``: how many tasks were read one by one, since no list shows what they do; ``hidden``: the lists that this
    identity may not read.
    """

    tasks: tuple[KnownTask, ...]
    stopped: bool
    read: int = 0
    hidden: tuple[str, ...] = ()


@flow
async def find_tasks(api: DataWorks, search: Search) -> Findings:
    """The tasks that match, as far as the limit allows."""
    end = api.meter.calls + MOST_CALLS
    tasks, whole = list[KnownTask](), False
    async for file in _files(api, search, end):
        if file is None:
            whole = True
            continue
        if not search.names(file):
            continue
        if await summary_of(api, file.content) is None and api.meter.calls + READING > end:
            break
        task = await _known(api, search.project_id, file)
        if search.fits(task):
            tasks.append(task)
    few = search.state is not None or len(tasks) <= FEW
    shown = [
        await _looked_at(api, search.project_id, task, end) if few or search.doubts(task) else task for task in tasks
    ]
    unasked = any(task.unasked and (few or search.doubts(task)) for task in shown)
    return Findings(tuple(filter(search.fits_run, shown)), not whole or unasked)


async def _looked_at(api: DataWorks, project_id: str, task: KnownTask, end: int) -> KnownTask:
    """The task with its run state, as far as the limit allows."""
    while task.unasked and api.meter.calls < end:
        task = await asked(api, project_id, task)
    return task


async def _known(api: DataWorks, project_id: str, file: ListedFile) -> KnownTask:
    """The task, even if its definition is not shown: one such must not hide the others."""
    try:
        return await known(api, project_id, file)
    except DataWorksError as error:
        if not not_there(error):
            raise
        return KnownTask(file, "DI_OFFLINE" if file.file_type == BATCH_FILE else "DI_REALTIME", None)


async def _files(api: DataWorks, search: Search, end: int) -> AsyncIterator[ListedFile | None]:
    """The files that may match; ``None`` comes last if these are all."""
    page, full = 1, True
    while full:
        if api.meter.calls >= end:
            return
        listing = ListFiles(
            project_id=search.project_id,
            keyword=search.keyword,
            file_types=search.file_types,
            need_content=True,
            need_absolute_folder_path=True,
            page_number=page,
            page_size=FILES_ON_A_PAGE,
        )
        files = (await api.call(listing)).files
        for file in files:
            yield file
        page, full = page + 1, len(files) >= FILES_ON_A_PAGE
    yield None
