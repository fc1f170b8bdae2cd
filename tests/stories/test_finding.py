"""Somebody looks for tasks: by pattern, by what they read and write, by state."""

import json
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.state import Task
from tests.sessions import WISH, Time, emulated, facts_of, sent, text_of, trusted

WORKSPACE = {"project_id": "10000"}

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def with_tasks(*tasks: tuple[str, str, str], kind: str = "DI_REALTIME") -> Emulator:
    """An emulator with tasks of these names, each with what it reads and writes."""
    emulator = emulated(Time())
    workspace = emulator.world.workspaces["10000"]
    folder = next(iter(workspace.folders.values()))
    for number, (name, source, destination) in enumerate(tasks, 2000):
        ends = {"reader": source, "writer": destination}
        steps = [{"category": category, "parameter": {"datasource": end}} for category, end in ends.items()]
        workspace.add(Task(number, kind, name, folder, json.dumps({"steps": steps}), 1.0, 1.0))
    return emulator


async def names(emulator: Emulator, mode: str = "auto", **search: Any) -> list[str]:
    async with trusted(emulator, Time(), mode=mode) as client:
        result = await client.call_tool("find_sync_tasks", {**WORKSPACE, **search})
    assert not result.is_error, text_of(result)
    assert facts_of(result)["api_calls"] == len(sent(emulator))
    return [row["name"] for row in facts_of(result)["tasks"]]


@eras
async def test_what_is_only_for_a_while_is_found_by_how_its_name_begins(mode: str) -> None:
    emulator = with_tasks(("tmp_a", "a", "b"), ("TMP_b", "a", "b"), ("not_tmp_c", "a", "b"), ("tmp", "a", "b"))

    assert await names(emulator, mode, name="tmp_*") == ["tmp_a", "TMP_b"]
    assert await names(emulated_anew(emulator), mode, name="tmp_") == ["tmp_a", "TMP_b", "not_tmp_c"]


def emulated_anew(emulator: Emulator) -> Emulator:
    emulator.calls.clear()
    return emulator


async def test_a_pattern_of_several_parts_asks_the_service_for_the_longest() -> None:
    emulator = with_tasks(("a_orders_x", "a", "b"), ("orders_a", "a", "b"), ("a_x", "a", "b"))

    assert await names(emulator, name="a*orders*x") == ["a_orders_x"]
    assert emulator.calls[0].parameters["Keyword"] == "orders"


@eras
async def test_tasks_are_told_apart_by_what_they_read_and_what_they_write(mode: str) -> None:
    emulator = with_tasks(("in", "shop", "lake"), ("out", "lake", "shop"), ("other", "erp", "lake"))

    assert await names(emulator, mode, reads=["shop"]) == ["in"]
    assert await names(emulated_anew(emulator), mode, writes=["shop"]) == ["out"]
    assert await names(emulated_anew(emulator), mode, reads=["shop", "erp"], writes=["lake"]) == ["in", "other"]
    assert await names(emulated_anew(emulator), mode, data_source="shop") == ["in", "out"]


@eras
async def test_a_running_task_is_found_with_its_group_by_its_state(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        await client.call_tool("create_realtime_task", {**WISH, "start": True})
        found = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, "state": "RUN"}))

    assert [(row["name"], row["state"]) for row in found["tasks"]] == [(WISH["task_name"], "RUN")]
    assert found["tasks"][0]["resource_group"]["name"] == "di_exclusive"


async def test_batch_tasks_are_found_by_how_far_they_are() -> None:
    emulator = with_tasks(("one", "a", "b"), ("two", "a", "b"), kind="DI_OFFLINE")

    assert await names(emulator, state="DRAFT", name="o*") == ["one"]
    assert await names(emulated_anew(emulator), state="DEPLOYED") == []


async def test_many_rows_cost_the_calls_of_their_pages_and_one_for_the_groups() -> None:
    emulator = with_tasks(*((f"crowd_{number:03}", "a", "b") for number in range(150)))

    assert len(await names(emulator, name="crowd_*")) == 50
    assert sent(emulator) == ["ListFiles", "ListFiles"]
