"""Views of resource groups."""

from typing import Annotated, Self

from pydantic import Field

from dataworks.operations.resource_groups import ResourceGroup, ResourceGroups
from tools.views.view import View

GROUP_TYPES = {
    "0": "DataWorks",
    "1": "scheduling",
    "2": "MaxCompute",
    "3": "PAI",
    "4": "data integration",
    "7": "exclusive scheduling",
    "9": "data service",
}
GROUP_STATES = {
    0: "normal",
    1: "stopped",
    2: "deleted",
    3: "creating",
    4: "creation failed",
    5: "updating",
    6: "update failed",
    7: "deleting",
    8: "deletion failed",
    9: "timed out",
}


class GroupRow(View):
    """One resource group."""

    identifier: Annotated[str | None, Field(description="Pass this to tasks.")] = None
    name: str | None = None
    type: str | None = None
    status: str | None = None
    mode: str | None = None
    is_default: bool | None = None

    @classmethod
    def of(cls, group: ResourceGroup) -> Self:
        """The view of a part of an answer."""
        kind, state = group.resource_group_type or "", group.status
        return cls(
            identifier=group.identifier,
            name=group.name,
            type=GROUP_TYPES.get(kind, kind or None),
            status=None if state is None else GROUP_STATES.get(state, str(state)),
            mode=group.mode,
            is_default=group.is_default,
        )


class GroupsView(View):
    """The resource groups of the account in the region."""

    count: int
    groups: tuple[GroupRow, ...]

    @classmethod
    def of(cls, answer: ResourceGroups) -> Self:
        """The view of an answer."""
        return cls(count=len(answer.items), groups=tuple(map(GroupRow.of, answer.items)))
