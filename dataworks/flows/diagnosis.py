"""After a failure, read what exists instead of the thing that was named. Only reads, and as few as needed."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Rejected, Seen, ServiceError, Throttled
from dataworks.flows.folders import Workspace, flows_in, folders_in, folders_near
from dataworks.flows.lookups import NO_SUCH_ID
from dataworks.flows.name_conflicts import NAME_TAKEN
from dataworks.flows.task_status import BATCH_FILE, OTHER_TASK
from dataworks.operation import Operation
from dataworks.operations.files import ListFiles
from dataworks.operations.resource_groups import DATA_INTEGRATION, ListResourceGroups
from dataworks.operations.workspaces import ListBusiness, ListFolders
from dataworks.retry import RetryRule

SHOWN = 20
"""Values that are reported, the most similar first."""

FLOWS = 3
"""Business flows whose folders are read where the named one does not exist: the most similar ones."""

SHORTEST = 1.0
"""Seconds that must be left for reading."""

ONCE = RetryRule(attempts=1)


@dataclass(frozen=True)
class Named:
    """The names in the arguments of the failed call."""

    project_id: str | None = None
    project_identifier: str | None = None
    task_name: str | None = None


@dataclass(frozen=True)
class Look:
    """A symptom and what to read.

    Attributes:
        symptom: the pattern of the message; its group is the value that was sent.
        operations: those that ``see`` may send.
        see: sends them, and returns what exists, the most similar first.
    """

    symptom: re.Pattern[str]
    operations: tuple[type[Operation[Any]], ...]
    see: Callable[[DataWorks, Named, str], Awaitable[Seen]]


def look_for(error: DataWorksError, named: Named) -> Look | None:
    """What to read after this error, if anything helps; nothing after throttling, which asks for fewer calls."""
    if isinstance(error, Throttled) or not isinstance(error, ServiceError):
        return None
    if error.code == NAME_TAKEN:
        return HOLDER if named.task_name and error.exists is None else None
    fitting = (look for look in LOOKS if look.symptom.search(error.message))
    return next(fitting, None) if isinstance(error, Rejected) or error.http_status in {200, 400} else None


async def look_after(api: DataWorks, error: DataWorksError, look: Look, named: Named) -> None:
    """Read once, and set ``error.seen``. A read that fails leaves the error unchanged."""
    remaining = api.remaining()
    if remaining is not None and remaining < SHORTEST:
        return
    hit = look.symptom.search(error.message)
    try:
        error.seen = await look.see(replace(api, retries=ONCE), named, hit[1] if hit else "")
    except DataWorksError:
        return  # the first error is reported, not that of this read


async def _folders(api: DataWorks, named: Named, asked: str) -> Seen:
    """Those near the named one, in one request where its flow exists; else those of the most similar flows."""
    workspace = Workspace(named.project_id, named.project_identifier)
    near = await folders_near(api, workspace, asked)
    if near:
        return _seen("near", dict.fromkeys(near, ""), asked)
    flows = await flows_in(api, workspace)
    similar = sorted(flows, key=lambda flow: -_likeness(asked, flow))[:FLOWS]
    paths = [path async for path in folders_in(api, workspace, similar)]
    return _seen("folders", dict.fromkeys(paths, ""), asked, whole=len(flows) <= FLOWS)


async def _groups(api: DataWorks, _named: Named, asked: str) -> Seen:
    groups = (await api.call(ListResourceGroups(resource_group_type=DATA_INTEGRATION))).items
    return _seen("groups", {group.identifier: group.name or "" for group in groups if group.identifier}, asked)


async def _holder(api: DataWorks, named: Named, _asked: str) -> Seen:
    listing = ListFiles(
        project_id=named.project_id,
        project_identifier=named.project_identifier,
        exact_file_name=named.task_name,
        need_absolute_folder_path=True,
    )
    files = (await api.call(listing)).files
    holders = (file for file in files if file.file_name == named.task_name)
    return Seen("holder", tuple(f"{file.file_id} ({_quoted(file.absolute_folder_path or '')})" for file in holders))


async def _file(api: DataWorks, named: Named, asked: str) -> Seen:
    """The file of an id that no task of the wanted type has."""
    listing = ListFiles(project_id=named.project_id, project_identifier=named.project_identifier, file_id_in=asked)
    files = [file for file in (await api.call(listing)).files if file.file_id == asked]
    kind: Literal["batch", "other", "file"] = KINDS_OF_FILES.get(files[0].file_type or 0, "file") if files else "file"
    names = tuple(f"{asked} ({_quoted(file.file_name or '')})" for file in files[:1])
    return Seen(kind, names, where=named.project_id or named.project_identifier or "")


def _seen(
    kind: Literal["folders", "near", "groups"], names: Mapping[str, str], asked: str, *, whole: bool = True
) -> Seen:
    """The values, the most similar first: by the value, or by its display name."""

    def distance(value: str) -> float:
        return -max(_likeness(asked, word) for word in (value, names[value]))

    values = sorted(names, key=distance)[:SHOWN]
    return Seen(kind, tuple(map(_quoted, values)), whole and len(values) == len(names))


def _likeness(asked: str, word: str) -> float:
    return SequenceMatcher(None, asked[:200], word[:200]).ratio()


def _quoted(text: str) -> str:
    """A name from the service in quotes, so that it can't look like text of this server."""
    return json.dumps(text, ensure_ascii=False)


KINDS_OF_FILES: Mapping[int, Literal["batch", "other"]] = {BATCH_FILE: "batch", OTHER_TASK: "other"}

LOOKS = (
    Look(re.compile(r"Invalid path: ?(.*)"), (ListFolders, ListBusiness), _folders),
    Look(re.compile(r"ResourceGroup:\[(.*?)\]"), (ListResourceGroups,), _groups),
    Look(NO_SUCH_ID, (ListFiles,), _file),
)
HOLDER = Look(re.compile(r"()"), (ListFiles,), _holder)
