"""Several tasks of any type, each as it is before a call acts on it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.known_nodes import seen_node
from dataworks.flows.recent_starts import recent_start, state_after
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.language import Text
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, File, FileDetail, GetFile, ListedFile, ListFiles
from dataworks.operations.v2020.running import GetDISyncInstanceInfo
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studios.classic_reads import id_unknown
from dataworks.studios.jobs import JOBS, definition_of_job, state_of
from dataworks.studios.standing import Standing, changed_since_deployed, is_paused
from dataworks.studios.states import GONE, UNKNOWN
from dataworks.studios.studio import Start, TaskPlace
from dataworks.task_ids import is_job, is_node, is_solution, number_of

Kind = Literal["DI_REALTIME", "DI_OFFLINE", "DI_SOLUTION", "job", "node", "solution file", "other", "gone"]
"""The type of a task; or that the id is that of a solution's file, of another file, or of none."""

KINDS: dict[int | None, Kind] = {BATCH_FILE: "DI_OFFLINE", REALTIME_FILE: "DI_REALTIME"}


PAUSED = Text("{}, schedule paused", "{}，调度已暂停")


@dataclass(frozen=True)
class ListedTask:
    """A task of which only the list of files was read, if it is a file."""

    task_id: str
    kind: Kind
    files: tuple[ListedFile, ...] = ()

    @property
    def file(self) -> ListedFile:
        """Its file; a solution's may have the same id."""
        return self.files[0] if self.files else ListedFile(file_id=number_of(self.task_id))

    def named(self, name: str | None) -> ListedFile:
        """Its file, where the name says which one it is."""
        return next((file for file in self.files if file.file_name == name), self.file)


@dataclass(frozen=True)
class SeenTask:
    """A task as it is.

    Attributes:
        name: its name; empty if it has none.
        state: its run state; of a batch task how far it is, in upper case; ``GONE`` if there is none.
        changed: whether its definition is newer than what production has.
        definition: its definition, if that was read.
        detail: the file of a batch task with its schedule.
        standing: how far a batch task is on its way to production.
        facts: all else that the service says about its file, as JSON.
        paused: whether the schedule of a node is switched off.
        unscheduled: whether a node has no schedule.
        started: how it was started, if that was just done and has shown no effect yet.
        read_at: when it was read, by the client's clock.
    """

    task_id: str
    kind: Kind
    name: str = ""
    state: str = GONE
    changed: bool = False
    definition: Definition = NO_DEFINITION
    detail: FileDetail | None = None
    standing: Standing | None = None
    facts: str = ""
    paused: bool = False
    unscheduled: bool = False
    started: Start | None = None
    read_at: float = 0.0

    @property
    def number(self) -> str:
        """Its number in the API."""
        return number_of(self.task_id)

    @property
    def is_removed(self) -> bool:
        """Whether its file is in the recycle bin."""
        return self.detail is not None and self.detail.file.is_deleted

    @property
    def is_paused(self) -> bool:
        """Whether the schedule of a batch task is switched off."""
        return self.paused or (self.detail is not None and is_paused(self.detail.node_configuration))

    @property
    def shown_state(self) -> str:
        """The state, and whether the schedule is paused."""
        return PAUSED.said(self.state) if self.is_paused and self.kind in ("DI_OFFLINE", "node") else self.state

    @property
    def content_key(self) -> str:
        """A digest of its definition; empty if that was not read."""
        return _digest(self.definition.text) if self.definition else ""

    @property
    def key(self) -> str:
        """A digest of all that was read, without figures that move by themselves."""
        return _digest(json.dumps([self.kind, self.name, self.state, self.changed, self.content_key, self.facts]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


async def listed_tasks(api: DataWorks, project_id: str, task_ids: Sequence[str]) -> tuple[ListedTask, ...]:
    """What each id is, with one call; none where all are jobs.

    Raises:
        DataWorksError: the files can't be read.
    """
    numbers = dict.fromkeys(number_of(each) for each in task_ids if not is_job(each) and not is_node(each))
    files = await _files(api, project_id, numbers) if numbers else ()
    return tuple(_listed(each, tuple(file for file in files if file.file_id == number_of(each))) for each in task_ids)


async def _files(api: DataWorks, project_id: str, numbers: Iterable[str]) -> tuple[ListedFile, ...]:
    listing = ListFiles(
        project_id=project_id,
        file_id_in=",".join(numbers),
        need_content=True,
        need_absolute_folder_path=True,
        page_size=100,
    )
    return (await api.call(listing)).files


def _listed(task_id: str, files: tuple[ListedFile, ...]) -> ListedTask:
    if is_job(task_id):
        return ListedTask(task_id, "job")
    if is_node(task_id):
        return ListedTask(task_id, "node")
    if is_solution(task_id):
        return ListedTask(task_id, "DI_SOLUTION", files)
    return ListedTask(task_id, KINDS.get(files[0].file_type, "other") if files else "gone", files)


async def seen_task(api: DataWorks, project_id: str, listed: ListedTask, *, whole: bool, in_bin: bool) -> SeenTask:
    """The task as it is now.

    Args:
        whole: whether the definition of a real-time task is read by the operation that flows compare it by.
        in_bin: whether a file that no list shows is looked for in the recycle bin.

    Raises:
        DataWorksError: it can't be read.
    """
    match listed.kind:
        case "DI_REALTIME":
            return await _realtime(api, project_id, listed, whole=whole, in_bin=in_bin)
        case "DI_SOLUTION":
            return await _solution(api, project_id, listed)
        case "DI_OFFLINE":
            return await _batch(api, project_id, listed)
        case "job":
            return await _job(api, TaskPlace(project_id, listed.task_id))
        case "node":
            return await _node(api, project_id, listed.task_id)
        case "gone" if in_bin:
            return await _recycled(api, project_id, listed)
        case _:
            return SeenTask(listed.task_id, listed.kind)


async def _realtime(api: DataWorks, project_id: str, listed: ListedTask, *, whole: bool, in_bin: bool) -> SeenTask:
    asked = GetDISyncInstanceInfo(project_id=project_id, task_type="DI_REALTIME", file_id=listed.task_id)
    file = listed.file
    try:
        run = await api.call(asked)
        read = GetDISyncTask(project_id=project_id, task_type="DI_REALTIME", file_id=listed.task_id)
        definition = (await api.call(read)).code if whole or not file.content else file.content
    except DataWorksError as error:
        if not id_unknown(error):
            raise
        return SeenTask(listed.task_id, "gone" if in_bin else "solution file")
    file, state = listed.named(run.name), (run.status or UNKNOWN).upper()
    changed = changed_since_deployed(file, state)
    name, facts, now = _name(file), _facts(file), api.timing.clock()
    return SeenTask(listed.task_id, listed.kind, name, state, changed, definition, facts=facts, read_at=now)


async def _solution(api: DataWorks, project_id: str, listed: ListedTask) -> SeenTask:
    number = number_of(listed.task_id)
    try:
        read = GetDISyncTask(project_id=project_id, task_type="DI_SOLUTION", file_id=number)
        detail = (await api.call(read)).solution_detail
        asked = GetDISyncInstanceInfo(project_id=project_id, task_type="DI_SOLUTION", file_id=number)
        run = (await api.call(asked)).solution_info
    except DataWorksError as error:
        if not not_there(error):
            raise
        return SeenTask(listed.task_id, "gone")
    state = ((run.status if run else None) or UNKNOWN).upper()
    name, definition = (detail.name or "", detail.process_content) if detail else ("", NO_DEFINITION)
    facts, now = _facts(listed.named(name)), api.timing.clock()
    return SeenTask(listed.task_id, listed.kind, name, state, definition=definition, facts=facts, read_at=now)


async def _job(api: DataWorks, place: TaskPlace) -> SeenTask:
    """A job, with how it was just started."""
    try:
        job = await JOBS.job(api, place)
    except DataWorksError as error:
        if not JOBS.is_unknown(error):
            raise
        return SeenTask(place.task_id, "gone")
    start = recent_start(api, place)
    return SeenTask(
        place.task_id,
        "job",
        job.job_name or "",
        state_after(api, place, state_of(job)),
        definition=definition_of_job(job),
        facts=json.dumps([job.owner]),
        started=start.settings if start else None,
        read_at=api.timing.clock(),
    )


async def _node(api: DataWorks, project_id: str, task_id: str) -> SeenTask:
    """A node that is a batch task."""
    try:
        seen = await seen_node(api, project_id, task_id)
    except DataWorksError as error:
        if not not_there(error):
            raise
        return SeenTask(task_id, "gone")
    standing, spec = seen.standing, seen.node.spec
    return SeenTask(
        task_id,
        "node",
        seen.node.name or "",
        standing.shown.upper(),
        standing.changed,
        seen.definition,
        standing=standing,
        facts=json.dumps([spec.recurrence, spec.cron, spec.resource_group, seen.node.owner]),
        paused=seen.schedule.stop is True,
        unscheduled=spec.cron is None,
        read_at=api.timing.clock(),
    )


async def _recycled(api: DataWorks, project_id: str, listed: ListedTask) -> SeenTask:
    """A batch task in the recycle bin, whose removal may not be finished; else it is gone."""
    try:
        detail = await api.call(GetFile(project_id=project_id, file_id=listed.task_id))
    except DataWorksError as error:
        if not not_there(error):
            raise
        return SeenTask(listed.task_id, "gone")
    if detail.file.file_type != BATCH_FILE:
        return SeenTask(listed.task_id, "gone", _name(detail.file))
    return await _of_detail(api, project_id, listed, detail)


async def _batch(api: DataWorks, project_id: str, listed: ListedTask) -> SeenTask:
    detail = await api.call(GetFile(project_id=project_id, file_id=listed.task_id))
    return await _of_detail(api, project_id, listed, detail)


async def _of_detail(api: DataWorks, project_id: str, listed: ListedTask, detail: FileDetail) -> SeenTask:
    place = FilePlace(project_id, listed.task_id)
    standing = await standing_of(api, place, detail.file, detail.node_configuration)
    node = detail.node_configuration
    facts = json.dumps([_facts(detail.file), _facts(listed.file), node.model_dump(mode="json") if node else None])
    removed = detail.file.is_deleted
    return SeenTask(
        listed.task_id,
        "gone" if removed and not standing.in_production else "DI_OFFLINE",
        _name(detail.file),
        GONE if removed else standing.shown.upper(),
        standing.changed,
        detail.file.content,
        detail,
        standing,
        facts,
        read_at=api.timing.clock(),
    )


def _name(file: File) -> str:
    return file.file_name or ""


def _facts(file: File) -> str:
    return json.dumps(file.model_dump(mode="json", exclude={"content"}))
