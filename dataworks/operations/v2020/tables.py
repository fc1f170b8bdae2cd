"""Metadata of MaxCompute tables; this API does not return the columns of other tables."""

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
