"""With ``--language zh`` a user reads Chinese: answers, plans, failures, and what to do next."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client

from dataworks.language import SPOKEN
from dataworks.scripts.check import check
from emulator.seed.samples import BATCH_SCRIPT
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds
from server.hosting import Hosting
from tests import faults
from tests.dataworks.scripts.broken import BROKEN, TEXTS
from tests.dataworks.scripts.patches import script
from tests.sessions import BATCH_WISH, FOLDER, WISH, Time, assistant, emulated, facts_of, text_of
from tests.tools.test_consent import user
from tools.rules.gate import Gate
from tools.rules.mode import Mode

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOR_USERS = {"next", "means", "note", "cautions", "what", "interrupted", "replaced", "lost", "stays", "takes", "fix"}
"""Fields that have sentences of this server."""

SEEN = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}


def in_english(content: Any, place: str = "") -> list[str]:
    """The sentences for users that have no Chinese."""
    if isinstance(content, dict):
        return [found for name, value in content.items() for found in in_english(value, name)]
    if isinstance(content, list):
        return [found for value in content for found in in_english(value, place)]
    told = isinstance(content, str) and place in FOR_USERS
    return [f"{place}: {content}"] if told and not CHINESE.search(content) else []


SENTENCE = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,}){2,}")
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
OF_OTHERS = {"message", "script", "code", "command", "who", "retry", "source", "done"}
"""Fields with words of the service, of users or of programs, or with values that have a fixed spelling."""

DRAFTED = {name: value for name, value in WISH.items() if name not in {"project_id", "task_name", "folder"}}
IN_WORKSPACE = {
    *("create_batch_task", "change_realtime_tables", "change_task", "copy_realtime_task", "read_task_script"),
    *("start_tasks", "stop_tasks", "retire_tasks", "update_di_sync_task", "delete_di_sync_task"),
    *("get_task_status", "find_sync_tasks"),
}


@asynccontextmanager
async def in_chinese(
    speed: float = 0.0, mode: str = "auto", rules: Mode = Mode.FULL, answer: Any = None
) -> AsyncGenerator[tuple[Client, Emulator]]:
    time = Time()
    emulator = emulated(time, AfterSeconds(speed) if speed else None)
    hosting = Hosting(gate=Gate(rules), language="zh")
    async with assistant(emulator, time, mode=mode, hosting=hosting, answer=answer) as client:
        yield client, emulator


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_life_of_a_task_is_told_in_chinese(mode: str) -> None:
    async with in_chinese(mode=mode) as (client, _):

        async def said(tool: str, **arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(tool, {"project_id": "10000", **arguments})
            facts = facts_of(result)
            assert in_english(facts) == [], text_of(result)
            return facts

        await said("preview_realtime_task", **SEEN)
        made = await said("create_realtime_task", **WISH)
        task = {"task_id": made["task_id"]}
        await said("get_task_status", **task)
        await said("start_tasks", task_ids=[made["task_id"]])
        await said("get_task_status", **task)
        await said("change_realtime_tables", **task, add=["shop.customers"])
        await said("change_realtime_tables", **task, add=["shop.customers"], apply=True)
        await said("stop_tasks", task_ids=[made["task_id"]])
        await said("find_sync_tasks")
        await said("retire_tasks", task_ids=[made["task_id"]])
        await said("create_realtime_task", **{**WISH, "folder": f"{FOLDER}/new"})


async def test_a_generation_that_goes_on_is_told_in_chinese() -> None:
    async with in_chinese(speed=30) as (client, _):
        answer = facts_of(await client.call_tool("create_realtime_task", {**WISH, "wait_seconds": 10}))

    assert answer["next"].startswith("本次调用尚未创建任何内容。脚本（2 张表）仍在生成，已等待 ")
    assert "超过 30 分钟请放弃等待" in answer["next"]


@pytest.mark.parametrize("tool", ["start_tasks", "stop_tasks", "retire_tasks"])
async def test_plans_are_shown_in_chinese(tool: str) -> None:
    asked = list[str]()
    async with in_chinese() as (client, emulator):
        started = {**WISH, "start": tool != "start_tasks"}
        made = facts_of(await client.call_tool("create_realtime_task", started))
    time = Time()
    rules = Hosting(gate=Gate(Mode.CONFIRM), language="zh")
    call = tool, {"project_id": "10000", "task_ids": [made["task_id"]]}
    async with assistant(emulator, time, hosting=rules) as client:
        plan = await client.call_tool(*call)
    async with assistant(emulator, time, hosting=rules, answer=user("decline", None, asked)) as client:
        refused = facts_of(await client.call_tool(*call))

    assert in_english(facts_of(plan)) == []
    assert text_of(plan).startswith("没有执行任何操作：此次调用需要用户同意。")
    assert CHINESE.search(asked[0])
    assert in_english(refused) == []


def test_every_finding_about_a_script_is_told_in_chinese() -> None:
    scripts = [*map(script, BROKEN.values()), *(text for text, _, _ in TEXTS.values())]
    token = SPOKEN.set("zh")
    try:
        found = [finding for text in scripts for finding in check(text).findings]
    finally:
        SPOKEN.reset(token)

    told = [words for finding in found for words in (finding.message, finding.suggestion) if words]
    assert len(told) > len(scripts)
    assert [words for words in told if not CHINESE.search(words)] == []


async def test_what_a_failed_call_has_left_is_told_in_chinese() -> None:
    async with in_chinese() as (client, emulator):
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
        emulator.fail("DeleteDISyncTask", faults.refused(403, "Forbidden.Access"))
        call = {"project_id": "10000", "task_ids": [made["task_id"]]}
        failed = await client.call_tool("retire_tasks", call)

    left = f"任务 {made['task_id']} 已被本次调用停止并下线；上次查看时的运行状态是 "
    assert left in text_of(failed)


def english_sentences(content: Any, place: str = "") -> list[str]:
    """Three or more English words in a row, outside quotes, in what this server says."""
    if isinstance(content, dict):
        return [found for name, value in content.items() for found in english_sentences(value, name)]
    if isinstance(content, list):
        return [found for value in content for found in english_sentences(value, place)]
    said = isinstance(content, str) and place not in OF_OTHERS
    return [f"{place}: {content}"] if said and SENTENCE.search(QUOTED.sub("", content)) else []


READS: list[tuple[str, dict[str, Any]]] = [
    ("describe_workspace", {}),
    ("describe_workspace", {"project_id": "10000"}),
    ("list_source_tables", {"project_id": "10000", "source": "mysql_shop"}),
    ("list_source_tables", {"project_id": "10000", "source": "mysql_shop", "pattern": "nothing.*"}),
    ("list_projects", {}),
    ("list_data_sources", {"project_id": "10000"}),
    ("list_resource_groups", {}),
    ("check_task_script", {"script": "{}"}),
    ("draft_task_script", {"kind": "real-time", **DRAFTED}),
    ("show_as_code", {"tool": "list_projects"}),
    ("show_as_code", {"tool": "list_projects", "form": "http"}),
    ("show_as_code", {"tool": "describe_workspace"}),
    ("explain_error", {"error": "Throttling.Api"}),
]

WRITES: list[tuple[str, dict[str, Any]]] = [
    ("create_realtime_task", {**WISH, "task_name": "other", "start": True}),
    ("create_realtime_task", {**WISH, "tables": ["shop.customers"], "start": True}),
    ("change_realtime_tables", {"task_id": "REALTIME", "add": ["shop.customers"], "apply": True}),
    ("change_task", {"task_id": "REALTIME", "cu": 2, "apply": True}),
    ("change_task", {"task_id": "BATCH", "cron": "00 00 03 * * ?", "where": "id > 1", "apply": True}),
    ("create_batch_task", {**BATCH_WISH, "task_name": "nightly", "cron": "00 00 02 * * ?"}),
    ("create_batch_task", {**BATCH_WISH, "cron": "00 00 05 * * ?"}),
    ("start_tasks", {"task_ids": ["DRAFT"]}),
    ("stop_tasks", {"task_ids": ["REALTIME", "BATCH"]}),
    ("retire_tasks", {"task_ids": ["REALTIME", "BATCH"]}),
    ("update_di_sync_task", {"file_id": "1000000", "task_type": "DI_OFFLINE", "task_content": BATCH_SCRIPT}),
    ("update_di_sync_task", {"file_id": "1000000", "task_type": "DI_OFFLINE", "task_param": {"Cu": 1.5}}),
    ("delete_di_sync_task", {"file_id": "DRAFT", "task_type": "DI_REALTIME"}),
]

MISTAKES: list[tuple[str, dict[str, Any]]] = [
    ("create_realtime_task", {**WISH, "tables": ["orders", "shop.*", "*", "shop."]}),
    ("create_realtime_task", {**WISH, "tables": ["nothing.*"]}),
    ("create_realtime_task", {**WISH, "resource_group": None, "wait_seconds": 90}),
    ("create_realtime_task", {**WISH, "folder": f"{FOLDER}/new"}),
    ("create_batch_task", {**BATCH_WISH, "columns": None, "reader": {"stepType": "mysql"}, "para_value": "a=1"}),
    ("create_batch_task", {**BATCH_WISH, "source": "mysql_shp"}),
    ("create_batch_task", {**BATCH_WISH, "columns": ["no_column"]}),
    ("change_realtime_tables", {"task_id": "REALTIME"}),
    ("change_realtime_tables", {"task_id": "REALTIME", "add": ["a"], "remove": ["shop.orders", "shop.refunds"]}),
    ("change_realtime_tables", {"task_id": "REALTIME", "remove": ["shop.orders", "shop.refunds"]}),
    ("change_realtime_tables", {"task_id": "REALTIME", "source": "other", "add": ["shop.customers"]}),
    ("change_task", {"task_id": "REALTIME", "where": "a", "cu": 0.7, "restart": True}),
    ("change_task", {"task_id": "REALTIME", "where": "a"}),
    ("change_task", {"task_id": "BATCH", "restart": True}),
    ("change_task", {"task_id": "BATCH", "resource_group": "nothing", "name": "orders_to_maxcompute"}),
    ("copy_realtime_task", {"task_id": "REALTIME", "task_name": "copy", "remove": ["shop.*"]}),
    ("copy_realtime_task", {"task_id": "BATCH", "task_name": "copy"}),
    ("get_task_status", {}),
    ("get_task_status", {"name": "nothing"}),
    ("find_sync_tasks", {"state": "RUN", "task_type": "DI_OFFLINE"}),
    ("read_task_script", {"task_id": "REALTIME", "offset": 1_000_000}),
    ("draft_task_script", {"kind": "batch", "tables": ["a.*"]}),
    ("show_as_code", {"tool": "nothing", "form": "http"}),
    ("start_tasks", {"task_ids": ["1"] * 21}),
    ("start_tasks", {"task_ids": ["007", "x"]}),
    ("no_such_tool", {}),
]


@asynccontextmanager
async def with_tasks(rules: Mode) -> AsyncGenerator[tuple[Client, dict[str, str]]]:
    """A session with a real-time task that runs, one that does not, and a batch task in production; and their ids."""
    async with in_chinese() as (client, emulator):
        realtime = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": True}))
        batch = facts_of(await client.call_tool("create_batch_task", {"project_id": "10000", **BATCH_WISH}))
        draft = facts_of(await client.call_tool("create_realtime_task", {**WISH, "task_name": "draft"}))
    hosting = Hosting(gate=Gate(rules), language="zh")
    async with assistant(emulator, Time(), hosting=hosting) as client:
        yield client, {"REALTIME": realtime["task_id"], "BATCH": batch["task_id"], "DRAFT": draft["task_id"]}


def of_tasks(arguments: Any, known: dict[str, str]) -> Any:
    """The arguments with the ids of these tasks."""
    if isinstance(arguments, dict):
        return {name: of_tasks(value, known) for name, value in arguments.items()}
    if isinstance(arguments, list):
        return [of_tasks(value, known) for value in arguments]
    return known.get(arguments, arguments) if isinstance(arguments, str) else arguments


@pytest.mark.parametrize(
    ("rules", "calls"),
    [(Mode.FULL, READS), (Mode.CONFIRM, WRITES), (Mode.FULL, MISTAKES), (Mode.FULL, WRITES)],
    ids=["answers", "plans", "failures", "changes"],
)
async def test_nothing_is_told_in_english(rules: Mode, calls: list[tuple[str, dict[str, Any]]]) -> None:
    left = list[str]()
    async with with_tasks(rules) as (client, known):
        for tool, arguments in calls:
            wanted = {"project_id": "10000"} if tool in IN_WORKSPACE else {}
            result = await client.call_tool(tool, of_tasks({**wanted, **arguments}, known))
            facts = result.structured_content or {}
            assert (calls is MISTAKES) == bool(result.is_error) or calls is WRITES, (tool, text_of(result))
            assert ("plan" in facts) == (rules is Mode.CONFIRM), (tool, text_of(result))
            left += [f"{tool}: {found}" for found in english_sentences(facts)]

    assert left == []


async def test_english_stays_english() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        answer = text_of(await client.call_tool("create_realtime_task", WISH))

    assert not CHINESE.search(answer)
