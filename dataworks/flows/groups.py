"""The resource groups that scripts name, by number or by identifier."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.lookups import look_through, looked_up
from dataworks.operation import Operation
from dataworks.operations.v2020.resource_groups import WORKS, ResourceGroup
from dataworks.retry import ONCE
from dataworks.studios.groups import ACCOUNT_GROUPS, GroupList, groups_of_task

MaySend = Callable[[Operation[Any]], bool]
"""Returns whether the rules allow a read that the work does not need."""

PAGES = 10
"""Pages of a list of groups that are read at most."""


@dataclass(frozen=True)
class Groups:
    """The groups that tasks can run on; ``None``: they were not read."""

    items: tuple[ResourceGroup, ...] | None = None

    def find(self, name: str | None) -> ResourceGroup | None:
        """The group with this number or identifier."""
        return next((group for group in self.items or () if name and name in {group.id, group.identifier}), None)

    def shown(self, name: object) -> object:
        """A group by identifier and name, in whichever form a script names it; any other value as it is."""
        group = self.find(name) if isinstance(name, str) else None
        return f"{group.identifier} ({group.name})" if group is not None else name

    @property
    def recommended(self) -> ResourceGroup | None:
        """The group to take: one that works as far as it is known, the default one first, then one for this account."""
        usable = [group for group in self.items or () if group.status in (WORKS, None)]
        return max(
            usable, key=lambda each: (each.status == WORKS, bool(each.is_default), each.mode == "ISOLATE"), default=None
        )


UNREAD = Groups()


async def groups_for(
    api: DataWorks, may_send: MaySend, names: Iterable[str | None], listed: GroupList = ACCOUNT_GROUPS
) -> Groups:
    """The groups, if there is one to look up. A failure is no reason to fail: a group is then shown as it is named."""
    if not any(names) or not may_send(listed.request):
        return UNREAD
    try:
        return await groups_in(replace(api, retries=ONCE), listed)
    except DataWorksError:
        return UNREAD


async def groups_of_tasks(
    api: DataWorks, may_send: MaySend, project_id: str, named: Iterable[tuple[str, str | None]]
) -> Groups:
    """The groups that tasks of a workspace may name; ``named``: the id of each task, and the group that it names.

    Tasks of both studios may be among them; where one of the lists can't be read, no group is known.
    """
    lists = dict[type[Operation[Any]], tuple[GroupList, list[str | None]]]()
    for task_id, name in named:
        listed = groups_of_task(project_id, task_id)
        lists.setdefault(type(listed.request), (listed, []))[1].append(name)
    found = [await groups_for(api, may_send, names, listed) for listed, names in lists.values() if any(names)]
    known = [groups.items for groups in found if groups.items is not None]
    return Groups(tuple(chain(*known))) if found and len(known) == len(found) else UNREAD


async def groups_in(api: DataWorks, listed: GroupList, *, refresh: bool = False) -> Groups:
    """The groups of a list.

    Raises:
        DataWorksError: they can't be read.
    """
    if listed.request.paging is None:
        return Groups(listed.rows(await looked_up(api, listed.request, refresh=refresh)))
    pages = [page async for page in look_through(api, listed.request, PAGES, refresh=refresh)]
    return Groups(tuple(group for page in pages for group in listed.rows(page)))
