"""Somebody wants what one task does at another destination, of another product, and says nothing but that."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dataworks.scripts.definition import Definition
from tests.sessions import FOLDER, GROUP, WISH, Time, emulated, facts_of, text_of, trusted

WORKSPACE = {"project_id": "10000"}
STEP_TYPES = {"odps_shop": "odps", "holo_shop": "holo", "kafka_shop": "kafka"}
TYPES = {"odps_shop": "maxcompute", "holo_shop": "hologres", "kafka_shop": "kafka"}
WAYS = [(one, other) for one in TYPES for other in TYPES if one != other]


def writer_of(script: str) -> dict[str, Any]:
    steps: list[dict[str, Any]] = json.loads(script)["steps"]
    return next(step for step in steps if step["category"] == "writer")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_copy_goes_to_every_other_product_in_the_originals_folder_and_group(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        for number, (one, other) in enumerate(WAYS):
            wish = {**WISH, "task_name": f"task_{number}", "destination": one, "destination_type": TYPES[one]}
            made = facts_of(await client.call_tool("create_realtime_task", wish))
            copy = {"task_id": made["task_id"], "task_name": f"copy_{number}", "destination": other}
            copied = await client.call_tool("copy_realtime_task", {**WORKSPACE, **copy})

            assert not copied.is_error, text_of(copied)
            assert facts_of(copied).get("differences", []) == []
            task = emulator.world.workspace("10000").task("DI_REALTIME", facts_of(copied)["task_id"])
            writer = writer_of(task.script)
            assert (writer["stepType"], writer["parameter"]["datasource"]) == (STEP_TYPES[other], other)
            assert Definition(task.script).tables_by_source() == {"mysql_shop": ("shop.orders", "shop.refunds")}
            assert (task.folder.path, task.resource_group) == (FOLDER, GROUP)


async def test_the_same_copy_again_is_the_same_task() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        copy = {**WORKSPACE, "task_id": made["task_id"], "task_name": "copy", "destination": "kafka_shop"}
        ids = {facts_of(await client.call_tool("copy_realtime_task", copy))["task_id"] for _ in range(2)}

    assert len(ids) == 1


async def test_a_place_that_no_task_can_write_to_is_refused_with_what_can_be() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        copy = {**WORKSPACE, "task_id": made["task_id"], "task_name": "copy", "destination": "mysql_pub"}
        refused = await client.call_tool("copy_realtime_task", copy)

    assert "/destination: is of type" in text_of(refused)
    assert "MaxCompute, Kafka, Hologres" in text_of(refused)


async def test_a_group_that_is_gone_has_to_be_named() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        workspace = emulator.world.workspace("10000")
        task = workspace.task("DI_REALTIME", made["task_id"])
        workspace.add(replace(task, script=task.script.replace('"280749"', '"99"')))
        copy = {**WORKSPACE, "task_id": made["task_id"], "task_name": "copy"}
        refused = await client.call_tool("copy_realtime_task", copy)

    assert "/resource_group: is required: the original's group is not among those" in text_of(refused)
