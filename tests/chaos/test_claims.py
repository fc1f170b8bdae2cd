"""The checks of what answers claim can fail: each sentence and each field is told once truly, and once as a lie."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.claims import SENTENCES, VIEWS, Scene, untruths
from tests.chaos.picture import Picture, Row
from tests.chaos.wishes import CHANGE, COPY, CREATE, LATER, Step, Story, owner
from tests.sessions import FOLDER

STORY = Story("create", "flow_1", (CREATE,), ("kafka", "kafka_shop"), ("shop.orders", "shop.products"))


def row(state: str = "NORUN", **more: Any) -> Row:
    return replace(Row("flow_1", "DI_REALTIME", deployed=False, state=state, committed=False, cron=""), **more)


NOTHING = Picture({}, {})
THERE = Picture({"5": row()}, {})
RUNS = Picture({"5": row("RUN", deployed=True, committed=True)}, {})
STANDS = Picture({"5": row("PAUSE", deployed=True, committed=True)}, {})
BATCH = Picture({"5": row(task_type="DI_OFFLINE")}, {})
GONE = Picture({}, {"5": "flow_1"})

TOLD: tuple[tuple[str, Picture, Picture, Picture], ...] = (
    ("This call created no task.", THERE, THERE, Picture({**THERE.tasks, "6": row()}, {})),
    ("The task is as it was.", THERE, THERE, RUNS),
    ("Task 5 was created, by this or an earlier call; whether it is ...", NOTHING, GONE, NOTHING),
    ("Task 5 was not changed by this call; its run state was RUN when last seen.", RUNS, RUNS, STANDS),
    ("Task 5 was not changed by this call; its run state is not known.", RUNS, RUNS, STANDS),
    ("Task 5 was deployed and started by this call; its run state was NORUN when last seen.", THERE, RUNS, THERE),
    ("Task 5 was deleted by this call; its run state was NORUN when last seen.", THERE, GONE, THERE),
    ("Task 5 was taken offline by this call; its run state was PAUSE when last seen.", STANDS, THERE, STANDS),
    ("Task 5 was stopped by this call; its run state was RUN when last seen.", RUNS, STANDS, RUNS),
    ("Task 5 exists; it was not submitted; the same call again goes on from there.", THERE, THERE, RUNS),
    ("Task 5 exists and was not deployed; after the fix the same call again goes on.", THERE, THERE, RUNS),
    ("Task 5 exists; its run state is not known.", THERE, THERE, GONE),
    ("File 5 already has the name flow_1, and another script: it lacks table shop.x.", THERE, THERE, GONE),
    ("The name belongs to file 5 (\"Business Flow\").", THERE, THERE, NOTHING),
    ("No file of this name is shown.", NOTHING, NOTHING, THERE),
    ("Workspace 10000 shows no file of this id.", NOTHING, NOTHING, THERE),
    ("File 5 (\"flow_1\") of workspace 10000 is a batch task: so.", BATCH, BATCH, THERE),
    ("File 5 (\"flow_1\") of workspace 10000 is a real-time task or a solution: so.", THERE, THERE, BATCH),
)  # fmt: skip
"""Sentences, what there was before, and what there is when they are true, and when they are not."""

FREE = {
    "It is unknown whether task flow_1 was created; the same call again finds out.",
    "Process 7 has failed.",
    "Without process_id the same call generates anew.",
    "It ran before this call: with restart: true the same call again has it run afterwards.",
}
"""Sentences that are never untrue."""


def scene(facts: dict[str, Any], before: Picture, now: Picture, step: Step = CREATE) -> Scene:
    return Scene(STORY, step, facts, before, now, "5")


def failed(exists: str, before: Picture, now: Picture) -> list[str]:
    error = {"code": "Rejected", "message": "no", "exists": exists}
    return [*untruths(scene({"error": error}, before, now))]


@pytest.mark.parametrize(("sentence", "before", "so", "otherwise"), TOLD, ids=[told[0][:60] for told in TOLD])
def test_a_sentence_is_held_against_what_exists(
    sentence: str, before: Picture, so: Picture, otherwise: Picture
) -> None:
    assert failed(sentence, before, so) == []
    assert failed(sentence, before, otherwise) == [sentence]
    assert failed(f"Process 7 has failed. {sentence}", before, otherwise) == [sentence]


def test_every_sentence_that_is_known_is_tried_here() -> None:
    folders = f'Folders near it: "{FOLDER}".'
    arguments = "The arguments are not valid; nothing was sent."
    tried = [*(told[0] for told in TOLD), *FREE, folders, arguments]

    assert [pattern for pattern, _ in SENTENCES if not any(re.fullmatch(pattern, each) for each in tried)] == []
    assert [failed(sentence, NOTHING, NOTHING) for sentence in FREE] == [[]] * len(FREE)
    assert failed(folders, NOTHING, NOTHING) == []
    assert failed('Folders near it: "Business Flow/XXX".', NOTHING, NOTHING) != []


def test_a_sentence_that_nobody_checks_is_an_untruth() -> None:
    assert failed("All is well.", THERE, THERE) == ["All is well."]


@pytest.mark.parametrize(("code", "known"), [("ServerFailure", False), ("InvalidArguments", True)])
def test_what_a_failure_says_of_itself_is_checked(code: str, known: bool) -> None:
    error = {"code": code, "message": "The arguments are not valid; nothing was made."}

    assert [*untruths(scene({"error": error}, THERE, THERE))] == ([] if known else ["a failure inside the server"])
    assert [*untruths(scene({"error": error}, NOTHING, THERE))] != []


def facts(**more: Any) -> dict[str, Any]:
    return {"task_id": "5", "next": "", **more}


LISTED = {"tasks": [{"task_id": "5", "name": "flow_1"}]}
UPDATED = Picture({"5": row("RUN", script="{}")}, {})

ANSWERED: tuple[tuple[str, dict[str, Any], Picture, Picture, Picture], ...] = (
    ("create_realtime_task", facts(state="created"), NOTHING, THERE, RUNS),
    ("create_realtime_task", facts(state="RUN"), NOTHING, RUNS, GONE),
    ("create_realtime_task", facts(state="generating"), NOTHING, NOTHING, THERE),
    ("create_realtime_task", facts(state="RUN", done=["deployed"]), NOTHING, RUNS, THERE),
    ("copy_realtime_task", facts(state="created"), NOTHING, THERE, RUNS),
    ("copy_realtime_task", facts(state="generating"), NOTHING, NOTHING, THERE),
    ("preview_realtime_task", facts(state="generated"), NOTHING, NOTHING, THERE),
    ("start_realtime_task", facts(state="RUN", done=["started"]), THERE, RUNS, STANDS),
    ("stop_realtime_task", facts(state="PAUSE", done=["stopped"]), RUNS, STANDS, RUNS),
    ("retire_realtime_task", facts(state="GONE", done=["deleted"]), THERE, GONE, THERE),
    ("change_realtime_tables", facts(outcome="preview", state="RUN"), RUNS, RUNS, UPDATED),
    ("change_realtime_tables", facts(outcome="applied", state="RUN"), RUNS, RUNS, UPDATED),
    ("find_sync_tasks", LISTED, THERE, THERE, GONE),
)
"""Answers, what there was before, and what there is when they are true, and when they are not."""


@pytest.mark.parametrize(("tool", "answer", "before", "so", "otherwise"), ANSWERED)
def test_an_answer_is_held_against_what_exists(
    tool: str, answer: dict[str, Any], before: Picture, so: Picture, otherwise: Picture
) -> None:
    step = Step(tool, frozenset())

    assert [*untruths(scene(answer, before, so, step))] == []
    assert [*untruths(scene(answer, before, otherwise, step))] != []


def test_a_copy_that_is_said_to_lack_something_is_an_untruth() -> None:
    answer = facts(state="created", differences=["shop.orders has no counterpart"])

    assert [*untruths(scene(answer, NOTHING, THERE, COPY))] == ["nothing differs"]


@pytest.mark.parametrize("state", ["created", "scheduled", "deploying", "deployed"])
def test_what_is_said_of_a_batch_task_is_held_against_what_exists(state: str) -> None:
    step = Step("create_batch_task", frozenset(), {"cron": "0"})
    draft = Row("flow_1", "DI_OFFLINE", deployed=False, state="NORUN", committed=False, cron="")
    live = Row("flow_1", "DI_OFFLINE", deployed=True, state="NORUN", committed=True, cron="0")
    worse = GONE if state == "created" else Picture({"5": draft}, {})

    assert [*untruths(scene(facts(state=state), NOTHING, Picture({"5": live}, {}), step))] == []
    assert [*untruths(scene(facts(state=state), NOTHING, worse, step))] != []


def test_every_tool_whose_answers_are_checked_is_tried_here() -> None:
    assert {tool for tool, *_ in ANSWERED} | {"create_batch_task"} == {*VIEWS}
    assert owner(STORY.arguments(COPY, "5")["task_name"]) == STORY.name
    assert STORY.changed == ("shop.products", LATER)
    assert STORY.arguments(CHANGE, "5")["remove"] == ["shop.orders"]
