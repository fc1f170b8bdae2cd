"""A real-time task with thousands of tables: it is made in few calls, and read back as a summary."""

import json

from bench.large import PREVIEW, TOKENS, read_back, tokens
from bench.worlds import LARGE_WISH, TABLES, with_large_source
from emulator.faults.fault_rules import rejected
from emulator.service import Emulator
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted
from tools.views.tasks import SCRIPT_SHOWN

TASK = {"project_id": "10000", "task_type": "DI_REALTIME"}


def large(time: Time) -> Emulator:
    emulator = emulated(time)
    with_large_source(emulator.world)
    return emulator


async def test_a_task_with_5000_tables_is_made_and_read_back_as_a_summary() -> None:
    time = Time()
    emulator = large(time)
    async with trusted(emulator, time) as client:
        made = await client.call_tool("create_realtime_task", LARGE_WISH)
        assert sent(emulator).count("CreateDISyncTask") == 1
        task = {"project_id": "10000", "task_id": facts_of(made)["task_id"]}
        answers = {"create_realtime_task": made, **await read_back(client, task)}

    assert {tool: answer.is_error for tool, answer in answers.items() if answer.is_error} == {}
    assert {tool: tokens(answer) for tool, answer in answers.items() if tokens(answer) > TOKENS} == {}
    counts = [facts_of(answers[tool])["tables"]["count"] for tool in ("create_realtime_task", "get_di_sync_task")]
    assert [*counts, facts_of(answers["get_task_status"])["tables_count"]] == [len(TABLES)] * 3
    assert "too many to show" in facts_of(answers["get_di_sync_task"])["note"]
    assert "These are the first 20 of 5000 tables." in text_of(answers["preview_realtime_task"])


async def test_a_generation_that_is_too_long_to_show_is_passed_on_by_its_id() -> None:
    time = Time()
    emulator = large(time)
    wish = {**PREVIEW, "tables": list(TABLES[:100])}
    place = {name: LARGE_WISH[name] for name in ("project_id", "task_name", "folder", "resource_group")}
    async with trusted(emulator, time) as client:
        process = facts_of(await client.call_tool("preview_realtime_task", wish))["process_id"]
        asked = {**TASK, "async_process_id": process}
        shown = facts_of(await client.call_tool("query_di_sync_task_config_process_result", asked))
        made = facts_of(await client.call_tool("create_realtime_task", {**place, "process_id": process}))

    assert "script" not in shown
    assert "create_realtime_task" in shown["next"]
    assert made["tables"]["count"] == 100


async def test_a_script_of_usual_length_is_shown_whole() -> None:
    time = Time()
    emulator = large(time)
    async with trusted(emulator, time) as client:
        wish = {**LARGE_WISH, "tables": list(TABLES[:20])}
        made = facts_of(await client.call_tool("create_realtime_task", wish))
        read = facts_of(await client.call_tool("get_di_sync_task", {**TASK, "file_id": made["task_id"]}))

    assert len(json.loads(read["script"])["steps"]) == 2
    assert len(read["script"]) <= SCRIPT_SHOWN
    assert "note" not in read


async def test_a_create_of_thousands_of_tables_that_is_refused_says_so_in_few_words() -> None:
    time = Time()
    emulator = large(time)
    emulator.fail("CreateDISyncTask", rejected("too many tables"), times=None)
    async with trusted(emulator, time) as client:
        refused = await client.call_tool("create_realtime_task", LARGE_WISH)

    assert refused.is_error
    assert "too many tables" in text_of(refused)
    assert tokens(refused) <= TOKENS


async def test_thousands_of_tables_are_changed_and_the_answer_stays_short() -> None:
    time = Time()
    emulator = large(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**LARGE_WISH, "tables": list(TABLES[1000:])}))
        change = {"task_id": made["task_id"], "add": list(TABLES[:1000]), "remove": list(TABLES[1500:]), "apply": True}
        changed = await client.call_tool("change_realtime_tables", {"project_id": "10000", **change})
        again = await client.call_tool("change_realtime_tables", {"project_id": "10000", **change})

    assert facts_of(changed)["outcome"] == "applied"
    assert facts_of(changed)["added"][-1] == "and 950 more"
    assert facts_of(changed)["removed"][-1] == "and 3450 more"
    assert tokens(changed) <= TOKENS
    assert tokens(again) <= TOKENS
