"""What a workspace of the new Data Studio offers, in the words of the classic one, which the rest of the flows know.

A limited identity was seen to be refused these lists where it may create tasks, so a list that is refused is left out
and named.
"""

from typing import TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import Forbidden
from dataworks.flows.groups import Groups, MaySend
from dataworks.flows.lookups import look_through
from dataworks.flows.workspace import PAGES, Offer
from dataworks.language import Text
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.data_sources import PRODUCTION, DataSource
from dataworks.operations.v2024 import data_sources as new
from dataworks.operations.v2024 import resource_groups as groups
from dataworks.scripts.spelling import nearest
from dataworks.studios.groups import workspace_groups

NEW_WORKSPACE_LOOKS: Operations = (new.ListDataSources, groups.ListResourceGroups)
"""The operations that describing a workspace of the new Data Studio may call."""

NUMBERS = {new.DEVELOPMENT: 0, new.PRODUCTION: PRODUCTION}
"""The environments of data sources in the older version of the API."""

DATA_SOURCES, RESOURCE_GROUPS = Text("data sources", "数据源"), Text("resource groups", "资源组")

A = TypeVar("A", bound=Answer)


def rows_of(source: new.DataSource) -> list[DataSource]:
    """A data source as the older version lists it: a row for each environment; status and tests are not shown."""
    return [
        DataSource(
            id=item.id,
            name=source.name,
            data_source_type=source.type,
            env_type=NUMBERS.get(item.environment or ""),
            details=item.details,
        )
        for item in source.items
    ]


async def new_offer_of(api: DataWorks, may_send: MaySend, project_id: str, *, refresh: bool = False) -> Offer:
    """What the workspace offers: its data sources, and the groups that are bound to it; there are no folders."""
    bound = workspace_groups(project_id)
    sources = await _every(api, may_send, new.ListDataSources(project_id=project_id), refresh)
    found = await _every(api, may_send, bound.request, refresh)
    rows = {source.name or "": rows_of(source) for page in sources or () for source in page.data_sources}
    usable = None if found is None else tuple(each for page in found for each in bound.rows(page))
    unread = [name for name, pages in ((DATA_SOURCES, sources), (RESOURCE_GROUPS, found)) if pages is None]
    return Offer(rows, Groups(usable), (), 0, in_folders=False, unread=tuple(unread))


async def new_source_named(api: DataWorks, project_id: str, name: str) -> DataSource | None:
    """The data source of this name in production, else in development, if there is one.

    Raises:
        Forbidden: this identity may not list data sources.
        DataWorksError: they can't be read.
    """
    asked = new.ListDataSources(project_id=project_id, name=name)
    found = await _best(api, asked, name)
    if found is not None and found.env_type == PRODUCTION:
        return found
    return await _best(api, asked, name, refresh=True)  # it may be there since


async def _best(api: DataWorks, asked: new.ListDataSources, name: str, *, refresh: bool = False) -> DataSource | None:
    """The row of a data source, in production if it is there."""
    pages = [page async for page in look_through(api, asked, PAGES, refresh=refresh)]
    found = [row for page in pages for source in page.data_sources if source.name == name for row in rows_of(source)]
    return max(found, key=lambda row: row.env_type == PRODUCTION, default=None)


async def new_source_meant(api: DataWorks, project_id: str, name: str) -> str | None:
    """The name that is most similar to one that no data source has, among those on the first page."""
    pages = [page async for page in look_through(api, new.ListDataSources(project_id=project_id), 1)]
    return nearest(name, dict.fromkeys(source.name or "" for page in pages for source in page.data_sources))


async def new_sources(api: DataWorks, project_id: str, name: str | None = None) -> dict[str, new.DataSource]:
    """The data sources of a workspace by name; with ``name`` at most this one, as the service lists it now.

    Raises:
        DataWorksError: they can't be read.
    """
    asked = new.ListDataSources(project_id=project_id, name=name)
    pages = [page async for page in look_through(api, asked, PAGES, refresh=name is not None)]
    found = {source.name or "": source for page in pages for source in page.data_sources}
    return found if name is None else {each: source for each, source in found.items() if each == name}


async def _every(api: DataWorks, may_send: MaySend, asked: Operation[A], refresh: bool) -> list[A] | None:
    """The pages of a list; ``None`` if the rules or the service do not allow it to this identity."""
    if not may_send(asked):
        return None
    try:
        return [page async for page in look_through(api, asked, PAGES, refresh=refresh)]
    except Forbidden:
        return None
