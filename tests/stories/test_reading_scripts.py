"""Somebody wants to see what a task does exactly: its script, whatever its type, however long."""

import json
from dataclasses import replace
from typing import Any

import pytest
from mcp import Client

from emulator.seed.samples import BATCH_SCRIPT, SOLUTION_DETAIL, WIZARD_SCRIPT
from emulator.service import Emulator
from emulator.world.state import Task
from tests.faults import rejected
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted
from tests.stories.homes import NEW, Home, both
from tools.rendering import clean
from tools.sets.scripts import PART

WORKSPACE = {"project_id": "10000"}

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def with_script(script: str, task_type: str = "DI_REALTIME") -> Emulator:
    """An emulator with a task (2000) that has this script."""
    emulator = emulated(Time())
    workspace = emulator.world.workspaces["10000"]
    folder = next(iter(workspace.folders.values()))
    workspace.add(Task(2000, task_type, "long", folder, script, 1.0, 1.0))
    return emulator


async def read(client: Client, task_id: str, **more: Any) -> dict[str, Any]:
    result = await client.call_tool("read_task_script", {**WORKSPACE, "task_id": task_id, **more})
    assert not result.is_error, text_of(result)
    assert text_of(result).endswith(facts_of(result)["script"])
    return facts_of(result)


async def parts(client: Client, task_id: str) -> list[dict[str, Any]]:
    """All parts of a script, each read as the one before says."""
    found = [await read(client, task_id)]
    while "offset:" in found[-1]["next"]:
        found.append(await read(client, task_id, offset=int(found[-1]["next"].split("offset: ")[1].rstrip("."))))
    return found


@eras
@pytest.mark.parametrize(
    ("task_id", "task_type", "name", "script"),
    [
        ("100", "DI_REALTIME", "datahub_to_datahub", WIZARD_SCRIPT),
        ("solution-100", "DI_SOLUTION", "holo_20211206161025", SOLUTION_DETAIL["ProcessContent"]),
        ("1000000", "DI_OFFLINE", "u_pk_to_odps", BATCH_SCRIPT),
    ],
)
async def test_the_script_of_any_task_is_shown_as_it_is(
    mode: str, task_id: str, task_type: str, name: str, script: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        shown = await read(client, task_id)

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


@eras
@pytest.mark.parametrize("names", TABLES.values(), ids=TABLES.keys())
async def test_a_long_script_comes_in_parts_that_are_the_whole_together(mode: str, names: list[str]) -> None:
    script = json.dumps({"steps": [{"category": "reader", "parameter": {"table": names}}]}, ensure_ascii=False)
    async with trusted(with_script(script), Time(), mode=mode) as client:
        found = await parts(client, "2000")

    whole = "".join(part["script"] for part in found)
    assert len(found) > 2
    assert all(len(part["script"]) <= PART for part in found)
    assert json.loads(whole) == json.loads(script)
    assert {(part["digest"], part["characters"]) for part in found} == {(found[0]["digest"], len(whole))}


async def test_a_secret_is_hidden_wherever_the_script_is_cut() -> None:
    secret = "pl4nted-S3cret-9f2c"
    rows = [{"datasource": "a", "password": secret, "accessKeySecret": f"{secret}{n}"} for n in range(400)]
    script = json.dumps({"steps": [{"category": "reader", "parameter": {"connection": rows}}]})
    async with trusted(with_script(script), Time()) as client:
        found = await parts(client, "2000")
        middle = [(await read(client, "2000", offset=number))["script"] for number in range(40, 400, 7)]

    whole = "".join(part["script"] for part in found)
    assert whole == clean(script)
    assert json.loads(whole).keys() == {"steps"}
    assert not any(secret in text for text in (whole, *middle))
    assert "hidden" in found[0]["note"]


async def test_parts_of_a_script_that_changed_meanwhile_do_not_look_like_one() -> None:
    emulator = with_script(json.dumps({"steps": [], "names": ["a" * 50] * 1_000}))
    workspace = emulator.world.workspaces["10000"]
    async with trusted(emulator, Time()) as client:
        first = await read(client, "2000")
        task = workspace.task("DI_REALTIME", "2000")
        workspace.add(replace(task, script=task.script.replace("a", "b")))
        second = await read(client, "2000", offset=len(first["script"]))

    assert first["digest"] != second["digest"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"task_id": "100", "offset": len(WIZARD_SCRIPT)}, "/offset: is after the end"),
        ({"task_id": "100", "offset": -1}, "/offset"),
        ({"task_id": "5"}, "fileId:[5] is invalid."),
        ({"task_id": "solution-5"}, "fileId:[5] is invalid."),
    ],
    ids=["after the end", "before the start", "no task", "no solution"],
)
async def test_what_can_not_be_read_is_said(arguments: dict[str, Any], says: str) -> None:
    async with trusted(emulated(Time()), Time()) as client:
        result = await client.call_tool("read_task_script", {**WORKSPACE, **arguments})

    assert result.is_error
    assert says in text_of(result)


@both
@eras
async def test_the_script_of_a_nightly_task_is_shown_on_each_studio(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.nightly(emulator, time)
    async with trusted(emulator, time, mode=mode) as client:
        result = await client.call_tool("read_task_script", {**home.workspace, "task_id": task_id})

    shown = facts_of(result)
    steps = {step["category"]: step["parameter"]["datasource"] for step in json.loads(shown["script"])["steps"]}
    assert (shown["task_id"], shown["task_type"], shown["name"]) == (task_id, "DI_OFFLINE", "orders_to_odps")
    assert steps == {"reader": "mysql_shop", "writer": "odps_shop"}
    assert shown["next"] == "This is the end of the script."


async def test_a_node_that_is_not_there_is_not_looked_for_on_the_other_studio() -> None:
    async with trusted(emulated(Time()), Time()) as client:
        result = await client.call_tool("read_task_script", {**NEW.workspace, "task_id": "node-5"})

    assert "The node 5 does not exist." in text_of(result)
    assert "may be on the new Data Studio" not in text_of(result)


async def test_a_script_that_the_service_does_not_show_is_said_to_be_missing() -> None:
    async with trusted(with_script(""), Time()) as client:
        shown = await read(client, "2000")

    assert (shown["script"], shown["next"]) == ("", "The service shows no script of this task.")


async def test_a_failure_of_the_service_is_no_missing_script() -> None:
    emulator = emulated(Time())
    emulator.fail("GetFile", rejected("not now"))
    async with trusted(emulator, Time()) as client:
        result = await client.call_tool("read_task_script", {**WORKSPACE, "task_id": "1000000"})

    assert result.is_error
    assert "not now" in text_of(result)
