"""The assistant's side: it calls, reads the answer, and repeats the call as the answer told it."""

import re
from typing import Any, Protocol

from tests.chaos.claims import Scene, untruths
from tests.chaos.ledger import Entry
from tests.chaos.picture import Picture
from tests.chaos.wishes import Step, Story

Facts = dict[str, Any]

PAUSES = {"yes": 1.0, "after a wait": 60.0, "look first": 1.0, "after a fix": 60.0}
"""Seconds before the same call again, by the verdict of a failure, where it names none itself."""

FINAL = {"after a fix", "no"}
"""Verdicts that an assistant does not just repeat after: its user mends something, or nobody does."""

LOOK = Step("find_sync_tasks", frozenset())

REPEATS = 12
"""Calls of one step after which an assistant reports how far it came."""

FIXES = 2
"""How often its user tries to mend what is to be mended first."""

ANEW = "a call without process_id starts another"
RESTART = re.compile(r"restart: (true|false)")


class Desk(Protocol):
    """Where an assistant sits: a server, and a view of what exists that the server does not have."""

    async def call(self, tool: str, arguments: Facts) -> Facts | None:
        """The facts of an answer; ``None``: the server was killed before it came, and there is a new one."""
        ...

    async def look(self) -> Picture:
        """What exists now."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait."""
        ...


class Assistant:
    """Lives through one story at a desk."""

    def __init__(self, story: Story, desk: Desk) -> None:
        self.entry = Entry(story)
        self._story, self._desk = story, desk
        self._file_id: str | None = None
        self._process: Facts = {}

    async def live(self) -> Entry:
        """Do one step after the other, until one ends in a report."""
        for step in self._story.steps:
            if not await self._pursue(step):
                return self.entry
        self.entry.finished = True
        return self.entry

    async def _pursue(self, step: Step) -> bool:
        """Whether a step was done, or refused if it can't be."""
        self.entry.wanted += step.wants
        self.entry.taken |= step.takes
        arguments, fixes = self._story.arguments(step, self._file_id) | self._process, 0
        for number in range(REPEATS):
            self.entry.repeats += number > 0
            facts = await self._said(step, arguments)
            error = (facts or {}).get("error")
            if facts is not None and error is None:
                if self._ends(step, facts):
                    return step.possible
                arguments |= _passed_on(facts)
            elif error is not None and error["retry"] in FINAL:
                fixes += 1
                if error["retry"] == "no" or fixes > FIXES:
                    return not step.possible
                if ANEW in error.get("exists", ""):
                    arguments = self._story.arguments(step, self._file_id)
            await self._wait(error)
        return False

    async def _said(self, step: Step, arguments: Facts) -> Facts | None:
        """One call, its answer held against what exists."""
        before = await self._desk.look()
        self.entry.calls += 1
        facts = await self._desk.call(step.tool, arguments)
        if facts is None:
            self.entry.killed += 1
            return None
        self.entry.last = str(facts["error"]["code"] if "error" in facts else facts.get("outcome", facts.get("state")))
        scene = Scene(self._story, step, facts, before, await self._desk.look(), arguments.get("task_id"))
        self.entry.untrue += [f"{step.tool} says: {text}" for text in untruths(scene)]
        return facts

    def _ends(self, step: Step, facts: Facts) -> bool:
        """Whether this is the end of a step; what it made, or has begun, is remembered for the next one."""
        if step.wants and "task_id" in facts:
            self._file_id = facts["task_id"]
            self.entry.answered.add(facts["task_id"])
        if facts.get("outcome", facts.get("state")) not in step.ends:
            return False
        self._process = {"process_id": facts["process_id"]} if step.begins else {}
        return True

    async def _wait(self, error: Facts | None) -> None:
        """Wait as an answer says; after a look, where it says to look first."""
        retry = error["retry"] if error else "yes"
        if retry == "look first":
            await self._said(LOOK, {"project_id": "10000", "name": self._story.name})
        await self._desk.pause((error or {}).get("retry_after_seconds") or PAUSES[retry])


def _passed_on(facts: Facts) -> Facts:
    """The arguments that an answer names for the next call."""
    known = {name: facts[name] for name in ("process_id", "waited_seconds") if facts.get(name) is not None}
    restart = RESTART.search(facts["next"])
    return known | ({"restart": restart[1] == "true"} if restart else {})
