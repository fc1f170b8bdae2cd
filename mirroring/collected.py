"""The tables that Data Map has of all data sources of one type, read where that takes fewer calls than each of them."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from dataworks.language import Text
from dataworks.operations.v2020.tables import ListTables, TableEntity, TableEntityPage
from mirroring.costs import Cost
from mirroring.kinds import MAXCOMPUTE
from mirroring.read_only import ReadOnly, request
from mirroring.sources import Source

PAGE = 100
"""Tables on a page, as many as the service takes."""

LISTED = frozenset("odps emr mysql holo analyticdb_for_mysql oracle postgresql sqlserver clickhouse starrocks".split())
"""Types of data sources whose tables can be listed together."""

FEWEST = 3
"""Data sources of one type from which on more calls can be saved than the first page takes."""

OF_TYPE = Text("{} tables of Data Map", "数据地图中 {} 类型的表")
OF_ACCOUNT = Text("for {:,} tables of the account", "账号中共 {:,} 张表")


class TablesFrom(StrEnum):
    """Where the tables of data sources are read."""

    CHEAPER = "cheaper"  # Data Map, for types where that takes fewer calls
    DATA_MAP = "data-map"  # what Data Map does not have, from the data sources
    SOURCE = "source"


class Place(NamedTuple):
    """A database: type of data source, instance, and name; a MaxCompute project has no instance."""

    kind: str
    instance: str
    database: str


class Listing(NamedTuple):
    """The first page of the tables of a type, which has their number.

    Attributes:
        pages: how many pages there are.
    """

    kind: str
    first: TableEntityPage
    pages: int

    @property
    def cost(self) -> Cost:
        """The calls for the other pages."""
        more = self.pages - 1
        return Cost(OF_TYPE.said(self.kind), more, more, OF_ACCOUNT.said(self.first.total))


Collected = Mapping[Place, dict[str, None]]
"""The names of the tables that Data Map has, by database."""


def place_of(source: Source) -> Place | None:
    """Return where Data Map has the tables of a data source; ``None``: it can't be said."""
    kind = source.type.lower()
    has_instance = kind != MAXCOMPUTE
    if not source.place or (has_instance and not source.instance):
        return None
    return Place(kind, source.instance if has_instance else "", source.place)


async def listings_of(api: ReadOnly, sources: Iterable[Source], wanted: TablesFrom) -> list[Listing]:
    """Return the types whose tables are to be read from Data Map; a refusal means none, and is the last call."""
    calls = {} if wanted is TablesFrom.SOURCE else _calls(sources)
    is_wanted = wanted is TablesFrom.DATA_MAP
    found = list[Listing]()
    for kind, others in sorted(calls.items(), key=lambda item: -item[1]):
        if others < FEWEST and not is_wanted:
            continue
        first = await api.if_allowed(request(ListTables, data_source_type=kind, page_size=PAGE))
        if first is None:
            break
        pages = _pages(first)
        if pages and (is_wanted or pages - 1 < others):
            found.append(Listing(kind, first, pages))
    return found


async def collected(api: ReadOnly, listings: Sequence[Listing], sources: Iterable[Source]) -> Collected:
    """Return the tables of the data sources that Data Map has without doubt."""
    known = {place for source in sources if (place := place_of(source))}
    found = dict[Place, dict[str, None]]()
    for listing in listings:
        found |= _certain(await _entities(api, listing), listing.kind, known)
    return found


def _calls(sources: Iterable[Source]) -> dict[str, int]:
    """How many data sources of each type would be asked otherwise; a MaxCompute project is asked once."""
    places = [place for source in sources if source.reachable and (place := place_of(source))]
    asked = [*dict.fromkeys(each for each in places if not each.instance), *filter(lambda each: each.instance, places)]
    kinds = [each.kind for each in asked if each.kind in LISTED]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def _pages(first: TableEntityPage) -> int:
    """The number of pages; 0 if the answer does not say it."""
    rows = len(first.table_entity_list)
    return -(-first.total // rows) if first.total and rows else 0


async def _entities(api: ReadOnly, listing: Listing) -> list[TableEntity]:
    """All tables of a type; none if they can't be read to the end, since each data source needs all of its tables."""
    page, found = listing.first, dict.fromkeys(listing.first.table_entity_list)
    for _ in range(listing.pages - 1):
        asked = {"data_source_type": listing.kind, "next_token": page.next_token, "page_size": PAGE}
        following = await api.if_allowed(request(ListTables, **asked) if page.next_token else None)
        before = len(found)
        found |= dict.fromkeys(following.table_entity_list if following else ())
        if following is None or len(found) == before:  # the second: the service sends the same page again
            break
        page = following
    return [*found] if len(found) >= (listing.first.total or 0) else []


def _certain(entities: Sequence[TableEntity], kind: str, known: set[Place]) -> dict[Place, dict[str, None]]:
    """The tables by place, without the places that may have others.

    Tables of one name in one place are in schemas, of which a mirror knows nothing. An instance with a database that
    no data source names may show it to each of its data sources.
    """
    names = dict[Place, dict[str, str]]()
    doubtful = set[Place]()
    for entity in entities:
        place, name, qualified = _read(entity, kind)
        if names.setdefault(place, {}).setdefault(name, qualified) != qualified or not name:
            doubtful.add(place)
    strange = {place.instance for place in names if place.instance and place not in known}
    return {
        place: dict.fromkeys(found)
        for place, found in names.items()
        if place in known and place not in doubtful and place.instance not in strange
    }


def _read(entity: TableEntity, kind: str) -> tuple[Place, str, str]:
    """The place of a table, its name, and what it is called in Data Map."""
    content = entity.entity_content
    if content is None:
        return Place(kind, "", ""), "", ""
    is_maxcompute = kind == MAXCOMPUTE
    database = content.project_name if is_maxcompute else content.database_name
    place = Place(kind, "" if is_maxcompute else content.instance_id or "", database or "")
    return place, content.table_name or "", entity.entity_qualified_name or ""
