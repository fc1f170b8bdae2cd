"""The resource groups that scripts name, by number or by identifier."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.lookups import looked_up
from dataworks.operation import Operation
from dataworks.operations.v2020.resource_groups import DATA_INTEGRATION, WORKS, ListResourceGroups, ResourceGroup
from dataworks.retry import ONCE

MaySend = Callable[[Operation[Any]], bool]
"""Returns whether the rules allow a read that the work does not need."""

ALL_GROUPS = ListResourceGroups(resource_group_type=DATA_INTEGRATION)


@dataclass(frozen=True)
class Groups:
    """The data integration groups of the account; ``None``: they were not read."""

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


async def groups_for(api: DataWorks, may_send: MaySend, names: Iterable[str | None]) -> Groups:
    """The groups, if there is one to look up. A failure is no reason to fail: a group is then shown as it is named."""
    if not any(names) or not may_send(ALL_GROUPS):
        return UNREAD
    try:
        return Groups((await looked_up(replace(api, retries=ONCE), ALL_GROUPS)).items)
    except DataWorksError:
        return UNREAD
