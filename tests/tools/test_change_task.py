"""Changing the settings of a task: the difference first, the change when told, all the way to where it works."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bench.tokens import CHARACTERS_PER_TOKEN, estimated
from emulator.world.lifecycle import AfterSeconds, Failing, Stuck
from emulator.world.state import Task
from tests.faults import doubled, dropped_after, dropped_before, refused
from tests.others import acts_before
from tests.sessions import GROUP, Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.nightly_tasks import DAILY, LATER, NIGHTLY, TOOL, Nightly, NightlyNode, nightly, on_both
from tests.tools.test_change_realtime_tables import running, written
from tests.tools.test_tasks import with_solution
from tools.toolsets import listed_tools

WORKSPACE = {"project_id": "10000"}
OTHER_GROUP = "S_res_group_XXX_XXXX"
WHERE = "updated_at >= '${bizdate}'"


SEEN_OF_BATCH = {
    "cron": (LATER, DAILY),
    "para_value": ("region=cn", ""),
    "name": ("another", "orders_to_odps"),
    "where": ("id > 5", ""),
    "cu": (1.5, "0.5"),
    "resource_group": (OTHER_GROUP, GROUP),
}
"""Each setting with a new value, and the one before."""


@on_both
@pytest.mark.parametrize("setting", SEEN_OF_BATCH)
async def test_a_setting_of_a_batch_task_is_shown_then_changed_and_in_production_once(
    kind: type[Nightly], setting: str
) -> None:
    after, before = SEEN_OF_BATCH[setting]
    async with nightly(kind=kind) as task:
        kept = {**task.settings, setting: str(after)}
        seen = await task.change(**{setting: after})
        assert written(task.emulator) == []
        made = await task.change(**{setting: after}, apply=True)
        writes = written(task.emulator)
        again = await task.change(**{setting: after}, apply=True)

    (row,) = seen["changes"]
    assert (seen["outcome"], row["setting"]) == ("preview", setting)
    assert ("not shown" if setting in kind.hidden else before) in row.get("before", "")
    assert row["after"].startswith(str(after))
    assert task.settings == kept
    assert (made["outcome"], made["state"], made["changes"]) == ("applied", "DEPLOYED", seen["changes"])
    assert task.is_deployed
    assert (again["outcome"], again.get("changes", [])) == ("applied", [])
    assert written(task.emulator) == writes


SEEN_OF_REALTIME: list[tuple[dict[str, Any], Callable[[Task], object]]] = [
    ({"name": "another"}, lambda task: task.name),
    ({"resource_group": OTHER_GROUP}, lambda task: task.resource_group),
    ({"cu": 2}, lambda task: f"{task.cu:g}"),
]


@pytest.mark.parametrize(("arguments", "now"), SEEN_OF_REALTIME, ids=[str(case[0]) for case in SEEN_OF_REALTIME])
async def test_a_setting_of_a_running_task_is_shown_then_changed_and_it_runs_with_it(
    arguments: dict[str, Any], now: Callable[[Task], object]
) -> None:
    async with running() as task:
        seen = facts_of(await task.client.call_tool(TOOL, {**task.task, **arguments}))
        assert written(task.emulator) == []
        made = facts_of(await task.client.call_tool(TOOL, {**task.task, **arguments, "apply": True}))

    assert (seen["outcome"], made["outcome"], made["state"]) == ("preview", "applied", "RUN")
    assert made["changes"] == seen["changes"]
    assert made["done"] == ["renamed" if "name" in arguments else "updated", "stopped", "deployed", "started"]
    assert str(now(task.present)) == str(next(iter(arguments.values())))
    assert task.present.committed


async def test_a_group_is_shown_by_identifier_and_name_and_kept_in_the_form_of_the_script() -> None:
    async with running() as task:
        change = {**task.task, "resource_group": OTHER_GROUP, "apply": True}
        made = facts_of(await task.client.call_tool(TOOL, change))
        writes = written(task.emulator)
        again = facts_of(await task.client.call_tool(TOOL, change))

    (row,) = made["changes"]
    assert row["before"] == f"{GROUP} (di_exclusive)"
    assert row["after"] == f"{OTHER_GROUP} (di_serverless)"
    number = task.emulator.world.resource_groups[OTHER_GROUP].id
    assert json.loads(task.present.script)["extend"]["resourceGroup"] == str(number)
    assert again["outcome"] == "applied"
    assert written(task.emulator) == writes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"cron": LATER}, "/cron: is for batch tasks"),
        ({"para_value": "a=1", "where": "a"}, "/where: is for batch tasks"),
        ({"restart": True, "cron": LATER}, "/restart: is for real-time tasks"),
        ({"cu": 0.7}, "/cu: is no multiple of 0.5; write 0.5"),
    ],
    ids=str,
)
async def test_what_a_real_time_task_cannot_have_is_refused_by_name_before_anything_is_changed(
    arguments: dict[str, Any], says: str
) -> None:
    async with running() as task:
        result = await task.client.call_tool(TOOL, {**task.task, **arguments, "apply": True})

        assert result.is_error
        assert says in text_of(result)
        assert written(task.emulator) == []


@on_both
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"restart": True}, "/restart: is for real-time tasks"),
        ({"restart": False, "cron": LATER}, "/restart: is for real-time tasks"),
        ({"options": {"ddl": {"DropTable": "Ignore"}}}, "/options: is for jobs"),
        ({"cu": 0.7}, "/cu: is no multiple of 0.5; write 0.5"),
        ({"cron": "30 4 * * *"}, "/cron: has 5 fields"),
        ({"where": "where id > 5"}, "/where: must be a condition without the word WHERE"),
        ({"where": "id > 5;"}, "/where: must be a condition without a semicolon"),
        ({"where": "dt = ${day}"}, "/para_value: gives no value to day"),
        ({"resource_group": "280749"}, "/resource_group: no resource group for data integration"),
        ({"resource_group": "S_res_group_280749521950784_1600000000000"}, "/resource_group: "),
    ],
    ids=str,
)
async def test_what_a_batch_task_cannot_have_is_refused_by_name_before_anything_is_changed(
    kind: type[Nightly], arguments: dict[str, Any], says: str
) -> None:
    async with nightly(kind=kind) as task:
        result = await task.call(**arguments, apply=True)

        assert result.is_error
        assert says in text_of(result)
        assert written(task.emulator) == []


@pytest.mark.parametrize(
    ("kind", "other"), [(Nightly, "file 1000000"), (NightlyNode, "node 7567482277219412494")], ids=["classic", "new"]
)
async def test_a_name_that_another_task_has_is_refused(kind: type[Nightly], other: str) -> None:
    async with nightly(kind=kind) as task:
        result = await task.call(name="u_pk_to_odps", apply=True)

        assert written(task.emulator) == []
    assert f"/name: {other} already has the name" in text_of(result)


async def test_a_solution_is_refused_by_either_of_its_ids_before_anybody_is_asked() -> None:
    time = Time()
    emulator = emulated(time)
    async with with_solution(emulator, time) as (_, file_id):
        pass
    async with assistant(emulator, time) as client:
        answers = [
            text_of(await client.call_tool(TOOL, {**WORKSPACE, "task_id": task_id, "name": "x", "apply": True}))
            for task_id in (file_id, f"solution-{file_id}")
        ]

    assert all("is a one-click solution" in answer and "confirmation" not in answer for answer in answers)


FAULTS = {"after": dropped_after, "before": dropped_before, "double": doubled}
SEEN_AFTER = {"cron": LATER, "where": "id > 5", "cu": "2", "name": "another", "resource_group": OTHER_GROUP}
ALL = {"cron": LATER, "where": "id > 5", "cu": 2, "name": "another", "resource_group": OTHER_GROUP, "apply": True}


STEPS = [(kind, operation) for kind in (Nightly, NightlyNode) for operation in kind.writes]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(("kind", "operation"), STEPS)
async def test_after_a_lost_answer_the_change_of_a_batch_task_is_made_once(
    kind: type[Nightly], operation: str, fault: Any
) -> None:
    async with nightly(kind=kind) as task:
        before = task.ways()
        task.emulator.fail(operation, fault())
        made = await task.change(**ALL)

    assert (made["outcome"], made["state"]) == ("applied", "DEPLOYED")
    assert task.is_deployed
    assert task.settings | SEEN_AFTER == task.settings
    assert task.ways() == before + kind.ways_of_a_change


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(
    "operation", ["UpdateDISyncTask", "UpdateFile", "StopDISyncInstance", "DeployDISyncTask", "StartDISyncInstance"]
)
async def test_after_a_lost_answer_the_change_of_a_running_task_is_made_once(operation: str, fault: Any) -> None:
    async with running() as task:
        task.emulator.fail(operation, fault())
        arguments = {"name": "another", "resource_group": OTHER_GROUP, "cu": 2, "apply": True}
        made = facts_of(await task.client.call_tool(TOOL, {**task.task, **arguments}))

    assert (made["outcome"], made["state"]) == ("applied", "RUN")
    assert (task.present.name, task.present.cu, task.present.resource_group) == ("another", 2, OTHER_GROUP)
    assert task.present.committed


@pytest.mark.parametrize(
    ("kind", "operation", "says"),
    [
        (Nightly, "GetFile", None),
        (Nightly, "UpdateDISyncTask", "The task is as it was."),
        (Nightly, "UpdateFile", "was updated by this call."),
        (
            Nightly,
            "SubmitFile",
            "its change was not submitted; the same call again continues. Task {} was updated",
        ),
        (Nightly, "DeployFile", "its change was not deployed; the same call again continues. Task {} was updated"),
        (NightlyNode, "GetNode", None),
        (NightlyNode, "UpdateNode", "The task is as it was."),
        (NightlyNode, "RenameNode", "Task {} was updated by this call."),
        (NightlyNode, "CreatePipelineRun", "its newest version is not deployed. Task {} was updated and renamed by"),
        (NightlyNode, "GetPipelineRun", "the same call again continues. Task {} was updated and renamed by this call."),
    ],
)
async def test_a_failure_says_what_was_done_and_the_same_call_continues(
    kind: type[Nightly], operation: str, says: str | None
) -> None:
    async with nightly(kind=kind) as task:
        before = task.ways()
        task.emulator.fail(operation, refused(403, "Forbidden.Access"))
        error = await task.failed(**ALL)
        made = await task.change(**ALL)

    assert (says or "").format(task.task["task_id"]) in (error.get("exists") or "")
    assert (made["outcome"], task.is_deployed) == ("applied", True)
    assert task.settings | SEEN_AFTER == task.settings
    assert task.ways() == before + kind.ways_of_a_change


@on_both
async def test_time_up_is_told_and_the_same_call_ends_the_change_of_a_batch_task(kind: type[Nightly]) -> None:
    async with nightly(kind=kind) as task:
        before = task.ways()
        task.emulator.world.deploying_speed = AfterSeconds(30)
        outcomes = list[str]()
        while "applied" not in outcomes and len(outcomes) < 20:
            outcomes.append((await task.change(cu=2, apply=True, wait_seconds=20))["outcome"])

    assert outcomes[-1] == "applied"
    assert set(outcomes[:-1]) == {"applying"}
    assert len(outcomes) > 3
    assert written(task.emulator)[:2] == kind.writes_of_units
    assert task.ways() == before + kind.ways_of_a_change


async def test_time_up_is_told_and_the_same_call_ends_the_change_of_a_running_task() -> None:
    async with running() as task:
        task.emulator.world.running_speed = AfterSeconds(30)
        change = {**task.task, "cu": 2, "apply": True, "restart": True, "wait_seconds": 20}
        outcomes = [facts_of(await task.client.call_tool(TOOL, change))["outcome"] for _ in range(4)]

    assert outcomes == ["applying", "applying", "applying", "applied"]
    writes = written(task.emulator)
    assert [writes.count(step) for step in ("StopDISyncInstance", "DeployDISyncTask", "StartDISyncInstance")] == [1] * 3


@on_both
async def test_a_deployment_that_fails_is_said_and_made_again_after_the_fix(kind: type[Nightly]) -> None:
    async with nightly(kind=kind) as task:
        task.emulator.world.deploying_speed = Failing("父节点不存在")
        error = await task.failed(cu=2, apply=True)
        before = task.is_deployed
        task.emulator.world.deploying_speed = AfterSeconds(0)
        made = await task.change(cu=2, apply=True)

    assert "父节点不存在" in error["message"]
    assert kind.not_deployed in error["exists"]
    assert made["outcome"] == "applied"
    assert (before, task.is_deployed) == (False, True)


async def test_a_start_that_hangs_is_no_reason_to_interrupt_the_task_again() -> None:
    async with running() as task:
        change = {**task.task, "cu": 2, "apply": True, "restart": True, "wait_seconds": 5}
        task.emulator.world.running_speed = AfterSeconds(0)
        task.put(instance=None)
        task.emulator.world.running_speed = Stuck()
        outcomes = [facts_of(await task.client.call_tool(TOOL, change))["outcome"] for _ in range(3)]

    assert outcomes == ["applying"] * 3
    assert written(task.emulator) == ["UpdateDISyncTask", "DeployDISyncTask", "StartDISyncInstance"]


@on_both
async def test_what_somebody_changes_on_the_way_is_not_deployed(kind: type[Nightly]) -> None:
    async with nightly(kind=kind) as task:
        acts_before(task.emulator, kind.updates, lambda: task.rewrite("shop.orders", "shop.other"))
        error = await task.failed(cron=LATER, apply=True)

    assert error["code"] == "ChangedMeanwhile"
    assert kind.differs in error["exists"]
    assert "by this call." in error["exists"]
    assert (task.is_deployed, kind.goes in sent(task.emulator)) == (False, False)


@on_both
async def test_a_task_that_is_deleted_on_the_way_is_said_to_be_gone(kind: type[Nightly]) -> None:
    async with nightly(kind=kind) as task:
        acts_before(task.emulator, kind.updates, task.remove)
        error = await task.failed(cron=LATER, apply=True)

    assert error["code"] == "DeletedMeanwhile"
    assert kind.gone in error["exists"]


async def test_a_service_that_updates_no_real_time_task_is_told_as_such_and_the_task_runs_on() -> None:
    async with running() as task:
        task.emulator.world.realtime_updates = False
        change = {**task.task, "resource_group": OTHER_GROUP, "apply": True}
        error = facts_of(await task.client.call_tool(TOOL, change))["error"]

        assert (error["code"], error["retry"], error["exists"]) == ("UpdateRefused", "no", "The task is as it was.")
        assert error["next_tool"] == "copy_realtime_task"
        assert error["next_arguments"] == {**task.task, "resource_group": OTHER_GROUP}
        assert (task.state, written(task.emulator)) == ("RUN", ["UpdateDISyncTask"])


@on_both
async def test_without_settings_it_brings_to_production_what_is_there(kind: type[Nightly]) -> None:
    async with nightly(kind=kind) as task:
        task.rewrite("shop.orders", "shop.customers")
        seen = await task.change()
        made = await task.change(apply=True)

    assert (seen["outcome"], seen["state"]) == ("unchanged", "DEPLOYED")
    assert (made["outcome"], task.is_deployed) == ("applied", True)


@on_both
async def test_the_plan_has_every_value_that_changes_before_and_after(kind: type[Nightly]) -> None:
    async with nightly(assistant, kind=kind) as task:
        asked = await task.call(**{**ALL, "where": WHERE})
        plan = facts_of(asked)["plan"]
        assert written(task.emulator) == []

    rows = {(row["argument"], row["pointer"]): (row.get("before"), row["after"]) for row in plan["differences"]}
    assert rows["cron", ""] == (f'"{DAILY}"', f'"{LATER}"')
    assert rows["name", ""] == ('"orders_to_odps"', '"another"')
    assert rows["cu", ""] == ('"not shown by the service"' if "cu" in kind.hidden else '"0.5"', "2")
    assert f'resource_group: "{GROUP} (di_exclusive)" becomes "{OTHER_GROUP} (di_serverless)"' in plan["changes"]
    assert rows["resource_group", ""][1].startswith(f'"{OTHER_GROUP}')
    assert rows["para_value", ""] == (None, '"bizdate=$bizdate"')
    assert rows["script", "/steps/0/parameter/where"] == ('""', json.dumps(WHERE))
    assert "runs by its schedule" in " ".join(plan["changes"])
    assert "interrupted" not in plan
    assert len(text_of(asked)) / CHARACTERS_PER_TOKEN <= 350


async def test_a_confirmed_change_of_a_running_task_is_exactly_what_was_shown() -> None:
    async with running(assistant) as task:
        change = {**task.task, "resource_group": OTHER_GROUP, "apply": True}
        asked = facts_of(await task.client.call_tool(TOOL, change))
        made = facts_of(await task.client.call_tool(TOOL, {**change, "confirmation": asked["confirmation"]}))

    assert "runs afterwards (restart: true)" in asked["plan"]["changes"]
    assert (made["outcome"], made["state"]) == ("applied", "RUN")
    assert task.present.resource_group == OTHER_GROUP


async def test_a_name_that_is_taken_by_a_task_with_another_schedule_names_this_call() -> None:
    async with nightly() as task:
        wish = {**NIGHTLY, "cron": LATER}
        error = facts_of(await task.client.call_tool("create_batch_task", wish))["error"]
        call = error["exists"].partition("change_task ")[2].partition(" shows")[0]
        made = await task.change(**{**json.loads(call), "apply": True})
        again = facts_of(await task.client.call_tool("create_batch_task", wish))

    assert f'it has cron_express "{DAILY}"' in error["exists"]
    assert made["outcome"] == "applied"
    assert (again["state"], again["task_id"]) == ("deployed", task.task["task_id"])


def test_it_takes_little_of_a_models_attention() -> None:
    assert estimated([listed_tools()[TOOL]]) <= 330


async def test_code_for_it_is_the_command() -> None:
    async with nightly() as task:
        asked = {"tool": TOOL, "arguments": {**task.task, "cu": 2}}
        shown = facts_of(await task.client.call_tool("show_as_code", asked))

    assert shown["code"].startswith("dataworks-di-mcp call change_task ")
