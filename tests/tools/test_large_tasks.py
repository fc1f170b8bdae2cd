"""A real-time task with thousands of tables: it is made in few calls, and read back as a summary."""

import inspect
import json
from collections import Counter
from types import FrameType
from typing import Any

import pytest

from bench.large import PREVIEW, TOKENS, read_back, tokens
from bench.worlds import LARGE_TASK, TABLES, with_large_source
from emulator.service import Emulator
from tests.faults import rejected
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted
from tools.views.tasks import SCRIPT_SHOWN

pytestmark = pytest.mark.repeats

TASK = {"project_id": "10000", "task_type": "DI_REALTIME"}


def large(time: Time) -> Emulator:
    emulator = emulated(time)
    with_large_source(emulator.world)
    return emulator


async def test_a_task_with_10000_tables_is_made_and_read_back_as_a_summary() -> None:
    time = Time()
    emulator = large(time)
    async with trusted(emulator, time) as client:
        made = await client.call_tool("create_realtime_task", LARGE_TASK)
        assert sent(emulator).count("CreateDISyncTask") == 1
        task = {"project_id": "10000", "task_id": facts_of(made)["task_id"]}
        answers = {"create_realtime_task": made, **await read_back(client, task)}

    assert {tool: answer.is_error for tool, answer in answers.items() if answer.is_error} == {}
    assert {tool: tokens(answer) for tool, answer in answers.items() if tokens(answer) > TOKENS} == {}
    counts = [facts_of(answers[tool])["tables"]["count"] for tool in ("create_realtime_task", "get_di_sync_task")]
    assert [*counts, facts_of(answers["get_task_status"])["tables_count"]] == [len(TABLES)] * 3
    assert "too many to show" in facts_of(answers["get_di_sync_task"])["note"]
    assert "These are the first 20 of 10000 tables." in text_of(answers["preview_realtime_task"])


async def test_a_generation_that_is_too_long_to_show_is_passed_on_by_its_id() -> None:
    time = Time()
    emulator = large(time)
    wish = {**PREVIEW, "tables": list(TABLES[:100])}
    place = {name: LARGE_TASK[name] for name in ("project_id", "task_name", "folder", "resource_group")}
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
        wish = {**LARGE_TASK, "tables": list(TABLES[:20])}
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
        refused = await client.call_tool("create_realtime_task", LARGE_TASK)

    assert refused.is_error
    assert "too many tables" in text_of(refused)
    assert tokens(refused) <= TOKENS


async def test_thousands_of_tables_are_changed_and_the_answer_stays_short() -> None:
    time = Time()
    emulator = large(time)
    async with trusted(emulator, time) as client:
        made = facts_of(
            await client.call_tool("create_realtime_task", {**LARGE_TASK, "tables": list(TABLES[1000:5000])})
        )
        change = {
            "task_id": made["task_id"],
            "add": list(TABLES[:1000]),
            "remove": list(TABLES[1500:5000]),
            "apply": True,
        }
        changed = await client.call_tool("change_realtime_tables", {"project_id": "10000", **change})
        again = await client.call_tool("change_realtime_tables", {"project_id": "10000", **change})

    assert facts_of(changed)["outcome"] == "applied"
    assert facts_of(changed)["added"][-1] == "and 950 more"
    assert facts_of(changed)["removed"][-1] == "and 3450 more"
    assert tokens(changed) <= TOKENS
    assert tokens(again) <= TOKENS


def by_the_emulator() -> bool:
    """Whether the emulator, which runs in this process and reads scripts itself, is among the callers."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None:
        if frame.f_globals["__name__"].startswith("emulator."):
            return True
        frame = frame.f_back
    return False


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often we parse each JSON text of more than a thousand characters."""
    counts, decode = Counter[str](), json.JSONDecoder.decode

    def counted(self: json.JSONDecoder, text: str, *more: Any) -> Any:
        if len(text) > 1000 and not by_the_emulator():
            counts[text] += 1
        return decode(self, text, *more)

    monkeypatch.setattr(json.JSONDecoder, "decode", counted)
    return counts


async def test_no_script_is_parsed_twice_in_one_call(parsed: Counter[str]) -> None:
    time = Time()
    emulator = large(time)
    wish = {**LARGE_TASK, "tables": list(TABLES[:60])}
    async with trusted(emulator, time) as client:

        async def call(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
            parsed.clear()
            facts = facts_of(await client.call_tool(tool, arguments))
            script = emulator.world.workspace("10000").task("DI_REALTIME", str(facts.get("task_id", made_id))).script
            assert (tool, max(parsed.values()), parsed[script]) == (tool, 1, 1)
            return facts

        made_id = ""
        made_id = (await call("create_realtime_task", wish))["task_id"]
        task = {"project_id": "10000", "task_id": made_id}
        place = {name: wish[name] for name in ("folder", "resource_group")}
        await call("get_task_status", task)
        await call("find_sync_tasks", {"project_id": "10000"})
        await call("get_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": made_id})
        await call("copy_realtime_task", {**task, **place, "task_name": "copied", "destination": "odps_first"})
        await call("change_realtime_tables", {**task, "add": [TABLES[70]]})
        await call("change_realtime_tables", {**task, "add": [TABLES[70]], "remove": [TABLES[0]], "apply": True})
