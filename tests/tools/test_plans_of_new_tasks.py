"""What the plan of a task that is to be made shows: all that its script sets, and why it will be refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dataworks.scripts.definition import Definition
from emulator.seed.samples import BATCH_SCRIPT
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, text_of, trusted
from tests.tools.test_create_batch_task import PLAIN
from tools.rules.differences import SHOWN
from tools.rules.script_words import ITEMS, script_words

CREATE, BATCH = "create_realtime_task", "create_batch_task"
ELSEWHERE = "Business Flow/XXX/Data Integration"
OTHER_GROUP = "S_res_group_XXX_XXXX"
READER = {"stepType": "mysql", "parameter": {"datasource": "mysql_shop", "table": ["orders"], "column": ["id"]}}
STEPS: dict[str, Any] = {
    "project_id": "10000",
    "task_name": "steps",
    "folder": FOLDER,
    "resource_group": GROUP,
    "deploy": True,
    "reader": READER,
}
Made = dict[str, Any]


async def changes(tool: str, arguments: dict[str, Any], existing: tuple[str, Made] | None = None) -> list[str]:
    """The words of a plan, after another call."""
    time = Time()
    emulator = emulated(time)
    if existing is not None:
        async with trusted(emulator, time) as client:
            made = await client.call_tool(*existing)
            assert not made.is_error, text_of(made)
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool(tool, arguments))["plan"]
    return [*map(str, plan["changes"])]


async def changes_with(parameter: Made) -> list[str]:
    writer = {"stepType": "odps", "parameter": {"datasource": "odps_shop", "table": "t", "column": ["id"], **parameter}}
    return await changes(BATCH, {**STEPS, "writer": writer})


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        ({}, '/setting/errorLimit/record: "0" is new'),
        ({}, "/setting/speed/throttle: false is new"),
        ({}, '/steps/1/stepType: "odps" is new'),
        ({"emptyAsNull": True}, "/steps/1/parameter/emptyAsNull: true is new"),
        ({"deep": {"er": [{"x": 1}]}}, "/steps/1/parameter/deep/er/0/x: 1 is new"),
        ({"connection": [{"compress": "gzip"}]}, '/steps/1/parameter/connection/0/compress: "gzip" is new'),
        ({"many": ["x"] * 50}, f"/steps/*/parameter/many: {50 - ITEMS} more items"),
    ],
)
async def test_all_that_a_new_script_sets_is_shown(parameter: Made, told: str) -> None:
    assert told in await changes_with(parameter)


@pytest.mark.parametrize(
    ("category", "parameter", "told"),
    [
        (
            "writer",
            {"column": ["id", {"name": "x", "value": "drop"}]},
            '/steps/0/parameter/column/1/value: "drop" is new',
        ),
        ("writer", {"table": {"name": "another"}}, '/steps/0/parameter/table/name: "another" is new'),
        ("writer", {"inner": {"truncate": True}}, "/steps/0/parameter/inner/truncate: true is new"),
        ("source", {"table": "hidden"}, '/steps/0/parameter/table: "hidden" is new'),
        ("source", {}, '/steps/0/category: "source" is new'),
    ],
)
def test_values_in_unusual_places_are_shown(category: str, parameter: Made, told: str) -> None:
    step = {"category": category, "stepType": "x", "name": "x", "parameter": parameter}

    assert told in [*script_words(Definition(json.dumps({"steps": [step]})))]


async def test_what_has_words_of_its_own_is_not_said_twice() -> None:
    words = await changes_with({"preSql": ["delete from t"], "truncate": False, "partition": "pt=1"})

    twice = ("datasource", "/table", "/column", "preSql", "truncate", "partition", "/order", "/category", "concurrent")
    assert [word for word in words if word.startswith("/") and any(name in word for name in twice)] == []


async def test_of_many_values_the_first_ones_are_shown_and_the_others_counted() -> None:
    words = await changes_with({"properties": {f"key{number:02}": {"value": number} for number in range(60)}})

    shown = [word for word in words if word.endswith(" is new")]
    counted = [int(word.split(": ")[1].removesuffix(" more")) for word in words if word.endswith(" more")]
    assert len(shown) == SHOWN
    assert len(shown) + sum(counted) >= 60


async def test_secrets_of_a_new_script_are_not_shown() -> None:
    words = await changes_with({"password": "hunter2", "sessionConf": "secret_key=abcdef123"})

    assert "hunter2" not in str(words)
    assert "abcdef123" not in str(words)


async def test_the_script_of_a_generation_is_shown_with_its_settings() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        wish = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
        shown = facts_of(await client.call_tool("preview_realtime_task", wish))
        call = {**WISH, "start": True, "process_id": shown["process_id"]}
        words = facts_of(await client.call_tool(CREATE, call))["plan"]["changes"]

    assert '/extend/resourceGroup: "280749" is new' in words
    assert any('/dstTable: "shop_orders" is new' in word for word in words)


REALTIME: Made = {**WISH, "start": True}
TO_DEPLOY: Made = {**PLAIN, "deploy": True}
CRON = {"cron": "00 30 02 * * ?"}


@pytest.mark.parametrize(
    ("tool", "call", "existing", "told"),
    [
        (CREATE, {"tables": ["shop.orders"]}, (CREATE, WISH), 'has another script: it also reads "shop.refunds"'),
        (CREATE, {"tables": ["shop.orders", "shop.customers"]}, (CREATE, WISH), 'it lacks "shop.customers"'),
        (CREATE, {"destination": "odps_first"}, (CREATE, WISH), 'it writes to "odps_shop"'),
        (CREATE, {"folder": ELSEWHERE}, (CREATE, WISH), f'is in the folder "{FOLDER}"'),
        (CREATE, {"resource_group": OTHER_GROUP}, (CREATE, WISH), f'runs on resource group "{GROUP}"'),
        (CREATE, {"task_name": "nightly_orders"}, (BATCH, PLAIN), "is no real-time task (file type 23)"),
        (BATCH, {"columns": ["id"]}, (BATCH, PLAIN), "has another script, so it will be refused:"),
        (BATCH, {"columns": ["id"]}, (BATCH, PLAIN), '/steps/0/parameter/column/1: "status" is removed'),
        (BATCH, {"folder": ELSEWHERE}, (BATCH, PLAIN), f'is in the folder "{FOLDER}"'),
        (
            BATCH,
            {**CRON, "resource_group": OTHER_GROUP},
            (BATCH, {**PLAIN, **CRON, "deploy": True}),
            f'runs on resource group "{GROUP}"',
        ),
        (BATCH, {"task_name": WISH["task_name"]}, (CREATE, WISH), "is no batch task (file type 900)"),
        (
            BATCH,
            {"cron": "00 30 03 * * ?"},
            (BATCH, {**PLAIN, **CRON}),
            'has a schedule without cron_express "00 30 03',
        ),
    ],
)
async def test_a_call_that_will_be_refused_says_why_before(
    tool: str, call: Made, existing: tuple[str, Made], told: str
) -> None:
    words = await changes(tool, {**(REALTIME if tool == CREATE else TO_DEPLOY), **call}, existing)

    assert told in "\n".join(words)
    assert any("so it will be refused" in word for word in words)


@pytest.mark.parametrize(("tool", "call"), [(CREATE, REALTIME), (BATCH, {**TO_DEPLOY, **CRON})])
async def test_a_call_that_continues_its_own_task_is_not_said_to_be_refused(tool: str, call: Made) -> None:
    first = {name: value for name, value in call.items() if name not in {"start", "deploy"}}

    assert "refused" not in str(await changes(tool, call, (tool, first)))


@pytest.mark.parametrize(
    ("task", "param", "told"),
    [
        (
            {"task_type": "DI_REALTIME", "file_id": "100"},
            {"ResourceGroup": GROUP},
            'ResourceGroup was "S_res_group',
        ),
        ({"task_type": "DI_REALTIME", "file_id": "100"}, {"Cu": 2}, "the service does not show the current Cu"),
        (
            {"task_type": "DI_OFFLINE", "file_id": "1000000"},
            {"ResourceGroup": GROUP, "Cu": 2},
            "the service does not show the current ResourceGroup and Cu",
        ),
    ],
)
async def test_a_setting_is_shown_with_its_value_before_or_why_not(task: Made, param: Made, told: str) -> None:
    words = await changes("update_di_sync_task", {"project_id": "10000", **task, "task_param": param})

    assert told in words[-1]


async def test_the_scheduling_group_is_shown_with_the_one_before() -> None:
    call = {"project_id": "10000", "file_id": "1000000", "resource_group_identifier": "group_1"}

    assert await changes("update_file", call) == [
        'resource_group_identifier: "S_res_group_280749521950784_1623033750000" becomes "group_1"'
    ]


async def test_of_a_definition_that_can_not_be_read_all_that_the_new_one_sets_is_shown() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    task = workspace.file("1000000", None)
    workspace.add(replace(task, script=""))
    content = json.loads(BATCH_SCRIPT)
    content["setting"]["errorLimit"] = {"record": "99"}
    update = {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000", "task_content": content}
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("update_di_sync_task", update))["plan"]

    assert '/setting/errorLimit/record: "99" is new' in plan["changes"]
    assert any(row["pointer"] == "/order/hops/0/from" for row in plan["differences"])
