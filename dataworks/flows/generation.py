"""Generating a script: start the process, wait for it, and start another one if that one failed long ago."""

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
        waited: seconds that earlier calls have waited for it; ``None``: unknown, so it is queried at once.
    """

    process_id: str
    waited: float | None = None


@dataclass(frozen=True)
class Generating:
    """Time ran out before the script was generated; the process continues by itself."""

    process_id: str
    waited: float = 0.0


@dataclass(frozen=True)
class Generated:
    """The generated script. ``replaced`` is the process that had failed before, if any."""

    process_id: str
    definition: Definition
    replaced: str | None = None


async def generate(
    api: DataWorks,
    asked: Generate,
    notify: Callable[[str], Awaitable[None]],
    untouched: str,
    basis: str = "",
) -> Generated | Generating:
    """Start a process and wait until its script is there or the client's deadline is near.

    Args:
        untouched: the text for ``exists`` if it fails, such as ``This call created no task.``
        basis: what else the script is made from, such as the current one; another basis means another process.

    Raises:
        DataWorksError: the process failed, or can't be queried; ``exists`` says what exists.
    """
    hour = api.timing.utc().strftime("%Y-%m-%dT%H")  # a process that never ends is not reused for more than an hour
    first = Begun(await _started(api, asked, untouched, hour, basis), 0.0)
    try:
        return await _awaited(api, asked.project_id, first, notify, untouched)
    except Rejected:
        # The token may have led to a process that failed before the cause was fixed. The minute in the salt makes
        # sure that the new process can be replaced as well.
        minute = api.timing.utc().strftime("%Y-%m-%dT%H:%M")
        second = Begun(await _started(api, asked, untouched, first.process_id, minute), 0.0)
        return await _awaited(api, asked.project_id, second, notify, untouched, replaced=first.process_id)


async def script_of(api: DataWorks, project_id: str, process_id: str, untouched: str) -> Definition | None:
    """The script of a process; ``None`` if it is not finished.

    Raises:
        DataWorksError: the process failed, or can't be queried; ``exists`` says what exists.
    """
    query = QueryDISyncTaskConfigProcessResult(
        project_id=project_id, task_type="DI_REALTIME", async_process_id=process_id
    )
    try:
        return (await api.call(query)).task_content or None
    except DataWorksError as error:
        if isinstance(error, Rejected) and STILL_AT_WORK.search(error.message):
            return None
        error.exists = f"{untouched} Process {process_id} {_outcome(error)}."
        raise


async def continued(
    api: DataWorks, project_id: str, begun: Begun, notify: Callable[[str], Awaitable[None]], untouched: str
) -> Generated | Generating:
    """Continue with a process; where the service does not know it, only another call can start a new one.

    Raises:
        DataWorksError: as ``generate``.
    """
    try:
        return await _awaited(api, project_id, begun, notify, untouched)
    except DataWorksError as error:
        if not_there(error):
            error.exists = f"{error.exists} Without process_id the same call generates again."
        raise


async def _started(api: DataWorks, asked: Generate, untouched: str, *salt: str) -> str:
    try:
        return (await api.call(await api.computed(protected, asked, api.endpoint, *salt))).process_id
    except DataWorksError as error:
        error.exists = untouched
        raise


async def _awaited(
    api: DataWorks,
    project_id: str,
    begun: Begun,
    notify: Callable[[str], Awaitable[None]],
    untouched: str,
    replaced: str | None = None,
) -> Generated | Generating:
    process_id = begun.process_id

    async def look() -> Definition | None:
        return await script_of(api, project_id, process_id, untouched)

    definition = await finished(api, look, lambda text: notify(f"process {process_id}: {text}"), waited=begun.waited)
    if isinstance(definition, Pending):
        return Generating(process_id, definition.waited)
    return Generated(process_id, definition, replaced)


def _outcome(error: DataWorksError) -> str:
    """What a failed query says about the process."""
    if isinstance(error, Rejected):
        return "has failed"
    if isinstance(error, Refused) and not isinstance(error, Throttled):
        return "was not shown"
    return "continues by itself; the same call again waits for it"
