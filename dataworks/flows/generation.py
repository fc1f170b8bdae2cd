"""Generating a script: start the process, wait for it, and start another one if that one failed long ago.

The generation of a request is remembered in this process, so that the same call continues it. Where it is not
remembered, the client token leads to it, or the call begins another one, which makes no task.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Refused, Rejected, Throttled
from dataworks.flows.tokens import protected, request_hash
from dataworks.flows.waits import USUAL, Pending, finished
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.operations.v2020.sync_tasks import (
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    QueryDISyncTaskConfigProcessResult,
)
from dataworks.retry import not_there
from dataworks.scripts.definition import NO_DEFINITION, Definition

Generate = GenerateDISyncTaskConfigForCreating | GenerateDISyncTaskConfigForUpdating

STILL_AT_WORK = re.compile(
    r"^(?!.*(error|fail|invalid|not running)).*(not (yet )?(finished|ready|complete)|in progress|processing|running)",
    re.IGNORECASE | re.DOTALL,
)
"""Messages of a failed Query that may mean "not yet": the API documents no state for that."""

GIVE_UP = 1800.0
"""Seconds after which a generation counts as one that never ends (assumed: the API documents no time)."""

REMEMBERED = 3600.0
"""Seconds that a generation is remembered after its beginning."""

LONGEST_REMEMBERED = 200_000
"""Characters of a script that is kept with its generation; a longer one is read again."""

DURATION = "duration"
"""The key of ``Duration`` in the memory of the connection."""


NO_END = Text("process {}, which did not end", "未结束的异步进程 {}")
HAD_FAILED = Text("process {}, which had failed", "已失败的异步进程 {}")
PROCESS = Text("{} Process {} {}.", "{} 异步进程 {} {}。")
ANEW = Text("{} Without process_id the same call generates again.", "{} 去掉 process_id 重复同样的调用，即可重新生成。")
NOTE = Text("process {}: {}", "异步进程 {}：{}")
FAILED = Text("has failed", "已失败")
NOT_SHOWN = Text("was not shown", "未能查看")
GOES_ON = Text("continues by itself; the same call again waits for it", "会自动继续；重复同样的调用即可等待其完成")


@dataclass(frozen=True)
class Begun:
    """A process that an earlier call has begun.

    Attributes:
        waited: seconds that earlier calls have waited for it; ``None``: unknown, so it is queried at once.
        due: seconds until the next look, if that is known otherwise.
    """

    process_id: str
    waited: float | None = None
    due: float | None = None


@dataclass(frozen=True)
class Duration:
    """How long a generation took, and for how many tables."""

    tables: int
    seconds: float


@dataclass(frozen=True)
class Generating:
    """Time ran out before the script was generated; the process continues by itself.

    Attributes:
        waited: seconds since its beginning, as far as that is known.
        tables: how many tables were asked for; 0: not known.
        last: how long the last one took that this process saw finish.
    """

    process_id: str
    waited: float = 0.0
    tables: int = 0
    last: Duration | None = None


@dataclass(frozen=True)
class Generated:
    """The generated script.

    Attributes:
        process_id: the process; empty where the definition was made here.
        replaced: the process that another one had to take the place of, if any, and why.
        key: the key of the request in the memory of the connection, where it is known.
    """

    process_id: str
    definition: Definition
    replaced: str | None = None
    key: str = ""


@dataclass(frozen=True)
class Known:
    """A generation that this process has begun.

    Attributes:
        began: by the client's clock.
        looked: seconds from then to the last look.
        definition: the script, once it is there.
    """

    process_id: str
    began: float
    looked: float = 0.0
    definition: Definition = NO_DEFINITION


@dataclass(frozen=True)
class Work:
    """One request for a script, and how its generation is begun and awaited.

    Attributes:
        untouched: the text for ``exists`` if it fails, such as ``This call created no task.``
        basis: what else the script is made from, such as the current one; another basis means another process.
    """

    api: DataWorks
    asked: Generate
    notify: Callable[[str], Awaitable[None]]
    untouched: str
    basis: str
    key: str

    def found(self) -> Known | None:
        """The generation of the same request that this process remembers."""
        return self.api.memory.find(self.key, Known, self.api.timing.clock())

    async def begin(self, *salt: str) -> Known:
        """Start a process, or find the one that the token leads to."""
        process_id = await _started(self.api, self.asked, self.untouched, *salt, self.basis)
        return self._kept(Known(process_id, self.api.timing.clock()))

    async def end(self, known: Known, replaced: str | None = None) -> Generated | Generating:
        """Wait for the process, and remember how far it is."""
        if known.definition:
            return Generated(known.process_id, known.definition, key=self.key)
        waited = self.api.timing.clock() - known.began
        begun = Begun(known.process_id, waited, USUAL.next_look(known.looked) - waited)
        try:
            outcome = await _awaited(self.api, self.asked.project_id, begun, self.notify, self.untouched, replaced)
        except DataWorksError as error:
            if not_there(error):
                self.api.memory.forget(self.key)
            raise
        if isinstance(outcome, Generated):
            self._finished(known, outcome.definition)
            return replace(outcome, key=self.key)
        self._kept(replace(known, looked=outcome.waited))
        last = self.api.memory.find(DURATION, Duration, self.api.timing.clock())
        return replace(outcome, tables=self._tables(), last=last)

    def _finished(self, known: Known, definition: Definition) -> None:
        now = self.api.timing.clock()
        self.api.memory.keep(DURATION, Duration(self._tables(), now - known.began), now + 24 * REMEMBERED)
        if len(definition.text) <= LONGEST_REMEMBERED:
            self._kept(replace(known, definition=definition))

    def _kept(self, known: Known) -> Known:
        self.api.memory.keep(self.key, known, known.began + REMEMBERED)
        return known

    def _tables(self) -> int:
        return sum(map(len, Definition(self.asked.task_param).tables_by_source().values()))


@flow
async def generate(
    api: DataWorks,
    asked: Generate,
    notify: Callable[[str], Awaitable[None]],
    untouched: str,
    basis: str = "",
) -> Generated | Generating:
    """Start a process, or find that of the same request, and wait for its script until the deadline is near.

    Args:
        untouched: see ``Work``.
        basis: see ``Work``.

    Raises:
        DataWorksError: the process failed, or can't be queried; ``exists`` says what exists.
    """
    work = Work(api, asked, notify, untouched, basis, await api.computed(request_hash, asked, api.endpoint, basis))
    hour = api.timing.utc().strftime("%Y-%m-%dT%H")  # where it is not remembered, a process is reused for an hour
    found = work.found()
    if found is not None and not found.definition and api.timing.clock() - found.began > GIVE_UP:
        replaced = NO_END.said(found.process_id)
        return await work.end(await work.begin(hour, found.process_id), replaced)
    first = found or await work.begin(hour)
    try:
        return await work.end(first)
    except DataWorksError as error:
        if not (isinstance(error, Rejected) or (found is not None and not_there(error))):
            raise
        # It failed before the cause was fixed, or the service has forgotten it. The minute in the salt makes
        # sure that the new process can be replaced as well.
        minute = api.timing.utc().strftime("%Y-%m-%dT%H:%M")
        return await work.end(await work.begin(first.process_id, minute), HAD_FAILED.said(first.process_id))


async def known_script(api: DataWorks, asked: Generate | Definition, basis: str = "") -> Definition:
    """The script of a request that this process remembers, or that was made here, without a call; else false."""
    if isinstance(asked, Definition):
        return asked
    key = await api.computed(request_hash, asked, api.endpoint, basis)
    found = api.memory.find(key, Known, api.timing.clock())
    return found.definition if found else NO_DEFINITION


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
        error.exists = PROCESS.said(untouched, process_id, _outcome(error))
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
            error.exists = ANEW.said(error.exists)
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

    async def told(text: str) -> None:
        await notify(NOTE.said(process_id, text))

    definition = await finished(api, look, told, waited=begun.waited, due=begun.due)
    if isinstance(definition, Pending):
        return Generating(process_id, definition.waited)
    return Generated(process_id, definition, replaced)


def _outcome(error: DataWorksError) -> str:
    """What a failed query says about the process."""
    if isinstance(error, Rejected):
        return FAILED.said()
    if isinstance(error, Refused) and not isinstance(error, Throttled):
        return NOT_SHOWN.said()
    return GOES_ON.said()
