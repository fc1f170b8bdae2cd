"""Calls that are not made are answered in the language that was chosen, with the same rule and names in it."""

import re
from typing import Any

import pytest
from mcp_types import ElicitResult

from dataworks.explain.explanation import Text
from dataworks.explain.local_errors import NOT_ALLOWED
from dataworks.explain.lookup import explain_text
from server.hosting import Hosting
from tests.sessions import WISH, Time, assistant, emulated, facts_of, text_of
from tests.tools.test_policy import REFUSED
from tools.rules import refusals
from tools.rules.caller import Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.selection import selection

CREATE = ("create_realtime_task", WISH)
UPDATE = (
    "update_di_sync_task",
    {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100", "task_param": {"ResourceGroup": "x"}},
)
RULES: dict[str, tuple[Hosting, tuple[str, dict[str, Any]], str, str]] = {
    "read-only mode": (Hosting(gate=Gate(Mode.READ_ONLY)), CREATE, "只读模式已开启", "--mode confirm"),
    "no scope": (Hosting(caller_of=lambda: Caller("ann", may_write=False)), CREATE, "ann 的令牌缺少写入", "scope"),
    "set off": (
        Hosting(gate=Gate(selection=selection())),
        ("list_projects", {}),
        "工具集 discovery 未启用",
        "--tools list_projects",
    ),
    "excluded": (
        Hosting(gate=Gate(selection=selection(exclude=["get_file"]))),
        ("get_file", {}),
        "已被排除",
        "--exclude get_file",
    ),
    "policy": (
        Hosting(gate=Gate(policy=Policy(deny=["Create*"]))),
        CREATE,
        "策略：deny = 'Create*' 禁止 CreateDISyncTask",
        "策略文件",
    ),
}
CONSTANTS = {name: value for name, value in vars(refusals).items() if name.isupper()}
WORDS = {name: value for name, value in CONSTANTS.items() if isinstance(value, Text)}
WHOLE = {name: value for name, value in CONSTANTS.items() if isinstance(value, refusals.Refusal)}


def has_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@pytest.mark.parametrize(("hosting", "call", "rule", "fix"), RULES.values(), ids=RULES.keys())
async def test_a_refusal_is_told_in_chinese(
    hosting: Hosting, call: tuple[str, dict[str, Any]], rule: str, fix: str
) -> None:
    time = Time()
    chinese = Hosting(gate=hosting.gate, caller_of=hosting.caller_of, language="zh")
    async with assistant(emulated(time), time, hosting=chinese) as client:
        result = await client.call_tool(*call)

    error = facts_of(result)["error"]
    assert error["code"] == "NotAllowed"
    assert error["message"].startswith("没有执行任何操作：")
    assert rule in error["message"]
    assert fix in error["fix"][0]
    assert has_chinese(error["fix"][0])
    assert error["who"] == "operator of this server"
    assert "Nothing was done" not in text_of(result)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("hosting", "call"), [row[:2] for row in RULES.values()], ids=RULES.keys())
async def test_a_refusal_that_is_pasted_is_known_again(
    hosting: Hosting, call: tuple[str, dict[str, Any]], language: Any
) -> None:
    time = Time()
    rules = Hosting(gate=hosting.gate, caller_of=hosting.caller_of, language=language)
    async with assistant(emulated(time), time, hosting=rules) as client:
        message = facts_of(await client.call_tool(*call))["error"]["message"]

    assert [match.explanation for match in explain_text(message)] == [NOT_ALLOWED]


@pytest.mark.parametrize(("policy", "call", "rule"), REFUSED.values(), ids=REFUSED.keys())
async def test_in_chinese_a_rule_of_the_policy_has_the_same_names(
    policy: Policy, call: tuple[str, dict[str, Any]], rule: str
) -> None:
    time = Time()
    chinese = Hosting(gate=Gate(Mode.FULL, policy), language="zh")
    async with assistant(emulated(time), time, hosting=chinese) as client:
        message = facts_of(await client.call_tool(*call))["error"]["message"]

    names = re.findall(r"'.+?'|\[.+?\]|\b(?:10000|project_id|deny|allow|read_only|workspaces(?= does| is))\b", rule)
    assert names
    assert all(name in message for name in names)
    assert has_chinese(message)


async def test_the_users_no_is_told_in_chinese() -> None:
    async def declined(*_: Any) -> Any:
        return ElicitResult(action="decline")

    time = Time()
    async with assistant(emulated(time), time, answer=declined, hosting=Hosting(language="zh")) as client:
        result = await client.call_tool(*UPDATE)

    assert "没有执行任何操作：用户未同意。" in text_of(result)


async def test_the_reasons_why_tools_are_off_are_told_in_chinese() -> None:
    time = Time()
    hosting = Hosting(gate=Gate(selection=selection()), language="zh")
    async with assistant(emulated(time), time, hosting=hosting) as client:
        setup = facts_of(await client.call_tool("describe_setup", {}))

    assert all(re.match(r"工具集 \w+ 未启用。加上 --toolsets ", off["why"]) for off in setup["tools_off"])


def test_all_words_have_both_languages_and_the_same_places() -> None:
    texts = [*WORDS.values(), *(text for refusal in WHOLE.values() for text in (refusal.rule, refusal.fix))]

    assert len(texts) > 15
    assert all(text.en.count("{}") == text.zh.count("{}") for text in texts)
    assert all(has_chinese(text.zh) or text is refusals.WHY for text in texts)
    assert not any(has_chinese(text.en) for text in texts)
