"""Views of resource groups."""

from typing import Annotated, Self

from dataworks.flows.groups import Groups
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.resource_groups import WORKS, ResourceGroup, ResourceGroups
from dataworks.quoting import named
from dataworks.studios.groups import OTHER_STATE
from tools.views.view import View, meaning

GROUP_TYPES = {
    "0": Text("DataWorks", "DataWorks"),
    "1": Text("scheduling", "调度"),
    "2": Text("MaxCompute", "MaxCompute"),
    "3": Text("PAI", "PAI"),
    "4": Text("data integration", "数据集成"),
    "7": Text("exclusive scheduling", "独享调度"),
    "9": Text("data service", "数据服务"),
}
GROUP_STATES = {
    WORKS: Text("normal", "正常"),
    1: Text("stopped", "已停止"),
    2: Text("deleted", "已删除"),
    3: Text("creating", "创建中"),
    4: Text("creation failed", "创建失败"),
    5: Text("updating", "更新中"),
    6: Text("update failed", "更新失败"),
    7: Text("deleting", "删除中"),
    8: Text("deletion failed", "删除失败"),
    9: Text("timed out", "超时"),
    OTHER_STATE: Text("in another state than normal", "状态异常"),
}


GROUP_KINDS = {
    "ISOLATE": Text("exclusive", "独享"),
    "SHARE": Text("shared", "共享"),
    "DEVELOP": Text("for development", "供开发使用"),
}
"""Kinds of groups, by ``mode``."""

UNLISTED = Text(
    "Resource group {} is not among the data integration groups that the service lists: it may be deleted.",
    "资源组 {} 不在服务列出的数据集成资源组中：可能已被删除。",
)
BROKEN = Text(
    "Resource group {} does not work now: no task can run on it.", "资源组 {} 目前不可用：任务无法在其上运行。"
)

NOT_LISTED = Text("not listed", "未列出")
"""The status of a group that is not among those for data integration."""


class TaskGroup(View):
    """The resource group that a task runs on; name and status are absent where they are not known."""

    identifier: str
    name: str | None = None
    status: str | None = None

    @classmethod
    def of(cls, name: str | None, groups: Groups) -> Self | None:
        """The view of the group that a script names by identifier or number."""
        if name is None:
            return None
        group = groups.find(name)
        if group is None:
            return cls(identifier=name, status=None if groups.items is None else NOT_LISTED.said())
        return cls(identifier=group.identifier or group.id, name=group.name, status=group_status(group))


def group_status(group: ResourceGroup) -> str | None:
    """The status of a group in words."""
    return None if group.status is None else meaning(GROUP_STATES, group.status) or str(group.status)


def group_cautions(name: str | None, groups: Groups) -> tuple[str, ...]:
    """Why a task can't run on the group that its script names, if that is known."""
    group = groups.find(name)
    if name is None or groups.items is None or (group is not None and group.status in (None, WORKS)):
        return ()
    return ((UNLISTED if group is None else BROKEN).said(group_words(name, groups)),)


def group_words(name: str, groups: Groups) -> str:
    """A group as sentences show it: its identifier, and its name and status as far as they are known."""
    group = groups.find(name)
    if group is None:
        return named(name)
    known = ", ".join(filter(None, (named(group.name) if group.name else None, group_status(group))))
    return f"{named(group.identifier or group.id)}{f' ({known})' if known else ''}"


class GroupRow(View):
    """One resource group."""

    identifier: Annotated[str | None, described("Pass this to tasks.", "请将此项用于任务。")] = None
    name: str | None = None
    type: str | None = None
    status: str | None = None
    mode: str | None = None
    is_default: bool | None = None

    @classmethod
    def of(cls, group: ResourceGroup) -> Self:
        """The view of a part of an answer."""
        kind = group.resource_group_type or ""
        return cls(
            identifier=group.identifier,
            name=group.name,
            type=meaning(GROUP_TYPES, kind) or kind or None,
            status=group_status(group),
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
