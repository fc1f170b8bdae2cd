"""Metadata of tables: their names by type of data source; the columns of MaxCompute tables, but of no others."""

from typing import Annotated

from dataworks.answers import Answer, Text
from dataworks.fields import Name, PageNumber, PageSize
from dataworks.markers import described
from dataworks.operation import SELDOM, Belongs, Effect, Operation


class Column(Answer):
    """A column."""

    column_name: Text = None
    column_type: Text = None
    comment: Text = None
    is_primary_key: bool | None = None
    is_partition_column: bool | None = None
    position: int | None = None


class ColumnPage(Answer):
    """One page of columns."""

    total_count: int = 0
    page_num: int = 1
    page_size: int = 10
    column_list: tuple[Column, ...] = ()


class TableContent(Answer):
    """What a table is in; ``project_name`` is that of MaxCompute."""

    table_name: Text = None
    database_name: Text = None
    project_name: Text = None
    instance_id: Text = None


class TableEntity(Answer):
    """A table in Data Map."""

    entity_qualified_name: Text = None
    entity_content: TableContent | None = None


class TableEntityPage(Answer):
    """One page of tables, with the token of the next one, and the number of all tables."""

    total: int | None = None
    next_token: Text = None
    table_entity_list: tuple[TableEntity, ...] = ()


class GetMetaTableColumn(
    Operation[ColumnPage], effect=Effect.READ, belongs=Belongs.OTHERWISE, method="GET", lifetime=60
):
    """List the columns of a MaxCompute table. Only here the page is called PageNum."""

    table_guid: Annotated[
        Name | None,
        described("odps.PROJECT.TABLE, with MaxCompute's project.", "odps.PROJECT.TABLE，PROJECT 为 MaxCompute 项目。"),
    ] = None
    cluster_id: Annotated[Name | None, SELDOM] = None
    data_source_type: Annotated[Name | None, SELDOM] = None
    database_name: Annotated[Name | None, SELDOM] = None
    table_name: Annotated[Name | None, SELDOM] = None
    page_num: PageNumber | None = None
    page_size: PageSize | None = None


class ListTables(Operation[TableEntityPage], effect=Effect.READ, belongs=Belongs.OTHERWISE, lifetime=60):
    """List the tables of all data sources of one type that Data Map has of the account."""

    data_source_type: Annotated[
        Name, described("Such as odps, mysql, holo, postgresql.", "例如 odps、mysql、holo、postgresql。")
    ]
    next_token: Annotated[Name | None, described("NextToken of the page before.", "上一页的 NextToken。")] = None
    page_size: PageSize | None = None
