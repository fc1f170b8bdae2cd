"""The assistant: it calls a tool, reads the answer, and repeats the call as the answer recommends."""

import re
from typing import Any, Protocol

from tests.chaos.claims import false_claims
from tests.chaos.context import Context
from tests.chaos.omissions import left_out
from tests.chaos.scenarios import Scenario, Step
from tests.chaos.snapshot import Snapshot
from tests.chaos.totals import Result
from tests.tools.several import of_one

Facts = dict[str, Any]

PAUSES = {"yes": 1.0, "after a wait": 60.0, "look first": 1.0, "after a fix": 60.0}
"""Seconds before the same call again by the field ``retry`` of an error, for errors without a number of seconds."""

FINAL = {"after a fix", "no"}
"""The values of ``retry`` after which an assistant does not simply repeat: the user has to fix something first."""

FIND = Step("find_sync_tasks", frozenset())

MOST_CALLS = 12
"""Calls of one step before an assistant gives up and reports."""

MOST_FIXES = 2
"""How often the user fixes something for one step."""

UNDONE = {"unfinished", "untouched"}
"""Results of a task in an answer after which something is left to do."""

STARTS_ANOTHER = "a call without process_id starts another"
RESTART = re.compile(r"restart: (true|false)")


class Session(Protocol):
    """An assistant's session: a server, and a snapshot of the emulator that does not depend on the server."""

    async def call(self, tool: str, arguments: Facts) -> Facts | None:
        """Return the facts of an answer; ``None``: the server was killed before it answered, and a new one started."""
        ...

    async def snapshot(self) -> Snapshot:
        """Return the tasks that exist now."""
        ...

    def moments(self) -> tuple[Snapshot, ...]:
        """Return the snapshots at each request during the last call, if others act at the same time."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait."""
        ...


class Assistant:
    """Runs one scenario in a session."""

    def __init__(self, scenario: Scenario, session: Session) -> None:
        self.result = Result(scenario)
        self._scenario, self._session = scenario, session
        self._file_id: str | None = None
        self._process: Facts = {}

    async def run(self) -> Result:
        """Do one step after the other, until one can't be done."""
        for step in self._scenario.steps:
            if not await self._do(step):
                return self.result
        self.result.finished = True
        return self.result

    async def _do(self, step: Step) -> bool:
        """Return whether a step was done, or refused if it is impossible."""
        self.result.wanted += step.creates
        self.result.deleted |= step.deletes
        arguments, fixes = self._scenario.arguments(step, self._file_id) | self._process, 0
        for number in range(MOST_CALLS):
            self.result.repeats += number > 0
            facts = await self._call(step, arguments)
            error = (facts or {}).get("error")
            if facts is not None and error is None:
                if self._is_done(step, facts):
                    return step.possible
                arguments |= _next_arguments(facts)
            elif error is not None and error["retry"] in FINAL:
                fixes += 1
                if error["retry"] == "no" or fixes > MOST_FIXES:
                    return not step.possible
                if STARTS_ANOTHER in error.get("exists", ""):
                    arguments = self._scenario.arguments(step, self._file_id)
            await self._wait(error)
        return False

    async def _call(self, step: Step, arguments: Facts) -> Facts | None:
        """Make one call, and compare its answer with a snapshot."""
        before = await self._session.snapshot()
        self.result.calls += 1
        facts = await self._session.call(step.tool, arguments)
        if facts is None:
            self.result.killed += 1
            return None
        facts = of_one(facts)
        self.result.last = str(facts["error"]["code"] if "error" in facts else facts.get("outcome", facts.get("state")))
        now, moments = await self._session.snapshot(), self._session.moments()
        file_id = (
            arguments.get("task_id") or arguments.get("file_id") or next(iter(arguments.get("task_ids", ())), None)
        )
        context = Context(self._scenario, step, facts, before, now, file_id, moments)
        self.result.untrue += [f"{step.tool} says: {text}" for text in false_claims(context)]
        if not self._scenario.shared:
            self.result.unsaid += [f"{step.tool} does not say: {text}" for text in left_out(context)]
        return facts

    def _is_done(self, step: Step, facts: Facts) -> bool:
        """Return whether a step is done; remember its task and its generation for the next step."""
        if step.creates and "task_id" in facts:
            self._file_id = facts["task_id"]
            self.result.answered.add(facts["task_id"])
        if facts.get("outcome", facts.get("state")) not in step.ends or facts.get("result") in UNDONE:
            return False
        self._process = {name: facts[name] for name in ("process_id",) if step.has_process and name in facts}
        return True

    async def _wait(self, error: Facts | None) -> None:
        """Wait as an answer recommends; if it says to look first, search the task first."""
        retry = error["retry"] if error else "yes"
        if retry == "look first":
            await self._call(FIND, {**self._scenario.workspace, "name": self._scenario.name})
        await self._session.pause((error or {}).get("retry_after_seconds") or PAUSES[retry])


def _next_arguments(facts: Facts) -> Facts:
    """Return the arguments that an answer names for the next call."""
    known = {name: facts[name] for name in ("process_id", "waited_seconds") if facts.get(name) is not None}
    restart = RESTART.search(facts["next"])
    return known | ({"restart": restart[1] == "true"} if restart else {})
