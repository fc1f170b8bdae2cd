"""Data sources: list them, list their tables, test whether a resource group reaches them."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from dataworks.answers import Answer, Id, Outcome, Text
from dataworks.fields import DECODED, DatasourceName, Name, PageNumber, PageSize, ProjectId
from dataworks.markers import described
from dataworks.operation import SELDOM, Belongs, Effect, Operation, Paging
from dataworks.secrets import harmless, masked

DEVELOPMENT, PRODUCTION = 0, 1
"""Environments of a data source. Tasks run with production."""

DISABLED, NOT_REACHED = 2, 2
"""The status of a data source that is switched off, and of one that the last connectivity test did not reach."""

Environment = Annotated[
    Literal["0", "1"],
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    described("0 development, 1 production.", "0 开发环境，1 生产环境。"),
]


class DataSource(Answer):
    """A data source in one environment. Of its ``Content``, only harmless fields are read.

    ``status``: 1 enabled, or ``DISABLED``; ``connect_status``: 1 reached, or ``NOT_REACHED``.
    """

    id: Id
    name: Text = None
    data_source_type: Text = None
    sub_type: Text = None
    env_type: int | None = None
    status: int | None = None
    connect_status: int | None = None
    shared: bool | None = None
    details: Annotated[dict[str, str] | None, Field(alias="Content"), BeforeValidator(harmless)] = None


class DataSourcePage(Answer):
    """One page of data sources."""

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    data_sources: tuple[DataSource, ...] = ()


class MetaPart(BaseModel):
    """A part of ``Meta``, which is JSON."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class MetaTable(MetaPart):
    """A table."""

    table: str


class MetaGroup(MetaPart):
    """A group of tables; for MySQL this level has no meaning."""

    table_infos: tuple[MetaTable, ...] = ()


class MetaDatabase(MetaPart):
    """A database with its tables."""

    db_name: str
    groups: Annotated[tuple[MetaGroup, ...], Field(alias="schema")] = ()


class Meta(MetaPart):
    """The databases of a data source."""

    db_tables: tuple[MetaDatabase, ...] = ()


class DataSourceMeta(Outcome):
    """One page of the databases and tables of a data source; the service does not return their number."""

    meta: Annotated[Meta, DECODED] = Meta()

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the tables as ``database.table``, each once."""
        named = (
            f"{database.db_name}.{info.table}"
            for database in self.meta.db_tables
            for group in database.groups
            for info in group.table_infos
        )
        return tuple(dict.fromkeys(named))


class Connection(Answer):
    """Whether a resource group reaches a data source, and why not."""

    place = "TaskList"

    connect_status: bool
    connect_message: Annotated[Text, BeforeValidator(lambda value: value and masked(str(value)))] = None


class ListDataSources(
    Operation[DataSourcePage],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    method="GET",
    paging=Paging(items="data_sources", size=100),
    lifetime=60,
):
    """List the data sources of a workspace, never with their secrets."""

    project_id: ProjectId
    env_type: Annotated[
        int | None, described("0 development, 1 production.", "0 开发环境，1 生产环境。", ge=0, le=1)
    ] = None
    name: Annotated[Name | None, described("Only the one of this name.", "仅限此名称。")] = None
    data_source_type: Annotated[
        Name | None, described("Only this type, such as mysql, odps, holo.", "仅限此类型，例如 mysql、odps、holo。")
    ] = None
    sub_type: Annotated[Name | None, SELDOM] = None
    status: Annotated[Literal["ENABLED", "DISABLED"] | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class GetDataSourceMeta(
    Operation[DataSourceMeta],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="tables", size=100),
    lifetime=60,
):
    """List the databases and tables of a data source."""

    project_id: ProjectId
    datasource_name: DatasourceName
    env_type: Environment | None = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class TestNetworkConnection(Operation[Connection], effect=Effect.READ, belongs=Belongs.WORKSPACE):
    """Test whether a resource group reaches a data source; it takes some seconds."""

    __test__ = False  # pytest would collect a class of this name

    project_id: ProjectId
    datasource_name: DatasourceName
    env_type: Environment
    resource_group: Annotated[Name, described("Identifier of a data integration group.", "数据集成资源组的标识。")]
