"""Data sources of API version 2024-05-18: list them, read one, test whether a resource group reaches it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DataSourceId, JoinedNames, Name, PageNumber, PageSize, ProjectId
from dataworks.markers import described
from dataworks.operation import NEW, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.secrets import harmless, masked

ENVIRONMENT_KEY = "envType"
"""The field of the connection properties with the environment: ``Dev`` or ``Prod``."""

Environment = Literal["Dev", "Prod"]
DEVELOPMENT, PRODUCTION = "Dev", "Prod"
"""The environments of a data source. Tasks run with production."""

CONNECTABLE = "Connectable"
"""The result of a connectivity test that reached the data source."""

Message = Annotated[Text, BeforeValidator(lambda value: value and masked(str(value)))]
"""A text that may hold addresses and passwords, without them."""


class DataSourceDetails(Answer):
    """A data source in one environment. Of its ``ConnectionProperties``, only harmless fields are read; times in ms."""

    id: Id
    connection_properties_mode: Text = None
    details: Annotated[dict[str, str] | None, Field(alias="ConnectionProperties"), BeforeValidator(harmless)] = None
    qualified_name: Text = None
    description: Text = None
    create_time: int | None = None
    modify_time: int | None = None

    @property
    def environment(self) -> str | None:
        """``Dev`` or ``Prod``, if the service says it."""
        return (self.details or {}).get(ENVIRONMENT_KEY)


class DataSource(Answer):
    """A data source, with one item for each environment that it exists in."""

    name: Text = None
    type: Text = None
    items: Annotated[tuple[DataSourceDetails, ...], Field(alias="DataSource")] = ()

    def in_environment(self, name: str) -> DataSourceDetails | None:
        """The item of an environment, if there is one."""
        return next((each for each in self.items if each.environment == name), None)


class DataSourcePage(Answer):
    """One page of data sources."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    data_sources: tuple[DataSource, ...] = ()


class SingleDataSource(DataSourceDetails):
    """A data source that was read by its id."""

    place = "DataSource"

    name: Text = None
    type: Text = None
    project_id: Text = None


class TestStep(Answer):
    """A step of a connectivity test; times are in ms."""

    __test__ = False  # pytest would collect a class of this name

    code: Text = None
    message: Message = None
    start_time: int | None = None
    end_time: int | None = None


class Connectivity(Answer):
    """Whether a resource group reaches a data source.

    ``connect_state``: ``Connectable``, ``ConfigError``, ``Unreachable`` or ``Unsupport``.
    """

    place = "Connectivity"

    connect_state: Text = None
    connect_message: Message = None
    detail_logs: tuple[TestStep, ...] = ()


class ListDataSources(
    Operation[DataSourcePage],
    version=NEW,
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="data_sources", size=100),
    lifetime=60,
):
    """List the data sources of a workspace by name, each with its environments, never with secrets."""

    project_id: ProjectId
    name: Annotated[Name | None, described("Only those whose name contains this.", "仅限名称含此内容的。")] = None
    types: Annotated[
        JoinedNames | None, described("Only these types, such as mysql.", "仅限这些类型，例如 mysql。")
    ] = None
    env_type: Annotated[Environment | None, described("Only this environment.", "仅限此环境。")] = None
    tags: Annotated[Name | None, SELDOM] = None
    sort_by: Annotated[Name | None, SELDOM] = None
    order: Annotated[Name | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class GetDataSource(
    Operation[SingleDataSource],
    version=NEW,
    like="ListDataSources",
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    lifetime=60,
):
    """Read one data source in one environment, never with its secrets."""

    id: DataSourceId


class TestDataSourceConnectivity(
    Operation[Connectivity],
    version=NEW,
    like="TestNetworkConnection",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
):
    """Test whether a resource group reaches a data source in one environment; it takes some seconds."""

    __test__ = False  # pytest would collect a class of this name

    project_id: ProjectId
    data_source_id: DataSourceId
    resource_group_id: Annotated[Name, described("Id of a resource group of the workspace.", "工作空间资源组的 ID。")]
