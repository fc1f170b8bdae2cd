"""Explanations: every code and text that the emulator can raise has one in both languages, and it claims no more
than it knows.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import get_args

import pytest

from dataworks.errors import (
    DataWorksError,
    Denied,
    OutOfTime,
    Refused,
    Rejected,
    Seen,
    Throttled,
    Unconfigured,
    Unreachable,
    Unreadable,
)
from dataworks.explain.codes import BAD_KEY, BAD_PARAMETER, CLOCK, CODES, NO_PRIVILEGE, QUOTA, SERVICE_ERROR, SLOW_DOWN
from dataworks.explain.explanation import Explanation, Retry, Text, Who
from dataworks.explain.flow_errors import STOPPED_AGAIN
from dataworks.explain.local_errors import (
    ANSWER_LOST,
    NO_ANSWER,
    NOT_SENT,
    OUT_OF_TIME,
    UNEXPLAINED,
    UNREADABLE,
    WITHOUT_CODE,
)
from dataworks.explain.lookup import BY_CODE, LONGEST_TEXT, TEXTS, explain, explain_code, explain_text
from dataworks.explain.setting_errors import SETTINGS
from dataworks.explain.symptoms import SYMPTOMS
from dataworks.explain.wording import (
    DID_YOU_MEAN,
    LABELS,
    NO_SUCH_TOOL,
    NONE_SEEN,
    NOTHING_SENT,
    RETRY,
    SEEN,
    WHO,
    seen_text,
)
from emulator.failures import Refusal, invalid, invalid_path, missing, not_emulated, unreadable
from emulator.gateway.known_actions import known_actions
from tests.alone import times_as_long
from tests.emulator.refusals import REFUSALS
from tools.catalog import snake_case
from tools.declarations import TOOLS

ROWS = {
    **BY_CODE,
    **{row.example: row.explanation for row in TEXTS},
    **{f"setting {name}": explanation for name, explanation in SETTINGS.items()},
    "sent": ANSWER_LOST,
    "not sent": NOT_SENT,
    "nothing known": UNEXPLAINED,
}
SETTINGS_OF_DATABASES = {
    *("log_bin", "binlog_format", "binlog_row_image", "max_allowed_packet", "max_connect_errors", "time_zone"),
    *("net_read_timeout", "net_write_timeout", "wait_timeout", "mysql_native_password"),
    *("max_replication_slots", "max_standby_streaming_delay", "max_wal_senders", "wal_level"),
    *("total_fields", "max_shards_per_node"),
}

EMULATED = [*dict.fromkeys(REFUSALS), missing("ProjectId"), unreadable("FileId"), not_emulated("ListFolders")]
every_refusal = pytest.mark.parametrize("refusal", EMULATED, ids=lambda refusal: f"{refusal.code}: {refusal.message}")

FAILURE_TEXTS = [
    invalid("fileId", 100).message,
    invalid("datasource", "mysql_nowhere").message,
    invalid("table", "shop.nothing").message,
    invalid("Cu", "0.3").message,
    invalid("ResourceGroup", "group_1").message,
    invalid_path("Business Flow/nowhere").message,
    "XXX is invalid.",
]


def refused(code: str, message: str = "message", status: int = 400) -> Refused:
    return Refused("Op", message, status, service_code=code)


def has_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@every_refusal
def test_every_code_of_the_emulator_is_explained(refusal: Refusal) -> None:
    assert explain(refused(refusal.code, refusal.message, refusal.status)) is explain_code(refusal.code)


@every_refusal
def test_every_message_of_the_emulator_is_explained_without_its_code(refusal: Refusal) -> None:
    assert explain_text(refusal.message)


@pytest.mark.parametrize("message", FAILURE_TEXTS)
def test_every_failure_text_of_the_emulator_is_explained(message: str) -> None:
    assert explain(Rejected("Op", message)) is not UNEXPLAINED


@pytest.mark.repeats
def test_every_text_is_found_where_it_is_pasted_among_others() -> None:
    found = {row: explain_text(f"2026-11-20 10:06:48 [job-1]\n{row.example}\nat com.example.Main") for row in TEXTS}

    assert [row.example for row in found if row.explanation not in [match.explanation for match in found[row]]] == []


def test_a_row_says_everything_in_both_languages() -> None:
    assert {name: lacking for name, meaning in ROWS.items() if (lacking := lacking_in(meaning))} == {}


def lacking_in(meaning: Explanation) -> list[str]:
    """What a row does not say, or not rightly."""
    texts = (meaning.means, *meaning.fix)
    said = {
        "a fix": bool(meaning.fix),
        "a source": bool(meaning.source),
        "English": all(text.en and not has_chinese(text.en) for text in texts),
        "Chinese": all(has_chinese(text.zh) for text in texts),
        "who": meaning.who in get_args(Who),
        "retry": meaning.retry in get_args(Retry),
    }
    return [what for what, there in said.items() if not there]


def test_what_a_row_names_exists() -> None:
    tools = {spec.name for spec in TOOLS}
    arguments = {name for spec in TOOLS for name in spec.arguments.model_fields} | {"input_list"}
    known = tools | {snake_case(action) for action in known_actions()} | arguments | SETTINGS_OF_DATABASES
    named = {
        name: {word for text in meaning.fix for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", " ".join(text))}
        for name, meaning in ROWS.items()
    }
    then = {name: meaning.then for name, meaning in ROWS.items()}

    assert {name: words - known for name, words in named.items() if words - known} == {}
    assert {name: action for name, action in then.items() if action not in known_actions() | tools | {None}} == {}


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
def test_what_is_given_to_a_tool_are_arguments_that_it_has(spec: object) -> None:
    tool = next(tool for tool in TOOLS if tool is spec)
    given = {name for meaning in ROWS.values() if _is(meaning, tool.name) for name in meaning.given}

    assert given <= tool.arguments.model_fields.keys()


def _is(meaning: Explanation, tool: str) -> bool:
    return meaning.then is not None and tool in {meaning.then, snake_case(meaning.then)}


def test_the_fixed_words_have_both_languages() -> None:
    fixed = [*LABELS.values(), *WHO.values(), *RETRY.values(), *SEEN.values(), *NONE_SEEN.values()]

    assert all(text.en and has_chinese(text.zh) for text in [*fixed, DID_YOU_MEAN, NO_SUCH_TOOL, NOTHING_SENT])
    assert set(WHO) == set(get_args(Who))
    assert set(RETRY) == set(get_args(Retry))


@pytest.mark.parametrize(
    ("message", "operation"),
    [
        ("Invalid path: Business Flow/xxxx/Data Integration", "ListFolders"),
        ("ResourceGroup:[S_res_group_XXX] is invalid.", "ListResourceGroups"),
        ("fileId:[100] is invalid.", "ListFiles"),
        ("XXX is invalid.", None),
    ],
)
def test_a_symptom_points_to_what_finds_the_right_value(message: str, operation: str | None) -> None:
    assert explain(Rejected("Op", message)).then == operation


@pytest.mark.parametrize(
    "message", ["fileId:[100] is invalid.", "Invalid path: x", "The node does not exist.", "文件不存在"]
)
def test_symptoms_of_the_new_data_studio_name_it_as_a_possible_cause(message: str) -> None:
    fix = explain(Rejected("Op", message)).fix

    assert any("new Data Studio" in step.en and "2024-05-18" in step.zh for step in fix)


@pytest.mark.parametrize("code", ["InvalidAction.NotFound", "InvalidApi.NotFound", "Unreadable"])
def test_so_do_codes_that_a_workspace_of_the_other_generation_may_cause(code: str) -> None:
    meaning = explain_code(code)

    assert meaning is not None
    assert "new Data Studio" in meaning.fix[-1].en


@pytest.mark.parametrize(
    ("code", "explanation"),
    [
        ("Throttling.User", SLOW_DOWN),
        ("Throttling.Resource", QUOTA),
        ("Throttling.Api", SLOW_DOWN),
        ("Throttling.Api.Risk", QUOTA),
        ("Forbidden.DI.NoPrivilege", NO_PRIVILEGE),
        ("Invalid.DI.Parameter.File.Existed", CODES["Invalid.DI.Parameter.File.Existed"]),
        ("Forbidden.Not.Server", CODES["Forbidden.Not.Server"]),
        ("InvalidTimeStamp.Expired", CLOCK),
        ("InvalidAccessKeyId.Inactive", BAD_KEY),
        ("MissingAccessKeyId", BAD_KEY),
    ],
)
def test_the_longest_family_that_fits_explains_a_code(code: str, explanation: object) -> None:
    assert explain(refused(code)) is explanation


@pytest.mark.parametrize(
    ("error", "explanation"),
    [
        (Unreachable("Op", "", sent=True), ANSWER_LOST),
        (Unreachable("Op", "", sent=False), NOT_SENT),
        (OutOfTime("Op", ""), OUT_OF_TIME),
        (Unreadable("Op", "", 502), UNREADABLE),
        (Denied("Op", "", 403, service_code="HTTP 403"), WITHOUT_CODE),
        (Throttled("Op", "", 400, service_code="9990040003"), SLOW_DOWN),
        (Throttled("Op", "", 429, service_code="HTTP 429"), SLOW_DOWN),
        (Throttled("Op", "", 429, service_code="Odd", quota_used_up=True), QUOTA),
        (Refused("Op", "", 502, service_code="HTTP 502"), SERVICE_ERROR),
        (Rejected("Op", "something new"), UNEXPLAINED),
        (refused("Brand.New"), UNEXPLAINED),
    ],
    ids=repr,
)
def test_each_kind_of_error_has_its_explanation(error: DataWorksError, explanation: object) -> None:
    assert explain(error) is explanation


def test_a_message_says_more_than_a_code_about_parameters_and_in_the_body_of_http_200() -> None:
    path = SYMPTOMS[0].explanation

    assert explain(refused("Invalid.DI.Parameter", "Invalid path: x")) is path
    assert explain(refused("Odd.Code", "Invalid path: x", 200)) is path
    assert explain(refused("NoSuchVersion", "Specified version does not exist.")) is CODES["NoSuchVersion"]


def test_a_state_in_a_message_is_not_taken_for_a_complaint_about_it() -> None:
    meaning = explain(Rejected("Op", "fileId:[100] can not be started in state WAIT."))

    assert meaning.then == "GetDISyncInstanceInfo"


def test_a_missing_setting_is_explained_by_its_own_fix_and_in_chinese_by_the_tables() -> None:
    meaning = explain(Unconfigured("region", "no region", fix="Set --region."))

    assert meaning.fix == (Text("Set --region.", SETTINGS["region"].fix[0].zh),)
    assert explain(Unconfigured("endpoint", "x")) is SETTINGS["endpoint"]


def test_a_pasted_answer_is_explained_by_its_message_first_and_its_code_too() -> None:
    pasted = '{"Code":"Invalid.DI.Parameter","Message":"ResourceGroup:[x] is invalid.","RequestId":"1"}'

    assert [match.matched for match in explain_text(pasted)] == ["ResourceGroup:[", "Invalid.DI.Parameter"]


@pytest.mark.parametrize("text", ["Missing the bus is Forbidden here", "hello", "", "12345", "🙂" * 10])
def test_plain_words_are_no_codes(text: str) -> None:
    assert explain_text(text) == []


def test_a_single_word_may_be_any_family() -> None:
    assert [match.explanation for match in explain_text(" Forbidden ")] == [NO_PRIVILEGE]
    assert [match.explanation for match in explain_text("InvalidParameter")] == [BAD_PARAMETER]


def test_a_text_of_any_length_is_looked_at_only_so_far() -> None:
    assert explain_text("x " * LONGEST_TEXT + "Throttling.User") == []


def test_what_was_seen_is_told_in_both_languages() -> None:
    seen = Seen("groups", ('"a"', '"b"'), complete=False)

    assert seen_text(seen, "en") == 'Identifiers of data integration groups: "a", "b", and more.'
    assert seen_text(seen, "zh") == '数据集成资源组的标识："a", "b", 等。'
    assert "新版数据开发" in seen_text(Seen("folders", ()), "zh")


@pytest.mark.parametrize(
    "piece",
    [
        *("\n", " ", "]", "ddl ", "dirty data ", "没有"),
        *(
            "failover ",
            "Caused by: ",
            "2026-11-20 10:06:48 ",
            "\n2026-11-20 10:06:48",
            "Code:[DBUtilErrorCode-",
            "ErrorCode=",
        ),
        *("ORA-0", "Table '", 'column "', "用户 ", "Access denied for user ", "purged "),
        *("role a", "OSSException", "Duplicate entry ", "specified parameter ", "X", "A1"),
        *("binlog", "fileId:[", "table ", "function ", "invalid ", "ERROR: a"),
        *("AaException", "a.b.C", "列", "INFO ", '"Code":"Aa'),
    ],
    ids=repr,
)
@pytest.mark.alone
@pytest.mark.repeats
def test_a_hostile_text_takes_as_much_longer_as_it_is_longer(piece: str, processor_clock: Callable[[], float]) -> None:
    long, short = (partial(reading, piece, LONGEST_TEXT // times, processor_clock) for times in (4, 16))

    assert times_as_long(long, short, 8) < 8, "the square of the length would take 16 times as long"


def reading(piece: str, length: int, clock: Callable[[], float]) -> float:
    """The processor time that hostile texts take, without a side and of the engine."""
    texts = [piece * length, " ".join(f"{piece}{number}" for number in range(length)), "java.lang.X: " + piece * length]
    begun = clock()
    for text in texts:
        explain_text(text[:length])
    return clock() - begun


def test_the_code_of_a_lost_connection_alone_does_not_say_that_anything_was_sent() -> None:
    (alone,) = explain_text("Unreachable")
    refused_first = explain_text("Unreachable: no connection to the service: connection refused")

    assert alone.explanation is NO_ANSWER
    assert refused_first[0].explanation is NOT_SENT
    assert ANSWER_LOST not in [match.explanation for match in refused_first]


def test_a_start_that_came_to_nothing_is_explained_by_its_code_and_by_its_words() -> None:
    assert explain_code("DidNotRun") is STOPPED_AGAIN
    assert explain(Rejected("Op", "The task was started and is found stopped (PAUSE)")) is STOPPED_AGAIN


PASTED = {
    "数据源读取超时": "read datasource time out",
    "读取数据源超时，请检查网络": "read datasource time out",
    "创建失败：文件名已存在": "The file name already exists.",
    "没有权限": "No access.",
    "您没有该项目的操作权限": "No access.",
    "参数错误": "The parameter is invalid.",
    "请求过于频繁，请稍后再试": "Your request is too frequent. Try again later.",
    "系统内部错误": "A DI internal error occurred.",
    "HTTP 429 Too many requests": "Throttling.User",
    "HTTP/1.1 429 Too Many Requests": "Throttling.User",
    "throttling.user": "Throttling.User",
    "the call failed with throttling.api.risk again": "Throttling.Api.Risk",
    "INVALIDACCESSKEYID.NOTFOUND": "InvalidAccessKeyId",
}


@pytest.mark.parametrize(("pasted", "known"), PASTED.items(), ids=PASTED.keys())
def test_what_people_paste_means_the_same_as_the_services_own_words(pasted: str, known: str) -> None:
    assert [match.explanation for match in explain_text(pasted)] == [explain_text(known)[0].explanation]


@pytest.mark.parametrize(
    "log",
    [
        *("no dirty data found", "No dirty records.", "0 dirty records", "without dirty data", "dirty records: 0"),
        *("dirty data count = 0", "dirty data: 0.", "脏数据总数: 0", "脏数据条数：0", "脏数据为0条", "未发现脏数据"),
        *("无脏数据", "没有脏数据"),
    ],
)
def test_a_log_that_tells_of_no_dirty_data_is_no_complaint(log: str) -> None:
    assert explain_text(log) == []


@pytest.mark.parametrize(
    "log",
    [
        *(
            "dirty data: 3 records",
            "10 dirty records",
            "dirty records: 0.5 percent",
            "no dirty data\nthen dirty record",
        ),
        *("脏数据总数: 5", "脏数据条数检查不通过，限制是[0]条，但实际上捕获了[1]条", "发现脏数据", "脏数据总数: 05"),
    ],
)
def test_a_log_that_tells_of_dirty_data_is_explained(log: str) -> None:
    assert explain_text("dirty data exceeds the limit")[0].explanation in [row.explanation for row in explain_text(log)]


def test_words_of_a_sentence_in_small_letters_are_no_codes() -> None:
    assert explain_text("this is forbidden.please ask, the file is missing.then stop") == []
