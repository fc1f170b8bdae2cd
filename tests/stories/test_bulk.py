"""Somebody stops many tasks for maintenance, starts them again, and cleans up, with one consent for all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.tokens import CHARACTERS_PER_TOKEN
from dataworks.studios.standing import STOP_AND_START
from emulator.service import Emulator
from emulator.world.lifecycle import Stuck
from tests.faults import refused, rejected
from tests.others import acts_before
from tests.sessions import BATCH_WISH, facts_of, sent, text_of, trusted
from tests.stories.homes import Home, both
from tests.stories.talks import HOME, batch_task, conversation, eras, made, results
from tools.rules.audit import Audit
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy


@both
@eras
@pytest.mark.parametrize("asks", [False, True], ids=["confirmation", "question"])
async def test_ten_tasks_are_found_and_stopped_in_three_calls(home: Home, mode: str, *, asks: bool) -> None:
    emulator, time, ids = await made(10, home=home)
    async with conversation(emulator, time, home=home, asks=asks, mode=mode) as talk:
        found = facts_of(await talk.call("find_sync_tasks", name="tmp_orders"))
        chosen = [row["task_id"] for row in found["tasks"]]
        stopped = await talk.agreed("stop_tasks", task_ids=chosen)

    assert sorted(chosen) == sorted(ids)
    assert talk.calls == (2 if asks else 3)
    assert results(stopped) == ["finished"] * 10
    assert [talk.state(each) for each in ids] == ["PAUSE"] * 10
    assert sent(emulator).count(home.stops) == 10


@pytest.mark.parametrize("many", [9, 19])
@pytest.mark.parametrize(
    ("tool", "more"), [("stop_tasks", {}), ("retire_tasks", {}), ("start_tasks", {"restart": True})], ids=str
)
async def test_a_plan_for_as_many_tasks_as_one_call_takes_has_at_most_350_tokens(
    tool: str, more: dict[str, bool], many: int
) -> None:
    emulator, time, ids = await made(many)
    batch = [await batch_task(emulator, time)] if tool != "start_tasks" else []
    workspace, long = emulator.world.workspaces["10000"], [str(int(each) + 5_000_000_000) for each in ids]
    for each, number in zip(ids, long, strict=True):
        task = workspace.task("DI_REALTIME", each)
        workspace.remove(task)
        name = f"ods_shop_orders_realtime_to_maxcompute_{number}"
        workspace.add(replace(task, file_id=int(number), name=name, committed=False, node_id=int(number)))
    async with conversation(emulator, time) as talk:
        plan = await talk.call(tool, task_ids=[*long, *batch], **more)

    assert len(text_of(plan)) / CHARACTERS_PER_TOKEN <= 350
    assert len(facts_of(plan)["plan"]["tasks"]) == len([*long, *batch])
    assert all(each in text_of(plan) for each in (*long, *batch))
    assert ('"ods_shop_or...' if many == 9 else '"ods_sh...') in text_of(plan)


@both
async def test_tasks_with_the_same_steps_stand_together_in_a_plan(home: Home) -> None:
    emulator, time, ids = await made(6, home=home)
    for each in ids[::2]:
        home.put_in(emulator, time, each, "PAUSE")
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("retire_tasks", task_ids=ids))["plan"]

    shown, stopped, running = [row["task_id"] for row in plan["tasks"]], ids[::2], ids[1::2]
    assert shown in ([*running, *stopped], [*stopped, *running])


@eras
async def test_tasks_of_all_types_are_stopped_started_and_retired_in_one_go(mode: str) -> None:
    emulator, time, ids = await made(2)
    batch = await batch_task(emulator, time)
    every = [*ids, batch]
    workspace = emulator.world.workspaces["10000"]
    async with conversation(emulator, time, mode=mode) as talk:
        stopped = await talk.agreed("stop_tasks", task_ids=every)
        paused = workspace.task("DI_OFFLINE", batch)
        started = await talk.agreed("start_tasks", task_ids=[*every, "solution-100"])
        resumed = workspace.task("DI_OFFLINE", batch)
        running = [talk.state(each) for each in ids]
        solution = workspace.tasks["DI_SOLUTION", 100].run_state(time.now)
        retired = await talk.agreed("retire_tasks", task_ids=every)

    assert results(stopped) == results(retired) == ["finished"] * 3
    assert results(started) == ["finished"] * 4
    assert (paused.schedule["Stop"], resumed.schedule["Stop"]) == (True, False)
    assert [row["done"] for row in stopped["rows"]][2] == ["paused", "submitted", "deployed"]
    assert (running, solution) == (["RUN", "RUN"], "RUN")
    assert ("DI_OFFLINE", int(batch)) not in workspace.tasks
    assert emulator.world.production_version("10000", int(batch)) is None
    assert [talk.state(each) for each in ids] == ["GONE", "GONE"]


@both
@eras
async def test_the_failure_of_one_task_is_told_in_its_row_and_stops_no_other(home: Home, mode: str) -> None:
    emulator, time, ids = await made(4, home=home)
    async with conversation(emulator, time, home=home, mode=mode) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids))
        emulator.fail(home.stops, refused(403, "Forbidden.Access"), times=1)
        result = await talk.call("stop_tasks", task_ids=ids, confirmation=plan["confirmation"])

    facts = facts_of(result)
    failed = [row for row in facts["rows"] if row["result"] == "failed"]
    assert not result.is_error
    assert sorted(results(facts)) == ["failed", "finished", "finished", "finished"]
    assert failed[0]["error"]["code"] == "Forbidden.Access"
    assert failed[0]["error"]["means"]
    assert failed[0]["error"]["fix"]
    assert facts["next"].startswith(f"Failed: {failed[0]['task_id']};")


@both
@pytest.mark.parametrize("code", ["InvalidAccessKeyId.NotFound", "Throttling.User"])
async def test_a_failure_that_concerns_all_leaves_the_rest_untouched(home: Home, code: str) -> None:
    emulator, time, ids = await made(8, home=home)
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids))
        emulator.fail(home.stops, refused(429 if code.startswith("Thr") else 404, code), after=2, times=40)
        facts = facts_of(await talk.call("stop_tasks", task_ids=ids, confirmation=plan["confirmation"]))

    assert results(facts).count("finished") == 2
    assert results(facts).count("failed") == 1
    assert results(facts).count("untouched") == 5
    assert "the failure concerns all" in facts["next"]
    assert [talk.state(each) for each in ids].count("RUN") == 6


REFUSED = {
    "a solution": ("stop_tasks", "solution-100", "is a one-click solution: this API can only start it"),
    "a solution to retire": ("retire_tasks", "solution-100", "is a one-click solution: this API can only start it"),
    "nothing": ("start_tasks", "999", "is no task of workspace 10000"),
    "nothing to stop": ("stop_tasks", "999", "is no task of workspace 10000"),
    "no solution": ("start_tasks", "solution-999", "is no task of workspace 10000"),
    "without a schedule": ("start_tasks", "draft", "is a batch task without a schedule"),
}


@pytest.mark.parametrize(("tool", "wrong", "told"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("gate", [Gate(), Gate(Mode.FULL)], ids=["asking", "full"])
async def test_what_can_not_be_done_to_a_task_is_said_before_anything_is(
    gate: Gate, tool: str, wrong: str, told: str
) -> None:
    emulator, time, ids = await made(1)
    if wrong == "draft":
        async with trusted(emulator, time) as client:
            draft = {name: value for name, value in BATCH_WISH.items() if name != "deploy"}
            wrong = facts_of(await client.call_tool("create_batch_task", {**HOME, **draft}))["task_id"]
    async with conversation(emulator, time, gate=gate) as talk:
        result = await talk.call(tool, task_ids=[*ids, wrong])

    assert result.is_error
    assert f"/task_ids/1: {told}" in text_of(result)
    assert talk.state(ids[0]) == "RUN"


@both
@eras
async def test_a_policy_that_forbids_one_of_the_tasks_is_said_before_anybody_is_asked(home: Home, mode: str) -> None:
    emulator, time, ids = await made(1, home=home)
    batch = await home.nightly(emulator, time)
    policy = Policy(deny=[home.pauses])
    async with conversation(emulator, time, home=home, asks=True, mode=mode, gate=Gate(policy=policy)) as talk:
        refusal = await talk.call("stop_tasks", task_ids=[*ids, batch])
        stopped = await talk.agreed("stop_tasks", task_ids=ids)

    assert refusal.is_error
    assert f"deny = '{home.pauses}' forbids {home.pauses}" in text_of(refusal)
    assert results(stopped) == ["finished"]
    assert len(talk.questions) == 1


@both
@eras
async def test_where_only_reading_is_allowed_the_tools_are_off(home: Home, mode: str) -> None:
    emulator, time, ids = await made(1, home=home)
    async with conversation(emulator, time, home=home, mode=mode, gate=Gate(Mode.READ_ONLY)) as talk:
        names = {tool.name for tool in (await talk.client.list_tools()).tools}
        result = await talk.call("stop_tasks", task_ids=ids)

    assert names.isdisjoint({"start_tasks", "stop_tasks", "retire_tasks"})
    assert "read-only mode is on" in text_of(result)
    assert talk.state(ids[0]) == "RUN"


@eras
async def test_a_running_task_that_changed_is_started_again_only_if_that_is_wished(mode: str) -> None:
    emulator, time, ids = await made(2)
    workspace = emulator.world.workspaces["10000"]
    workspace.add(replace(workspace.task("DI_REALTIME", ids[0]), committed=False, node_id=5))
    async with conversation(emulator, time, mode=mode) as talk:
        as_it_is = facts_of(await talk.call("start_tasks", task_ids=ids))
        plan = facts_of(await talk.call("start_tasks", task_ids=ids, restart=True))["plan"]
        restarted = await talk.agreed("start_tasks", task_ids=ids, restart=True)

    assert results(as_it_is) == ["as wished", "as wished"]
    assert STOP_AND_START.en.lower() in as_it_is["rows"][0]["means"].lower()
    assert "restart: true" in as_it_is["rows"][0]["means"]
    assert "means" not in as_it_is["rows"][1]
    assert plan["tasks"][0]["steps"] == ["stopped", "deployed", "started"]
    assert "stop, deploy, start" in plan["interrupted"]
    assert results(restarted) == ["finished", "as wished"]
    assert restarted["rows"][0]["done"] == ["stopped", "deployed", "started"]
    assert workspace.task("DI_REALTIME", ids[0]).committed


@both
async def test_the_audit_file_names_each_task_and_what_became_of_it(home: Home, tmp_path: Path) -> None:
    emulator, time, ids = await made(3, home=home)
    emulator.fail(home.stops, refused(403, "Forbidden.Access"), times=1)
    audit = Audit(tmp_path / "audit.jsonl")
    async with conversation(emulator, time, home=home, gate=Gate(Mode.FULL), audit=audit) as talk:
        await talk.call("stop_tasks", task_ids=ids)
    begun, ended = map(json.loads, (tmp_path / "audit.jsonl").read_text("utf-8").splitlines())

    assert begun["tasks"] == ended["tasks"] == ids
    assert begun["outcome"] == "begun"
    assert all(each in ended["outcome"] for each in ids)
    assert "Forbidden.Access" in ended["outcome"]


@both
@eras
async def test_a_retired_task_that_somebody_starts_again_is_retired_by_the_same_call(home: Home, mode: str) -> None:
    emulator, time, ids = await made(1, home=home)
    acts_before(emulator, home.deletes, lambda: home.put_in(emulator, time, ids[0], "RUN"))
    async with conversation(emulator, time, home=home, mode=mode) as talk:
        plan = facts_of(await talk.call("retire_tasks", task_ids=ids))
        retire = {"task_ids": ids, "confirmation": plan["confirmation"]}
        error = facts_of(await talk.call("retire_tasks", **retire))["error"]
        again = await talk.call(error["next_tool"], **{**error["next_arguments"], **home.workspace})
        talk.confirmation = facts_of(again)["confirmation"]
        gone = facts_of(await talk.again("retire_tasks", task_ids=ids))

    assert (error["next_tool"], error["next_arguments"]) == ("retire_tasks", {**home.workspace, "task_ids": ids})
    assert results(gone) == ["finished"]
    assert talk.state(ids[0]) == "GONE"


async def test_twenty_tasks_are_taken_and_not_one_more() -> None:
    emulator, time, _ = await made(1)
    async with conversation(emulator, time) as talk:
        many = await talk.call("stop_tasks", task_ids=[str(number) for number in range(21)])
        twice = await talk.call("stop_tasks", task_ids=["100", "100"])

    assert "/task_ids: has too many values: at most 20" in text_of(many)
    assert "/task_ids/1: is named twice" in text_of(twice)
    assert sent(emulator) == []


async def test_a_task_that_can_not_be_read_on_its_turn_fails_alone() -> None:
    emulator, time, ids = await made(7, speed=Stuck())
    async with conversation(emulator, time, gate=Gate(Mode.FULL)) as talk:
        await fails_after(emulator, "GetDISyncTask", 7)
        facts = facts_of(await talk.call("retire_tasks", task_ids=ids, wait_seconds=40))

    assert not {"error"} & facts.keys()
    assert len(facts["rows"]) == 7
    assert "finished" not in results(facts)


async def fails_after(emulator: Emulator, operation: str, number: int) -> None:
    """Let an operation fail after so many answers."""
    emulator.fail(operation, rejected("The node is broken."), after=number, times=40)


@both
async def test_a_task_that_can_not_be_read_at_all_is_named_and_nothing_is_done(home: Home) -> None:
    emulator, time, ids = await made(3, home=home)
    emulator.fail(home.looks, rejected("The node is broken."), after=1, times=1)
    async with conversation(emulator, time, home=home) as talk:
        error = facts_of(await talk.call("stop_tasks", task_ids=ids))["error"]

    assert error["exists"] == f"Task {ids[1]} could not be read; this call did nothing."
    assert [talk.state(each) for each in ids] == ["RUN"] * 3


@both
async def test_a_failure_of_credentials_before_anything_was_done_is_that_of_the_call(home: Home) -> None:
    emulator, time, ids = await made(8, home=home)
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids))
        emulator.fail(home.stops, refused(404, "InvalidAccessKeyId.NotFound"), times=40)
        result = await talk.call("stop_tasks", task_ids=ids, confirmation=plan["confirmation"])

    error = facts_of(result)["error"]
    assert result.is_error
    assert error["code"] == "InvalidAccessKeyId.NotFound"
    assert error["exists"].endswith("The other tasks are untouched.")
    assert [talk.state(each) for each in ids] == ["RUN"] * 8


@both
async def test_a_confirmation_is_not_good_for_other_tasks_or_another_tool(home: Home) -> None:
    emulator, time, ids = await made(3, home=home)
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids[:2]))
        more = await talk.call("stop_tasks", task_ids=ids, confirmation=plan["confirmation"])
        other = await talk.call("retire_tasks", task_ids=ids[:2], confirmation=plan["confirmation"])

    assert all("it belongs to another call" in text_of(result) for result in (more, other))
    assert sent(emulator).count(home.stops) == 0


@both
async def test_plans_and_answers_are_chinese_where_the_server_speaks_it(home: Home) -> None:
    emulator, time, ids = await made(2, home=home)
    async with conversation(emulator, time, home=home, language="zh") as talk:
        plan = await talk.call("stop_tasks", task_ids=ids)
        stopped = await talk.agreed("stop_tasks", task_ids=ids)

    assert facts_of(plan)["plan"]["what"] == f"停止工作空间 {home.project_id} 中的 2 个任务。"
    assert stopped["next"] == "start_tasks 可重新启动，retire_tasks 可移除。"
