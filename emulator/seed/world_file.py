"""World files: the workspaces, data sources, tables, groups, folders and tasks of an emulated account, as TOML.

``docs/worlds.md`` describes the format. Each class below is one table of it; ``world_writer.py`` writes such files.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dataworks.sts.identity import PROVIDER, ROLE
from emulator.seed.source_types import code_of
from emulator.seed.table_text import read_table
from emulator.seed.toml_text import key_text
from emulator.seed.world_problems import DIGITS, checked_spec, problem, toml_problem
from emulator.world.roles import Role
from emulator.world.state import Databases, DataSource, Folder, ResourceGroup, Table

ENVIRONMENTS = {"development": 0, "production": 1}
GROUP_TYPES = {"data integration": 4, "scheduling": 1, "exclusive scheduling": 7}

MAXCOMPUTE = "odps"

T = TypeVar("T")


def _below_2_63(text: str) -> str:
    if int(text) >= 2**63:
        raise ValueError("a number is at most 9223372036854775807")
    return text


Name = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
NumberText = Annotated[str, StringConstraints(pattern=DIGITS), AfterValidator(_below_2_63)]
Environment = Literal["development", "production"]


def _json_object(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    except RecursionError:
        raise ValueError("its values are nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")
    return text


def _folder_path(path: str) -> str:
    parts = path.split("/")
    if len(parts) < 2 or not all(parts):
        raise ValueError("a path names a business flow, such as Business Flow/shop/Data Integration")
    return path


JsonObject = Annotated[str, AfterValidator(_json_object)]
FolderPath = Annotated[Name, AfterValidator(_folder_path)]
NodeSpec = Annotated[JsonObject, AfterValidator(checked_spec)]
SourceType = Annotated[Name, AfterValidator(code_of)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class GroupEntry(_Entry):
    """``[[resource_group]]``."""

    id: Number
    identifier: Name
    name: Name
    type: Literal["data integration", "scheduling", "exclusive scheduling"] = "data integration"
    mode: Literal["ISOLATE", "SHARE"] = "ISOLATE"
    stopped: bool = False
    default: bool = False
    biz_ext_key: str = "single"
    cluster: str = "AY60C"
    tags: dict[str, str] = {}
    manager_group: str = ""
    workspaces: list[NumberText] | None = None

    def group(self) -> ResourceGroup:
        """Return the group."""
        given = self.model_dump(include={"id", "identifier", "name", "mode", "biz_ext_key", "cluster", "tags"})
        return ResourceGroup(
            **given,
            type=GROUP_TYPES[self.type],
            status=int(self.stopped),
            is_default=self.default,
            manager_group=self.manager_group,
            bound_to=None if self.workspaces is None else frozenset(self.workspaces),
        )


class FolderEntry(_Entry):
    """``[[workspace.N.folder]]``; folders of one business flow have one ``business_id``."""

    path: FolderPath
    id: Name | None = None
    business_id: Number | None = None


def is_crawled(kind: str) -> bool:
    """Return whether Data Map has the tables of data sources of a type, where a world does not say it."""
    return kind == "mysql"


class DataSourceEntry(_Entry):
    """``[workspace.N.data_source.NAME]``; ``ids`` are those of its environments, and made up if they are left out."""

    type: SourceType
    environments: Annotated[list[Environment], Field(min_length=1)] = ["development", "production"]
    ids: dict[Environment, Number] = {}
    reachable: bool = True
    enabled: bool = True
    crawled: bool | None = None
    database: dict[str, dict[str, str]] = {}

    def source(self, name: str, databases: Databases) -> DataSource:
        """Return the data source, with the tables of its databases."""
        return DataSource(
            name,
            self.type,
            databases,
            frozenset(ENVIRONMENTS[each] for each in self.environments),
            self.reachable,
            self.enabled,
            is_crawled(self.type) if self.crawled is None else self.crawled,
            {ENVIRONMENTS[each]: number for each, number in self.ids.items()},
        )


class TaskEntry(_Entry):
    """``[[workspace.N.task]]``: a file of the classic Data Studio. ``schedule`` is its NodeConfiguration.

    ``committed``: its current version was submitted; by default, if it is deployed.
    """

    id: Number
    name: Name
    folder: FolderPath
    type: Literal["real-time", "batch", "solution"] = "real-time"
    script: JsonObject = "{}"
    state: Literal["NORUN", "WAIT", "RUN", "KILLING", "PAUSE"] = "NORUN"
    deployed: bool = False
    committed: bool | None = None
    resource_group: str = ""
    cu: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    owner: Name = "1000000000000001"
    node_id: Number | None = None
    version: Number = 1
    schedule: JsonObject = "{}"
    detail: JsonObject | None = None


class JobEntry(_Entry):
    """``[[workspace.N.job]]``: a job; ``definition`` has CreateDIJob's parameters, ``alarms`` those of its rules."""

    id: Number
    name: Name
    definition: JsonObject
    state: Literal["Initialized", "Running", "Stopping", "Stopped", "Failed", "Finished"] = "Initialized"
    alarms: dict[NumberText, JsonObject] = {}


class NodeEntry(_Entry):
    """``[[workspace.N.node]]``: a node of the new Data Studio; ``spec`` is its part of the FlowSpec.

    ``production``: the spec that production has, if the node was changed since; ``production_parents`` likewise.
    """

    id: Number
    name: Name
    spec: NodeSpec
    deployed: bool = False
    production: NodeSpec | None = None
    production_parents: list[Name] | None = None
    owner: Name = "1000000000000001"
    task_id: Number | None = None
    parents: list[Name] = []


class WorkspaceEntry(_Entry):
    """``[workspace.N]``; ``standard``: development and production are separate."""

    name: Name
    studio: Literal["classic", "new"] = "classic"
    standard: bool = True
    approves: bool = False
    folder: list[FolderEntry] = []
    data_source: dict[Name, DataSourceEntry] = {}
    task: list[TaskEntry] = []
    job: list[JobEntry] = []
    node: list[NodeEntry] = []


class RoleEntry(_Entry):
    """``[[role]]``: a RAM role; with ``oidc_provider``, tokens take it, else the emulator's access keys."""

    arn: Annotated[str, StringConstraints(pattern=ROLE.pattern + "$")]
    oidc_provider: Annotated[str, StringConstraints(pattern=PROVIDER.pattern + "$")] = ""
    issuer: str = ""
    audiences: list[Name] = []
    subjects: list[Name] | None = None
    external_id: str = ""
    read_only: bool = False
    workspaces: list[NumberText] | None = None
    session_seconds: Annotated[int, Field(ge=1, le=43_200)] = 3600

    def role(self) -> Role:
        """Return the role."""
        return Role(
            self.arn,
            self.oidc_provider,
            self.issuer,
            frozenset(self.audiences),
            None if self.subjects is None else frozenset(self.subjects),
            self.external_id,
            self.read_only,
            None if self.workspaces is None else frozenset(self.workspaces),
            self.session_seconds,
        )


class WorldEntry(_Entry):
    """A world file."""

    resource_group: list[GroupEntry] = []
    role: list[RoleEntry] = []
    workspace: dict[NumberText, WorkspaceEntry]


def read_world_file(path: Path) -> WorldEntry:
    """Read and check a world file, apart from the texts of its tables.

    Raises:
        ValueError: it is not TOML, or not as described; the message has every wrong place.
        OSError: it can't be read.
    """
    try:
        return read_world(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"world {path.name}: it is not UTF-8 at byte {error.start + 1}; save it as UTF-8") from None
    except ValueError as error:
        raise ValueError(f"world {path.name}: {error}") from None


def read_world(text: str) -> WorldEntry:
    """Read and check the text of a world file, apart from the texts of its tables.

    Raises:
        ValueError: it is not TOML, or not as described; the message has every wrong place.
    """
    try:
        entry = WorldEntry.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(toml_problem(error, text)) from None
    except ValidationError as error:
        raise ValueError("; ".join(problem(each, SETTINGS) for each in error.errors())) from None
    except RecursionError:
        raise ValueError("its values are nested too deeply") from None
    problems = "; ".join([*_doubles(entry), *_elsewhere(entry)])
    if problems:
        raise ValueError(problems)
    return entry


def tables_of(entry: DataSourceEntry, workspace: str, source: str) -> Databases:
    """Return the tables of a data source of a workspace.

    Raises:
        ValueError: the text of a table can't be read; the message has its place and line.
    """
    place = f"workspace.{workspace}.data_source.{key_text(source)}"
    return {
        database: {
            name: _table(text, entry.type, f"{place}.database.{key_text(database)}.{key_text(name)}")
            for name, text in named.items()
        }
        for database, named in entry.database.items()
    }


def folders_of(entries: Iterable[FolderEntry]) -> Iterator[Folder]:
    """Yield the folders, with ids where none is given; folders of one flow get one business id."""
    given = tuple(entries)
    flows = {_flow(entry): entry.business_id for entry in reversed(given) if entry.business_id}
    ids = unused({entry.id or "" for entry in given}, (f"f{number}" for number in count(1)))
    numbers = unused({*flows.values()}, count(1))
    for entry in given:
        business = flows.get(_flow(entry)) or flows.setdefault(_flow(entry), next(numbers))
        yield Folder(entry.id or next(ids), entry.path, entry.business_id or business)


def unused(taken: set[T], ids: Iterable[T]) -> Iterator[T]:
    """Return those of the ids that are not taken."""
    return (each for each in ids if each not in taken)


def _flow(entry: FolderEntry) -> str:
    return entry.path.split("/")[1]


def _table(text: str, kind: str, place: str) -> Table:
    try:
        table = read_table(text)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    if table.partitions and kind != MAXCOMPUTE:
        raise ValueError(f"{place}: only tables of MaxCompute (odps) have partitions")
    return table


SETTINGS = sorted(
    {
        name
        for entry in (
            WorldEntry, WorkspaceEntry, DataSourceEntry, FolderEntry, GroupEntry, TaskEntry, JobEntry, NodeEntry,
            RoleEntry,
        )
        for name in entry.model_fields
    }
)  # fmt: skip
"""Every setting, for suggestions."""


def _doubles(entry: WorldEntry) -> Iterator[str]:
    """Yield each id or name that only one thing may have, and that two have."""
    groups = entry.resource_group
    yield from _twice("identifier", (("resource_group", group.identifier) for group in groups))
    yield from _twice("id", (("resource_group", group.id) for group in groups))
    yield from _twice("arn", (("role", role.arn) for role in entry.role))
    yield from _twice("name", ((f"workspace.{number}", each.name) for number, each in entry.workspace.items()))
    for kind in ("job", "node"):
        yield from _twice("id", ((place, each.id) for place, each in _all(entry, kind)))
    yield from _twice("id", ((f"{place}.alarms", number) for place, job in _all(entry, "job") for number in job.alarms))
    for number, workspace in entry.workspace.items():
        place, sources = f"workspace.{number}", workspace.data_source
        yield from _twice("path", ((f"{place}.folder", folder.path) for folder in workspace.folder))
        yield from _twice("id", ((f"{place}.folder", folder.id) for folder in workspace.folder if folder.id))
        yield from _twice("id", ((f"{place}.task", f"{task.type} {task.id}") for task in workspace.task))
        ids = (
            (f"{place}.data_source.{key_text(name)}", each) for name in sources for each in sources[name].ids.values()
        )
        yield from _twice("id", ids)


def _all(entry: WorldEntry, kind: str) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a kind of all workspaces, with their places: such ids are those of the account."""
    for number, workspace in entry.workspace.items():
        yield from ((f"workspace.{number}.{kind}", each) for each in getattr(workspace, kind))


def _elsewhere(entry: WorldEntry) -> Iterator[str]:
    """Yield what is in a workspace or data source that can't have it."""
    for number, workspace in entry.workspace.items():
        place = f"workspace.{number}"
        if workspace.node and workspace.studio == "classic":
            yield f'{place}.node: the classic studio has no nodes; write studio = "new"'
        if workspace.task and workspace.studio == "new":
            yield f"{place}.task: the new studio has no files; write [[{place}.node]]"
        for name, source in workspace.data_source.items():
            missing = sorted(source.ids.keys() - {*source.environments})
            yield from (
                f"{place}.data_source.{key_text(name)}.ids: it is not in the environment {each}" for each in missing
            )


def _twice(what: str, given: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield the places of what was given before."""
    seen: set[object] = set()
    for place, value in given:
        if value in seen:
            yield f"{place}: two have the {what} {str(value)!r}"
        seen.add(value)


def object_of(text: str) -> dict[str, Any]:
    """Return the object of a JSON text that was checked."""
    value: dict[str, Any] = json.loads(text)
    return value
