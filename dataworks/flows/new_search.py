"""Searching the sync tasks of API version 2024-05-18: jobs, which any workspace may have, and nodes of command DI.

Neither list shows data sources, so a search by them reads each task, as far as the limit of API calls allows.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Denied, Forbidden, OutOfTime
from dataworks.flows.groups import MaySend
from dataworks.flows.search import BATCH_STATES, FEW, MOST_CALLS, READING, Findings, Search
from dataworks.flows.task_status import KnownTask, known_job, known_node
from dataworks.observing import flow
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.files import ListedFile, NodeConfiguration
from dataworks.operations.v2020.running import InstanceInfo
from dataworks.operations.v2024.jobs import GetDIJob, Job, ListDIJobs
from dataworks.operations.v2024.nodes import DI_COMMAND, GetNode, ListedNode, ListNodes
from dataworks.operations.v2024.pipelines import ListPipelineRuns
from dataworks.retry import not_there
from dataworks.studios.jobs import state_of, task_type_of
from dataworks.studios.standing import Standing
from dataworks.task_ids import IdOf, id_of, is_job, kind_of

P = TypeVar("P", bound=Answer)

NEW_SEARCH: Operations = (ListDIJobs, ListNodes, GetDIJob, GetNode, ListPipelineRuns)
"""The operations that a search may call."""

ROWS = 100


@dataclass
class NewSearch:
    """A search in progress.

    Attributes:
        end: the number of API calls after which it stops.
        nodes: whether nodes are searched too.
        whole: whether all lists were read to their end.
        hidden: whether a list is not shown to this identity.
    """

    api: DataWorks
    may_send: MaySend
    search: Search
    end: int
    nodes: bool = True
    whole: bool = True
    read: int = 0
    hidden: list[str] = field(default_factory=list[str])

    async def go(self) -> Findings:
        """The tasks that match, as far as the limit allows."""
        found = list[KnownTask]()
        async for task in self._listed():
            if not self.search.names(task.file):
                continue
            known = await self._read(task) if self._needs(task) else task
            if known is None:
                self.whole = False
                break
            if self.search.fits(known) and self.search.fits_run(known):
                found.append(known)
        shown = [await self._read(task) or task for task in found] if len(found) <= FEW else found
        return Findings(tuple(shown), stopped=not self.whole, read=self.read, hidden=tuple(self.hidden))

    def _needs(self, task: KnownTask) -> bool:
        """Whether only reading the task itself shows whether it matches."""
        by_ends = self.search.data_source or self.search.reads or self.search.writes
        by_stage = self.search.state in BATCH_STATES and kind_of(task.task_id) is IdOf.NODE
        return bool(by_ends) or by_stage

    async def _read(self, task: KnownTask) -> KnownTask | None:
        """The task with its definition and state; ``None``: the limit is reached."""
        if task.summary is not None:
            return task
        if self.api.meter.calls + READING > self.end:
            return None
        self.read += 1
        of = known_job if is_job(task.task_id) else known_node
        try:
            return await of(self.api, self.search.project_id, task.task_id)
        except DataWorksError as error:
            if not (not_there(error) or isinstance(error, Forbidden)):
                raise
            return replace(task, refusal=error.message)

    async def _listed(self) -> AsyncIterator[KnownTask]:
        kind, state = self.search.task_type, self.search.state
        if kind != "DI_SOLUTION" and state not in BATCH_STATES:
            async for job in self._jobs():
                yield _job(job)
        if self.nodes and kind in (None, "DI_OFFLINE") and (state is None or state in BATCH_STATES):
            async for node in self._nodes():
                yield _node(node)

    async def _jobs(self) -> AsyncIterator[Job]:
        number, full = 1, True
        while full:
            # No page says whether its filter finds parts of names, or ignores case: names are compared here.
            asked = ListDIJobs(project_id=self.search.project_id, page_number=number, page_size=ROWS)
            page = await self._page(asked, "ListDIJobs")
            jobs = page.jobs if page else ()
            for job in jobs:
                yield job
            number, full = number + 1, len(jobs) >= ROWS

    async def _nodes(self) -> AsyncIterator[ListedNode]:
        number, full = 1, True
        while full:
            asked = ListNodes(
                project_id=self.search.project_id, name=self.search.keyword, page_number=number, page_size=ROWS
            )
            page = await self._page(asked, "ListNodes")
            nodes = page.nodes if page else ()
            for node in nodes:
                if node.command == DI_COMMAND:
                    yield node
            number, full = number + 1, len(nodes) >= ROWS

    async def _page(self, asked: Operation[P], name: str) -> P | None:
        """A page of a list; ``None`` if the limit is reached, or this identity may not read it."""
        if self.api.meter.calls >= self.end:
            self.whole = False
            return None
        if not self.may_send(asked):
            self.hidden.append(name)
            return None
        try:
            return await self.api.call(asked)
        except Forbidden:
            self.hidden.append(name)
            return None


@flow
async def find_on_new(api: DataWorks, may_send: MaySend, search: Search) -> Findings:
    """The tasks of the new Data Studio that match, as far as the limit allows."""
    return await NewSearch(api, may_send, search, api.meter.calls + MOST_CALLS).go()


async def with_jobs(api: DataWorks, may_send: MaySend, search: Search, files: Findings) -> Findings:
    """The same, and the jobs of the workspace that match: jobs are no files, and the classic studio has them too.

    Where the service shows no jobs, there is nothing to add: the files were found.
    """
    left = MOST_CALLS - api.meter.calls
    if files.stopped or left < READING:
        return files
    try:
        jobs = await NewSearch(api, may_send, search, api.meter.calls + left, nodes=False).go()
    except DataWorksError as error:
        if isinstance(error, OutOfTime) or not (not_there(error) or isinstance(error, Denied)):
            raise
        return files
    return replace(files, tasks=(*files.tasks, *jobs.tasks), stopped=jobs.stopped, read=jobs.read)


def _job(job: Job) -> KnownTask:
    """A job as the list shows it, which has its state."""
    file = ListedFile(file_id=job.id, file_name=job.job_name)
    return KnownTask(file, task_type_of(job), None, run=InstanceInfo(status=state_of(job), name=job.job_name), job=job)


def _node(node: ListedNode) -> KnownTask:
    """A node as the list shows it; whether production has its newest version is not among it."""
    folder = (node.script.path or "").rpartition("/")[0] if node.script else ""
    task_id = id_of(node.id, IdOf.NODE)
    file = ListedFile(
        file_id=task_id, file_name=node.name, absolute_folder_path=folder or None, last_edit_time=node.modify_time
    )
    standing = Standing("deployed" if node.task_id else "draft", in_production=node.task_id is not None)
    schedule = NodeConfiguration(cron_express=node.trigger.cron if node.trigger else None)
    return KnownTask(file, "DI_OFFLINE", None, schedule=schedule, standing=standing)
