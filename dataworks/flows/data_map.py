"""The tables of a data source on the new Data Studio: those that Data Map has collected, else those that the other API
reads from the source itself.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Forbidden
from dataworks.flows.groups import MaySend
from dataworks.flows.lookups import looked_up
from dataworks.flows.new_workspace import rows_of
from dataworks.flows.tables import PAGES, Found, find_tables
from dataworks.language import Text
from dataworks.operation import Operation, Operations
from dataworks.operations.v2024 import data_sources as new
from dataworks.operations.v2024.data_map import ListColumns, ListCrawlers, ListDatabases, ListTables
from dataworks.quoting import named
from dataworks.retry import not_there
from dataworks.scripts.patterns import Names

DATA_MAP: Operations = (new.ListDataSources, ListCrawlers, ListDatabases, ListTables)
"""The operations that reading Data Map may call."""

COLUMNS: Operations = (*DATA_MAP, ListColumns)
"""The operations that reading the columns of a table there may call."""

MAXCOMPUTE = "odps"
FROM_MAP = Text(
    "These are the tables that Data Map has collected; what was created since then is not among them, and can be named "
    "all the same.",
    "以上为数据地图已采集的表；此后新建的表不在其中，但同样可以直接给出名称。",
)
FROM_SOURCE = Text(
    "Data Map has collected nothing of this source; the tables were read with the older API.",
    "数据地图没有该数据源的采集结果；这些表通过旧版 API 读取。",
)
NOT_HERE = Text(
    "The tables of {} can't be listed here: {}. Name the tables as db.table; a task does not need the list.",
    "此处无法列出 {} 的表：{}。请按 db.table 给出表名；创建任务不需要该列表。",
)
NO_CRAWLER = Text("no metadata crawler collects them", "没有元数据采集器采集它们")
NOT_ALLOWED = Text("this identity may not read Data Map", "当前身份无权读取数据地图")
BUT = Text("{}, and the older API answers: {}", "{}；旧版 API 的答复：{}")


A = TypeVar("A", bound=Answer)


class NotCollected(Exception):
    """Data Map has nothing of the data source; the text says why."""


class NoSuchSource(NotCollected):
    """The workspace has no data source of this name."""


async def tables_on_new(
    api: DataWorks, may_send: MaySend, project_id: str, source: str, pattern: str, enough: int
) -> Found:
    """The tables that a pattern stands for; ``remark`` says where they are from, or why they can't be listed.

    Raises:
        DataWorksError: there is no such data source, or the service could not be asked.
    """
    try:
        every = [name async for name in collected(api, may_send, project_id, source)]
        tables = tuple(Names(every).matching(pattern))
        more, unseen = len(tables) > enough, len(every) >= PAGES * 100
        return Found(tables[:enough], more, unseen, FROM_MAP.said())
    except NotCollected as nothing:
        why, unknown = str(nothing), isinstance(nothing, NoSuchSource)
    try:
        return replace(await find_tables(api, project_id, source, pattern, enough), remark=FROM_SOURCE.said())
    except DataWorksError as error:
        if unknown or not (not_there(error) or isinstance(error, Forbidden)):
            raise
        reason = BUT.said(why, error.message.rstrip("."))
        return Found((), remark=NOT_HERE.said(named(source), reason), listed=False)


async def collected(api: DataWorks, may_send: MaySend, project_id: str, source: str) -> AsyncIterator[str]:
    """The tables of Data Map as ``db.table``, as far as one search reads.

    Raises:
        NotCollected: there is nothing.
    """
    left = PAGES
    async for database, parent in _databases(api, may_send, project_id, source):
        number, full = 1, True
        while full and left > 0:
            asked = ListTables(parent_meta_entity_id=parent, page_number=number, page_size=100)
            tables = (await _read(api, may_send, asked)).tables
            for table in tables:
                yield f"{database}.{table.name}"
            number, left, full = number + 1, left - 1, len(tables) >= 100


async def columns_on_new(
    api: DataWorks, may_send: MaySend, project_id: str, source: str, table: str
) -> tuple[str, ...]:
    """The columns of a table, ``db.table``, as ``name type``, as Data Map has collected them; none if it has not."""
    database, _, name = table.partition(".")
    try:
        async for each, parent in _databases(api, may_send, project_id, source):
            if each == database:
                tables = await _read(api, may_send, ListTables(parent_meta_entity_id=parent, name=name, page_size=100))
                found = [await _columns(api, may_send, each.id) for each in tables.tables if each.name == name]
                return found[0] if found else ()
    except (NotCollected, DataWorksError):
        return ()
    return ()


async def _columns(api: DataWorks, may_send: MaySend, table_id: str) -> tuple[str, ...]:
    columns = (await _read(api, may_send, ListColumns(table_id=table_id, page_size=100))).columns
    return tuple(f"{column.name} {column.type}" for column in columns if column.name and column.type)


async def _databases(api: DataWorks, may_send: MaySend, project_id: str, source: str) -> AsyncIterator[tuple[str, str]]:
    """The databases of a data source with their ids in Data Map."""
    listed = new.ListDataSources(project_id=project_id, name=source, page_number=1, page_size=100)
    sources = (await _read(api, may_send, listed)).data_sources
    found = next((each for each in sources if each.name == source), None)
    if found is None:
        raise NoSuchSource(NO_CRAWLER.said())
    if found.type == MAXCOMPUTE:
        project = next(
            (row.details["project"] for row in rows_of(found) if row.details and "project" in row.details), ""
        )
        if project:
            yield project, f"maxcompute-project:::{project}"
            return
    async for entity in _crawled(api, may_send, project_id, found):
        databases = ListDatabases(parent_meta_entity_id=entity, page_number=1, page_size=100)
        for database in (await _read(api, may_send, databases)).databases:
            yield database.name or "", database.id


async def _crawled(api: DataWorks, may_send: MaySend, project_id: str, source: new.DataSource) -> AsyncIterator[str]:
    """The ids in Data Map of what crawlers have collected of a data source; production comes first.

    Raises:
        NotCollected: no crawler collects it.
    """
    ids = [item.id for item in sorted(source.items, key=lambda item: item.environment != new.PRODUCTION)]
    crawlers = ListCrawlers(project_id=project_id, data_source_ids=ids[:10] or None)
    found = [each.meta_entity_id for each in (await _read(api, may_send, crawlers)).crawlers if each.meta_entity_id]
    if not ids or not found:
        raise NotCollected(NO_CRAWLER.said())
    yield found[0]


async def _read(api: DataWorks, may_send: MaySend, operation: Operation[A]) -> A:
    """The answer to a read of Data Map.

    Raises:
        NotCollected: the rules or the service do not allow it, or it has no such entity.
    """
    if not may_send(operation):
        raise NotCollected(NOT_ALLOWED.said())
    try:
        return await looked_up(api, operation)
    except Forbidden:
        raise NotCollected(NOT_ALLOWED.said()) from None
    except DataWorksError as error:
        if not not_there(error):
            raise
        raise NotCollected(error.message) from None
