"""The columns of tables: those of MaxCompute, and those that Data Map has collected. One call a table."""

from typing import Any

from dataworks.language import Text
from dataworks.operations.v2020.tables import GetMetaTableColumn
from dataworks.operations.v2024.data_map import ListColumns
from emulator.seed.table_text import UNKNOWN, read_table, table_text
from emulator.world.state import Column, Table
from mirroring.kinds import MAXCOMPUTE
from mirroring.notes import Notes
from mirroring.pages import rows
from mirroring.read_only import ReadOnly, request
from mirroring.sources import Source, instance_of

REFUSED = Text("The columns of these tables could not be read", "未能读取这些表的列")
PAGE = 100


def are_shown(source: Source) -> bool:
    """Return whether the API shows the columns of a data source's tables."""
    return source.type == MAXCOMPUTE or source.entity is not None


async def columns_of(api: ReadOnly, source: Source, database: str, name: str, notes: Notes) -> str:
    """Return a table as the text of a world file; one whose columns are refused, with unknown ones."""
    is_maxcompute = source.type == MAXCOMPUTE
    table = await _maxcompute(api, database, name) if is_maxcompute else await _collected(api, source, database, name)
    text = table_text(table) if table and table.columns else ""
    if not table or not _reads_as(text, table):
        notes.add(REFUSED, f"{source.name}: {database}.{name}")
        return UNKNOWN
    return text


def _reads_as(text: str, table: Table) -> bool:
    try:
        return read_table(text) == table
    except ValueError:
        return False


async def _maxcompute(api: ReadOnly, project: str, name: str) -> Table | None:
    asked = request(GetMetaTableColumn, table_guid=f"odps.{project}.{name}", page_num=1, page_size=PAGE)
    found = list[Any]()
    while True:
        page = await api.if_allowed(asked)
        if page is None or asked is None:
            return None
        found += page.column_list
        if len(page.column_list) < PAGE or len(found) >= page.total_count:
            break
        asked = asked.model_copy(update={"page_num": (asked.page_num or 1) + 1})
    ordered = sorted(found, key=lambda row: row.position or 0)
    return Table(
        tuple(_column(row.column_name, row.column_type, row.comment) for row in ordered),
        tuple(row.column_name for row in ordered if row.is_primary_key),
        tuple(row.column_name for row in ordered if row.is_partition_column),
    )


async def _collected(api: ReadOnly, source: Source, database: str, name: str) -> Table | None:
    found = await rows(api, request(ListColumns, table_id=table_id(source.entity or "", database, name)))
    if found is None:
        return None
    ordered = sorted(found, key=lambda row: row.position or 0)
    return Table(
        tuple(_column(row.name, row.type, row.comment) for row in ordered),
        tuple(row.name for row in ordered if row.primary_key),
        tuple(row.name for row in ordered if row.partition_key),
    )


def table_id(entity: str, database: str, name: str) -> str:
    """Return the id of a table in Data Map: of ``mysql:rm-1``, ``mysql-table:rm-1::shop::orders``."""
    return f"{entity.partition(':')[0]}-table:{instance_of(entity)}::{database}::{name}"


def _column(name: str | None, kind: str | None, comment: str | None) -> Column:
    return Column(name or "", _line(kind) or "string", _line(comment))


def _line(text: str | None) -> str:
    """A text in one line."""
    return " ".join((text or "").split())
