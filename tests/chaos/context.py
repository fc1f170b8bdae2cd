"""An answer of a tool, and what existed before and after; and the effect of each thing that a call does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dataworks.scripts.definition import Definition
from tests.chaos.scenarios import Scenario, Step
from tests.chaos.snapshot import STARTING, Row, Snapshot
from tests.chaos.transitions import moved


@dataclass(frozen=True)
class Context:
    """An answer, its request, and the snapshots before and after.

    Attributes:
        moments: the snapshots in between, if others act at the same time; a claim may be about any of them.
    """

    scenario: Scenario
    step: Step
    facts: dict[str, Any]
    before: Snapshot
    now: Snapshot
    file_id: str | None = None
    moments: tuple[Snapshot, ...] = ()

    def row(self, file_id: str) -> Row | None:
        """Return the task of that id, if it exists and belongs to the scenario."""
        row = self.now.tasks.get(file_id)
        return row if row is not None and row.name == self.scenario.name else None

    def nothing_made(self) -> bool:
        """Return whether no task of this name was created since the call began."""
        return self.now.ever(self.scenario.name) == self.before.ever(self.scenario.name)

    def unchanged(self, file_id: str) -> bool:
        """Return whether a task is unchanged, except for its run state."""
        before, now = self.before.tasks.get(file_id), self.now.tasks.get(file_id)
        if before is None or now is None:
            return before is now
        same = (before.deployed, before.script, before.committed, before.cron)
        return same == (now.deployed, now.script, now.committed, now.cron) and moved(before.state, now.state)

    def did(self, file_id: str, done: list[str]) -> bool:
        """Return whether everything that was reported as done has its effect."""
        text = self.facts.get("error", {}).get("exists") or ""
        hidden = {word for word, later in OVERWRITTEN_BY.items() if later in done or f"was {later};" in text}
        return self._were_in_turn(file_id, [word for word in done if word not in hidden])

    def _were_in_turn(self, file_id: str, done: list[str]) -> bool:
        """Return whether each step had its effect at a moment of the call, in their order: others may undo one before
        the next.
        """
        at_moments = [replace(self, now=moment) for moment in (*self.moments, self.now)]
        begin = 0
        for word in done:
            true = (place for place in range(begin, len(at_moments)) if _holds(at_moments[place], file_id, word))
            begin = next(true, len(at_moments))
        return begin < len(at_moments)


def _holds(context: Context, file_id: str, done: str) -> bool:
    return DONE[done](context, context.row(file_id))


DONE: dict[str, Callable[[Context, Row | None], bool]] = {
    "updated": lambda context, row: (
        row is not None and (changes_settings(context) or reads(row, context.scenario.changed))
    ),
    "configured": lambda context, row: row is None or row.cron in (None, context.step.more.get("cron", row.cron)),
    "deployed": lambda _, row: row is not None and row.deployed is not False,
    "scheduled": lambda context, row: row is None or row.cron in (None, context.step.more.get("cron", row.cron)),
    "submitted": lambda _, row: row is None or row.committed is not False,
    "started": lambda _, row: row is not None and row.state in {"WAIT", "RUN", "PAUSE", STARTING, "FAILED"},
    "stopped": lambda context, row: row is None or stands(row.state, shared=bool(context.moments)),
    "taken offline": lambda _, row: row is None or not row.deployed,
    "deleted": lambda _, row: row is None,
    "paused": lambda _, row: row is None or row.paused in (None, True),
    "resumed": lambda _, row: row is None or row.paused in (None, False),
    "taken out of production": lambda context, _: context.file_id not in context.now.left,
}
"""The effect of each thing that was done to a task."""

OVERWRITTEN_BY = {"stopped": "started"}
"""The effects that a later step hides, even one of which it is unknown whether it was made."""


def changes_settings(context: Context) -> bool:
    """Return whether the call changes settings, and no tables."""
    return context.step.tool == "change_task"


def reads(row: Row, tables: tuple[str, ...]) -> bool:
    return row.script is None or {mapping.source for mapping in Definition(row.script).mappings} == {*tables}


def stands(state: str, *, shared: bool) -> bool:
    """Return whether a task is stopped; no state of a job shows that somebody else has just started it."""
    return state in {"KILLING", "PAUSE", "NORUN"} or (shared and state == STARTING)
