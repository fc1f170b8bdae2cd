"""Failures as an assistant meets them: every one names its cause, a fix and whether to retry, in one shape."""

from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from dataworks.errors import Throttled
from dataworks.explain.wording import LABELS
from emulator.faults import Mishap, cut, dropped_after, dropped_before, not_json, refused, rejected
from emulator.samples import BATCH_SCRIPT
from server.hosting import Hosting
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, text_of
from tools.failures import as_text, failure_of

FILES = ("list_files", {"project_id": "10000"})
GROUPS: tuple[str, dict[str, Any]] = ("list_resource_groups", {})
READ = ("get_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"})
QUERY = (
    "query_di_sync_task_config_process_result",
    {"project_id": "10000", "task_type": "DI_REALTIME", "async_process_id": "77"},
)
CREATE_TASK = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "task_name": "x",
    "task_content": BATCH_SCRIPT,
    "task_param": {"FileFolderPath": FOLDER, "ResourceGroup": GROUP},
}
CREATE = ("create_di_sync_task", CREATE_TASK)
JOB = "create_realtime_task"


def wish(**change: Any) -> tuple[str, dict[str, Any]]:
    return JOB, {**WISH, **change}


class Case(NamedTuple):
    """A call, what goes wrong with which operation, the code to be told, and the retry verdict."""

    call: tuple[str, dict[str, Any]]
    code: str
    retry: str
    operation: str = "*"
    mishap: Mishap | None = None


ANSWERED: dict[str, Case] = {
    "no such folder": Case(wish(folder="Business Flow/none/Data Integration"), "Rejected", "after a fix"),
    "no such group": Case(wish(resource_group="S_res_group_none"), "Rejected", "after a fix"),
    "no such source": Case(wish(source="mysql_none"), "Rejected", "after a fix"),
    "no such sink": Case(wish(destination="odps_none"), "Rejected", "after a fix"),
    "no such table": Case(wish(tables=["shop.nothing"]), "Rejected", "after a fix"),
    "no such task": Case((READ[0], {**READ[1], "file_id": "999"}), "Rejected", "after a fix"),
    "no such process": Case(QUERY, "Param.Invalid", "after a fix"),
    "no such workspace": Case(("list_files", {"project_id": "99999"}), "Forbidden.Access", "after a fix"),
    "no workspace": Case(("list_files", {}), "MissingProjectId", "after a fix"),
    "too many ids": Case(
        ("list_files", {"project_id": "10000", "file_id_in": ",".join(["1"] * 51)}), "InvalidParameter", "after a fix"
    ),
    "not a script to the service": Case(
        CREATE, "Invalid.DI.Parameter", "after a fix", "CreateDISyncTask", refused(400, "Invalid.DI.Parameter")
    ),
    "no right to create": Case(
        wish(), "Forbidden.DI.NoPrivilege", "after a fix", "CreateDISyncTask", refused(403, "Forbidden.DI.NoPrivilege")
    ),
    "broken inside": Case(
        wish(),
        "InternalError.DI.Parameter",
        "look first",
        "CreateDISyncTask",
        refused(500, "InternalError.DI.Parameter"),
    ),
    "failed generation": Case(
        wish(),
        "Rejected",
        "look first",
        "QueryDISyncTaskConfigProcessResult",
        rejected("The source could not be read."),
    ),
    "rejected without a word": Case(READ, "Rejected", "look first", "GetDISyncTask", rejected("odd")),
    "new data studio": Case(READ, "Rejected", "after a fix", "GetDISyncTask", rejected("The node does not exist.")),
    "throttled": Case(FILES, "Throttling.User", "after a wait", mishap=refused(429, "Throttling.User")),
    "throttled by number": Case(
        FILES, "9990040003", "after a wait", mishap=refused(400, "9990040003", "Throttling.Resource")
    ),
    "quota used up": Case(FILES, "Throttling.Resource", "no", mishap=refused(429, "Throttling.Resource")),
    "day's limit": Case(GROUPS, "Throttling.Api.Risk", "no", mishap=refused(429, "Throttling.Api.Risk")),
    "unknown key": Case(
        GROUPS, "InvalidAccessKeyId.NotFound", "after a fix", mishap=refused(404, "InvalidAccessKeyId.NotFound")
    ),
    "wrong secret": Case(
        GROUPS, "SignatureDoesNotMatch", "after a fix", mishap=refused(400, "SignatureDoesNotMatch", "?x=y")
    ),
    "clock": Case(GROUPS, "InvalidTimeStamp.Expired", "after a fix", mishap=refused(400, "InvalidTimeStamp.Expired")),
    "token": Case(
        GROUPS, "InvalidSecurityToken.Expired", "after a fix", mishap=refused(403, "InvalidSecurityToken.Expired")
    ),
    "policy": Case(
        GROUPS, "ResourceNotAuthorized.Api", "after a fix", mishap=refused(403, "ResourceNotAuthorized.Api")
    ),
    "balance": Case(GROUPS, "InsufficientBalance", "after a fix", mishap=refused(400, "InsufficientBalance")),
    "region": Case(FILES, "Forbidden.Not.Server", "after a fix", mishap=refused(500, "Forbidden.Not.Server")),
    "version": Case(FILES, "InvalidAction.NotFound", "after a fix", mishap=refused(404, "InvalidAction.NotFound")),
    "overloaded": Case(FILES, "ServiceUnavailable", "yes", mishap=refused(503, "ServiceUnavailable")),
    "brand new": Case(FILES, "Brand.New", "look first", mishap=refused(400, "Brand.New", "never seen")),
}
"""Failures that the service tells of, with its request id."""

LOST: dict[str, Case] = {
    "page": Case(CREATE, "Unreadable", "look first", "CreateDISyncTask", not_json()),
    "half": Case(READ, "Unreadable", "yes", "GetDISyncTask", cut()),
    "dropped before": Case(FILES, "Unreachable", "yes", mishap=dropped_before()),
    "dropped after": Case(CREATE, "Unreachable", "look first", "CreateDISyncTask", dropped_after()),
}
"""Failures that leave no request id behind."""

EVERY = {**ANSWERED, **LOST}


async def failed(case: Case, language: Any = "en") -> tuple[dict[str, Any], str]:
    """The failure as structured content, which fits the tool's output schema, and as text."""
    time = Time()
    emulator = emulated(time)
    if case.mishap:
        emulator.fail(case.operation, case.mishap, times=None)
    async with assistant(emulator, time, hosting=Hosting(language=language)) as client:
        name, arguments = case.call
        result = await client.call_tool(name, arguments)
        schema = next(tool for tool in (await client.list_tools()).tools if tool.name == name).output_schema
    assert result.is_error
    assert schema is not None
    Draft202012Validator(schema).validate(facts_of(result))
    return facts_of(result)["error"], text_of(result)


@pytest.mark.parametrize("case", EVERY.values(), ids=EVERY.keys())
async def test_it_holds_code_cause_fix_and_verdict(case: Case) -> None:
    error, text = await failed(case)

    assert error["code"] == case.code
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

    same = ("operation", "code", "message", "http_status", "retry", "who", "next_tool", "next_arguments")
    assert {fact: chinese.get(fact) for fact in same} == {fact: english.get(fact) for fact in same}
    assert chinese["means"] != english["means"]
    for label in ("what happened", "why", "fix", "who", "retry", "code"):
        assert f"{LABELS[label].zh}: " in text.replace(":\n", ": \n")
        assert f"{LABELS[label].en}:" not in text


async def test_the_next_tool_comes_with_the_arguments_that_are_known() -> None:
    error, text = await failed(EVERY["no such group"])

    assert error["next_tool"] == "list_resource_groups"
    assert error["next_arguments"] == {"resource_group_type": 4}
    assert 'next tool: list_resource_groups {"resource_group_type": 4}' in text


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
