"""Handlers of Data Map: crawlers, and what they have collected."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dataworks.operations.v2024.data_map import ListColumns, ListCrawlers, ListDatabases, ListSchemas, ListTables
from emulator.failures import refused
from emulator.gateway.evidence import SKILLS, assumed, sdk, seen
from emulator.gateway.families import CONFIRMED
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted, in_order
from emulator.handlers.v2024.data_sources import ENVIRONMENTS
from emulator.handlers.workspaces import OWNER
from emulator.world.state import PRODUCTION, Databases, DataSource, Table, Workspace, World

MAXCOMPUTE = "maxcompute"
CRAWLER_PAGE = 20
"""The default number of rows of a page of crawlers."""


class Entity(NamedTuple):
    """An entity id: its type, what it is of, and its place."""

    type: str
    level: str
    instance: str = ""
    catalog: str = ""
    database: str = ""
    schema: str = ""
    table: str = ""

    @classmethod
    def read(cls, text: str) -> "Entity":
        """Read an id such as ``mysql-table:rm-xxx::shop::orders``; of a data source it has only the instance."""
        kind, _, place = text.partition(":")
        name, _, level = kind.partition("-")
        parts = place.split(":")
        if len(parts) > 5 or not name:
            raise _unknown(text)
        return cls(name, level, *parts)

    def below(self, level: str, *place: str) -> str:
        """Return the id of an entity with the same instance, at a place."""
        return ":".join((f"{self.type}-{level}", self.instance, self.catalog, *place))


Filter = ListDatabases | ListSchemas | ListTables | ListColumns
"""A request for a page of entities whose name contains something."""


@handles(
    ListCrawlers,
    sdk("20 rows a page; MetaEntityId is what ListDatabases begins with."),
    assumed("A crawler collects what a MySQL data source has in production; MaxCompute needs none.", case="crawlers"),
    family=CONFIRMED,
)
def list_crawlers(world: World, request: ListCrawlers) -> Data:
    """Return a page of the crawlers of a workspace, or of all."""
    workspaces = (
        list(world.workspaces.values()) if request.project_id is None else [world.workspace(request.project_id)]
    )
    rows = [
        _crawler(workspace, number, source, environment)
        for workspace in workspaces
        for number, source, environment in workspace.data_source_ids()
        if source.crawled and environment == PRODUCTION and _is_wanted(number, source, environment, request)
    ]
    return counted(rows, "Crawlers", request.page_number, request.page_size or CRAWLER_PAGE)


@handles(
    ListDatabases,
    seen("The ids of entities.", SKILLS),
    assumed(
        "An id that nothing was collected for is refused; the text is assumed.", case="databases-of-an-unknown-entity"
    ),
    family=CONFIRMED,
)
def list_databases(world: World, request: ListDatabases) -> Data:
    """Return a page of the databases of a data source."""
    parent = Entity.read(request.parent_meta_entity_id)
    names = _collected(world, parent, request.parent_meta_entity_id)
    rows = [_row(parent.below("database", name), name, request.parent_meta_entity_id) for name in names]
    return _page(rows, "Databases", request)


@handles(
    ListSchemas,
    assumed("No emulated data source has schemas that were collected.", case="schemas-of-a-source"),
    family=CONFIRMED,
)
def list_schemas(world: World, request: ListSchemas) -> Data:
    """Return an empty page."""
    del world
    Entity.read(request.parent_meta_entity_id)
    return _page([], "Schemas", request)


@handles(
    ListTables,
    seen("The ids of entities; those of MaxCompute have no instance.", SKILLS),
    sdk("TableTypes are separated by commas; Name is a part of the name."),
    assumed(
        "An id that nothing was collected for is refused; the text is assumed.", case="tables-of-an-unknown-entity"
    ),
    family=CONFIRMED,
)
def list_tables(world: World, request: ListTables) -> Data:
    """Return a page of the tables of a database."""
    parent = Entity.read(request.parent_meta_entity_id)
    rows = [
        {
            **_row(parent.below("table", parent.database, "", name), name, request.parent_meta_entity_id),
            "TableType": "TABLE",
            "PartitionKeys": list(table.partitions),
        }
        for name, table in _tables(world, parent, request.parent_meta_entity_id).items()
        if request.table_types is None or "TABLE" in request.table_types
    ]
    return _page(rows, "Tables", request)


@handles(
    ListColumns,
    sdk("Types are those of the source; PrimaryKey is set for MaxCompute only."),
    assumed("A table that was not collected is refused; the text is assumed.", case="columns-of-an-unknown-entity"),
    family=CONFIRMED,
)
def list_columns(world: World, request: ListColumns) -> Data:
    """Return a page of the columns of a table."""
    entity = Entity.read(request.table_id)
    table = _tables(world, entity, request.table_id).get(entity.table)
    if table is None:
        raise _unknown(request.table_id)
    known = {"PrimaryKey": False, "ForeignKey": False} if entity.type == MAXCOMPUTE else {}
    rows = [
        {
            "Id": entity.below("column", entity.database, "", entity.table, column.name),
            "Name": column.name,
            "Type": column.type,
            "Comment": column.comment,
            "Position": place,
            "PartitionKey": column.name in table.partitions,
            "TableId": request.table_id,
            **known,
        }
        for place, column in enumerate(table.columns, 1)
    ]
    return _page(rows, "Columns", request)


def instance_of(workspace: Workspace, source: DataSource) -> str:
    """Return the instance that a data source stands for in Data Map."""
    return f"rm-{workspace.id}-{source.name.replace('_', '-')}"


def _crawler(workspace: Workspace, number: int, source: DataSource, environment: int) -> Data:
    return {
        "Id": number,
        "Name": f"{source.name}_crawler",
        "Type": source.type,
        "Status": "VALID",
        "LastRunStatus": "SUCCESS",
        "DataSourceId": number,
        "MetaEntityId": f"{source.type}:{instance_of(workspace, source)}",
        "EnvType": ENVIRONMENTS[environment],
        "Owner": OWNER,
        "ProjectId": int(workspace.id),
    }


def _is_wanted(number: int, source: DataSource, environment: int, request: ListCrawlers) -> bool:
    return (
        (request.data_source_ids is None or str(number) in request.data_source_ids)
        and request.type in (None, source.type)
        and request.env_type in (None, ENVIRONMENTS[environment])
        and (request.name or "").lower() in f"{source.name}_crawler"
        and request.owner in (None, OWNER)
    )


def _collected(world: World, entity: Entity, text: str) -> Databases:
    """Return what a crawler has collected of an instance, or the MaxCompute projects of the account."""
    sources = [(each, source) for each in world.workspaces.values() for source in each.data_sources.values()]
    if entity.type == MAXCOMPUTE:
        return {
            name: tables for _, source in sources if source.type == "odps" for name, tables in source.databases.items()
        }
    for workspace, source in sources:
        if source.crawled and source.type == entity.type and instance_of(workspace, source) == entity.instance:
            return source.databases
    raise _unknown(text)


def _tables(world: World, entity: Entity, text: str) -> Mapping[str, Table]:
    found = _collected(world, entity, text).get(entity.database)
    if found is None:
        raise _unknown(text)
    return found


def _row(number: str, name: str, parent: str) -> Data:
    return {"Id": number, "Name": name, "ParentMetaEntityId": parent, "Comment": ""}


def _page(rows: Iterable[dict[str, Any]], name: str, request: Filter) -> Data:
    part, comment = (request.name or "").lower(), (request.comment or "").lower()
    found = [row for row in rows if part in row["Name"].lower() and comment in row["Comment"].lower()]
    return counted(in_order(found, request.sort_by, request.order), name, request.page_number, request.page_size)


def _unknown(text: str) -> Exception:
    return refused(f"The entity {text} does not exist.")
