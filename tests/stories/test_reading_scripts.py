"""Somebody wants to see what a task does exactly: its script, whatever its type, however long."""

import json
from typing import Any

import pytest
from mcp import Client

from dataworks.scripts.jobs.specification import PARAMETERS
from emulator.seed.first_job import FIRST_JOB
from emulator.seed.first_node import EXTEND
from emulator.seed.samples import BATCH_SCRIPT, SOLUTION_DETAIL, WIZARD_SCRIPT
from emulator.world.ids import FIRST_NODE
from tests.faults import rejected
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted
from tests.stories.homes import CLASSIC, NEW, Home, both
from tests.stories.written import WRITTEN
from tools.rendering import clean
from tools.sets.scripts import PART

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


async def read(client: Client, task_id: str, home: Home = CLASSIC, **more: Any) -> dict[str, Any]:
    result = await client.call_tool("read_task_script", {**home.workspace, "task_id": task_id, **more})
    assert not result.is_error, text_of(result)
    assert text_of(result).endswith(facts_of(result)["script"])
    return facts_of(result)


async def parts(client: Client, task_id: str, home: Home) -> list[dict[str, Any]]:
    """All parts of a script, each read as the one before says."""
    found = [await read(client, task_id, home)]
    while "offset:" in found[-1]["next"]:
        offset = int(found[-1]["next"].split("offset: ")[1].rstrip("."))
        found.append(await read(client, task_id, home, offset=offset))
    return found


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


JOB = {"Name": FIRST_JOB.name, **{name: value for name, value in FIRST_JOB.given.items() if name != "Owner"}}
NODE_SCRIPT = compact({**json.loads(BATCH_SCRIPT), "extend": EXTEND})
SAMPLES = (
    (CLASSIC, "100", "DI_REALTIME", "datahub_to_datahub", WIZARD_SCRIPT),
    (CLASSIC, "solution-100", "DI_SOLUTION", "holo_20211206161025", SOLUTION_DETAIL["ProcessContent"]),
    (CLASSIC, "1000000", "DI_OFFLINE", "u_pk_to_odps", BATCH_SCRIPT),
    (
        NEW,
        f"job-{FIRST_JOB.id}",
        "DI_REALTIME",
        "refunds_to_holo",
        compact({name: JOB[name] for name in PARAMETERS if name in JOB}),
    ),
    (NEW, f"node-{FIRST_NODE}", "DI_OFFLINE", "u_pk_to_odps", NODE_SCRIPT),
)


@eras
@pytest.mark.parametrize(("home", "task_id", "task_type", "name", "script"), SAMPLES, ids=[row[1] for row in SAMPLES])
async def test_the_script_of_a_task_of_any_type_is_shown_as_it_is(
    mode: str, home: Home, task_id: str, task_type: str, name: str, script: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        shown = await read(client, task_id, home)

    assert shown["script"] == script
    assert (shown["task_id"], shown["task_type"], shown["name"]) == (task_id, task_type, name)
    assert (shown["characters"], shown["offset"], shown["next"]) == (len(script), 0, "This is the end of the script.")
    assert shown["api_calls"] == len(sent(emulator)) <= 2


async def test_digits_that_only_a_solution_has_show_the_solution() -> None:
    emulator = emulated(Time())
    workspace = emulator.world.workspaces["10000"]
    workspace.remove(workspace.task("DI_REALTIME", "100"))
    async with trusted(emulator, Time()) as client:
        shown = await read(client, "100")

    assert (shown["task_id"], shown["script"]) == ("solution-100", SOLUTION_DETAIL["ProcessContent"])


TABLES = {
    "few names": [f"orders_{number:05}" for number in range(3_500)],
    "no place to cut": ["x" * 45_000],
    "not ASCII": [f'订单{number}, \\ "\n😀' for number in range(3_000)],
}


@both
@eras
@pytest.mark.parametrize("names", TABLES.values(), ids=TABLES.keys())
async def test_a_long_script_comes_in_parts_that_are_the_whole_together(
    home: Home, mode: str, names: list[str]
) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = WRITTEN[home].holding(emulator, {"table": names})
    async with trusted(emulator, time, mode=mode) as client:
        found = await parts(client, task_id, home)

    whole = "".join(part["script"] for part in found)
    assert len(found) > 2
    assert all(len(part["script"]) <= PART for part in found)
    assert json.loads(whole) == WRITTEN[home].definition(emulator, task_id)
    assert {(part["digest"], part["characters"]) for part in found} == {(found[0]["digest"], len(whole))}


@both
async def test_a_secret_is_hidden_wherever_the_script_is_cut(home: Home) -> None:
    time, secret = Time(), "pl4nted-S3cret-9f2c"
    emulator = emulated(time)
    rows = [{"datasource": "a", "password": secret, "accessKeySecret": f"{secret}{n}"} for n in range(400)]
    task_id = WRITTEN[home].holding(emulator, *rows)
    async with trusted(emulator, time) as client:
        found = await parts(client, task_id, home)
        middle = [(await read(client, task_id, home, offset=number))["script"] for number in range(40, 400, 7)]

    whole = "".join(part["script"] for part in found)
    assert json.loads(whole) == json.loads(clean(json.dumps(WRITTEN[home].definition(emulator, task_id))))
    assert not any(secret in text for text in (whole, *middle))
    assert "hidden" in found[0]["note"]


@both
async def test_parts_of_a_script_that_changed_meanwhile_do_not_look_like_one(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = WRITTEN[home].holding(emulator, {"names": ["a" * 50] * 1_000})
    async with trusted(emulator, time) as client:
        first = await read(client, task_id, home)
        WRITTEN[home].rewrite(emulator, task_id, "aaa", "bbb")
        second = await read(client, task_id, home, offset=len(first["script"]))

    assert first["digest"] != second["digest"]


@both
@eras
async def test_what_is_read_of_a_real_time_task_makes_another_one_like_it(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.created(emulator, time, task_name="live")
    async with trusted(emulator, time, mode=mode) as client:
        script = (await read(client, task_id, home))["script"]
        check = facts_of(await client.call_tool("check_task_script", {"script": script}))
        tool, arguments = WRITTEN[home].copying("again", script)
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, text_of(result)
        made = facts_of(result).get("task_id") or facts_of(result)["file_id"]

    assert (check["ok"], check["count"]) == (True, 0)
    definitions = [{**WRITTEN[home].definition(emulator, each), "Name": ""} for each in (task_id, made)]
    assert definitions[0] == definitions[1]


@both
async def test_what_is_read_of_a_nightly_task_is_taken_by_the_check(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.nightly(emulator, time)
    async with trusted(emulator, time) as client:
        script = (await read(client, task_id, home))["script"]
        check = facts_of(await client.call_tool("check_task_script", {"script": script}))

    assert (check["ok"], check["kind"]) == (True, "batch-job")


UNREADABLE = (
    (CLASSIC, {"task_id": "100", "offset": len(WIZARD_SCRIPT)}, "/offset: is after the end"),
    (CLASSIC, {"task_id": "100", "offset": -1}, "/offset"),
    (CLASSIC, {"task_id": "5"}, "fileId:[5] is invalid."),
    (CLASSIC, {"task_id": "solution-5"}, "fileId:[5] is invalid."),
    (NEW, {"task_id": "job-11500", "offset": 20_000}, "/offset: is after the end"),
    (NEW, {"task_id": "job-5"}, "The DI job or DI alarm rule does not exist."),
    (NEW, {"task_id": "node-5"}, "The node 5 does not exist."),
)


@pytest.mark.parametrize(("home", "arguments", "says"), UNREADABLE)
async def test_what_can_not_be_read_is_said(home: Home, arguments: dict[str, Any], says: str) -> None:
    async with trusted(emulated(Time()), Time()) as client:
        result = await client.call_tool("read_task_script", {**home.workspace, **arguments})

    assert result.is_error
    assert says in text_of(result)
    assert ("may be on the new Data Studio" in text_of(result)) == (home is CLASSIC and "invalid" in says)


@both
@eras
async def test_the_script_of_a_nightly_task_is_shown_on_each_studio(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.nightly(emulator, time)
    async with trusted(emulator, time, mode=mode) as client:
        shown = await read(client, task_id, home)

    steps = {step["category"]: step["parameter"]["datasource"] for step in json.loads(shown["script"])["steps"]}
    assert (shown["task_id"], shown["task_type"], shown["name"]) == (task_id, "DI_OFFLINE", "orders_to_odps")
    assert steps == {"reader": "mysql_shop", "writer": "odps_shop"}
    assert shown["script"] == home.batch(emulator, time, task_id)[0]


@both
async def test_a_script_that_the_service_does_not_show_is_said_to_be_missing(home: Home) -> None:
    emulator = emulated(Time())
    task_id = WRITTEN[home].blank(emulator)
    async with trusted(emulator, Time()) as client:
        shown = await read(client, task_id, home)

    assert (shown["script"], shown["next"]) == ("", "The service shows no script of this task.")


@both
async def test_a_failure_of_the_service_is_no_missing_script(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.created(emulator, time, task_name="live")
    emulator.fail(home.reads, rejected("not now"))
    async with trusted(emulator, time) as client:
        result = await client.call_tool("read_task_script", {**home.workspace, "task_id": task_id})

    assert result.is_error
    assert "not now" in text_of(result)
