"""Views of data sources and their tables, never with connection strings, users, passwords or keys."""

from typing import Annotated, Self

from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.data_sources import Connection, DataSource, DataSourceMeta, DataSourcePage
from dataworks.operations.v2020.tables import Column, ColumnPage
from tools.views.view import EMPTY, UNCOUNTED, Page, View, meaning, next_page

ENVIRONMENTS = {0: "development", 1: "production"}
STATES = {1: Text("enabled", "启用"), 2: Text("disabled", "停用")}
CONNECTED = {1: Text("reached", "已连通"), 2: Text("not reached", "未连通")}
"""The meanings of the service's numbers."""

REACHED = Text("The data source can be used with this group.", "该资源组可以使用此数据源。")
NOT_REACHED = Text(
    "Bind the group to the source's network (VPC), and put the group's addresses on its whitelist.",
    "请将资源组绑定到数据源所在的网络（VPC），并将资源组的地址加入数据源的白名单。",
)


class DataSourceRow(View):
    """One data source in one environment."""

    name: str | None = None
    type: str | None = None
    sub_type: str | None = None
    environment: Annotated[str | None, described("Tasks need production.", "任务需要生产环境。")] = None
    status: str | None = None
    last_test: str | None = None
    shared: bool | None = None
    details: Annotated[dict[str, str] | None, described("Connection, without secrets.", "连接，不含敏感信息。")] = None

    @classmethod
    def of(cls, source: DataSource) -> Self:
        """The view of a part of an answer."""
        return cls(
            name=source.name,
            type=source.data_source_type,
            sub_type=source.sub_type or None,
            environment=None if source.env_type is None else ENVIRONMENTS.get(source.env_type),
            status=meaning(STATES, source.status),
            last_test=meaning(CONNECTED, source.connect_status),
            shared=source.shared,
            details=source.details or None,
        )


class DataSourcesView(Page):
    """One page of data sources."""

    data_sources: tuple[DataSourceRow, ...]

    @classmethod
    def of(cls, answer: DataSourcePage) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, data_sources=tuple(map(DataSourceRow.of, answer.data_sources)))


class SourceTablesView(View):
    """One page of the tables of a data source."""

    count: Annotated[int, described("Tables on this page.", "本页的表。")]
    tables: Annotated[tuple[str, ...], described('As "db.table".', '写成 "db.table"。')]
    next: str

    @classmethod
    def of(cls, answer: DataSourceMeta) -> Self:
        """The view of an answer."""
        return cls(count=len(answer.tables), tables=answer.tables, next=(UNCOUNTED if answer.tables else EMPTY).said())


class ConnectionView(View):
    """Whether a resource group reaches a data source."""

    connected: bool
    message: Annotated[str | None, described("Why not; the service's message.", "不能的原因；服务的信息。")] = None
    next: str

    @classmethod
    def of(cls, answer: Connection) -> Self:
        """The view of an answer."""
        if answer.connect_status:
            return cls(connected=True, next=REACHED.said())
        return cls(
            connected=False,
            message=answer.connect_message or None,
            next=NOT_REACHED.said(),
        )


class ColumnRow(View):
    """One column."""

    name: str | None = None
    type: str | None = None
    comment: str | None = None
    primary_key: bool | None = None
    partition: bool | None = None

    @classmethod
    def of(cls, column: Column) -> Self:
        """The view of a part of an answer."""
        return cls(
            name=column.column_name,
            type=column.column_type,
            comment=column.comment or None,
            primary_key=column.is_primary_key or None,
            partition=column.is_partition_column or None,
        )


class ColumnsView(Page):
    """One page of columns."""

    columns: tuple[ColumnRow, ...]

    @classmethod
    def of(cls, answer: ColumnPage) -> Self:
        """The view of an answer."""
        more = next_page(answer.total_count, answer.page_num, answer.page_size)
        return cls(
            total_count=answer.total_count,
            page_number=answer.page_num,
            count=len(answer.column_list),
            columns=tuple(map(ColumnRow.of, answer.column_list)),
            next=more and more.replace("page_number", "page_num"),
        )
