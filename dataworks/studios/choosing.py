"""Which studio a workspace is on. No field of the API says it: what each of them lists does (facts, section 7)."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import (
    DataWorksError,
    Denied,
    Forbidden,
    OutOfTime,
    RoleNotTaken,
    ServiceError,
    Throttled,
    Unconfigured,
    Unreachable,
)
from dataworks.operation import Operation
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2024.nodes import ListNodes
from dataworks.retry import ONCE, may_have_effect
from dataworks.studio_settings import StudioName, StudioSettings
from dataworks.verdict import MEMBERSHIP_CODES

REMEMBERED = 24 * 3600.0
"""Seconds for which the studio of a workspace is remembered: it may be upgraded."""

ROWS = 10
"""Rows to ask for; the service refuses fewer for nodes."""

NOT_CLASSIC = re.compile(r"/(?:bizroot|workflowroot)\b|Code does not exist")
NOT_CLASSIC_CODE = "1201111431"
"""What operations of the classic studio are refused with in a workspace on the new one (facts, section 7)."""


@dataclass(frozen=True)
class Probe:
    """A read that shows something only where a workspace is on this studio.

    Attributes:
        request: for a workspace by its id.
        shows: whether an answer shows something.
    """

    studio: StudioName
    request: Callable[[str], Operation[Any]]
    shows: Callable[[Any], bool]


PROBES = (
    Probe(
        StudioName.NEW,
        lambda project_id: ListNodes(project_id=project_id, page_size=ROWS),
        lambda page: bool(page.nodes),
    ),
    Probe(
        StudioName.CLASSIC,
        lambda project_id: ListFiles(project_id=project_id, page_size=ROWS),
        lambda page: bool(page.files),
    ),
)
"""The reads, in their order: files may be listed in an upgraded workspace too, nodes in no classic one."""


@dataclass(frozen=True)
class Chooser:
    """Finds the studio of workspaces.

    Attributes:
        settings: what the operator has set.
        may_send: whether the rules allow a read.
        given: the studio that the call names.
        unread: failures after which a read may show something later.
    """

    api: DataWorks
    settings: StudioSettings
    may_send: Callable[[Operation[Any]], bool]
    given: StudioName | None = None
    unread: list[DataWorksError] = field(default_factory=list[DataWorksError], compare=False)

    def known(self, project_id: str) -> StudioName | None:
        """Return the studio of a workspace, if that costs no call."""
        return self.given or self.settings.of_workspace(project_id) or remembered(self.api, project_id)

    async def studio_of(
        self, project_id: str, folder_is_there: Callable[[], Awaitable[bool]] | None = None
    ) -> StudioName | None:
        """Return the studio of a workspace; ``None``: neither shows anything.

        ``folder_is_there``: looks for the folder that the call names, if it does; only the classic studio has folders
        that a task is created in.
        """
        known = self.known(project_id)
        if known is not None:
            return known
        classic = folder_is_there is not None and await folder_is_there()
        found = StudioName.CLASSIC if classic else await self._probed(project_id)
        if found is not None:
            remember(self.api, project_id, found)
        return found

    async def _probed(self, project_id: str) -> StudioName | None:
        """The studio of the first read that shows something.

        Raises:
            Denied: the identity was not verified, or is no member of the workspace.
        """
        for probe in PROBES:
            request = probe.request(project_id)
            found = await self._shown(probe, request) if self.may_send(request) else None
            if found is not None:
                return found
        return None

    async def _shown(self, probe: Probe, request: Operation[Answer]) -> StudioName | None:
        """What one read shows. A failure shows nothing, unless only a workspace on the new studio has it.

        Raises:
            RoleNotTaken: the service was not asked.
            Denied: the identity was not verified, or is no member of the workspace.
        """
        try:
            answer = await replace(self.api, retries=ONCE).call(request)
        except (OutOfTime, RoleNotTaken, Unconfigured):  # nothing was asked
            raise
        except DataWorksError as error:
            if isinstance(error, Denied) and (not isinstance(error, Forbidden) or error.code in MEMBERSHIP_CODES):
                raise
            if isinstance(error, Throttled | Unreachable) or may_have_effect(error):
                self.unread.append(error)
            return StudioName.NEW if is_not_classic(error) else None
        return probe.studio if probe.shows(answer) else None


def remembered(api: DataWorks, project_id: str) -> StudioName | None:
    """Return the studio that a workspace was found to be on."""
    return api.memory.find(_key(api, project_id), StudioName, api.timing.clock())


def remember(api: DataWorks, project_id: str, studio: StudioName) -> None:
    """Remember the studio of a workspace."""
    api.memory.keep(_key(api, project_id), studio, api.timing.clock() + REMEMBERED)


def is_not_classic(error: DataWorksError) -> bool:
    """Return whether the service refused an operation of the classic studio since the workspace is on the new one."""
    answered = isinstance(error, ServiceError)
    return answered and (error.code == NOT_CLASSIC_CODE or NOT_CLASSIC.search(error.message) is not None)


def _key(api: DataWorks, project_id: str) -> str:
    return f"studio/{project_id}/{api.endpoint}"
