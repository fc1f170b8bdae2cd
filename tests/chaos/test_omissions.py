"""What is left out of an answer is noticed: each change of a task, told once and not told once."""

from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.omissions import CHANGES, left_out
from tests.chaos.snapshot import Snapshot
from tests.chaos.test_claims import EXISTS, GONE, NOTHING, RUNS, STOPPED, context, row

DEPLOYED = Snapshot({"5": row(deployed=True)}, {})
TOLD: dict[str, tuple[str, Snapshot, Snapshot]] = {
    "stopped": ("Task 5 was stopped by this call.", RUNS, STOPPED),
    "started": ("Task 5 was started by this call.", DEPLOYED, Snapshot({"5": row("WAIT", deployed=True)}, {})),
    "updated": ("Task 5 was updated by this call.", EXISTS, Snapshot({"5": row(script="{}")}, {})),
    "deployed": ("Task 5 was deployed by this call.", EXISTS, DEPLOYED),
    "taken offline": ("Task 5 was taken offline by this call.", DEPLOYED, EXISTS),
    "submitted": ("Task 5 was submitted.", EXISTS, Snapshot({"5": row(committed=True)}, {})),
    "scheduled": ("Task 5 has its schedule.", EXISTS, Snapshot({"5": row(cron="00 30 02 * * ?")}, {})),
    "paused": (
        "Task 5 was paused by this call.",
        Snapshot({"5": row(paused=False)}, {}),
        Snapshot({"5": row(paused=True)}, {}),
    ),
    "resumed": (
        "Task 5 was resumed by this call.",
        Snapshot({"5": row(paused=True)}, {}),
        Snapshot({"5": row(paused=False)}, {}),
    ),
    "created": ("Task 5 exists.", NOTHING, EXISTS),
    "deleted": ("Task 5 was deleted.", EXISTS, GONE),
}


def told(exists: str, before: Snapshot, now: Snapshot) -> list[str]:
    facts: dict[str, Any] = {"error": {"code": "Rejected", "message": "no", "exists": exists}}
    return [*left_out(replace(context(facts, before, now), moments=()))]


@pytest.mark.parametrize("change", TOLD)
def test_what_a_call_did_is_told(change: str) -> None:
    sentence, before, now = TOLD[change]

    assert told("", before, now) == [f"task 5 was {change}"]
    assert told(sentence, before, now) == []
    assert told("It is unknown whether it took effect.", before, now) == []


def test_a_step_that_is_unknown_does_not_stand_for_the_others() -> None:
    unknown = "It is unknown whether task 5 was deployed; with restart: true the same call finds out."

    assert told(unknown, RUNS, STOPPED) == ["task 5 was stopped"]
    assert told(unknown, EXISTS, DEPLOYED) == []


def test_advice_does_not_stand_for_what_was_done() -> None:
    facts = {"error": {"code": "Rejected", "message": "stop it", "means": "It may have stopped.", "fix": ["Stop it."]}}

    assert [*left_out(replace(context(facts, RUNS, STOPPED), moments=()))] == ["task 5 was stopped"]


def test_every_change_is_tried_here() -> None:
    assert {word for word, *_ in CHANGES} | {"created", "deleted"} == TOLD.keys()


def test_what_arrives_by_itself_is_not_of_the_call() -> None:
    arriving = Snapshot({"5": replace(row(), arriving=True)}, {})
    leaving = Snapshot({"5": replace(row(deployed=True), arriving=True)}, {})

    assert told("", arriving, Snapshot({"5": row(deployed=True)}, {})) == []
    assert told("", leaving, EXISTS) == []
