"""Resource groups of API version 2024-05-18, which lists those of one workspace too."""

from typing import Annotated, Literal

from pydantic import Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, Name, PageNumber, PageSize, ProjectId
from dataworks.markers import described
from dataworks.operation import NEW, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.operations.v2020.resource_groups import Tags

GENERAL, INTEGRATION = "CommonV2", "ExclusiveDataIntegration"
"""The types that sync tasks can run on; without types, only the first is listed."""

WORKS = "Normal"
"""The status of a group that tasks can run on."""

GroupType = Literal["CommonV2", "ExclusiveDataIntegration", "ExclusiveScheduler", "ExclusiveDataService"]
GroupTypes = Annotated[list[GroupType], Field(min_length=1, max_length=10)]
GroupStatuses = Annotated[list[Name], Field(min_length=1, max_length=50)]


class Size(Answer):
    """The size of a resource group: how many machines or units, and of which specification."""

    amount: int | None = None
    standard: Text = None


class ResourceGroup(Answer):
    """A resource group; requests and scripts name it by ``id``."""

    id: Id
    name: Text = None
    resource_group_type: Text = None
    status: Text = None
    payment_type: Text = None
    default_vpc_id: Text = None
    spec: Size | None = None
    remark: Text = None


class ResourceGroupPage(Answer):
    """One page of resource groups."""

    place = "PagingInfo"

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    resource_group_list: tuple[ResourceGroup, ...] = ()


class ListResourceGroups(
    Operation[ResourceGroupPage],
    version=NEW,
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.ACCOUNT,
    paging=Paging(items="resource_group_list", size=100),
    lifetime=60,
):
    """List resource groups, also those of one workspace; without types only general-purpose groups (CommonV2)."""

    project_id: Annotated[
        ProjectId | None, described("Only groups bound to this workspace.", "仅限绑定到此工作空间的资源组。")
    ] = None
    resource_group_types: Annotated[
        GroupTypes | None,
        DECODED,
        described("Default: only CommonV2, general-purpose groups.", "默认：仅 CommonV2，即通用型资源组。"),
    ] = None
    statuses: Annotated[GroupStatuses | None, DECODED, described("Such as Normal.", "例如 Normal。")] = None
    name: Annotated[Name | None, described("Only groups whose name contains this.", "仅限名称含此内容的资源组。")] = (
        None
    )
    payment_type: Annotated[Literal["PrePaid", "PostPaid"] | None, SELDOM] = None
    sort_by: Annotated[Name | None, SELDOM] = None
    aliyun_resource_group_id: Annotated[Name | None, SELDOM] = None
    aliyun_resource_tags: Annotated[Tags | None, DECODED, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None
