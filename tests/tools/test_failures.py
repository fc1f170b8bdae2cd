"""Failures as an assistant meets them: every one names its cause, a fix and whether to retry, in one shape."""

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dataworks.errors import Throttled
from dataworks.explain.wording import LABELS
from server.hosting import Hosting
from tests.faults import refused, rejected
from tests.sessions import WISH, Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.failing import ANSWERED, EVERY, READ, Case
from tools.calls.failures import as_text, failure_of


async def failed(case: Case, language: Any = "en") -> tuple[dict[str, Any], str]:
    """The failure as structured content, which fits the tool's output schema, and as text."""
    time = Time()
    emulator = emulated(time)
    case.arrange(emulator)
    async with assistant(emulator, time, hosting=Hosting(language=language)) as client:
        name, arguments = case.call
        result = await client.call_tool(name, arguments)
        schema = next(tool for tool in (await client.list_tools()).tools if tool.name == name).output_schema
    assert result.is_error
    assert schema is not None
    Draft202012Validator(schema).validate(facts_of(result))
    return facts_of(result)["error"], text_of(result)


def test_there_are_25_of_them_and_more_that_differ() -> None:
    assert len({(str(case.call), case.code) for case in ANSWERED.values()}) >= 25


SAID_HERE = {"FolderMissing", "Unreachable", "Unreadable", "SignatureDoesNotMatch"}
"""Codes of messages that are ours: the service answered nothing, or repeated what was signed."""


@pytest.mark.parametrize("case", EVERY.values(), ids=EVERY.keys())
async def test_it_holds_code_cause_fix_and_verdict(case: Case) -> None:
    error, text = await failed(case)

    assert error["code"] == case.told
    assert error["retry"] == case.retry
    assert error["means"]
    assert error["who"]
    assert error["fix"]
    for fact in ("message", "code", "means", "who", "retry"):
        assert error[fact] in text
    assert all(step in text for step in error["fix"])


@pytest.mark.parametrize("case", ANSWERED.values(), ids=ANSWERED.keys())
async def test_it_holds_status_and_request_id_as_the_service_gave_them(case: Case) -> None:
    error, text = await failed(case)

    assert f"HTTP {error['http_status']}" in text
    assert f"request id {error['request_id']}" in text


@pytest.mark.parametrize("case", EVERY.values(), ids=EVERY.keys())
async def test_in_chinese_it_has_the_same_facts_and_chinese_words_around_them(case: Case) -> None:
    (english, _), (chinese, text) = await failed(case), await failed(case, "zh")

    said_here = english["code"] in SAID_HERE
    same = ("operation", "code", "http_status", "retry", "who", "next_tool", "next_arguments")
    assert (chinese["message"] == english["message"]) is not said_here
    assert {fact: chinese.get(fact) for fact in same} == {fact: english.get(fact) for fact in same}
    assert chinese["means"] != english["means"]
    for label in ("happened", "why", "fix", "who", "retry", "code"):
        assert f"{LABELS[label].zh}: " in text.replace(":\n", ": \n")
        assert f"{LABELS[label].en}:" not in text


async def test_the_next_tool_comes_with_the_arguments_that_are_known() -> None:
    error, text = await failed(EVERY["no such group"])

    assert error["next_tool"] == "list_resource_groups"
    assert error["next_arguments"] == {"resource_group_type": 4}
    assert 'next: list_resource_groups {"resource_group_type": 4}' in text


async def test_it_does_not_offer_arguments_that_the_next_tool_would_refuse() -> None:
    batch = {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "999", "task_param": {"Cu": 1}}
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting()) as client:
        planned = facts_of(await client.call_tool("update_di_sync_task", batch))
        confirmed = {**batch, "confirmation": planned["confirmation"]}
        error = facts_of(await client.call_tool("update_di_sync_task", confirmed))["error"]

    assert (error["next_tool"], error["next_arguments"]) == ("list_files", {"project_id": "10000"})


async def test_a_wait_that_the_service_asks_for_is_told_in_seconds() -> None:

    failure = failure_of(Throttled("Op", "slow", 429, "1", "Throttling.User", retry_after=7.5), "tool", None, "zh")

    assert failure.retry_after_seconds == 7.5
    assert "能否重试: 等待后可以, 最早 7.5 秒后" in as_text(failure, "zh")


async def test_a_message_of_the_service_can_not_pose_as_our_lines() -> None:
    case = Case(READ, "Rejected", "look first", "GetDISyncTask", rejected("odd\nretry: yes"))

    _, text = await failed(case)

    assert [line for line in text.splitlines() if line.startswith("retry:")] == ["retry: look first"]


async def test_arguments_that_a_look_finds_wrong_are_not_said_to_have_sent_nothing() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        told = text_of(await client.call_tool("create_realtime_task", {**WISH, "tables": ["shop.none_*"]}))

    assert sent(emulator) == ["ListFolders", "GetDataSourceMeta"]
    assert "nothing was made" in told
    assert "nothing was sent" not in told


async def test_what_exists_can_not_pose_as_our_lines() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        workspace = emulator.world.workspaces["10000"]
        workspace.add(replace(workspace.task("DI_REALTIME", made["task_id"]), script="{}"))
        emulator.fail("CreateDISyncTask", refused(400, "Invalid.DI.Parameter.File.Existed"))
        emulator.fail("GetDISyncTask", rejected("gone\nretry: yes"))
        told = text_of(await client.call_tool("create_realtime_task", WISH))

    assert "gone" in told
    assert "\nretry: yes" not in told


@pytest.mark.parametrize(
    ("call", "code"),
    [(("list_files", {"colour": "red"}), "InvalidArguments"), (("list_filez", {}), "UnknownTool")],
    ids=["arguments", "tool"],
)
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_our_own_refusals_have_the_same_shape(call: tuple[str, dict[str, Any]], code: str, language: Any) -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(language=language)) as client:
        result = await client.call_tool(*call)

    error = facts_of(result)["error"]
    assert (error["code"], error["retry"]) == (code, "after a fix")
    assert error["means"]
    assert error["fix"]
    assert ("原因" in text_of(result)) is (language == "zh")
