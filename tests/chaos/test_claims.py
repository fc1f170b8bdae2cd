"""The checks of claims can fail: each sentence and each field is checked once when true, and once when false."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.claims import VIEWS, false_claims
from tests.chaos.context import Context
from tests.chaos.scenarios import CHANGE, COPY, CREATE, LATER, Scenario, Step, owner
from tests.chaos.sentences import SENTENCES
from tests.chaos.snapshot import Row, Snapshot
from tests.sessions import FOLDER

SCENARIO = Scenario("create", "flow_1", (CREATE,), ("kafka", "kafka_shop"), ("shop.orders", "shop.products"))


def row(state: str = "NORUN", **more: Any) -> Row:
    return replace(Row("flow_1", "DI_REALTIME", deployed=False, state=state, committed=False, cron=""), **more)


NOTHING = Snapshot({}, {})
EXISTS = Snapshot({"5": row()}, {})
RUNS = Snapshot({"5": row("RUN", deployed=True, committed=True)}, {})
STOPPED = Snapshot({"5": row("PAUSE", deployed=True, committed=True)}, {})
BATCH = Snapshot({"5": row(task_type="DI_OFFLINE")}, {})
JOB = Snapshot({"job-5": row()}, {})
NODE = Snapshot({"node-5": row()}, {})
NODE_RUNS = Snapshot({"node-5": row(deployed=True)}, {})
GONE = Snapshot({}, {"5": "flow_1"})
LEFT = Snapshot({}, {"5": "flow_1"}, frozenset({"5"}))

CLAIMS: tuple[tuple[str, Snapshot, Snapshot, Snapshot], ...] = (
    ("This call created no task.", EXISTS, EXISTS, Snapshot({**EXISTS.tasks, "6": row()}, {})),
    ("The task is as it was.", EXISTS, EXISTS, RUNS),
    ("Task 5 was created, by this or an earlier call; whether it is ...", NOTHING, GONE, NOTHING),
    ("Task 5 was created; the same call again continues.", NOTHING, EXISTS, NOTHING),
    ("Task 5 was not changed by this call; its run state was RUN when last seen.", RUNS, RUNS, STOPPED),
    ("Task 5 was not changed by this call; its run state is not known.", RUNS, RUNS, STOPPED),
    ("Task 5 was not paused.", EXISTS, EXISTS, Snapshot({"5": row(paused=True)}, {})),
    ("Task 5 could not be read; this call did nothing.", RUNS, RUNS, STOPPED),
    ("Task 5 was deployed and started by this call; its run state was NORUN when last seen.", EXISTS, RUNS, EXISTS),
    ("Task 5 was deleted by this call; its run state was NORUN when last seen.", EXISTS, GONE, EXISTS),
    ("Task 5 was taken offline by this call; its run state was PAUSE when last seen.", STOPPED, EXISTS, STOPPED),
    ("Task 5 was stopped by this call; its run state was RUN when last seen.", RUNS, STOPPED, RUNS),
    ("Task 5 exists; it was not submitted; the same call again continues.", EXISTS, EXISTS, RUNS),
    ("Task 5 exists; its change was not deployed: it has another script by now.", RUNS, RUNS, GONE),
    ("Task 5 exists and was not deployed; after the fix the same call again continues.", EXISTS, EXISTS, RUNS),
    ("Task 5 exists; its newest version was not deployed; after the fix the same call ...", RUNS, RUNS, GONE),
    ("Task 5 is submitted and was not deployed: it has version 3, and version 2 was submitted.", EXISTS, EXISTS, RUNS),
    ("Task 5 is in production with version 3, not 2.", EXISTS, RUNS, EXISTS),
    ("Task 5 was scheduled and submitted by this call.", EXISTS, RUNS, EXISTS),
    ("Task 5 is no longer among the files of the workspace.", EXISTS, GONE, EXISTS),
    ('Task 5, which this request had created as "x", is "flow_1" by now.', EXISTS, EXISTS, GONE),
    ("Task 5 is no longer among the files of the workspace; before that, it was ...", RUNS, GONE, STOPPED),
    ("Job job-5 no longer exists in the workspace; before that, it was started by this call.", JOB, GONE, JOB),
    ("Node node-5 no longer exists in the workspace; before that, it was paused by this call.", NODE, GONE, NODE),
    ("Node node-5 no longer exists in the workspace.", NODE, GONE, NODE),
    ("Task node-5 exists; its change was not deployed: it has another cron by now.", NODE, NODE, GONE),
    ("File 5 was not deleted.", EXISTS, EXISTS, GONE),
    ("File 5 is in the recycle bin, and production runs it; after the fix ...", EXISTS, LEFT, GONE),
    ("File 5 is among the files of the workspace again; the same call again deletes it.", EXISTS, EXISTS, GONE),
    ("File 5 is in the recycle bin, and its removal is being deployed.", EXISTS, LEFT, EXISTS),
    ("Task 5 exists; its run state is not known.", EXISTS, EXISTS, GONE),
    ('File 5 already has the name "flow_1", and another script: it lacks table "shop.x".', EXISTS, EXISTS, GONE),
    ('Task job-5 already has the name "flow_1", and another script: it lacks x.', JOB, JOB, GONE),
    ("Task node-5 exists; its newest version is not deployed.", NODE, NODE, GONE),
    ("Task node-5 exists; its newest version was not deployed: pipeline a ended in ...", NODE, NODE, GONE),
    ("Task node-5 exists and is being deployed, by pipeline a; the same ...", NODE, NODE, GONE),
    ("Task node-5 exists, and production runs it.", NODE_RUNS, NODE_RUNS, NODE),
    ("Task node-5 exists; it is unknown whether stage PROD of pipeline a was started; ...", NODE, NODE, GONE),
    ("Task node-5 exists, without a dependency, and production does not run it. ...", NODE, NODE, NODE_RUNS),
    ("Task node-5 exists, and was not deleted by this call.", NODE, NODE, GONE),
    ('Task node-5 has the name "flow_1"; the same call again compares the two.', NODE, NODE, GONE),
    ("Task node-5 was created; the same call again continues.", NOTHING, NODE, NOTHING),
    ("The name belongs to file 5 (\"Business Flow\").", EXISTS, EXISTS, NOTHING),
    ("No file of this name is shown.", NOTHING, NOTHING, EXISTS),
    ("Workspace 10000 shows no file of this id.", NOTHING, NOTHING, EXISTS),
    ("File 5 was deleted, and its removal was deployed.", BATCH, GONE, BATCH),
    ("File 5 (\"flow_1\") of workspace 10000 is a batch task: so.", BATCH, BATCH, EXISTS),
    ("File 5 (\"flow_1\") of workspace 10000 is a real-time task or a solution: so.", EXISTS, EXISTS, BATCH),
)  # fmt: skip
"""Sentences, the snapshot before, and snapshots after that make them true, and false."""

FREE = {
    'It is unknown whether task "flow_1" was created; the same call again finds out.',
    "Process 7 has failed.",
    "Somebody else stopped it meanwhile.",
    "It is unknown whether file 7 was deleted; the same call again finds out.",
    "The same call again finds out.",
    "The same call again continues.",
    "After the fix the same call again begins another one.",
    "This call has deployed it, as deleted or as restored.",
    "Without process_id the same call generates again.",
    "It ran before this call: with restart: true the same call again starts it afterwards.",
}
"""Sentences that are never untrue."""


def context(facts: dict[str, Any], before: Snapshot, now: Snapshot, step: Step = CREATE) -> Context:
    return Context(SCENARIO, step, facts, before, now, "5")


def failed(exists: str, before: Snapshot, now: Snapshot) -> list[str]:
    error = {"code": "Rejected", "message": "no", "exists": exists}
    return [*false_claims(context({"error": error}, before, now))]


@pytest.mark.parametrize(("sentence", "before", "true", "false"), CLAIMS, ids=[told[0][:60] for told in CLAIMS])
def test_a_sentence_is_held_against_what_exists(
    sentence: str, before: Snapshot, true: Snapshot, false: Snapshot
) -> None:
    assert failed(sentence, before, true) == []
    assert failed(sentence, before, false) == [sentence]
    assert failed(f"Process 7 has failed. {sentence}", before, false) == [sentence]


def test_every_sentence_that_is_known_is_tried_here() -> None:
    folders = f'Folders near it: "{FOLDER}".'
    arguments = "The arguments are not valid; nothing was sent."
    tables = 'Tables of data source "mysql_shop": "shop.orders", "shop.refunds".'
    sources = 'Data sources of the workspace in production: "mysql_shop", "odps_shop".'
    tried = [*(told[0] for told in CLAIMS), *FREE, folders, tables, sources, arguments]

    assert [pattern for pattern, _ in SENTENCES if not any(re.fullmatch(pattern, each) for each in tried)] == []
    assert [failed(sentence, NOTHING, NOTHING) for sentence in FREE] == [[]] * len(FREE)
    assert failed(folders, NOTHING, NOTHING) == []
    assert failed('Folders near it: "Business Flow/XXX".', NOTHING, NOTHING) != []
    assert [failed(each, NOTHING, NOTHING) for each in (tables, sources)] == [[], []]
    assert failed(tables.replace("orders", "nothing"), NOTHING, NOTHING) != []


def test_a_sentence_that_nobody_checks_is_an_untruth() -> None:
    assert failed("All is well.", EXISTS, EXISTS) == ["All is well."]


def test_steps_that_others_undo_one_by_one_were_all_done() -> None:
    sentence = "Task 5 was deployed and taken offline by this call."
    seen = context({"error": {"code": "Rejected", "message": "no", "exists": sentence}}, EXISTS, GONE)

    assert [*false_claims(replace(seen, now=RUNS))] != []
    assert [*false_claims(replace(seen, now=RUNS, moments=(RUNS, EXISTS)))] == []
    assert [*false_claims(replace(seen, now=RUNS, moments=(EXISTS, RUNS)))] != []


@pytest.mark.parametrize(("code", "known"), [("ServerFailure", False), ("InvalidArguments", True)])
def test_what_a_failure_says_of_itself_is_checked(code: str, known: bool) -> None:
    error = {"code": code, "message": "The arguments are not valid; nothing was made."}

    assert [*false_claims(context({"error": error}, EXISTS, EXISTS))] == (
        [] if known else ["a failure inside the server"]
    )
    assert [*false_claims(context({"error": error}, NOTHING, EXISTS))] != []


def facts(**more: Any) -> dict[str, Any]:
    return {"task_id": "5", "next": "", **more}


LISTED = {"tasks": [{"task_id": "5", "name": "flow_1"}]}
STOPPING = Snapshot({"5": row("KILLING", task_type="JOB", script="{}")}, {})
UPDATED = Snapshot({"5": row("RUN", script="{}")}, {})

ANSWERS: tuple[tuple[str, dict[str, Any], Snapshot, Snapshot, Snapshot], ...] = (
    ("create_realtime_task", facts(state="created"), NOTHING, EXISTS, RUNS),
    ("create_realtime_task", facts(state="RUN"), NOTHING, RUNS, GONE),
    ("create_realtime_task", facts(state="generating"), NOTHING, NOTHING, EXISTS),
    ("create_realtime_task", facts(state="RUN", done=["deployed"]), NOTHING, RUNS, EXISTS),
    ("copy_realtime_task", facts(state="created"), NOTHING, EXISTS, RUNS),
    ("copy_realtime_task", facts(state="generating"), NOTHING, NOTHING, EXISTS),
    ("preview_realtime_task", facts(state="generated"), NOTHING, NOTHING, EXISTS),
    ("start_tasks", facts(state="RUN", done=["started"]), EXISTS, RUNS, STOPPED),
    ("stop_tasks", facts(state="PAUSE", done=["stopped"]), RUNS, STOPPED, RUNS),
    ("retire_tasks", facts(state="GONE", done=["deleted"]), EXISTS, GONE, EXISTS),
    ("change_realtime_tables", facts(outcome="preview", state="RUN"), RUNS, RUNS, UPDATED),
    ("change_realtime_tables", facts(outcome="applied", state="RUN"), RUNS, RUNS, UPDATED),
    ("change_realtime_tables", facts(outcome="applying", state="KILLING"), STOPPING, STOPPING, UPDATED),
    ("change_task", facts(outcome="preview", state="RUN"), RUNS, RUNS, UPDATED),
    ("change_task", facts(outcome="applied", state="RUN"), RUNS, RUNS, EXISTS),
    ("delete_file", {"file_id": "5", "state": "deleted"}, EXISTS, GONE, LEFT),
    ("delete_file", {"file_id": "5", "state": "deploying"}, EXISTS, LEFT, EXISTS),
    ("find_sync_tasks", LISTED, EXISTS, EXISTS, GONE),
)
"""Answers, the snapshot before, and snapshots after that make them true, and false."""


@pytest.mark.parametrize(("tool", "answer", "before", "true", "false"), ANSWERS)
def test_an_answer_is_held_against_what_exists(
    tool: str, answer: dict[str, Any], before: Snapshot, true: Snapshot, false: Snapshot
) -> None:
    step = Step(tool, frozenset())

    assert [*false_claims(context(answer, before, true, step))] == []
    assert [*false_claims(context(answer, before, false, step))] != []


def test_a_copy_that_is_said_to_lack_something_is_an_untruth() -> None:
    answer = facts(state="created", differences=["shop.orders has no counterpart"])

    assert [*false_claims(context(answer, NOTHING, EXISTS, COPY))] == ["nothing differs"]


@pytest.mark.parametrize("state", ["created", "scheduled", "deploying", "deployed"])
def test_what_is_said_of_a_batch_task_is_held_against_what_exists(state: str) -> None:
    step = Step("create_batch_task", frozenset(), {"cron": "0"})
    draft = Row("flow_1", "DI_OFFLINE", deployed=False, state="NORUN", committed=False, cron="")
    live = Row("flow_1", "DI_OFFLINE", deployed=True, state="NORUN", committed=True, cron="0")
    worse = GONE if state == "created" else Snapshot({"5": draft}, {})

    assert [*false_claims(context(facts(state=state), NOTHING, Snapshot({"5": live}, {}), step))] == []
    assert [*false_claims(context(facts(state=state), NOTHING, worse, step))] != []


@pytest.mark.parametrize(("runs", "false"), [({"5"}, []), (set[str](), ["the task is as reported"])])
def test_a_deleted_batch_task_is_deployed_while_production_has_it(runs: set[str], false: list[str]) -> None:
    step = Step("create_batch_task", frozenset(), {"cron": "0"})
    deleted = Snapshot({}, {"5": "flow_1"}, frozenset(runs))

    assert [*false_claims(context(facts(state="deployed"), NOTHING, deleted, step))] == false


def test_every_tool_whose_answers_are_checked_is_tried_here() -> None:
    assert {tool for tool, *_ in ANSWERS} | {"create_batch_task"} == {*VIEWS}
    assert owner(SCENARIO.arguments(COPY, "5")["task_name"]) == SCENARIO.name
    assert SCENARIO.changed == ("shop.products", LATER)
    assert SCENARIO.arguments(CHANGE, "5")["remove"] == ["shop.orders"]
