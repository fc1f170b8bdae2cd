"""With ``--language zh`` a user reads Chinese: answers, plans, failures, and what to do next."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client

from dataworks.language import SPOKEN
from dataworks.scripts.check import check
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds
from server.hosting import Hosting
from tests import faults
from tests.dataworks.scripts.broken import BROKEN, TEXTS
from tests.dataworks.scripts.patches import script
from tests.sessions import FOLDER, WISH, Time, assistant, emulated, facts_of, text_of
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


async def test_english_stays_english() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        answer = text_of(await client.call_tool("create_realtime_task", WISH))

    assert not CHINESE.search(answer)
