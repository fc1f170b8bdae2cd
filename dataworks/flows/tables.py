"""The tables behind a data source: finding them, and what a pattern stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.lookups import look_through
from dataworks.observing import flow
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.scripts.patterns import Names, is_pattern
from dataworks.workers import computed

PAGES = 20
"""Pages of 100 tables that one search reads; the service reads the source itself for each."""


@dataclass(frozen=True)
class Found:
    """Tables as ``db.table``.

    Attributes:
        more: there are further matches, which were not looked for.
        unseen: the source has further tables, beyond what one search reads.
        remark: where they are from, if that is not the source itself.
        listed: whether they can be listed at all.
    """

    tables: tuple[str, ...]
    more: bool = False
    unseen: bool = False
    remark: str | None = None
    listed: bool = True


@flow
async def find_tables(
    api: DataWorks, project_id: str, source: str, pattern: str, enough: int | None = None, *, refresh: bool = False
) -> Found:
    """The tables that a pattern stands for, as many as are enough."""
    asked = GetDataSourceMeta(project_id=project_id, datasource_name=source)
    found, pages, rows = dict[str, None](), 0, 0
    async for page in look_through(api, asked, PAGES, refresh=refresh):
        found.update(dict.fromkeys(Names(page.tables).matching(pattern)))
        pages, rows = pages + 1, len(page.tables)
        if enough is not None and len(found) > enough:
            return Found(tuple(found)[:enough], more=True)
    full = GetDataSourceMeta.paging is not None and rows >= GetDataSourceMeta.paging.size
    return Found(tuple(found), unseen=pages == PAGES and full)


@dataclass(frozen=True)
class Expansion:
    """What the entries of a list of tables stand for.

    Attributes:
        tables: the tables, each once, in the order of the entries.
        empty: places of entries that stand for no table.
        unseen: as in ``Found``.
        too_many: the entries are too many patterns for so many tables; they were not compared.
    """

    tables: tuple[str, ...] = ()
    empty: tuple[int, ...] = ()
    unseen: bool = False
    too_many: bool = False


async def expanded(api: DataWorks, project_id: str, source: str, entries: Sequence[str]) -> Expansion:
    """The tables for all entries; one that is no pattern stands for itself. All patterns share one reading."""
    everything = await find_tables(api, project_id, source, "*")
    if everything.unseen:
        return Expansion(unseen=True)
    return await computed(_expanded, entries, everything.tables)


def _expanded(entries: Sequence[str], tables: Sequence[str]) -> Expansion:
    names, found, empty = Names(tables), dict[str, None](), list[int]()
    if names.too_many(entries):
        return Expansion(too_many=True)
    for place, entry in enumerate(entries):
        stands_for = names.matching(entry) if is_pattern(entry) else [entry]
        found.update(dict.fromkeys(stands_for))
        if not stands_for:
            empty.append(place)
    return Expansion(tuple(found), tuple(empty))
