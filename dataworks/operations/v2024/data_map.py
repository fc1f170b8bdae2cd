"""Data Map of API version 2024-05-18: what metadata crawlers have collected about data sources.

An entity has an id such as ``mysql-table:rm-xxx::shop:orders``; the crawler of a data source has the id to begin with.
"""

from typing import Annotated, Literal

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DataSourceIds, JoinedNames, Name, PageNumber, PageSize, ProjectId
from dataworks.markers import described
from dataworks.operation import BODY, COMMA, NEW, SELDOM, Belongs, Effect, Operation, Paging

ParentId = Annotated[Name, described("Id of the entity above.", "上一级实体的 ID。")]
Order = Literal["Asc", "Desc"]


class Crawler(Answer):
    """A metadata crawler; ``meta_entity_id`` is the id of its data source in Data Map. Times are in ms."""

    id: Id
    name: Text = None
    type: Text = None
    status: Text = None
    last_run_status: Text = None
    data_source_id: Text = None
    meta_entity_id: Text = None
    env_type: Text = None
    project_id: Text = None
    modify_time: int | None = None


class CrawlerPage(Answer):
    """One page of crawlers."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 20
    crawlers: tuple[Crawler, ...] = ()


class Entity(Answer):
    """A database, schema or table."""

    id: Id
    name: Text = None
    parent_meta_entity_id: Text = None
    comment: Text = None


class Schema(Entity):
    """A schema of a database."""

    type: Text = None


class Table(Entity):
    """A table; ``partition_keys`` only in MaxCompute."""

    table_type: Text = None
    partition_keys: tuple[str, ...] = ()


class Column(Answer):
    """A column; keys are known only in MaxCompute."""

    id: Id
    name: Text = None
    type: Text = None
    comment: Text = None
    position: int | None = None
    primary_key: bool | None = None
    partition_key: bool | None = None


class EntityPage(Answer):
    """One page of entities."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10


class DatabasePage(EntityPage):
    """One page of databases."""

    databases: tuple[Entity, ...] = ()


class SchemaPage(EntityPage):
    """One page of schemas."""

    schemas: tuple[Schema, ...] = ()


class TablePage(EntityPage):
    """One page of tables."""

    tables: tuple[Table, ...] = ()


class ColumnPage(EntityPage):
    """One page of columns."""

    columns: tuple[Column, ...] = ()


class ListCrawlers(
    Operation[CrawlerPage],
    version=NEW,
    like="GetDataSourceMeta",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="crawlers", size=100),
    lifetime=60,
):
    """List the metadata crawlers of a workspace, which know the tables of data sources."""

    project_id: Annotated[ProjectId | None, BODY] = None
    data_source_ids: Annotated[
        DataSourceIds | None, BODY, COMMA, described("Only those of these sources.", "仅限这些数据源的。")
    ] = None
    type: Annotated[Name | None, BODY, described("Only this type, such as mysql.", "仅限此类型，例如 mysql。")] = None
    env_type: Annotated[Literal["Dev", "Prod"] | None, BODY, described("Only this environment.", "仅限此环境。")] = None
    name: Annotated[Name | None, BODY, SELDOM] = None
    owner: Annotated[Name | None, BODY, SELDOM] = None
    page_number: Annotated[PageNumber | None, BODY] = None
    page_size: Annotated[PageSize | None, BODY] = None


class ListDatabases(
    Operation[DatabasePage],
    version=NEW,
    like="GetDataSourceMeta",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    paging=Paging(items="databases", size=100),
    lifetime=60,
):
    """List the databases of a data source in Data Map."""

    parent_meta_entity_id: Annotated[ParentId, described("meta_entity_id of the crawler.", "采集器的 meta_entity_id。")]
    name: Annotated[Name | None, described("Only those whose name contains this.", "仅限名称含此内容的。")] = None
    comment: Annotated[Name | None, SELDOM] = None
    sort_by: Annotated[Name | None, SELDOM] = None
    order: Annotated[Order | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class ListSchemas(
    Operation[SchemaPage],
    version=NEW,
    like="GetDataSourceMeta",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    paging=Paging(items="schemas", size=100),
    lifetime=60,
):
    """List the schemas of a database in Data Map, where databases have schemas, such as in Hologres."""

    parent_meta_entity_id: Annotated[ParentId, described("Id of the database.", "数据库的 ID。")]
    name: Annotated[Name | None, described("Only those whose name contains this.", "仅限名称含此内容的。")] = None
    types: Annotated[JoinedNames | None, SELDOM] = None
    comment: Annotated[Name | None, SELDOM] = None
    sort_by: Annotated[Name | None, SELDOM] = None
    order: Annotated[Order | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class ListTables(
    Operation[TablePage],
    version=NEW,
    like="GetDataSourceMeta",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    paging=Paging(items="tables", size=100),
    lifetime=60,
):
    """List the tables of a database or schema in Data Map."""

    parent_meta_entity_id: Annotated[ParentId, described("Id of the database or schema.", "数据库或 schema 的 ID。")]
    name: Annotated[Name | None, described("Only those whose name contains this.", "仅限名称含此内容的。")] = None
    table_types: Annotated[JoinedNames | None, SELDOM] = None
    comment: Annotated[Name | None, SELDOM] = None
    include_extended_properties: Annotated[bool | None, SELDOM] = None
    sort_by: Annotated[Name | None, SELDOM] = None
    order: Annotated[Order | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class ListColumns(
    Operation[ColumnPage],
    version=NEW,
    like="GetMetaTableColumn",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    paging=Paging(items="columns", size=100),
    lifetime=60,
):
    """List the columns of a table in Data Map, with their types."""

    table_id: Annotated[Name, described("Id of the table, from list_tables.", "表的 ID，来自 list_tables。")]
    name: Annotated[Name | None, described("Only those whose name contains this.", "仅限名称含此内容的。")] = None
    comment: Annotated[Name | None, SELDOM] = None
    include_extended_properties: Annotated[bool | None, SELDOM] = None
    sort_by: Annotated[Name | None, SELDOM] = None
    order: Annotated[Order | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None
