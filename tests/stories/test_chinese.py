"""With ``--language zh`` a user reads Chinese: answers, plans, failures, and what to do next."""

import re
from collections.abc import AsyncGenerator, Mapping
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
from tests.dataworks.scripts.broken_jobs import JOBS
from tests.dataworks.scripts.patches import script
from tests.sessions import BATCH_WISH, FOLDER, WISH, Time, assistant, emulated, facts_of, text_of
from tests.stories.homes import CLASSIC, NEW, Home, both
from tests.stories.told import ALARM, IN_WORKSPACE, MISTAKES, MISTAKES_OF, READS, READS_OF, WRITES, WRITES_OF, Told
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
OF_OTHERS = {"message", "script", "code", "command", "who", "retry", "source", "done", "log"}
"""Fields with words of the service, of users or of programs, or with values that have a fixed spelling."""


@asynccontextmanager
async def in_chinese(
    speed: float = 0.0, mode: str = "auto", rules: Mode = Mode.FULL, answer: Any = None
) -> AsyncGenerator[tuple[Client, Emulator]]:
    time = Time()
    emulator = emulated(time, AfterSeconds(speed) if speed else None)
    hosting = Hosting(gate=Gate(rules), language="zh")
    async with assistant(emulator, time, mode=mode, hosting=hosting, answer=answer) as client:
        yield client, emulator


@both
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_life_of_a_task_is_told_in_chinese(home: Home, mode: str) -> None:
    async with in_chinese(mode=mode) as (client, _):

        async def said(tool: str, **arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(tool, home.at_home(arguments))
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


@both
@pytest.mark.parametrize("tool", ["start_tasks", "stop_tasks", "retire_tasks"])
async def test_plans_are_shown_in_chinese(home: Home, tool: str) -> None:
    asked = list[str]()
    async with in_chinese() as (client, emulator):
        started = home.at_home({**WISH, "start": tool != "start_tasks"})
        made = facts_of(await client.call_tool("create_realtime_task", started))
    time = Time()
    rules = Hosting(gate=Gate(Mode.CONFIRM), language="zh")
    call = tool, home.at_home({"task_ids": [made["task_id"]]})
    async with assistant(emulator, time, hosting=rules) as client:
        plan = await client.call_tool(*call)
    async with assistant(emulator, time, hosting=rules, answer=user("decline", None, asked)) as client:
        refused = facts_of(await client.call_tool(*call))

    assert in_english(facts_of(plan)) == []
    assert text_of(plan).startswith("没有执行任何操作：此次调用需要用户同意。")
    assert CHINESE.search(asked[0])
    assert in_english(refused) == []


def test_every_finding_about_a_script_is_told_in_chinese() -> None:
    scripts = [*map(script, [*BROKEN.values(), *JOBS.values()]), *(text for text, _, _ in TEXTS.values())]
    token = SPOKEN.set("zh")
    try:
        found = [finding for text in scripts for finding in check(text).findings]
    finally:
        SPOKEN.reset(token)

    told = [words for finding in found for words in (finding.message, finding.suggestion) if words]
    assert len(told) > len(scripts)
    assert [words for words in told if not CHINESE.search(words)] == []


@both
async def test_what_a_failed_call_has_left_is_told_in_chinese(home: Home) -> None:
    async with in_chinese() as (client, emulator):
        made = facts_of(await client.call_tool("create_realtime_task", home.at_home({**WISH, "start": True})))
        emulator.fail(home.deletes, faults.refused(403, "Forbidden.Access"))
        failed = await client.call_tool("retire_tasks", home.at_home({"task_ids": [made["task_id"]]}))

    done = "停止并下线" if home is CLASSIC else "停止"
    assert f"任务 {made['task_id']} 已被本次调用{done}；上次查看时的运行状态是 " in text_of(failed)


def english_sentences(content: Any, place: str = "") -> list[str]:
    """Three or more English words in a row, outside quotes, in what this server says."""
    if isinstance(content, dict):
        return [found for name, value in content.items() for found in english_sentences(value, name)]
    if isinstance(content, list):
        return [found for value in content for found in english_sentences(value, place)]
    said = isinstance(content, str) and place not in OF_OTHERS
    return [f"{place}: {content}"] if said and SENTENCE.search(QUOTED.sub("", content)) else []


async def _made(client: Client, home: Home, tool: str, wish: dict[str, Any]) -> str:
    task_id: str = facts_of(await client.call_tool(tool, home.at_home(wish)))["task_id"]
    return task_id


@asynccontextmanager
async def with_tasks(home: Home, rules: Mode) -> AsyncGenerator[tuple[Client, dict[str, str]]]:
    """A session with real-time tasks in three states and a batch task in production, and their ids."""
    async with in_chinese() as (client, emulator):
        known = {
            called: await _made(client, home, tool, wish)
            for called, tool, wish in [
                ("REALTIME", "create_realtime_task", {**WISH, "start": True}),
                ("DRAFT", "create_realtime_task", {**WISH, "task_name": "draft"}),
                ("PAUSED", "create_realtime_task", {**WISH, "task_name": "paused"}),
                ("BATCH", "create_batch_task", BATCH_WISH),
            ]
        }
        home.put_in(emulator, Time(), known["PAUSED"], "PAUSE")
        if home is NEW:
            await client.call_tool("set_task_alarm", home.at_home({**ALARM, "task_id": known["REALTIME"]}))
    hosting = Hosting(gate=Gate(rules), language="zh")
    async with assistant(emulator, Time(), hosting=hosting) as client:
        yield client, known


def of_tasks(arguments: Any, known: dict[str, str]) -> Any:
    """The arguments with the ids of these tasks."""
    if isinstance(arguments, dict):
        return {name: of_tasks(value, known) for name, value in arguments.items()}
    if isinstance(arguments, list):
        return [of_tasks(value, known) for value in arguments]
    return known.get(arguments, arguments) if isinstance(arguments, str) else arguments


@both
@pytest.mark.parametrize(
    ("rules", "calls", "of_studio"),
    [
        (Mode.FULL, READS, READS_OF),
        (Mode.CONFIRM, WRITES, WRITES_OF),
        (Mode.FULL, MISTAKES, MISTAKES_OF),
        (Mode.FULL, WRITES, WRITES_OF),
    ],
    ids=["answers", "plans", "failures", "changes"],
)
async def test_nothing_is_told_in_english(
    home: Home, rules: Mode, calls: list[Told], of_studio: Mapping[str, list[Told]]
) -> None:
    left = list[str]()
    async with with_tasks(home, rules) as (client, known):
        for tool, arguments in [*calls, *of_studio[home.name]]:
            there = tool in IN_WORKSPACE or "project_id" in arguments
            wanted = home.at_home(arguments) if there else arguments
            result = await client.call_tool(tool, of_tasks(wanted, known))
            facts = result.structured_content or {}
            assert (calls is MISTAKES) == bool(result.is_error) or calls is WRITES, (tool, text_of(result))
            assert ("plan" in facts) == (rules is Mode.CONFIRM), (tool, text_of(result))
            left += [f"{tool}: {found}" for found in english_sentences(facts)]

    assert left == []


@both
async def test_english_stays_english(home: Home) -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        answer = text_of(await client.call_tool("create_realtime_task", {**home.wish}))

    assert not CHINESE.search(answer)
