"""Handlers of workspaces and resource groups of version 2024-05-18."""

from dataworks.operations.v2024.resource_groups import GENERAL, INTEGRATION, WORKS, ListResourceGroups
from dataworks.operations.v2024.workspaces import GetProject, ListProjects
from emulator.gateway.evidence import assumed, sdk
from emulator.gateway.families import CONFIRMED, NEW
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import counted, in_order
from emulator.handlers.workspaces import OWNER
from emulator.world.state import DATA_INTEGRATION, NORMAL, ResourceGroup, Workspace, World

AVAILABLE, STOPPED = "Available", "Stop"
SCHEDULER = "ExclusiveScheduler"
SHARED = "SHARE"


@handles(
    ListProjects,
    sdk("By ids and names; DevEnvironmentEnabled is true in standard mode. No field says which Data Studio it is."),
    assumed(
        "No emulated workspace has tags, so a filter by tags finds none; all are Available.",
        case="workspaces-with-an-unknown-tag-in-2024 workspace-by-id-in-list",
    ),
    family=NEW,
)
def list_projects(world: World, request: ListProjects) -> Data:
    """Return a page of the account's workspaces."""
    rows = [_project(each) for each in world.workspaces.values() if _matches(each, request)]
    return counted(rows, "Projects", request.page_number, request.page_size)


@handles(
    GetProject,
    sdk("By id only; the answer has no default resource group."),
    family=NEW,
)
def get_project(world: World, request: GetProject) -> Data:
    """Return a workspace."""
    return _project(world.workspace(request.project_id))


@handles(
    ListResourceGroups,
    sdk("Without types only general-purpose groups are listed; ProjectId leaves those that are bound to it."),
    sdk("Id is what tasks name a group by; Status is a word, such as Normal or Stop."),
    assumed(
        "Name is a part of the name and ignores case; groups of the shared scheduler are not listed.",
        case="groups-by-name-in-2024",
    ),
    family=CONFIRMED,
)
def list_resource_groups(world: World, request: ListResourceGroups) -> Data:
    """Return a page of resource groups."""
    if request.project_id is not None:
        world.workspace(request.project_id)
    rows = [_group(each) for each in world.resource_groups.values() if _group_matches(each, request)]
    found = [row for row in rows if request.payment_type in (None, row["PaymentType"])]
    return counted(in_order(found, request.sort_by), "ResourceGroupList", request.page_number, request.page_size)


def _matches(workspace: Workspace, request: ListProjects) -> bool:
    return (
        (request.ids is None or workspace.id in request.ids)
        and (request.names is None or workspace.identifier in request.names)
        and request.status in (None, AVAILABLE)
        and request.dev_environment_enabled in (None, workspace.standard)
        and request.dev_role_disabled in (None, not workspace.standard)
        and not request.pai_task_enabled
        and not (request.aliyun_resource_tags or request.aliyun_resource_group_id)
    )


def _project(workspace: Workspace) -> Data:
    return {
        "Id": int(workspace.id),
        "Name": workspace.identifier,
        "DisplayName": workspace.identifier,
        "Description": "",
        "Owner": OWNER,
        "Status": AVAILABLE,
        "DevEnvironmentEnabled": workspace.standard,
        "DevRoleDisabled": not workspace.standard,
        "PaiTaskEnabled": False,
    }


def _type(group: ResourceGroup) -> str:
    if group.type != DATA_INTEGRATION:
        return SCHEDULER
    return GENERAL if group.mode == SHARED else INTEGRATION


def _status(group: ResourceGroup) -> str:
    return WORKS if group.status == NORMAL else STOPPED


def is_bound(group: ResourceGroup, project_id: str | None) -> bool:
    """Return whether a workspace can use a group; any can, if none is named."""
    return project_id is None or group.bound_to is None or project_id in group.bound_to


def _group_matches(group: ResourceGroup, request: ListResourceGroups) -> bool:
    return (group.type == DATA_INTEGRATION or group.mode != SHARED) and (
        _type(group) in (request.resource_group_types or (GENERAL,))
        and (request.statuses is None or _status(group) in request.statuses)
        and (request.name or "").lower() in group.name.lower()
        and is_bound(group, request.project_id)
        and not (request.aliyun_resource_tags or request.aliyun_resource_group_id)
    )


def _group(group: ResourceGroup) -> Data:
    return {
        "Id": group.identifier,
        "Name": group.name,
        "ResourceGroupType": _type(group),
        "Status": _status(group),
        "PaymentType": "PostPaid" if _type(group) == GENERAL else "PrePaid",
        "Spec": {"Amount": 1, "Standard": "2CU" if _type(group) == GENERAL else "4c8g"},
        "DefaultVpcId": "vpc-emulator",
        "DefaultVswicthId": "vsw-emulator",
        "CreateUser": OWNER,
    }
