"""After a failure, read what exists instead of the thing that was named. Only reads, and as few as needed."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import ValidationError

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, FolderMissing, Rejected, Seen, ServiceError, Throttled
from dataworks.flows.folders import Workspace, flows_in, folders_in, folders_near
from dataworks.flows.likeness import likeness, seen_values
from dataworks.operation import Operation
from dataworks.operations.v2020.data_sources import PRODUCTION, DataSource, GetDataSourceMeta, ListDataSources
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, ListFiles
from dataworks.operations.v2020.resource_groups import DATA_INTEGRATION, ListResourceGroups
from dataworks.operations.v2020.workspaces import ListBusiness, ListFolders
from dataworks.quoting import named as quoted
from dataworks.retry import ONCE
from dataworks.studios.classic import NAME_TAKEN
from dataworks.studios.classic_reads import NO_SUCH_ID

FLOWS = 3
"""Business flows whose folders are read where the named one does not exist: the most similar ones."""

SHORTEST = 1.0
"""Seconds that must be left for reading."""

PAGE = 100
"""Data sources or tables that are read at most."""


@dataclass(frozen=True)
class Named:
    """The names in the arguments of the failed call."""

    project_id: str | None = None
    project_identifier: str | None = None
    task_name: str | None = None
    source: str | None = None
    folder: str | None = None


@dataclass(frozen=True)
class Look:
    """A symptom and what to read.

    Attributes:
        symptom: the pattern of the message; its group is the value that was sent, where the message repeats it.
        operations: those that ``see`` may send.
        see: sends them, and returns what exists, the most similar first.
    """

    symptom: re.Pattern[str]
    operations: tuple[type[Operation[Any]], ...]
    see: Callable[[DataWorks, Named, str], Awaitable[Seen | None]]


def look_for(error: DataWorksError, named: Named) -> Look | None:
    """What to read after this error, if anything helps; nothing after throttling, which asks for fewer calls."""
    if isinstance(error, FolderMissing):
        return FOLDERS if error.seen is None else None
    if isinstance(error, Throttled) or not isinstance(error, ServiceError):
        return None
    if error.code == NAME_TAKEN:
        return HOLDER if named.task_name and error.exists is None else None
    fitting = (look for look in LOOKS if look.symptom.search(error.message))
    return next(fitting, None) if isinstance(error, Rejected) or error.http_status in {200, 400} else None


async def look_after(api: DataWorks, error: DataWorksError, look: Look, named: Named) -> None:
    """Read once, and set ``error.seen``. A read that fails, or can't be sent, leaves the error unchanged."""
    remaining = api.remaining()
    if remaining is not None and remaining < SHORTEST:
        return
    hit = look.symptom.search(error.message)
    try:
        error.seen = await look.see(replace(api, retries=ONCE), named, (hit[1] or "") if hit else "")
    except (DataWorksError, ValidationError):
        return  # the first error is reported, not that of this read


async def _folders(api: DataWorks, named: Named, told: str) -> Seen:
    """Those near the named one, in one request where its flow exists; else those of the most similar flows."""
    asked = told or named.folder or ""
    workspace = Workspace(named.project_id, named.project_identifier)
    near = await folders_near(api, workspace, asked)
    if near is not None:
        return seen_values("near", dict.fromkeys(near, ""), asked)
    flows = await flows_in(api, workspace)
    similar = sorted(flows, key=lambda flow: -likeness(asked, flow))[:FLOWS]
    paths = [path async for path in folders_in(api, workspace, similar)]
    return seen_values("folders", dict.fromkeys(paths, ""), asked, whole=len(flows) <= FLOWS)


async def _groups(api: DataWorks, _named: Named, asked: str) -> Seen:
    groups = (await api.call(ListResourceGroups(resource_group_type=DATA_INTEGRATION))).items
    running = {group.identifier: group.name or "" for group in groups if group.identifier and not group.status}
    seen = seen_values("groups", running, asked)
    same = [group.identifier for group in groups if asked in (group.identifier, group.name) and group.status]
    return replace(seen, kind="stopped", where=quoted(same[0] or asked), meant=None) if same else seen


async def _sources(api: DataWorks, named: Named, asked: str) -> Seen | None:
    """The named data source where it can't be used, otherwise those that can, in production."""
    if named.project_id is None:
        return None
    listing = ListDataSources(project_id=named.project_id, page_number=1, page_size=PAGE)
    sources = (await api.call(listing)).data_sources
    same = [source for source in sources if source.name == asked]
    production = [source for source in same if source.env_type == PRODUCTION]
    if production:
        return Seen("type", (quoted(production[0].data_source_type or ""),), where=quoted(asked))
    if same:
        return Seen("development", (quoted(asked),))
    return seen_values("sources", dict.fromkeys(_names(sources), ""), asked, whole=len(sources) < PAGE)


def _names(sources: Iterable[DataSource]) -> Iterator[str]:
    """The names of the data sources that are in production."""
    return (source.name for source in sources if source.name and source.env_type == PRODUCTION)


async def _tables(api: DataWorks, named: Named, asked: str) -> Seen | None:
    """The tables of the source that the call names."""
    if named.project_id is None or named.source is None:
        return None
    listing = GetDataSourceMeta(project_id=named.project_id, datasource_name=named.source, page_size=PAGE)
    tables = (await api.call(listing)).tables
    seen = seen_values("tables", {table: table.partition(".")[2] for table in tables}, asked, whole=len(tables) < PAGE)
    return replace(seen, where=quoted(named.source))


async def _holder(api: DataWorks, named: Named, _asked: str) -> Seen:
    listing = ListFiles(
        project_id=named.project_id,
        project_identifier=named.project_identifier,
        exact_file_name=named.task_name,
        need_absolute_folder_path=True,
    )
    files = (await api.call(listing)).files
    holders = (file for file in files if file.file_name == named.task_name)
    return Seen("holder", tuple(f"{file.file_id} ({quoted(file.absolute_folder_path or '')})" for file in holders))


async def _file(api: DataWorks, named: Named, asked: str) -> Seen:
    """The file of an id that no task of the wanted type has."""
    listing = ListFiles(project_id=named.project_id, project_identifier=named.project_identifier, file_id_in=asked)
    files = [file for file in (await api.call(listing)).files if file.file_id == asked]
    kind: Literal["batch", "other", "file"] = KINDS_OF_FILES.get(files[0].file_type or 0, "file") if files else "file"
    names = tuple(f"{asked} ({quoted(file.file_name or '')})" for file in files[:1])
    return Seen(kind, names, where=named.project_id or named.project_identifier or "")


KINDS_OF_FILES: Mapping[int, Literal["batch", "other"]] = {BATCH_FILE: "batch", REALTIME_FILE: "other"}

FOLDERS = Look(re.compile(r"Invalid path: ?(.*)|不合法的目录路径"), (ListFolders, ListBusiness), _folders)
LOOKS = (
    FOLDERS,
    Look(re.compile(r"ResourceGroup:\[(.*?)\]"), (ListResourceGroups,), _groups),
    Look(NO_SUCH_ID, (ListFiles,), _file),
    Look(re.compile(r"(?i)datasource(?:name)?:\[(.*?)\]"), (ListDataSources,), _sources),
    Look(re.compile(r"\btable:\[(.*?)\]"), (GetDataSourceMeta,), _tables),
)
HOLDER = Look(re.compile(r"()"), (ListFiles,), _holder)
