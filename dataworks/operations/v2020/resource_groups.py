"""Resource groups: the machines that tasks run on."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, Name, Printable
from dataworks.markers import described
from dataworks.operation import SELDOM, Belongs, Effect, Operation, wire_name

SCHEDULING, DATA_INTEGRATION = 1, 4
"""The types of groups that the scheduler runs tasks on, and that sync tasks need."""


WORKS = 0
"""The status of a group that tasks can run on."""


class ResourceGroup(Answer):
    """A resource group. Requests name it by ``identifier``, and scripts also by ``id``; ``status``: see ``WORKS``."""

    id: Id
    identifier: Text = None
    name: Text = None
    resource_group_type: Text = None
    mode: Text = None
    status: int | None = None
    is_default: bool | None = None
    biz_ext_key: Text = None
    cluster: Text = None
    specs: dict[str, Any] | None = None


class ResourceGroups(Answer):
    """All resource groups of the account in the region; this operation has no pages."""

    bare = "Items"

    items: tuple[ResourceGroup, ...] = ()


class Tag(BaseModel):
    """A tag of a cloud resource."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=wire_name)

    key: Annotated[Name, described("Tag key.", "标签键。")]
    value: Annotated[Printable, described("Tag value.", "标签值。")]


Tags = Annotated[list[Tag], Field(max_length=100)]


class ListResourceGroups(Operation[ResourceGroups], effect=Effect.READ, belongs=Belongs.ACCOUNT, lifetime=60):
    """List resource groups; type 4 are the ones that sync tasks need."""

    resource_group_type: Annotated[
        int | None,
        described(
            "0 DataWorks, 1 scheduling (default), 2 MaxCompute, 3 PAI, 4 data integration, "
            "7 exclusive scheduling, 9 data service.",
            "0 DataWorks，1 调度（默认），2 MaxCompute，3 PAI，4 数据集成，7 独享调度，9 数据服务。",
            ge=0,
            le=9,
        ),
    ] = None
    biz_ext_key: Annotated[Literal["default", "single"] | None, SELDOM] = None
    keyword: Annotated[
        Name | None, described("Only groups whose name contains this.", "仅限名称含此内容的资源组。")
    ] = None
    tags: Annotated[Tags | None, DECODED, SELDOM] = None
    resource_manager_resource_group_id: Annotated[Name | None, SELDOM] = None
