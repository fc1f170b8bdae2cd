"""A change of settings: what it remembers, what it may send, and what its plan says is interrupted."""

import json
from functools import partial
from typing import Any

import pytest

from server.hosting import Hosting
from tests.sessions import GROUP, assistant, facts_of, text_of
from tests.tools.nightly_tasks import LATER, NIGHTLY, TOOL, nightly
from tests.tools.test_change_realtime_tables import running, written
from tests.tools.test_change_task import OTHER_GROUP, WORKSPACE
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy


async def test_group_and_units_are_known_by_the_versions_also_after_another_change() -> None:
    async with nightly() as task:
        await task.change(cu=2, resource_group=OTHER_GROUP, apply=True)
        await task.change(cron=LATER, apply=True)
        writes = written(task.emulator)
        for settings in ({"cu": 2}, {"resource_group": OTHER_GROUP}, {"cu": 2, "cron": LATER}):
            assert (await task.change(**settings))["outcome"] == "unchanged"
            assert (await task.change(**settings, apply=True))["outcome"] == "applied"
        same = written(task.emulator) == writes
        other = await task.change(cu=4)

    assert same
    assert other["changes"] == [{"setting": "cu", "before": "2", "after": "4"}]


async def test_the_group_of_a_batch_task_is_known_from_its_submission() -> None:
    async with nightly() as task:
        status = facts_of(await task.client.call_tool("get_task_status", task.task))
        seen = await task.change(resource_group=OTHER_GROUP)
        same = await task.change(resource_group=GROUP)
        await task.change(resource_group=OTHER_GROUP, apply=True)
        then = facts_of(await task.client.call_tool("get_task_status", task.task))
        taken = facts_of(await task.client.call_tool("create_batch_task", NIGHTLY))["error"]

    assert status["resource_group"] == {"identifier": GROUP, "name": "di_exclusive", "status": "normal"}
    assert then["resource_group"]["identifier"] == OTHER_GROUP
    assert seen["changes"][0]["before"] == f"{GROUP} (di_exclusive)"
    assert same["outcome"] == "unchanged"
    assert (
        f'runs on resource group "{OTHER_GROUP}"; change_task {{"task_id": "1000001", "resource_group"'
        in taken["exists"]
    )


async def test_no_values_are_no_values_whether_the_service_shows_them_as_empty_or_not_at_all() -> None:
    async with nightly() as task:
        assert "ParaValue" not in task.present.schedule
        seen = await task.change(para_value="")

    assert seen["outcome"] == "unchanged"


@pytest.mark.parametrize("restart", [None, True, False])
async def test_a_running_task_runs_afterwards_unless_it_is_not_to(restart: bool | None) -> None:
    async with running() as task:
        change = {**task.task, "cu": 2, "apply": True, "restart": restart}
        made = facts_of(await task.client.call_tool(TOOL, change))

    assert (made["outcome"], made["state"]) == ("applied", "PAUSE" if restart is False else "RUN")
    assert task.present.committed
    assert ("start_tasks" in made["next"]) is (restart is False)


async def test_units_that_somebody_else_may_have_changed_are_sent_again() -> None:
    async with nightly() as task:
        await task.change(cu=2, apply=True)
        task.put(version=task.present.version + 1, committed=False, cu=1.0)
        made = await task.change(cu=2, apply=True)

    assert [row["setting"] for row in made["changes"]] == ["cu"]
    assert (task.present.cu, task.production) == (2, task.present.version)


@pytest.mark.parametrize(
    ("forbidden", "arguments", "allowed"),
    [
        ("UpdateDISyncTask", {"cron": LATER}, True),
        ("UpdateDISyncTask", {"cu": 2}, False),
        ("StopDISyncInstance", {"cron": LATER}, True),
        ("ListResourceGroups", {"cron": LATER, "cu": 2}, True),
        ("DeployFile", {"cron": LATER}, False),
    ],
)
async def test_a_policy_forbids_what_the_settings_need_and_nothing_else(
    forbidden: str, arguments: dict[str, object], allowed: bool
) -> None:
    policy = Policy(deny=[forbidden])
    rules = Hosting(gate=Gate(Mode.FULL, policy))
    async with nightly(partial(assistant, hosting=rules)) as task:
        result = await task.client.call_tool(TOOL, {**task.task, **arguments, "apply": True})

    assert result.is_error is not allowed, text_of(result)


async def test_only_a_running_task_is_said_to_be_interrupted() -> None:
    async with nightly(assistant) as task:
        batch = facts_of(await task.client.call_tool(TOOL, {**task.task, "cu": 2, "apply": True}))["plan"]
    async with running(assistant) as task:
        change = {**task.task, "cu": 2, "apply": True}
        runs = facts_of(await task.client.call_tool(TOOL, change))["plan"]
        task.put(instance=None)
        stopped = facts_of(await task.client.call_tool(TOOL, change))["plan"]

    assert "interrupted" in runs
    assert "interrupted" not in batch
    assert "interrupted" not in stopped


async def test_a_task_that_was_in_the_recycle_bin_before_is_not_said_to_be_deleted_meanwhile() -> None:
    async with nightly() as task:
        task.emulator.world.workspace("10000").recycle(task.present)
        errors = [await task.failed(**settings) for settings in ({"cron": LATER}, {"cu": 2})]

    assert [error["code"] for error in errors] == ["Rejected"] * 2
    assert all("shows no file of this id" in error["exists"] for error in errors)


@pytest.mark.parametrize(
    ("reader", "says"),
    [
        ({"stepType": "odps", "parameter": {"table": "orders"}}, ""),
        ({"stepType": "mysql", "parameter": None}, ""),
        ({"stepType": "kafka", "parameter": {}}, "a reader of type kafka has none"),
        ({"stepType": "mysql", "parameter": {"connection": [{"querySql": ["select 1"]}]}}, "has a query (querySql)"),
    ],
)
async def test_a_filter_needs_a_reader_that_has_one(reader: dict[str, Any], says: str) -> None:
    async with nightly() as task:
        content = json.loads(task.present.script)
        content["steps"][0] |= reader
        task.put(script=json.dumps(content))
        result = await task.client.call_tool(TOOL, {**task.task, "where": "a > 1"})

    assert says in text_of(result)
    assert result.is_error is bool(says)


@pytest.mark.parametrize("realtime", [True, False], ids=["running", "nightly"])
async def test_nobody_is_asked_where_nothing_is_left_to_do_or_no_task_is_there(realtime: bool) -> None:
    async with running() if realtime else nightly() as task:
        same = {"apply": True, "name": task.present.name}
        async with assistant(task.emulator, task.time) as client:
            done = facts_of(await client.call_tool(TOOL, {**task.task, **same}))
            change = {**task.task, "task_id": "999", "name": "x", "apply": True}
            unknown = await client.call_tool(TOOL, change)
            add = {**task.task, "task_id": "999", "add": ["shop.customers"], "apply": True}
            nowhere = await client.call_tool("change_realtime_tables", add)

        assert done["outcome"] == "unchanged"
        assert done["next"].startswith("Nothing: it ")
        assert written(task.emulator) == []
        assert unknown.is_error
        assert nowhere.is_error
        assert "confirmation" not in text_of(unknown) + text_of(nowhere)


async def test_a_change_that_is_left_to_bring_to_production_is_asked_about() -> None:
    async with nightly() as task:
        await task.client.call_tool(
            "update_file", {**WORKSPACE, "file_id": task.task["task_id"], "cron_express": LATER}
        )
        async with assistant(task.emulator, task.time) as client:
            asked = facts_of(await client.call_tool(TOOL, {**task.task, "cron": LATER, "apply": True}))

    assert asked["plan"]["changes"][-1] == "its settings are as they are to be"
