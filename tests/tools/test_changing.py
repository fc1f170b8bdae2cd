"""Changing the tables of a real-time task, as an assistant reads it."""

from tests.sessions import WISH, Time, emulated, facts_of, sent, trusted

CHANGE = {"project_id": "10000", "add": ["shop.customers"], "remove": ["shop.refunds"], "apply": True}


async def test_a_generation_that_is_not_of_this_change_is_replaced_by_one_that_is() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        change = {**CHANGE, "task_id": made["task_id"], "process_id": made["process_id"]}
        answer = facts_of(await client.call_tool("change_realtime_tables", change))

    assert (answer["outcome"], answer["added"], answer["removed"]) == ("applied", ["shop.customers"], ["shop.refunds"])
    assert answer["process_id"] != made["process_id"]
    assert sent(emulator).count("UpdateDISyncTask") == 1
