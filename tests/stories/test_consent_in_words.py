"""Somebody is asked: the plan says in plain words what is interrupted, replaced, lost and kept, and nothing else."""

from dataclasses import replace

import pytest

from tests.sessions import facts_of, sent, text_of
from tests.stories.homes import Home, both
from tests.stories.talks import conversation, eras, made
from tools.calls.results import AGREEMENT

EMPTY = (": []", ": \n", "Nothing is lost", "None", "{}")
"""What no plan shows."""

PLANS: dict[str, tuple[str, str, dict[str, str]]] = {
    "stop": (
        "stop_tasks",
        "RUN",
        {
            "interrupted": "Replication (2 tasks), until started again: then from there, as far back as the source "
            "keeps its log.",
            "stays": "Definitions, and what was written.",
        },
    ),
    "start": (
        "start_tasks",
        "PAUSE",
        {"stays": "Definitions that did not change, and positions in the source."},
    ),
    "start what is new": (
        "start_tasks",
        "NORUN",
        {"stays": "Definitions that did not change, and positions in the source."},
    ),
    "retire": (
        "retire_tasks",
        "PAUSE",
        {
            "lost": "Replication ends (2 tasks); definitions and positions are deleted permanently.",
            "stays": "What was written.",
        },
    ),
}
PARTS = ("interrupted", "replaced", "lost", "stays")


@both
@eras
@pytest.mark.parametrize(("tool", "state", "told"), PLANS.values(), ids=PLANS)
async def test_a_plan_says_what_is_interrupted_lost_and_kept(
    home: Home, mode: str, tool: str, state: str, told: dict[str, str]
) -> None:
    emulator, time, ids = await made(2, state, home=home)
    async with conversation(emulator, time, home=home, mode=mode) as talk:
        result = await talk.call(tool, task_ids=ids)

    plan = facts_of(result)["plan"]
    assert {part: plan[part] for part in PARTS if part in plan} == told
    assert plan["takes"].startswith("About ")
    assert not [word for word in EMPTY if word in text_of(result)]
    assert text_of(result).endswith(AGREEMENT.said(facts_of(result)["confirmation"], 5))


@eras
async def test_what_is_replaced_and_how_long_a_restart_interrupts_is_said(mode: str) -> None:
    emulator, time, ids = await made(2)
    workspace = emulator.world.workspaces["10000"]
    for each in ids:
        workspace.add(replace(workspace.task("DI_REALTIME", each), committed=False, node_id=int(each)))
    async with conversation(emulator, time, asks=True, mode=mode) as talk:
        await talk.agreed("start_tasks", task_ids=ids, restart=True)

    assert "interrupted: Replication (2 tasks), about a minute: stop, deploy, start." in talk.questions[0]
    assert "replaced: In production the definition (2 tasks), by the one that changed since it was" in talk.questions[0]
    assert "lost" not in talk.questions[0]


IN_PRODUCTION = "The current {}, and the version in production."
CHANGES: dict[str, tuple[str, dict[str, object], str, str]] = {
    "tables": ("change_realtime_tables", {"add": ["shop.products"]}, "The current definition.", "definition"),
    "settings": ("change_task", {"name": "another_name"}, "The current settings.", "settings"),
}


@pytest.mark.parametrize(("tool", "change", "alone", "current"), CHANGES.values(), ids=CHANGES)
async def test_a_change_says_it_interrupts_what_runs_and_replaces_what_production_has(
    tool: str, change: dict[str, object], alone: str, current: str
) -> None:
    emulator, time, (new, stopped, running) = await made(3)
    workspace = emulator.world.workspaces["10000"]
    workspace.add(replace(workspace.task("DI_REALTIME", stopped), instance=None))
    never_ran = replace(
        workspace.task("DI_REALTIME", new), instance=None, committed=False, deployed=False, node_id=None
    )
    workspace.add(never_ran)
    async with conversation(emulator, time) as talk:
        calls = [await talk.call(tool, task_id=each, apply=True, **change) for each in (new, stopped, running)]

    plans = [facts_of(each)["plan"] for each in calls]
    assert [plan["replaced"] for plan in plans] == [alone, *[IN_PRODUCTION.format(current)] * 2]
    assert ["interrupted" in plan for plan in plans] == [False, False, True]


@both
@eras
@pytest.mark.parametrize("asks", [False, True], ids=["confirmation", "question"])
@pytest.mark.parametrize(
    ("tool", "state"), [("stop_tasks", "PAUSE"), ("stop_tasks", "NORUN"), ("start_tasks", "RUN")], ids=str
)
async def test_where_nothing_is_to_be_done_the_call_answers_at_once(
    home: Home, mode: str, tool: str, state: str, *, asks: bool
) -> None:
    emulator, time, ids = await made(2, state, home=home)
    async with conversation(emulator, time, home=home, asks=asks, mode=mode) as talk:
        answer = facts_of(await talk.call(tool, task_ids=ids))

    assert [row["result"] for row in answer["rows"]] == ["as wished"] * 2
    assert talk.questions == []
    assert not home.path & {*sent(emulator)}


@both
@eras
async def test_tasks_that_are_as_wished_are_listed_and_not_touched(home: Home, mode: str) -> None:
    emulator, time, ids = await made(3, home=home)
    home.put_in(emulator, time, ids[1], "NORUN")
    async with conversation(emulator, time, home=home, mode=mode) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids))["plan"]
        stopped = await talk.agreed("stop_tasks", task_ids=ids)

    assert plan["what"] == f"Stop 2 tasks of 3 in workspace {home.project_id}."
    assert plan["as_wished"] == [f"{ids[1]} (NORUN)"]
    assert [row["result"] for row in stopped["rows"]] == ["finished", "as wished", "finished"]


@both
async def test_a_batch_task_is_paused_in_words_that_say_what_goes_on(home: Home) -> None:
    emulator, time, _ = await made(1, home=home)
    batch = await home.nightly(emulator, time)
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=[batch]))["plan"]
        paused = await talk.agreed("stop_tasks", task_ids=[batch])
        again = facts_of(await talk.call("stop_tasks", task_ids=[batch]))

    assert plan["interrupted"] == "Schedules (1 task), until start_tasks resumes them; a run in progress continues."
    assert paused["rows"][0]["done"] == ["paused", *home.way_to_production]
    assert again["rows"][0]["means"] == "Its schedule is paused."
