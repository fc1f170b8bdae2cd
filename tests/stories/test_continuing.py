"""Work that takes longer than one call goes on by saying the same again, and nothing else."""

from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, AtOnce, Failing, Stuck
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, trusted

SEEN = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
CREATING, CHANGING = "GenerateDISyncTaskConfigForCreating", "GenerateDISyncTaskConfigForUpdating"
LOOK = "QueryDISyncTaskConfigProcessResult"


def tasks(emulator: Emulator) -> list[str]:
    return [task.name for task in emulator.world.workspaces["10000"].tasks.values() if task.name.startswith("orders_")]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_every_tool_that_generates_continues_by_the_same_arguments(mode: str) -> None:
    time = Time()
    emulator = emulated(time, AfterSeconds(25))
    before = len(tasks(emulator))

    async with trusted(emulator, time, mode=mode) as client:

        async def twice(tool: str, arguments: dict[str, Any], state: str, operation: str) -> dict[str, Any]:
            emulator.calls.clear()
            early = facts_of(await client.call_tool(tool, {**arguments, "wait_seconds": 20}))
            late = facts_of(await client.call_tool(tool, {**arguments, "wait_seconds": 55}))

            assert early[state] == "generating"
            assert late[state] != "generating"
            assert late["process_id"] == early["process_id"]
            assert sent(emulator).count(operation) == 1
            return late

        await twice("preview_realtime_task", SEEN, "state", CREATING)
        emulator.world.tokens.clear()  # so that only what this process remembers leads to a generation
        made = await twice("create_realtime_task", {**WISH, "tables": ["shop.orders"]}, "state", CREATING)
        task = {"project_id": "10000", "task_id": made["task_id"]}
        place = {"task_name": "orders_copy", "folder": FOLDER, "resource_group": GROUP, "add": ["shop.customers"]}
        await twice("copy_realtime_task", {**task, **place}, "state", CREATING)
        changed = await twice(
            "change_realtime_tables", {**task, "add": ["shop.refunds"], "apply": True}, "outcome", CHANGING
        )

    assert changed["outcome"] == "applied"
    assert len(tasks(emulator)) == before + 2


async def test_a_generation_is_found_again_in_the_next_hour_and_its_next_look_is_when_it_is_due() -> None:
    time = Time()
    time.now -= time.now % 3600 + 10  # shortly before the hour ends, which the token has in it
    emulator = emulated(time, AfterSeconds(50))
    async with trusted(emulator, time) as client:
        early = facts_of(await client.call_tool("create_realtime_task", {**WISH, "wait_seconds": 40}))
        emulator.calls.clear()
        soon = facts_of(await client.call_tool("create_realtime_task", {**WISH, "wait_seconds": 3}))
        time.now += 300
        late = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert (early["state"], soon["state"], late["state"]) == ("generating", "generating", "created")
    assert late["process_id"] == soon["process_id"] == early["process_id"]
    looks = [action for action in sent(emulator) if action != "ListResourceGroups"]
    assert looks[:2] == [LOOK, LOOK], "no look before it is due, except one in each call"


async def test_a_server_that_does_not_remember_begins_anew_and_still_makes_one_task() -> None:
    time = Time()
    emulator = emulated(time, AfterSeconds(25))
    before = len(tasks(emulator))
    async with trusted(emulator, time) as client:
        early = facts_of(await client.call_tool("create_realtime_task", {**WISH, "wait_seconds": 10}))
    time.now += 3600
    emulator.world.speed = AtOnce()
    async with trusted(emulator, time) as client:
        late = facts_of(await client.call_tool("create_realtime_task", WISH))
        again = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert "where this server does not remember it, a new generation begins, which makes nothing" in early["next"]
    assert late["process_id"] != early["process_id"]
    assert (late["state"], again["task_id"]) == ("created", late["task_id"])
    assert len(tasks(emulator)) == before + 1


async def test_the_answer_says_how_long_such_a_generation_takes_and_when_to_give_up() -> None:
    time = Time()
    emulator = emulated(time, AfterSeconds(10))
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool("preview_realtime_task", {**SEEN, "wait_seconds": 5}))
        await client.call_tool("preview_realtime_task", SEEN)
        emulator.world.speed = Stuck()
        wish = {**WISH, "tables": ["shop.orders"], "wait_seconds": 40}
        stuck = facts_of(await client.call_tool("create_realtime_task", wish))
        time.now += 1800
        anew = facts_of(await client.call_tool("create_realtime_task", wish))
        emulator.world.speed = AtOnce()
        time.now += 1801
        made = facts_of(await client.call_tool("create_realtime_task", wish))

    assert "for 2 tables is still being generated after" in first["next"]
    assert "(the API documents no usual time)" in first["next"]
    assert "for 1 tables" in stuck["next"]
    assert " s for 2 tables). " in stuck["next"]
    assert (
        "Give up after 30 minutes: then the same call begins another one; if that does not end either" in stuck["next"]
    )
    assert (anew["state"], made["state"]) == ("generating", "created")
    assert len({stuck["process_id"], anew["process_id"], made["process_id"]}) == 3
    assert made["replaced"] == [f"process {anew['process_id']}, which did not end"]


@pytest.mark.parametrize("gone", [False, True], ids=["failed", "forgotten"])
async def test_a_remembered_generation_that_is_of_no_use_any_more_is_replaced(gone: bool) -> None:
    time = Time()
    emulator = emulated(time, AfterSeconds(25))
    async with trusted(emulator, time) as client:
        early = facts_of(await client.call_tool("create_realtime_task", {**WISH, "wait_seconds": 10}))
        (process,) = emulator.world.processes.values()
        if gone:
            emulator.world.processes.clear()
        else:
            process.speed = Failing("out of memory")
        emulator.world.speed = AtOnce()
        late = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert late["state"] == "created"
    assert late["process_id"] != early["process_id"]


async def test_what_was_shown_is_what_is_made_without_another_generation() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        shown = facts_of(await client.call_tool("preview_realtime_task", SEEN))
        refused = await client.call_tool(
            "create_realtime_task", {**WISH, "folder": "Business Flow/shop/Data Integration/x"}
        )
        made = facts_of(await client.call_tool("create_realtime_task", WISH))

    assert refused.is_error
    assert made["process_id"] == shown["process_id"]
    assert (sent(emulator).count(CREATING), sent(emulator).count(LOOK)) == (1, 1)


async def test_consent_for_one_request_starts_no_other_ones_generation() -> None:
    """Two requests that differ in one table never share a generation."""
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        one = facts_of(await client.call_tool("create_realtime_task", {**WISH, "tables": ["shop.orders"]}))
        two = facts_of(await client.call_tool("create_realtime_task", {**WISH, "task_name": "orders_two"}))

    assert one["process_id"] != two["process_id"]
    assert (one["tables"]["count"], two["tables"]["count"]) == (1, 2)
