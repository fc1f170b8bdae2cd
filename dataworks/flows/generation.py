"""Generating a script: start the process, wait for it, and start it once more where it failed long ago."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Refused, Rejected, Throttled
from dataworks.flows.lookups import not_there
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Pending, finished
from dataworks.operations.sync_tasks import (
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.scripts.definition import Definition

Generate = GenerateDISyncTaskConfigForCreating | GenerateDISyncTaskConfigForUpdating

STILL_AT_WORK = re.compile(
    r"^(?!.*(error|fail|invalid|not running)).*(not (yet )?(finished|ready|complete)|in progress|processing|running)",
    re.IGNORECASE | re.DOTALL,
)
"""Messages of a failed Query that may mean "not yet": the API documents no state for that."""


@dataclass(frozen=True)
class Begun:
    """A process that an earlier call has begun.

    Attributes:
        waited: seconds that earlier calls have waited for it; ``None``: unknown, so it is looked at at once.
    """

    process_id: str
    waited: float | None = None


@dataclass(frozen=True)
class Generating:
    """Time was up before the script was there; the process goes on by itself."""

    process_id: str
    waited: float = 0.0


@dataclass(frozen=True)
class Generated:
    """The script is there. ``replaced`` is the process that had failed before, where there was one."""

    process_id: str
    definition: Definition
    replaced: str | None = None


async def generate(
    api: DataWorks,
    asked: Generate,
    tell: Callable[[str], Awaitable[None]],
    untouched: str,
    basis: str = "",
) -> Generated | Generating:
    """Start a process and wait until its script is there or the client's deadline is near.

    Args:
        untouched: what to say about the world if it fails, such as ``This call created no task.``
        basis: what else the script is made from, such as the present one; from another basis it is another process.

    Raises:
        DataWorksError: the process failed, or can't be looked at; ``exists`` says what there is.
    """
    hour = api.timing.utc().strftime("%Y-%m-%dT%H")  # one that never ends is not come back to for ever
    first = Begun(await _started(api, asked, untouched, hour, basis), 0.0)
    try:
        return await _awaited(api, asked.project_id, first, tell, untouched)
    except Rejected:
        # The token may have led to a process that failed before the cause was mended. The minute makes sure that
        # what replaces it can be replaced in its turn.
        minute = api.timing.utc().strftime("%Y-%m-%dT%H:%M")
        second = Begun(await _started(api, asked, untouched, first.process_id, minute), 0.0)
        return await _awaited(api, asked.project_id, second, tell, untouched, replaced=first.process_id)


async def continued(
    api: DataWorks, project_id: str, begun: Begun, tell: Callable[[str], Awaitable[None]], untouched: str
) -> Generated | Generating:
    """Go on from a process; where there is nothing to go on from, only another call can start anew.

    Raises:
        DataWorksError: as ``generate``.
    """
    try:
        return await _awaited(api, project_id, begun, tell, untouched)
    except DataWorksError as error:
        if not_there(error):
            error.exists = f"{error.exists} Without process_id the same call generates anew."
        raise


async def _started(api: DataWorks, asked: Generate, untouched: str, *salt: str) -> str:
    try:
        return (await api.call(protected(asked, api.endpoint, *salt))).process_id
    except DataWorksError as error:
        error.exists = untouched
        raise


async def _awaited(
    api: DataWorks,
    project_id: str,
    begun: Begun,
    tell: Callable[[str], Awaitable[None]],
    untouched: str,
    replaced: str | None = None,
) -> Generated | Generating:
    process_id = begun.process_id
    query = QueryDISyncTaskConfigProcessResult(
        project_id=project_id, task_type="DI_REALTIME", async_process_id=process_id
    )

    async def look() -> Definition | None:
        try:
            return (await api.call(query)).task_content or None
        except DataWorksError as error:
            if isinstance(error, Rejected) and STILL_AT_WORK.search(error.message):
                return None
            error.exists = f"{untouched} Process {process_id} {_fate(error)}."
            raise

    definition = await finished(api, look, lambda text: tell(f"process {process_id}: {text}"), waited=begun.waited)
    if isinstance(definition, Pending):
        return Generating(process_id, definition.waited)
    return Generated(process_id, definition, replaced)


def _fate(error: DataWorksError) -> str:
    """What a failed look says about the process it looked at."""
    if isinstance(error, Rejected):
        return "has failed"
    if isinstance(error, Refused) and not isinstance(error, Throttled):
        return "was not shown to us"
    return "goes on by itself; the same call again continues with it"
