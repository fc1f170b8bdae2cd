"""The resource groups that tasks can run on, as each API lists them.

The list of the classic studio has all groups of the account; that of the new one has those that are bound to a
workspace, and names the types that it is to have: without them it leaves out groups for data integration alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dataworks.operation import Operation, Operations
from dataworks.operations.v2020 import resource_groups as classic
from dataworks.operations.v2024 import resource_groups as new
from dataworks.task_ids import IdOf, kind_of

SHARED, ISOLATED = "SHARE", "ISOLATE"
OTHER_STATE = -1
STATES = {new.WORKS: classic.WORKS, "Stop": 1, "Deleted": 2, "Creating": 3, "Updating": 5, "Deleting": 7}
"""The states of groups by the numbers of the older version; those that it lacks are ``OTHER_STATE``."""


@dataclass(frozen=True)
class GroupList:
    """A list of resource groups.

    Attributes:
        request: reads it, or a page of it.
        rows: the groups in an answer, as the older version of the API has them.
    """

    request: Operation[Any]
    rows: Callable[[Any], tuple[classic.ResourceGroup, ...]]


GROUP_LISTS: Operations = (classic.ListResourceGroups, new.ListResourceGroups)
"""The operations that read them."""

ACCOUNT_GROUPS = GroupList(
    classic.ListResourceGroups(resource_group_type=classic.DATA_INTEGRATION), lambda answer: answer.items
)
"""The groups of the account that tasks of the classic studio can run on."""


def workspace_groups(project_id: str) -> GroupList:
    """The groups that jobs and nodes of a workspace can run on."""
    types: list[new.GroupType] = ["CommonV2", "ExclusiveDataIntegration"]
    asked = new.ListResourceGroups(project_id=project_id, resource_group_types=types)
    return GroupList(asked, lambda page: tuple(map(group_of, page.resource_group_list)))


def groups_of_task(project_id: str, task_id: str) -> GroupList:
    """Where the group of a task is listed: its id says which API it belongs to."""
    return workspace_groups(project_id) if kind_of(task_id) in {IdOf.JOB, IdOf.NODE} else ACCOUNT_GROUPS


def group_of(group: new.ResourceGroup) -> classic.ResourceGroup:
    """A resource group as the older version lists it; tasks name it by the same identifier."""
    return classic.ResourceGroup(
        id=group.id,
        identifier=group.id,
        name=group.name,
        mode=SHARED if group.resource_group_type == new.GENERAL else ISOLATED,
        status=STATES.get(group.status or "", OTHER_STATE) if group.status else None,
    )
