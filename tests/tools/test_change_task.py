"""Changing the settings of a task: the difference first, the change when told, all the way to where it works."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from mcp import Client

from bench.tokens import estimated
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, Failing, Stuck
from emulator.world.state import Task
from tests.faults import doubled, dropped_after, dropped_before, refused
from tests.others import acts_before
from tests.sessions import BATCH_WISH, GROUP, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.test_change_realtime_tables import running, written
from tests.tools.test_tasks import with_solution
from tools.toolsets import listed_tools

TOOL = "change_task"
WORKSPACE = {"project_id": "10000"}
OTHER_GROUP = "S_res_group_XXX_XXXX"
DAILY, LATER = "00 30 02 * * ?", "00 30 04 * * ?"
NIGHTLY = {**WORKSPACE, **BATCH_WISH, "cron": DAILY}
WHERE = "updated_at >= '${bizdate}'"


class Nightly:
    """A client, and a batch task in production."""

    def __init__(self, client: Client, emulator: Emulator, time: Time, task_id: str) -> None:
        self.client, self.emulator, self.time = client, emulator, time
        self.task = {**WORKSPACE, "task_id": task_id}

    async def change(self, **arguments: Any) -> dict[str, Any]:
        result = await self.client.call_tool(TOOL, {**self.task, **arguments})
        assert not result.is_error, text_of(result)
        return facts_of(result)

    async def failed(self, **arguments: Any) -> dict[str, Any]:
        result = await self.client.call_tool(TOOL, {**self.task, **arguments})
        assert result.is_error
        error: dict[str, Any] = facts_of(result)["error"]
        return error

    @property
    def present(self) -> Task:
        return self.emulator.world.workspace("10000").task("DI_OFFLINE", self.task["task_id"])

    @property
    def production(self) -> int | None:
        return self.emulator.world.production_version("10000", self.present.file_id)

    def put(self, **change: Any) -> None:
        """Change the task behind everybody's back."""
        self.emulator.world.workspace("10000").add(replace(self.present, **change))


@asynccontextmanager
async def nightly(connect: Any = trusted, **wish: Any) -> AsyncGenerator[Nightly]:
    """A batch task that is in production."""
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_batch_task", {**NIGHTLY, **wish}))
    emulator.calls.clear()
    async with connect(emulator, time) as client:
        yield Nightly(client, emulator, time, made["task_id"])


def reader_of(task: Task) -> dict[str, Any]:
    parameter: dict[str, Any] = json.loads(task.script)["steps"][0]["parameter"]
    return parameter


SEEN_OF_BATCH: list[tuple[dict[str, Any], str, str, Callable[[Task], object]]] = [
    ({"cron": LATER}, DAILY, LATER, lambda task: task.schedule["CronExpress"]),
    ({"para_value": "region=cn"}, "", "region=cn", lambda task: task.schedule["ParaValue"]),
    ({"name": "another"}, "orders_to_odps", "another", lambda task: task.name),
    ({"where": "id > 5"}, "", "id > 5", lambda task: reader_of(task)["where"]),
    ({"cu": 1.5}, "not shown", "1.5", lambda task: task.cu),
    ({"resource_group": OTHER_GROUP}, GROUP, OTHER_GROUP, lambda task: task.resource_group),
]


@pytest.mark.parametrize(
    ("arguments", "before", "after", "now"), SEEN_OF_BATCH, ids=[str(case[0]) for case in SEEN_OF_BATCH]
)
async def test_a_setting_of_a_batch_task_is_shown_then_changed_and_in_production_once(
    arguments: dict[str, Any], before: str, after: str, now: Callable[[Task], object]
) -> None:
    async with nightly() as task:
        seen = await task.change(**arguments)
        assert written(task.emulator) == []
        made = await task.change(**arguments, apply=True)
        writes = written(task.emulator)
        again = await task.change(**arguments, apply=True)

    (row,) = seen["changes"]
    assert (seen["outcome"], row["setting"]) == ("preview", next(iter(arguments)))
    assert before in row.get("before", "")
    assert row["after"].startswith(after)
    assert str(now(task.present)) == after
    assert (made["outcome"], made["state"], made["changes"]) == ("applied", "DEPLOYED", seen["changes"])
    assert task.production == task.present.version
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
    ("realtime", "arguments", "says"),
    [
        (True, {"cron": LATER}, "/cron: is for batch tasks"),
        (True, {"para_value": "a=1", "where": "a"}, "/where: is for batch tasks"),
        (False, {"restart": True}, "/restart: is for real-time tasks"),
        (True, {"restart": True, "cron": LATER}, "/restart: is for real-time tasks"),
        (True, {"cu": 0.7}, "/cu: is no multiple of 0.5; write 0.5"),
        (False, {"cron": "30 4 * * *"}, "/cron: has 5 fields"),
        (False, {"where": "where id > 5"}, "/where: must be a condition without the word WHERE"),
        (False, {"where": "id > 5;"}, "/where: must be a condition without a semicolon"),
        (False, {"where": "dt = ${day}"}, "/para_value: gives no value to day"),
        (False, {"resource_group": "280749"}, "/resource_group: no resource group for data integration"),
        (False, {"resource_group": "S_res_group_280749521950784_1600000000000"}, "does not work"),
        (False, {"name": "u_pk_to_odps"}, "/name: file 1000000 already has the name"),
    ],
    ids=str,
)
async def test_what_a_task_cannot_have_is_refused_by_name_before_anything_is_changed(
    realtime: bool, arguments: dict[str, Any], says: str
) -> None:
    async with running() if realtime else nightly() as task:
        result = await task.client.call_tool(TOOL, {**task.task, **arguments, "apply": True})

        assert result.is_error
        assert says in text_of(result)
        assert written(task.emulator) == []


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
ALL = {"cron": LATER, "where": "id > 5", "cu": 2, "name": "another", "resource_group": OTHER_GROUP, "apply": True}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("operation", ["UpdateDISyncTask", "UpdateFile", "SubmitFile", "DeployFile"])
async def test_after_a_lost_answer_the_change_of_a_batch_task_is_made_once(operation: str, fault: Any) -> None:
    async with nightly() as task:
        task.emulator.fail(operation, fault())
        made = await task.change(**ALL)

    assert (made["outcome"], made["state"]) == ("applied", "DEPLOYED")
    assert task.production == task.present.version
    assert len(task.emulator.world.deployments) == 4


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
    ("operation", "says"),
    [
        ("GetFile", None),
        ("UpdateDISyncTask", "The task is as it was."),
        ("UpdateFile", "was updated by this call."),
        ("SubmitFile", "exists; its change was not submitted; the same call again continues. Task 1000001 was updated"),
        (
            "DeployFile",
            "its change was not deployed; the same call again continues. Task 1000001 was updated and",
        ),
    ],
)
async def test_a_failure_says_what_was_done_and_the_same_call_continues(operation: str, says: str | None) -> None:
    async with nightly() as task:
        task.emulator.fail(operation, refused(403, "Forbidden.Access"))
        error = await task.failed(**ALL)
        made = await task.change(**ALL)

    assert (error.get("exists") or "").find(says or "") >= 0
    assert (made["outcome"], task.production) == ("applied", task.present.version)
    assert (task.present.cu, task.present.schedule["CronExpress"], task.present.name) == (2, LATER, "another")


async def test_time_up_is_told_and_the_same_call_ends_the_change_of_a_batch_task() -> None:
    async with nightly() as task:
        task.emulator.world.deploying_speed = AfterSeconds(30)
        answers = [await task.change(cu=2, apply=True, wait_seconds=20) for _ in range(4)]

    assert [answer["outcome"] for answer in answers] == ["applying", "applying", "applying", "applied"]
    assert written(task.emulator) == ["UpdateDISyncTask", "SubmitFile", "DeployFile"]


async def test_time_up_is_told_and_the_same_call_ends_the_change_of_a_running_task() -> None:
    async with running() as task:
        task.emulator.world.running_speed = AfterSeconds(30)
        change = {**task.task, "cu": 2, "apply": True, "restart": True, "wait_seconds": 20}
        outcomes = [facts_of(await task.client.call_tool(TOOL, change))["outcome"] for _ in range(4)]

    assert outcomes == ["applying", "applying", "applying", "applied"]
    writes = written(task.emulator)
    assert [writes.count(step) for step in ("StopDISyncInstance", "DeployDISyncTask", "StartDISyncInstance")] == [1] * 3


async def test_a_submission_that_fails_is_said_and_made_again_after_the_fix() -> None:
    async with nightly() as task:
        task.emulator.world.deploying_speed = Failing("父节点不存在")
        error = await task.failed(cu=2, apply=True)
        before = task.production
        task.emulator.world.deploying_speed = AfterSeconds(0)
        made = await task.change(cu=2, apply=True)

    assert "was not submitted" in error["exists"]
    assert made["outcome"] == "applied"
    assert before != task.production == task.present.version


async def test_a_start_that_hangs_is_no_reason_to_interrupt_the_task_again() -> None:
    async with running() as task:
        change = {**task.task, "cu": 2, "apply": True, "restart": True, "wait_seconds": 5}
        task.emulator.world.running_speed = AfterSeconds(0)
        task.put(instance=None)
        task.emulator.world.running_speed = Stuck()
        outcomes = [facts_of(await task.client.call_tool(TOOL, change))["outcome"] for _ in range(3)]

    assert outcomes == ["applying"] * 3
    assert written(task.emulator) == ["UpdateDISyncTask", "DeployDISyncTask", "StartDISyncInstance"]


async def test_what_somebody_changes_on_the_way_is_not_deployed() -> None:
    async with nightly() as task:
        before = task.production
        other = task.present.script.replace("shop.orders", "shop.other")
        acts_before(task.emulator, "UpdateFile", lambda: task.put(script=other, version=9, committed=False))
        error = await task.failed(cron=LATER, apply=True)

    assert error["code"] == "ChangedMeanwhile"
    assert "it has another script by now. Task 1000001 was configured by this call." in error["exists"]
    assert (task.production, "SubmitFile" in sent(task.emulator)) == (before, False)


async def test_a_task_that_is_deleted_on_the_way_is_said_to_be_gone() -> None:
    async with nightly() as task:
        workspace = task.emulator.world.workspace("10000")
        acts_before(task.emulator, "UpdateFile", lambda: workspace.recycle(task.present))
        error = await task.failed(cron=LATER, apply=True)

    assert error["code"] == "DeletedMeanwhile"
    assert "is no longer among the files of the workspace" in error["exists"]


async def test_a_service_that_updates_no_real_time_task_is_told_as_such_and_the_task_runs_on() -> None:
    async with running() as task:
        task.emulator.world.realtime_updates = False
        change = {**task.task, "resource_group": OTHER_GROUP, "apply": True}
        error = facts_of(await task.client.call_tool(TOOL, change))["error"]

        assert (error["code"], error["retry"], error["exists"]) == ("UpdateRefused", "no", "The task is as it was.")
        assert error["next_tool"] == "copy_realtime_task"
        assert error["next_arguments"] == {**task.task, "resource_group": OTHER_GROUP}
        assert (task.state, written(task.emulator)) == ("RUN", ["UpdateDISyncTask"])


async def test_without_settings_it_brings_to_production_what_is_there() -> None:
    async with nightly() as task:
        task.put(version=task.present.version + 1, committed=False, cu=4.0)
        seen = await task.change()
        made = await task.change(apply=True)

    assert (seen["outcome"], seen["state"]) == ("unchanged", "DEPLOYED")
    assert (made["outcome"], task.production) == ("applied", task.present.version)


async def test_the_plan_has_every_value_that_changes_before_and_after() -> None:
    async with nightly(assistant) as task:
        plan = facts_of(await task.client.call_tool(TOOL, {**task.task, **ALL, "where": WHERE}))["plan"]
        assert written(task.emulator) == []

    rows = {(row["argument"], row["pointer"]): (row.get("before"), row["after"]) for row in plan["differences"]}
    assert rows["cron", ""] == (f'"{DAILY}"', f'"{LATER}"')
    assert rows["name", ""] == ('"orders_to_odps"', '"another"')
    assert rows["cu", ""] == ('"not shown by the service"', "2")
    assert f'resource_group: "{GROUP} (di_exclusive)" becomes "{OTHER_GROUP} (di_serverless)"' in plan["changes"]
    assert rows["resource_group", ""][1].startswith(f'"{OTHER_GROUP}')
    assert rows["para_value", ""] == (None, '"bizdate=$bizdate"')
    assert rows["script", "/steps/0/parameter/where"] == ('""', json.dumps(WHERE))
    assert "runs by its schedule" in " ".join(plan["changes"])


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
