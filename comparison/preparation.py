"""Reads what a workspace has, in few calls: the values of placeholders, and what the emulator's world is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from comparison.placeholders import PREPARED
from comparison.requests import raw_request
from comparison.sender import UNKNOWN_ID, Answer, Sender
from comparison.values import objects_at, values_at
from dataworks.language import Text
from dataworks.operation import NEW, VERSION
from dataworks.studio_settings import StudioName

Row = Mapping[str, Any]

MYSQL, MAXCOMPUTE = frozenset({"mysql"}), frozenset({"odps", "maxcompute"})
KEYS = ("FileId", "Id", "BusinessId", "FolderPath")
"""Fields that rows are sorted by."""

PAGE = 100
TRIES = 3
"""Data sources whose tables are listed to find one with three tables."""

PROBES = 2
"""Reads that find out which Data Studio a workspace is on; one of them is needed in any case."""

COMMON, OF_STUDIO = 6, 4
"""Reads of every workspace beside those and the tries, and of a workspace on each Data Studio."""

REFUSED = Text("{} is refused: {}", "{} 被拒绝：{}")
NOT_READ = Text("the workspace {} can't be read: HTTP {} {}", "无法读取工作空间 {}：HTTP {} {}")
NO_STUDIO = Text(
    "nothing in it shows which Data Studio it is on: say it with --studio classic or new",
    "工作空间中没有内容表明它使用哪种数据开发：请用 --studio classic 或 new 指定",
)


def most_reads(studio: StudioName | None) -> int:
    """Return the most reads of a preparation."""
    return COMMON + TRIES + OF_STUDIO + (PROBES if studio is None else 1)


class NoWorkspace(Exception):
    """The workspace can't be read, or which Data Studio it is on can't be found out."""


@dataclass
class Found:
    """What a workspace has.

    Attributes:
        values: the placeholders.
        missing: why a placeholder has no value.
        identifier: the name of the workspace; ``standard``: with separate development and production.
        tables: tables by database, of the data source ``data_source``.
        crawled: the ids of the data sources that Data Map has collected, with what it calls them.
        flows, files, jobs, nodes: rows of the first page; with ``details`` of one of each.
        tasks: rows of the first page of what is in production.
    """

    project_id: str
    values: dict[str, str] = field(default_factory=dict[str, str])
    missing: dict[str, str] = field(default_factory=dict[str, str])
    studio: StudioName = StudioName.CLASSIC
    identifier: str = ""
    standard: bool = True
    sources: list[Row] = field(default_factory=list[Row])
    groups: list[Row] = field(default_factory=list[Row])
    schedulers: list[Row] = field(default_factory=list[Row])
    unreachable: set[str] = field(default_factory=set[str])
    tables: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    crawled: dict[str, str] = field(default_factory=dict[str, str])
    folders: list[str] = field(default_factory=list[str])
    flows: list[Row] = field(default_factory=list[Row])
    files: list[Row] = field(default_factory=list[Row])
    jobs: list[Row] = field(default_factory=list[Row])
    nodes: list[Row] = field(default_factory=list[Row])
    tasks: list[Row] = field(default_factory=list[Row])
    details: dict[str, Any] = field(default_factory=dict[str, Any])

    def set(self, name: str, value: object) -> None:
        """Set a placeholder, unless the value is none."""
        if value not in (None, ""):
            self.values[name] = str(value)

    def why(self, name: str) -> str:
        """Return why a placeholder has no value."""
        what = PREPARED.get(name, name)
        if name in self.missing:
            return Text("needs {} ({})", "需要{}（{}）").said(what, self.missing[name])
        return Text("needs {}", "需要{}").said(what)


def times(now: float) -> dict[str, str]:
    """Return the placeholders that are times: in seconds, and the beginning of two days in ms."""
    today = int((now + 8 * 3600) // 86_400) * 86_400 - 8 * 3600
    return {
        "now": str(int(now) + 1),
        "hour_ago": str(int(now) - 3600),
        "yesterday": str((today - 86_400) * 1000),
        "tomorrow": str((today + 86_400) * 1000),
    }


def computed(project_id: str, name: str, now: float) -> dict[str, str]:
    """Return the placeholders that no read is needed for."""
    names = {"project": project_id, "unknown_id": UNKNOWN_ID, "name": name, "token": f"{name}{int(now)}"}
    return {**names, **times(now)}


async def prepare(sender: Sender, project_id: str, name: str, studio: StudioName | None) -> Found:
    """Read what a workspace has. ``name``: what the names of all that is created begin with.

    Raises:
        NoWorkspace: the workspace can't be read, or it is not known which Data Studio it is on.
        Outage: the service does not answer.
    """
    found = Found(project_id, computed(project_id, name, sender.api.timing.utc().timestamp()))
    reader = Reader(sender, found)
    await reader.workspace()
    await reader.lists(studio)
    await reader.sources()
    await (reader.classic() if found.studio is StudioName.CLASSIC else reader.new())
    return found


@dataclass(frozen=True)
class Reader:
    """Reads one workspace."""

    sender: Sender
    found: Found

    async def _rows(self, version: str, action: str, path: str, *names: str, **parameters: object) -> list[Row]:
        """Return the rows at a path of an answer; if it is refused, the named placeholders are missing for that."""
        answer = await self._read(version, action, *names, **parameters)
        return sorted(objects_at(answer.payload, path), key=_place)

    async def _read(self, version: str, action: str, *names: str, **parameters: object) -> Answer:
        answer = await self.sender.send(raw_request(version, action, parameters))
        if not answer.worked:
            self.found.missing.update(dict.fromkeys(names, REFUSED.said(action, answer.code or answer.status)))
        return answer

    async def workspace(self) -> None:
        """Read the workspace itself.

        Raises:
            NoWorkspace: it can't be read.
        """
        project = self.found.project_id
        answer = await self._read(VERSION, "GetProject", ProjectId=project)
        fields = next(iter(objects_at(answer.payload, "Data")), None)
        if answer.failed or fields is None:
            raise NoWorkspace(NOT_READ.said(project, answer.status, answer.code).rstrip())
        self.found.identifier = str(fields.get("ProjectIdentifier", ""))
        self.found.standard = str(fields.get("ProjectMode")) != "2"
        self.found.set("identifier", self.found.identifier)

    async def lists(self, studio: StudioName | None) -> None:
        """Read the first page of nodes and of files, and find out from them which Data Studio it is.

        Raises:
            NoWorkspace: both are empty.
        """
        project, found = self.found.project_id, self.found
        if studio is not StudioName.CLASSIC:
            found.nodes = await self._rows(
                NEW, "ListNodes", "PagingInfo.Nodes[]", "node", ProjectId=project, PageSize=PAGE
            )
        if studio is not StudioName.NEW:
            kinds = {"FileTypes": "23,900", "NeedContent": "false", "NeedAbsoluteFolderPath": "true"}
            rows = self._rows(VERSION, "ListFiles", "Data.Files[]", ProjectId=project, PageSize=PAGE, **kinds)
            found.files = await rows
        if studio is None and not found.nodes and not found.files:
            raise NoWorkspace(NO_STUDIO.said())
        found.studio = studio or (StudioName.NEW if found.nodes else StudioName.CLASSIC)

    async def sources(self) -> None:
        """Read data sources, resource groups, crawlers, and the tables of one data source."""
        found, project = self.found, self.found.project_id
        names = ("data_source", "destination", "all_sources")
        answer = await self._read(NEW, "ListDataSources", *names, ProjectId=project, PageSize=PAGE)
        found.sources = [
            *values_at(answer.payload, "PagingInfo.DataSources[]")
        ]  # the emulator lists them as they are here
        total = next(iter(values_at(answer.payload, "PagingInfo.TotalCount")), 0)
        found.set("all_sources", "all" if found.sources and str(total) == str(len(found.sources)) else None)
        kinds = ["CommonV2", "ExclusiveDataIntegration"]
        where, asked = "PagingInfo.ResourceGroupList[]", {"ResourceGroupTypes": kinds, "PageSize": PAGE}
        found.groups = await self._rows(NEW, "ListResourceGroups", where, "group", ProjectId=project, **asked)
        works = next((row for row in found.groups if row.get("Status") == "Normal"), dict[str, Any]())
        found.set("group", works.get("Id"))
        found.set("group_name", works.get("Name"))
        found.set("group_other_case", str(works.get("Name", "")).swapcase())
        asked = {"ResourceGroupTypes": ["ExclusiveScheduler"], "PageSize": PAGE}
        found.schedulers = await self._rows(NEW, "ListResourceGroups", where, ProjectId=project, **asked)
        found.set("scheduling_group", _first(found.schedulers, "Id", lambda row: row.get("Status") == "Normal"))
        rows = await self._rows(
            NEW, "ListCrawlers", "PagingInfo.Crawlers[]", "entity", ProjectId=project, PageSize=PAGE
        )
        found.crawled = {str(row.get("DataSourceId")): str(row.get("MetaEntityId")) for row in rows}
        destination = next((row for row in sorted_sources(found) if kind_of(row) in MAXCOMPUTE), None)
        if destination is not None:
            found.set("destination", destination.get("Name"))
            found.set("destination_type", destination.get("Type"))
        await self._unreachable()
        await self._tables()

    async def _unreachable(self) -> None:
        """Find the data sources whose last connection test failed, which only the older version says."""
        found, rows = self.found, "Data.DataSources[]"
        asked = {"ProjectId": found.project_id, "PageSize": PAGE, "EnvType": 1}
        listed = await self._rows(VERSION, "ListDataSources", rows, "unreachable_source", **asked)
        found.unreachable = {str(row.get("Name")) for row in listed if str(row.get("ConnectStatus")) == "2"}
        row = next((row for row in sorted_sources(found) if _is_unreachable(found, row)), None)
        if row is not None:
            found.set("unreachable_source", row.get("Name"))
            found.set("unreachable_id", production_id(row))

    async def _tables(self) -> None:
        """Find a MySQL data source with a database of three tables, and list its tables."""
        found = self.found
        candidates = [row for row in sorted_sources(found) if kind_of(row) in MYSQL]
        for row in candidates[:TRIES]:
            asked = {"ProjectId": found.project_id, "DatasourceName": row.get("Name"), "PageSize": PAGE}
            answer = await self._read(VERSION, "GetDataSourceMeta", "data_source", **asked)
            tables = _tables_in(answer)
            database = next((name for name, tables in tables.items() if len(tables) >= 3), None)
            if database is not None:
                found.tables = tables
                found.set("data_source", row.get("Name"))
                found.set("part_of_data_source", str(row.get("Name"))[:-1])
                found.set("data_source_id", production_id(row))
                found.set("database", database)
                for name, table in zip(("table", "second_table", "third_table"), tables[database], strict=False):
                    found.set(name, table)
                found.set("entity", found.crawled.get(production_id(row) or ""))
                return

    async def classic(self) -> None:
        """Read business flows, folders, a real-time task and a batch task."""
        found, project = self.found, self.found.project_id
        asked: dict[str, object] = {"ProjectId": project, "PageSize": PAGE}
        found.flows = await self._rows(VERSION, "ListBusiness", "Data.Business[]", "folder", **asked)
        found.set("flow", _first(found.flows, "BusinessName"))
        if "flow" in found.values:
            found.set("flow_other_case", found.values["flow"].swapcase())
            path = f"Business Flow/{found.values['flow']}"
            asked["ParentFolderPath"] = path
            rows = await self._rows(VERSION, "ListFolders", "Data.Folders[]", "folder", **asked)
            found.folders = [str(row.get("FolderPath")) for row in rows]
            found.set("folder", _first(rows, "FolderPath", _is_for_integration))
        await self._task("realtime", "900", "GetDISyncTask", TaskType="DI_REALTIME")
        await self._task("batch", "23", "GetFile")

    async def _task(self, kind: str, file_type: str, action: str, **parameters: object) -> None:
        found = self.found
        row = next((each for each in found.files if str(each.get("FileType")) == file_type), None)
        if row is None:
            return
        name = f"{kind}_task"
        asked = {"ProjectId": found.project_id, "FileId": row.get("FileId"), **parameters}
        answer = await self._read(VERSION, action, name, **asked)
        found.details[name] = (str(row.get("FileId")), answer.payload)
        if name not in found.missing:
            found.set(name, row.get("FileId"))
            found.set(f"{kind}_name", row.get("FileName"))
            found.set(f"{kind}_other_case", str(row.get("FileName")).swapcase())
            found.set(f"{kind}_node", row.get("NodeId"))

    async def new(self) -> None:
        """Read jobs, nodes, and tasks in production."""
        found, project = self.found, self.found.project_id
        found.jobs = await self._rows(NEW, "ListDIJobs", "PagingInfo.DIJobs[]", "job", ProjectId=project, PageSize=PAGE)
        found.set("job", _first(found.jobs, "Id"))
        found.set("job_name", _first(found.jobs, "JobName"))
        found.set("job_part", found.values.get("job_name", "")[1:])
        found.set("job_source_type", _first(found.jobs, "SourceDataSourceType"))
        if "job" in found.values:
            answer = await self._read(NEW, "GetDIJob", Id=found.values["job"], ProjectId=project)
            found.details["job"] = next(iter(values_at(answer.payload, "PagingInfo")), None)
        integrates = [row for row in found.nodes if values_at(row, "Script.Runtime.Command") == ["DI"]]
        found.nodes = [*integrates, *(row for row in found.nodes if row not in integrates)]
        found.set("node", _first(found.nodes, "Id"))
        found.set("node_name", _first(found.nodes, "Name"))
        found.set("node_other_case", found.values.get("node_name", "").swapcase())
        if "node" in found.values:
            answer = await self._read(NEW, "GetNode", Id=found.values["node"], ProjectId=project)
            found.details["node"] = next(iter(values_at(answer.payload, "Node.Spec")), None)
        found.tasks = await self._rows(
            NEW, "ListTasks", "PagingInfo.Tasks[]", "scheduled_task", ProjectId=project, PageSize=PAGE
        )
        found.set("scheduled_task", _first(found.tasks, "Id"))


def _place(row: Row) -> tuple[int, str]:
    """Return the place of a row, the same for both services, however they list it: oldest first, as ids go."""
    key = next((str(row[name]) for name in KEYS if row.get(name) is not None), "")
    return len(key), key


def sorted_sources(found: Found) -> list[Row]:
    """Return the data sources in production: those that Data Map has collected first, then by name."""
    rows = [row for row in found.sources if production_id(row) is not None]
    return sorted(rows, key=lambda row: (production_id(row) not in found.crawled, str(row.get("Name"))))


def kind_of(row: Row) -> str:
    """Return the type of a data source in lower case."""
    return str(row.get("Type", "")).lower()


def environments(row: Row) -> dict[str, str]:
    """Return the ids of a data source by environment, in lower case."""
    items = objects_at(row, "DataSource[]")
    named = ((next(iter(values_at(each, "ConnectionProperties.envType")), "Prod"), each.get("Id")) for each in items)
    return {str(name).lower(): str(number) for name, number in named}


def production_id(row: Row) -> str | None:
    """Return the id of a data source in production, if it is there."""
    return environments(row).get("prod")


def _is_unreachable(found: Found, row: Row) -> bool:
    return kind_of(row) in MYSQL and str(row.get("Name")) in found.unreachable


def _is_for_integration(row: Row) -> bool:
    return str(row.get("FolderPath", "")).rpartition("/")[2] in ("Data Integration", "数据集成", "folderDi")


def _first(rows: list[Row], name: str, fits: Callable[[Row], bool] = bool) -> object:
    return next((row[name] for row in rows if fits(row) and row.get(name) is not None), None)


def _tables_in(answer: Answer) -> dict[str, list[str]]:
    """Return tables by database from the answer of GetDataSourceMeta."""
    found: dict[str, list[str]] = {}
    for database in objects_at(answer.payload, "Data.Meta.dbTables[]"):
        names = values_at(database, "schema[].tableInfos[].table") or values_at(
            database, "schema[].tableInfos[].tableName"
        )
        found.setdefault(str(database.get("dbName")), []).extend(map(str, names))
    return found
