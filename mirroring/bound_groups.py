"""The resource groups of the account, and the workspaces that they are bound to."""

from collections.abc import Iterable

from dataworks.language import Text
from dataworks.operations.v2020.resource_groups import ListResourceGroups, ResourceGroup
from dataworks.operations.v2024 import resource_groups as new
from emulator.seed.world_file import GROUP_TYPES, GroupEntry
from mirroring.ids import number
from mirroring.notes import Notes
from mirroring.pages import rows
from mirroring.read_only import ReadOnly

SHARED = "SHARE"
BOUND: list[new.GroupType] = ["CommonV2", "ExclusiveDataIntegration", "ExclusiveScheduler"]
"""The types of groups that are bound to workspaces; the shared scheduler is there for all."""

FIRST_NUMBER = 900_000_001
"""The number of the first group that only the newer list has, which shows none."""

NOT_LISTED = Text(
    "The numbers of these resource groups are made up, since only API 2024-05-18 lists them",
    "这些资源组的编号是虚构的，因为只有 API 2024-05-18 会列出它们",
)
NONE = Text("No resource group could be read", "未能读取任何资源组")
NOT_BOUND = Text(
    "Which workspaces the resource groups are bound to could not be read: every workspace can use them",
    "未能读取资源组绑定到哪些工作空间：每个工作空间都可以使用它们",
)


async def groups_of(api: ReadOnly, project_ids: Iterable[str], default: str | None, notes: Notes) -> list[GroupEntry]:
    """Return the groups; ``default`` comes first, since a workspace shows its first group as its default."""
    listed = {
        kind: await api.if_allowed(ListResourceGroups(resource_group_type=each)) for kind, each in GROUP_TYPES.items()
    }
    found = {
        group.identifier or "": (kind, group)
        for kind, answer in listed.items()
        for group in (answer.items if answer else ())
    }
    bound = {project_id: await _bound(api, project_id) for project_id in project_ids}
    if any(each is None for each in bound.values()):
        notes.add(NOT_BOUND)
    entries = [_entry(kind, group, bound) for name, (kind, group) in found.items() if name and number(group.id)]
    known = {entry.identifier for entry in entries}
    others = {group.id: group for each in bound.values() for group in each or () if group.id not in known}
    for made_up, group in enumerate(others.values(), FIRST_NUMBER):
        notes.add(NOT_LISTED, group.name or group.id)
        entries.append(_new_entry(made_up, group, bound))
    if not entries and all(answer is None for answer in listed.values()):
        notes.add(NONE)
    return sorted(entries, key=lambda entry: entry.identifier != default)


Bound = dict[str, list[new.ResourceGroup] | None]
"""The groups that are bound to each workspace; ``None``: they could not be read."""


async def _bound(api: ReadOnly, project_id: str) -> list[new.ResourceGroup] | None:
    return await rows(api, new.ListResourceGroups(project_id=project_id, resource_group_types=BOUND))


def _workspaces(identifier: str, bound: Bound) -> list[str] | None:
    """The workspaces that can use a group; ``None``: all."""
    if any(each is None for each in bound.values()):
        return None
    found = [
        project_id for project_id, groups in bound.items() if any(group.id == identifier for group in groups or ())
    ]
    return None if len(found) == len(bound) else found


def _entry(kind: str, group: ResourceGroup, bound: Bound) -> GroupEntry:
    is_shared_scheduler = kind != "data integration" and group.mode == SHARED
    given = {
        "id": number(group.id),
        "identifier": group.identifier,
        "name": group.name or group.identifier,
        "type": kind,
        "mode": SHARED if group.mode == SHARED else "ISOLATE",
        "stopped": bool(group.status),
        "default": bool(group.is_default),
        "workspaces": None if is_shared_scheduler else _workspaces(group.identifier or "", bound),
    }
    shown = {"biz_ext_key": group.biz_ext_key, "cluster": group.cluster}
    return GroupEntry.model_validate({**given, **{name: value for name, value in shown.items() if value}})


def _new_entry(made_up: int, group: new.ResourceGroup, bound: Bound) -> GroupEntry:
    is_general = group.resource_group_type == new.GENERAL
    return GroupEntry(
        id=made_up,
        identifier=group.id,
        name=group.name or group.id,
        type="scheduling" if group.resource_group_type == "ExclusiveScheduler" else "data integration",
        mode="SHARE" if is_general else "ISOLATE",
        stopped=group.status not in (None, new.WORKS),
        workspaces=_workspaces(group.id, bound),
    )
