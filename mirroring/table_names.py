"""The tables of data sources, and the columns that the API shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dataworks.language import Text
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, MetaDatabase
from dataworks.operations.v2024.data_map import ListDatabases, ListTables
from mirroring.collected import Collected, Place, place_of
from mirroring.kinds import MAXCOMPUTE, has_tables
from mirroring.notes import Notes
from mirroring.pages import page_of, rows
from mirroring.read_only import ReadOnly, request
from mirroring.sources import Source

PAGE = 100
"""Tables on a page, as many as the service takes."""

UNREACHABLE = Text(
    "The tables of these data sources were not read, since the last test of their connection failed",
    "未读取这些数据源的表，因为最近一次连通性测试失败",
)
BEHIND = Text(
    "The tables of these data sources are those that Data Map has, which may be older than the database "
    "(--tables-from source asks the data sources)",
    "这些数据源的表来自数据地图，可能比数据库旧（--tables-from source 会直接查询数据源）",
)
NOT_COLLECTED = Text("Data Map has none of them", "数据地图中没有它们")
NOT_SENT = Text("their names can't be sent", "无法发送它们的名称")
REFUSED = Text("The service refused the tables of these data sources ({})", "服务拒绝读取这些数据源的表（{}）")

TRIES = 2
"""Refusals on the new studio after which the older operation is not asked any more, if it never answered."""

Tables = dict[str, dict[str, None]]
"""Names of tables by database."""


@dataclass
class TableReader:
    """Reads the tables of the data sources of one workspace.

    Attributes:
        is_new: the workspace is on the new studio, so that Data Map is asked where the older operation is refused.
        shared: the tables of MaxCompute projects that were read, of any workspace.
        collected: the tables that Data Map has of data sources, which are not asked then.
    """

    api: ReadOnly
    project_id: str
    notes: Notes
    is_new: bool = False
    shared: dict[str, Tables] = field(default_factory=dict[str, Tables])
    collected: Collected = field(default_factory=dict[Place, dict[str, None]])
    _answered: int = 0
    _refused: int = 0

    async def tables_of(self, source: Source) -> Tables:
        """Return the tables of a data source. Those of a MaxCompute project are read once: its name is unique."""
        if not source.reachable:
            self.notes.add(UNREACHABLE, f"{source.name} ({self.project_id})")
            return _none(source)
        if not has_tables(source.type):
            return {}
        place = place_of(source)
        if place and place in self.collected:
            self.notes.add(BEHIND, f"{source.name} ({self.project_id})")
            return {place.database: self.collected[place]}
        project = source.place if source.type == MAXCOMPUTE else ""
        if project in self.shared:
            return self.shared[project]
        found = await self._read(source)
        if found is None:
            code = self.api.refusal(_first(self.project_id, source)) or (NOT_COLLECTED if self.is_new else NOT_SENT)
            self.notes.add(REFUSED.filled(code), f"{source.name} ({self.project_id})")
            return _none(source)
        if project:
            self.shared[project] = found
        return found

    async def _read(self, source: Source) -> Tables | None:
        """The tables; ``None``: they can't be listed."""
        is_useless = self.is_new and not self._answered and self._refused >= TRIES
        found = None if is_useless else await self._meta(source)
        self._answered, self._refused = self._answered + (found is not None), self._refused + (found is None)
        return await _collected(self.api, source.entity) if found is None and source.entity else found

    async def _meta(self, source: Source) -> Tables | None:
        first, tables, number = _first(self.project_id, source), Tables(), 1
        while True:
            page = await self.api.if_allowed(first and page_of(first, number))
            if page is None:
                self.api.cut.extend(
                    [Text("{} of {}", "{1} 的 {0}").said(GetDataSourceMeta.action(), source.name)] if number > 1 else []
                )
                return tables if number > 1 else None
            before, count = _count(tables), 0
            for database, name in _names(page.meta.db_tables):
                tables.setdefault(database, {})[name] = None
                count += 1
            if count < PAGE or _count(tables) == before:  # the second: the service sends the same page again
                return tables
            number += 1


def calls_for(sources: Iterable[Source]) -> int:
    """Return how many calls the tables of these data sources need at least."""
    asked = [each for each in sources if each.reachable and has_tables(each.type)]
    projects = {each.place for each in asked if each.type == MAXCOMPUTE and each.place}
    return len([each for each in asked if each.type != MAXCOMPUTE or not each.place]) + len(projects)


def _none(source: Source) -> Tables:
    """The database of a data source whose tables are not known."""
    return {source.place: {}} if source.place and source.place != source.name else {}


def _first(project_id: str, source: Source) -> GetDataSourceMeta | None:
    """The request for the first page of the tables of a data source."""
    environment = "0" if source.read_in == "development" else None
    place = {"project_id": project_id, "datasource_name": source.name, "env_type": environment}
    return request(GetDataSourceMeta, **place, page_number=1, page_size=PAGE)


def _names(databases: tuple[MetaDatabase, ...]) -> Iterator[tuple[str, str]]:
    for database in databases:
        for group in database.groups:
            yield from ((database.db_name, info.table) for info in group.table_infos)


def _count(tables: Tables) -> int:
    return sum(map(len, tables.values()))


async def _collected(api: ReadOnly, entity: str) -> Tables | None:
    """The tables that Data Map has of a data source."""
    databases = await rows(api, request(ListDatabases, parent_meta_entity_id=entity))
    if databases is None:
        return None
    found = Tables()
    for database in databases:
        listed: list[Any] = await rows(api, request(ListTables, parent_meta_entity_id=database.id)) or []
        found[database.name or ""] = {table.name: None for table in listed if table.name}
    return found
