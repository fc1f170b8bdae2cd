"""Whatever interrupts, overwrites, deploys, starts or destroys asks first, and says what will be lost."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dataworks.operation import Effect
from dataworks.operations.catalog import operations
from dataworks.scripts.realtime_script import realtime_script
from server.hosting import Hosting
from tests.emulator.job_calls import RULE, ask
from tests.sessions import FOLDER, GROUP, GROUP_WORDS, Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.several import run_as
from tests.tools.test_bad_input_everywhere import GOOD
from tools.catalog import ToolSpec
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

FURTHER: dict[str, dict[str, Any]] = {
    "create_batch_task": {"cron": "00 30 02 * * ?", "deploy": True},
    "create_realtime_task": {"start": True},
    "change_realtime_tables": {"apply": True},
    "change_task": {"apply": True},
    "set_task_alarm": {"do": "remove", "above": None},
}
"""The arguments with which a tool asks that asks for some of its calls only."""

NEVER = "never where something is stopped, replaced, taken offline, deleted or loaded again."

ASKING = [spec for spec in TOOLS if Gate(Mode.CONFIRM).may_ask(spec)]


@pytest.mark.parametrize("spec", ASKING, ids=lambda spec: spec.name)
async def test_it_shows_what_will_happen_and_what_is_lost_and_does_nothing(spec: ToolSpec) -> None:
    time = Time()
    emulator = emulated(time)
    if spec.name == "stop_tasks":
        run_as(emulator, "RUN")
    if spec.name == "set_task_alarm":
        ask(emulator, "CreateDIAlarmRule", DIJobId=11500, **{**RULE, "Name": "delay"})
        emulator.calls.clear()
    async with assistant(emulator, time) as client:
        result = await client.call_tool(spec.name, {**GOOD[spec.name], **FURTHER.get(spec.name, {})})

    plan = facts_of(result)["plan"]
    assert not result.is_error
    assert plan["what"].endswith(".")
    assert "None" not in plan["what"]
    assert any(plan.get(part) for part in ("interrupted", "replaced", "lost", "stays"))
    assert "Nothing is lost" not in text_of(result)
    assert all(fact not in ([], "") for fact in plan.values())
    assert text_of(result).startswith("Nothing was done")
    assert text_of(result).endswith(facts_of(result)["next"])
    assert facts_of(result)["next"].startswith(
        "Show this to the user, and send the same call again with confirmation: "
    )
    assert " only after they agree " in facts_of(result)["next"]
    assert facts_of(result)["next"].endswith(NEVER)
    effects = {key.action: operation.effect for key, operation in operations().items()}
    assert {effects[action] for action in sent(emulator)} <= {Effect.READ}


@pytest.mark.parametrize(
    ("restart", "told"),
    [
        ({}, "does not run afterwards (restart: false)"),
        ({"restart": True}, "runs afterwards (restart: true)"),
        ({"restart": False}, "does not run afterwards (restart: false)"),
    ],
    ids=str,
)
async def test_a_change_of_tables_says_whether_the_task_runs_afterwards(restart: dict[str, bool], told: str) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        change = {**GOOD["change_realtime_tables"], "apply": True, **restart}
        plan = facts_of(await client.call_tool("change_realtime_tables", change))["plan"]

    assert told in plan["changes"]


async def planned(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The plan of a call."""
    time = Time()
    async with assistant(emulated(time), time) as client:
        plan: dict[str, Any] = facts_of(await client.call_tool(tool, arguments))["plan"]
    return plan


SAME_ID = {"project_id": "10000", "file_id": "100"}


@pytest.mark.parametrize("tool", ["deploy_di_sync_task", "start_di_sync_instance", "update_di_sync_task"])
async def test_of_two_tasks_with_one_id_the_one_of_the_right_type_is_shown(tool: str) -> None:
    change = {"task_content": '{"steps":[]}'} if tool == "update_di_sync_task" else {}
    settings = {"task_param": {"ResourceGroup": GROUP}} if change else {}
    solution = await planned(tool, {**SAME_ID, **change, "task_type": "DI_SOLUTION"})
    task = await planned(tool, {**SAME_ID, **settings, "task_type": "DI_REALTIME"})

    assert solution["task"].startswith('"holo_20211206161025", a solution, status ')
    assert task["task"].startswith('"datahub_to_datahub" in ')


async def test_a_solution_is_compared_with_its_own_definition() -> None:
    time = Time()
    emulator = emulated(time)
    present = emulator.world.workspaces["10000"].tasks["DI_SOLUTION", 100].detail
    assert present is not None
    same = {**SAME_ID, "task_type": "DI_SOLUTION", "task_content": present["ProcessContent"]}
    other = {**same, "task_content": {**json.loads(present["ProcessContent"]), "srcType": "another"}}

    assert (await planned("update_di_sync_task", same)).get("changes", []) == []
    assert (await planned("update_di_sync_task", other))["changes"] == ['/srcType: "mysql" becomes "another"']


async def test_a_batch_task_is_not_shown_for_a_real_time_one() -> None:
    plan = await planned("stop_di_sync_instance", {**SAME_ID, "file_id": "1000000", "task_type": "DI_REALTIME"})

    assert plan["task"] == "It could not be read."


NEW = {"project_id": "10000", "task_name": "n", "folder": FOLDER, "resource_group": GROUP}
PLAIN = {**NEW, "source": "mysql_shop", "table": "orders", "columns": ["id"], "destination": "odps_shop"}
PARTITIONED = {**PLAIN, "destination_table": "shop_orders", "partition": "pt=${bizdate}"}
READER = {
    "stepType": "mysql",
    "parameter": {"column": ["id"], "connection": [{"datasource": "mysql_shop", "table": ["orders"]}]},
}
COPIES: dict[str, Any] = {
    "datasource": "mysql_pub",
    "column": ["id"],
    "connection": [{"table": ["copies"]}],
    "preSql": ["truncate copies"],
}
WRITER = {"stepType": "mysql", "parameter": COPIES}
FILE = {"project_id": "10000", "file_id": "1000000"}
SCRIPT = realtime_script({"mysql_shop": ["shop.orders"]}, "maxcompute", "odps_shop", GROUP)
TOLD: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "a batch task in plain words": (
        "create_batch_task",
        {**PARTITIONED, "where": "id > 7", "cron": "00 30 02 * * ?", "deploy": True},
        [
            *('reads from "mysql_shop"', 'reads tables "orders"', 'writes to "odps_shop"'),
            *('where "id > 7"', 'writes table "shop_orders"'),
            *(
                'writes partition "pt=${bizdate}"',
                "each run replaces what is there",
                'columns "id"',
                "runs with concurrency 3",
            ),
            *(
                f'in folder "{FOLDER}"',
                f"runs on resource group {GROUP_WORDS}",
                'is scheduled by "00 30 02 * * ?"',
                'each run replaces partition "pt=${bizdate}" of "shop_orders"',
                "${bizdate} is the day before the run, as YYYYMMDD",
                'not checked before it is created: the columns of "orders"',
            ),
        ],
    ),
    "a batch task that appends": (
        "create_batch_task",
        {**PLAIN, "write_mode": "append", "deploy": True},
        [
            *('reads from "mysql_shop"', 'reads tables "orders"', 'writes to "odps_shop"', 'writes table "orders"'),
            "each run adds to what is there",
        ],
    ),
    "a batch task from complete steps": (
        "create_batch_task",
        {**NEW, "reader": READER, "writer": WRITER, "deploy": True},
        [
            *('reads from "mysql_shop"', 'reads tables "orders"', 'writes to "mysql_pub"', 'writes table "copies"'),
            'first runs "truncate copies"',
        ],
    ),
    "a real-time task from a script": (
        "create_realtime_task",
        {**NEW, "script": SCRIPT, "start": True},
        ['reads from "mysql_shop"', 'reads tables "shop.orders"', 'writes to "odps_shop"'],
    ),
    "a generation that goes on": (
        "create_realtime_task",
        {**NEW, "process_id": "10", "start": True},
        ['reads from "mm"'],
    ),
    "settings of a file": (
        "update_file",
        {**FILE, "file_name": "new", "cron_express": "00 30 05 * * ?", "stop": True},
        ['file_name: "u_pk_to_odps" becomes "new"', "stop: true"],
    ),
    "a file that is scheduled again": ("update_file", {**FILE, "stop": False}, ["stop: false"]),
    "a definition of a file": ("update_file", {**FILE, "content": '{"type":"x"}'}, ['/type: "job" becomes "x"']),
    "how a task starts": (
        "start_di_sync_instance",
        {**SAME_ID, "task_type": "DI_REALTIME", "start_param": {"error_limit": {"record": 5}}},
        ['start_param: {"error_limit":{"record":5}}'],
    ),
    "how a task is started in one go": (
        "start_tasks",
        {"project_id": "10000", "task_ids": ["100"], "start_param": {"error_limit": {"record": 5}}},
        ['starts with {"error_limit":{"record":5}}'],
    ),
    "settings of a workspace": (
        "update_di_project_config",
        {"project_id": "10000", "destination_type": "odps", "project_config": {"DROPTABLE": "CRITICAL"}},
        [
            'destination_type: "odps"',
            '/RENAMECOLUMN: "WARNING" is removed',
            '/DROPTABLE: "WARNING" becomes "CRITICAL"',
        ],
    ),
}


@pytest.mark.parametrize(("tool", "arguments", "changes"), TOLD.values(), ids=TOLD.keys())
async def test_the_plan_says_what_becomes_different(tool: str, arguments: dict[str, Any], changes: list[str]) -> None:
    told = (await planned(tool, arguments))["changes"]

    assert told[: len(changes)] == changes


async def test_a_secret_in_a_setting_is_not_shown() -> None:
    writer = {**WRITER, "parameter": {**COPIES, "preSql": ["set password = 'hunter2'"]}}
    plan = await planned("create_batch_task", {**NEW, "reader": READER, "writer": writer, "deploy": True})

    assert "hunter2" not in json.dumps(plan)


async def test_a_task_that_is_named_by_its_node_is_called_so() -> None:
    plan = await planned("deploy_file", {"project_id": "10000", "node_id": "700100"})

    assert plan["what"] == "Deploy the task of node 700100 in workspace 10000 to production."


async def test_a_workspace_by_name_is_looked_into_too() -> None:
    plan = await planned("delete_file", {"project_identifier": "workspace_10000", "file_id": "1000000"})

    assert plan["task"].startswith('"u_pk_to_odps" in ')


@pytest.mark.parametrize(
    ("denied", "looks"),
    [
        ("ListFiles", []),
        ("GetDISyncInstanceInfo", ["ListFiles", "GetDISyncTask", "ListResourceGroups"]),
        ("GetDISyncTask", ["ListFiles", "GetDISyncInstanceInfo", "ListResourceGroups"]),
        ("ListResourceGroups", ["ListFiles", "GetDISyncInstanceInfo", "GetDISyncTask"]),
    ],
    ids=["file", "run state", "definition", "groups"],
)
async def test_a_plan_looks_only_where_the_policy_lets_it(denied: str, looks: list[str]) -> None:
    time = Time()
    emulator = emulated(time)
    hosting = Hosting(gate=Gate(Mode.CONFIRM, Policy(deny=[denied])))
    async with assistant(emulator, time, hosting=hosting) as client:
        result = await client.call_tool("delete_di_sync_task", GOOD["delete_di_sync_task"])

    assert facts_of(result)["plan"]["what"].startswith("Delete task ")
    assert sent(emulator) == looks


async def test_the_name_of_a_task_can_not_pose_as_our_words() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    task = workspace.tasks["DI_REALTIME", 100]
    workspace.add(replace(task, name='x" in "dev", version 1, not submitted'))
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("retire_tasks", {"project_id": "10000", "task_ids": ["100"]}))

    assert plan["plan"]["tasks"][0]["name"] == 'x" in "dev", version 1, not submitted'


@pytest.mark.parametrize("spec", [spec for spec in TOOLS if spec not in ASKING], ids=lambda spec: spec.name)
def test_what_asks_nobody_neither_interrupts_nor_destroys(spec: ToolSpec) -> None:
    effects = {operation.effect for operation in spec.operations}

    assert effects <= {Effect.READ, Effect.CREATE}
    assert not {"stop", "terminate", "delete", "deploy", "start", "submit", "update"} & set(spec.name.split("_")[:1])
