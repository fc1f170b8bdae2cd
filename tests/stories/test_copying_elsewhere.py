"""Somebody wants what one task does at another destination, of another product, and says nothing but that."""

import pytest

from tests.sessions import GROUP, Time, emulated, facts_of, text_of, trusted
from tests.stories.homes import Home, both

STEP_TYPES = {"odps_shop": "odps", "holo_shop": "holo", "kafka_shop": "kafka"}
TYPES = {"odps_shop": "maxcompute", "holo_shop": "hologres", "kafka_shop": "kafka"}
WAYS = [(one, other) for one in TYPES for other in TYPES if one != other]


@both
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_copy_goes_to_every_other_product_in_the_originals_folder_and_group(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        for number, (one, other) in enumerate(WAYS):
            wish = {**home.wish, "task_name": f"task_{number}", "destination": one, "destination_type": TYPES[one]}
            made = facts_of(await client.call_tool("create_realtime_task", wish))
            copy = {"task_id": made["task_id"], "task_name": f"copy_{number}", "destination": other}
            copied = await client.call_tool("copy_realtime_task", {**home.workspace, **copy})

            assert not copied.is_error, text_of(copied)
            lines = facts_of(copied).get("differences", [])
            assert [line for line in lines if not line.startswith("Alarm rules")] == []
            task_id = facts_of(copied)["task_id"]
            shown = facts_of(await client.call_tool("get_task_status", {**home.workspace, "task_id": task_id}))
            assert home.written_as(emulator, task_id).lower() in (STEP_TYPES[other], TYPES[other])
            assert (shown["sources"], shown["destinations"]) == (["mysql_shop"], [other])
            assert [table.rpartition(".")[2] for table in shown["tables"]] == ["orders", "refunds"]
            assert shown["resource_group"]["identifier"] == GROUP
            assert shown.get("folder") == home.wish.get("folder")


@both
async def test_the_same_copy_again_is_the_same_task(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish}))
        copy = {**home.workspace, "task_id": made["task_id"], "task_name": "copy", "destination": "kafka_shop"}
        ids = {facts_of(await client.call_tool("copy_realtime_task", copy))["task_id"] for _ in range(2)}

    assert len(ids) == 1


@both
async def test_a_place_that_no_task_can_write_to_is_refused_with_what_can_be(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish}))
        copy = {**home.workspace, "task_id": made["task_id"], "task_name": "copy", "destination": "mysql_pub"}
        refused = await client.call_tool("copy_realtime_task", copy)

    assert "/destination: is of type" in text_of(refused)
    assert all(product in text_of(refused) for product in ("MaxCompute", "Kafka", "Hologres"))


@both
async def test_a_group_that_is_gone_has_to_be_named(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish}))
        home.lose_group(emulator, made["task_id"])
        copy = {**home.workspace, "task_id": made["task_id"], "task_name": "copy"}
        refused = await client.call_tool("copy_realtime_task", copy)

        made_after_all = await client.call_tool("copy_realtime_task", {**copy, "resource_group": GROUP})

    assert "/resource_group: is required: the original's group is not among those" in text_of(refused)
    assert facts_of(made_after_all)["resource_group"]["identifier"] == GROUP
