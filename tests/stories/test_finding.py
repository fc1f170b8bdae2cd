"""Somebody looks for tasks: by pattern, by what they read and write, by state."""

from typing import Any

import pytest

from emulator.service import Emulator
from tests.faults import refused
from tests.sessions import WISH, Time, emulated, facts_of, sent, text_of, trusted, without_jobs
from tests.stories.homes import CLASSIC, Home, both

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def with_tasks(home: Home, *tasks: tuple[str, str, str], batch: bool = False) -> Emulator:
    """An emulator with tasks of these names, each with what it reads and writes, and no others of their type."""
    emulator = without_jobs(emulated(Time()))
    home.existing(emulator, *tasks, batch=batch)
    return emulator


async def names(home: Home, emulator: Emulator, mode: str = "auto", **search: Any) -> list[str]:
    async with trusted(emulator, Time(), mode=mode) as client:
        result = await client.call_tool("find_sync_tasks", {**home.workspace, **search})
    assert not result.is_error, text_of(result)
    assert facts_of(result)["api_calls"] == len(sent(emulator))
    return sorted(row["name"] for row in facts_of(result)["tasks"])


@both
@eras
async def test_what_is_only_for_a_while_is_found_by_how_its_name_begins(home: Home, mode: str) -> None:
    emulator = with_tasks(home, ("tmp_a", "a", "b"), ("TMP_b", "a", "b"), ("not_tmp_c", "a", "b"), ("tmp", "a", "b"))

    assert await names(home, emulator, mode, name="tmp_*") == ["TMP_b", "tmp_a"]
    assert await names(home, emulated_anew(emulator), mode, name="tmp_") == ["TMP_b", "not_tmp_c", "tmp_a"]


def emulated_anew(emulator: Emulator) -> Emulator:
    emulator.calls.clear()
    return emulator


@both
@pytest.mark.parametrize("code", ["InvalidSecurityToken.Expired", "InvalidAccessKeyId.Inactive"])
async def test_credentials_that_are_not_accepted_are_no_list_without_tasks(home: Home, code: str) -> None:
    time = Time()
    emulator = with_tasks(home, ("in", "shop", "lake"))
    async with trusted(emulator, time) as client:
        await client.call_tool("find_sync_tasks", home.workspace)
        emulator.fail(home.lists_all, refused(403, code))
        result = await client.call_tool("find_sync_tasks", home.workspace)

    assert facts_of(result)["error"]["code"] == code


async def test_a_pattern_of_several_parts_asks_the_service_for_the_longest() -> None:
    emulator = with_tasks(CLASSIC, ("a_orders_x", "a", "b"), ("orders_a", "a", "b"), ("a_x", "a", "b"))

    assert await names(CLASSIC, emulator, name="a*orders*x") == ["a_orders_x"]
    assert emulator.calls[0].parameters["Keyword"] == "orders"


@both
@eras
async def test_tasks_are_told_apart_by_what_they_read_and_what_they_write(home: Home, mode: str) -> None:
    emulator = with_tasks(home, ("in", "shop", "lake"), ("out", "lake", "shop"), ("other", "erp", "lake"))

    assert await names(home, emulator, mode, reads=["shop"]) == ["in"]
    assert await names(home, emulated_anew(emulator), mode, writes=["shop"]) == ["out"]
    assert await names(home, emulated_anew(emulator), mode, reads=["shop", "erp"], writes=["lake"]) == ["in", "other"]
    assert await names(home, emulated_anew(emulator), mode, data_source="shop") == ["in", "out"]


@both
@eras
async def test_a_running_task_is_found_with_its_group_by_its_state(home: Home, mode: str) -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with trusted(emulator, time, mode=mode) as client:
        await client.call_tool("create_realtime_task", {**home.wish, "start": True})
        found = facts_of(await client.call_tool("find_sync_tasks", {**home.workspace, "state": "RUN"}))

    assert [(row["name"], row["state"]) for row in found["tasks"]] == [(WISH["task_name"], "RUN")]
    assert found["tasks"][0]["resource_group"]["name"] == "di_exclusive"


@both
async def test_batch_tasks_are_found_by_how_far_they_are(home: Home) -> None:
    emulator = with_tasks(home, ("one", "a", "b"), ("two", "a", "b"), batch=True)

    assert await names(home, emulator, state="DRAFT", name="o*") == ["one"]
    assert "one" not in await names(home, emulated_anew(emulator), state="DEPLOYED")


@both
async def test_many_rows_cost_the_calls_of_their_pages_and_say_what_was_not_read(home: Home) -> None:
    emulator = with_tasks(home, *((f"crowd_{number:03}", "a", "b") for number in range(150)))
    async with trusted(emulator, Time()) as client:
        await client.call_tool("describe_workspace", home.workspace)
        emulator.calls.clear()
        answer = facts_of(await client.call_tool("find_sync_tasks", {**home.workspace, "name": "crowd_*"}))

    row = answer["tasks"][0]
    assert (answer["count"], len(answer["tasks"])) == (150, 50)
    assert sent(emulator).count(home.lists_all) == 2
    assert answer["api_calls"] == len(sent(emulator)) <= 3
    assert bool(row["sources"]) is ("data sources and tables of jobs and nodes were not read" not in answer["note"])
    assert ("state" in row) is ("States were not read" not in answer["note"])
