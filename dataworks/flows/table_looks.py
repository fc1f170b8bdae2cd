"""Looking at the tables that a task is to read and write, in a bounded number of reads.

What can't be read is not known, and never counts as missing. Case does not matter: whether it does at the source is not
shown, and in MaxCompute it does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.groups import MaySend
from dataworks.flows.lookups import look_through, looked_up
from dataworks.operations.v2020.data_sources import DataSource, GetDataSourceMeta
from dataworks.operations.v2020.tables import Column, GetMetaTableColumn
from dataworks.scripts.spelling import CLOSE, LONGEST

LOOKED_PAGES = 5
"""Pages of 100 tables that looking for one reads, until it is found."""

FEW = 10
"""Missing tables for which a similar one is looked for."""

COLUMN_PAGES = 13
"""Pages of 100 columns that are read of one table; MaxCompute allows 1,200."""

LOOKS = (GetDataSourceMeta, GetMetaTableColumn)
"""The operations that looking at tables may call, where the rules allow them."""


@dataclass(frozen=True)
class TableSeen:
    """What is known about a table.

    Attributes:
        there: whether it is there; ``None``: not known.
        similar: the table that may be meant instead.
        columns: its columns; empty: not known.
        remembered: whether all of it was read before, so that it may have changed since.
    """

    there: bool | None = None
    similar: str | None = None
    columns: tuple[Column, ...] = ()
    remembered: bool = False

    def names(self, *, partition: bool) -> tuple[str, ...]:
        """The columns that are partition columns, or that are not."""
        return tuple(each.column_name or "" for each in self.columns if bool(each.is_partition_column) is partition)


UNKNOWN = TableSeen()


@dataclass(frozen=True)
class TableLook:
    """Reads of one call about the tables of a workspace.

    Attributes:
        may_send: whether the rules allow a read.
        refresh: whether the service is asked even where an answer is cached.
    """

    api: DataWorks
    may_send: MaySend
    project_id: str
    refresh: bool = False

    async def at(self, source: str, table: str) -> TableSeen:
        """A table of a data source that lists its tables, without its columns, which this API does not show."""
        before = self.api.meter.calls
        found = await self._listed(source, table)
        return replace(found, remembered=self.api.meter.calls == before)

    async def missing(self, source: str, tables: Sequence[str]) -> dict[str, str | None]:
        """The tables that a data source does not have, and the one that may be meant by each of the first few.

        None where it is unknown. Tables may have been created since the list was read, so it is read again before one
        counts as missing.
        """
        before = self.api.meter.calls
        names = await self._names(source, tables)
        if names is None or not (lacking := _lacking(names, tables)):
            return {}
        if self.api.meter.calls == before and not self.refresh:
            return await replace(self, refresh=True).missing(source, tables)
        return {table: _similar(names, table) if place < FEW else None for place, table in enumerate(lacking)}

    async def at_maxcompute(self, source: DataSource, table: str) -> TableSeen:
        """A table of MaxCompute with its columns, of which some may be partition columns."""
        before, project = self.api.meter.calls, (source.details or {}).get("project")
        columns = await self._columns(f"odps.{project}.{table}") if project else ()
        found = TableSeen(there=True, columns=columns) if columns else await self._listed(source.name or "", table)
        return replace(found, remembered=self.api.meter.calls == before)

    async def _listed(self, source: str, table: str) -> TableSeen:
        names = await self._names(source, [table])
        if names is None:
            return UNKNOWN
        there = not _lacking(names, [table])
        return TableSeen(there) if there else TableSeen(there, _similar(names, table))

    async def _names(self, source: str, wanted: Sequence[str]) -> list[str] | None:
        """The tables of a data source, until all that are wanted are among them; ``None``: they are not known."""
        asked = GetDataSourceMeta(project_id=self.project_id, datasource_name=source)
        if not self.may_send(asked):
            return None
        names, full, lacking = list[str](), True, [*wanted]
        try:
            async for page in look_through(self.api, asked, LOOKED_PAGES, refresh=self.refresh):
                names += page.tables
                lacking = _lacking(page.tables, lacking)
                if not lacking:
                    return names
                full = asked.paging is not None and asked.paging.is_full(page)
        except DataWorksError:
            return None
        return None if full else names or None  # there are further tables, or it lists none of this type of source

    async def _columns(self, guid: str) -> tuple[Column, ...]:
        """The columns of a table, or none if they can't be read, or not all of them."""
        found = list[Column]()
        for number in range(1, COLUMN_PAGES + 1):
            asked = GetMetaTableColumn(table_guid=guid, page_num=number, page_size=100)
            if not self.may_send(asked):
                return ()
            try:
                page = await looked_up(self.api, asked, refresh=self.refresh)
            except DataWorksError:
                return ()
            found += page.column_list
            if len(found) >= page.total_count or not page.column_list:
                return tuple(found)
        return ()


def _lacking(names: Sequence[str], tables: Sequence[str]) -> list[str]:
    """The tables that none of the names is."""
    there = {spelling for name in names for spelling in _spellings(name.casefold())}
    return [table for table in tables if table.casefold() not in there]


def _spellings(name: str) -> Iterator[str]:
    """The ways to name a table that is listed as ``database.table``."""
    yield name
    yield name.partition(".")[2]


def _similar(names: list[str], table: str) -> str | None:
    """The most similar of some tables, named as the table is: with its database, or without."""
    named = {name if "." in table else name.partition(".")[2] for name in names}
    found = get_close_matches(table[:LONGEST], sorted(named), n=1, cutoff=CLOSE)
    return found[0] if found else None
