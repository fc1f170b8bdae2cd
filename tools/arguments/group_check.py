"""Resource groups that the service does not check before a task runs, so that they are looked up before it is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.explain.arguments import CHOOSE_ANOTHER
from dataworks.flows.groups import UNREAD, Groups, MaySend, groups_for, groups_in
from dataworks.language import Text
from dataworks.operations.v2020.resource_groups import WORKS, ResourceGroup
from dataworks.quoting import named
from dataworks.retry import ONCE
from dataworks.studios.groups import GroupList
from tools.arguments.parsing import Finding, InvalidArguments
from tools.views.groups import GROUP_STATES

NO_GROUP = Text("no resource group for data integration has the identifier {}", "没有标识为 {} 的数据集成资源组")
THERE_ARE = Text("there are {}", "现有 {}")
THERE_IS_NONE = Text("none is listed for this workspace", "该工作空间没有可用的资源组")
BROKEN_GROUP = Text("group {} does not work ({})", "资源组 {} 不可用（{}）")
NOT_CHECKED = Text(
    "Not checked: resource group {}, as groups could not be listed.", "未检查：资源组 {}，因为无法列出资源组。"
)


@dataclass(frozen=True)
class CheckedGroups:
    """The groups that a task can run on, and what is said about those that could not be checked."""

    groups: Groups
    unchecked: tuple[str, ...] = ()


async def checked_groups(
    api: DataWorks, may_send: MaySend, listed: GroupList, places: Mapping[str, str]
) -> CheckedGroups:
    """The groups that a task can run on; ``places``: the pointer to each group that it names, by the group.

    Raises:
        InvalidArguments: one of them is not listed, or does not work. Where the list can't be read, none is checked.
    """
    groups = await groups_for(api, may_send, places, listed)
    if groups.items is not None and any(_is_missing(groups, name) for name in places):
        groups = await _read_again(api, listed)  # it may be there since
    found = [*group_problems(groups, places)]
    if found:
        raise InvalidArguments(found, after_reads=True)
    unread = groups.items is None
    return CheckedGroups(groups, tuple(NOT_CHECKED.said(named(name)) for name in places) if unread else ())


async def _read_again(api: DataWorks, listed: GroupList) -> Groups:
    try:
        return await groups_in(replace(api, retries=ONCE), listed, refresh=True)
    except DataWorksError:
        return UNREAD


def group_problems(groups: Groups, places: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with groups that a task names, as far as the groups are known."""
    for name, pointer in places.items():
        group = groups.find(name)
        if groups.items is None:
            continue
        if group is None or group.identifier != name:
            yield Finding(pointer, NO_GROUP.filled(named(name)), _those_there(groups.items))
        elif group.status not in (None, WORKS):
            yield Finding(
                pointer,
                BROKEN_GROUP.filled(named(name), GROUP_STATES.get(group.status, str(group.status))),
                CHOOSE_ANOTHER,
            )


def group_of(groups: Groups, identifier: str) -> ResourceGroup:
    """The data integration group of that identifier; where groups could not be read, the one that is named.

    Raises:
        InvalidArguments: there is none, or it does not work.
    """
    if groups.items is None:
        return ResourceGroup(id=identifier, identifier=identifier)
    findings, found = [*group_problems(groups, {identifier: "/resource_group"})], groups.find(identifier)
    if findings or found is None:
        raise InvalidArguments(findings, after_reads=True)
    return found


def _is_missing(groups: Groups, name: str) -> bool:
    return groups.find(name) is None


def _those_there(groups: tuple[ResourceGroup, ...]) -> Text:
    """The groups that work, by identifier and name."""
    usable = [group for group in groups if group.status in (None, WORKS) and group.identifier]
    names = (f"{named(each.identifier or '')}{f' ({named(each.name)})' if each.name else ''}" for each in usable)
    return THERE_ARE.filled(", ".join(names)) if usable else THERE_IS_NONE
