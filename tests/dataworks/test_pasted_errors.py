"""What people paste from consoles, logs and programs is explained by its innermost cause, on its side."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from dataworks.errors import Rejected
from dataworks.explain.connections import CONNECTION, EITHER_SIDE
from dataworks.explain.engine.framework import ENGINE_FAILED
from dataworks.explain.engine.known import ENGINE
from dataworks.explain.explanation import Explanation
from dataworks.explain.local_errors import UNKNOWN_TEXT
from dataworks.explain.lookup import LONGEST_TEXT, explain, explain_text, origin, unknown
from tools.sets.errors import ExplanationView

TEXTS_OF_USERS = Path(__file__).parent / "pasted"
UNEXPLAINED: dict[str, list[str]] = json.loads((Path(__file__).parent / "unexplained.json").read_text("utf-8"))
"""Texts that no row may match: prose about data and tasks, lines of logs without a failure, words of the service."""


class Pasted(NamedTuple):
    """A text, and what is right about it: ``means`` is part of the English cause."""

    text: str
    side: str
    means: str
    who: str


FILES: dict[str, dict[str, Pasted]] = {
    path.stem: {name: Pasted(**facts) for name, facts in json.loads(path.read_text("utf-8")).items()}
    for path in sorted(TEXTS_OF_USERS.glob("*.json"))
}
every_file = pytest.mark.parametrize("cases", FILES.values(), ids=FILES)
OF_ENGINE = [row.explanation for row in ENGINE]
OF_CONNECTION = [row.explanation for row in (*CONNECTION, *EITHER_SIDE)]

explained = cache(explain_text)
"""Most texts are read by several tests."""


def first(text: str) -> Explanation:
    """The explanation that is given, whether it is of a known text or not."""
    found = explained(text)
    return found[0].explanation if found else unknown(text)


@every_file
def test_a_text_is_explained_by_its_cause_and_by_who_can_fix_it(cases: dict[str, Pasted]) -> None:
    given = {name: first(case.text) for name, case in cases.items()}

    assert {
        name: said.means.en for name, said in given.items() if cases[name].means.lower() not in said.means.en.lower()
    } == {}
    assert {name: said.who for name, said in given.items() if cases[name].who != said.who} == {}


@every_file
def test_the_side_where_it_happened_is_known(cases: dict[str, Pasted]) -> None:
    sides = {name: origin(case.text, explained(case.text)) for name, case in cases.items()}

    assert sides == {name: case.side for name, case in cases.items()}


@every_file
def test_a_text_of_one_side_is_never_explained_by_the_other(cases: dict[str, Pasted]) -> None:
    others = {"engine": OF_CONNECTION}
    wrong = {
        name: found.matched
        for name, case in cases.items()
        for found in explained(case.text)
        if found.explanation in others.get(case.side, OF_ENGINE)
    }

    assert wrong == {}


@every_file
def test_a_text_means_the_same_between_other_lines_of_a_log(cases: dict[str, Pasted]) -> None:
    before = "2026-11-20 10:06:40.000 [main] INFO  VMInfo - VMInfo# operatingSystem class\n"
    after = "\n2026-11-20 10:06:59.000 [job-0] INFO  JobContainer - PerfTrace not enable!"
    given = {name: first(f"{before}{case.text}{after}").means.en for name, case in cases.items()}

    assert {
        name: means
        for name, means in given.items()
        if means not in {first(cases[name].text).means.en, ENGINE_FAILED.means.en}
    } == {}


@pytest.mark.parametrize(
    "wrapped",
    [
        "com.alibaba.datax.common.exception.DataXException: Code:[DBUtilErrorCode-10], Description:[x].\nCaused by: {}",
        "org.springframework.jdbc.BadSqlGrammarException: bad SQL; nested exception is {}",
        "java.lang.RuntimeException: failed\n\tat a.b.C(D.java:1)\nCaused by: {}\n\t... 9 more",
    ],
)
@pytest.mark.parametrize(
    "cause", ["e08", "e18", "Oracle login", "SQL Server object", "PostgreSQL right", "nested no route"]
)
def test_the_innermost_cause_is_explained(wrapped: str, cause: str) -> None:
    text = next(case.text for cases in FILES.values() for name, case in cases.items() if name.startswith(cause))

    assert first(wrapped.format(text)) is first(text)


def test_a_cause_that_is_nested_is_explained_before_the_one_around_it() -> None:
    outer, inner = "Access denied for user 'etl'", "java.net.UnknownHostException: db.internal"

    assert first(f"{outer}\nCaused by: {inner}") is first(inner)
    assert first(f"{inner}\nCaused by: {outer}") is first(outer)


def test_the_first_record_of_a_log_is_explained_before_a_later_one() -> None:
    first_record = "2026-11-20 10:06:48 ERROR Unknown column 'a' in 'field list'"
    later = "2026-11-20 10:06:49 ERROR Duplicate entry '1' for key 'PRIMARY'"

    assert [found.matched for found in explain_text(f"{first_record}\n{later}")] == [
        "Unknown column",
        "Duplicate entry",
    ]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("hello", UNKNOWN_TEXT),
        ("Something.Brand.New", UNKNOWN_TEXT),
        ("com.alibaba.datax.common.exception.DataXException: Code:[NewReader-77], Description:[new].", ENGINE_FAILED),
        ("java.lang.NullPointerException\n\tat com.example.Main.run(Main.java:7)", ENGINE_FAILED),
        ("at com.example.TimeoutHandler.notFound(PermissionDenied.java:7)", ENGINE_FAILED),
        ("com.alibaba.datax.core.job.JobContainer - starts job.\nTotal 9 records | Error 0 records", ENGINE_FAILED),
        ("x " * LONGEST_TEXT + "Duplicate entry", UNKNOWN_TEXT),
    ],
)
def test_an_unknown_text_is_said_to_be_unknown(text: str, meaning: Explanation) -> None:
    view = ExplanationView.of(text, None, "en")

    assert view.known is False
    assert view.means == meaning.means.en
    assert "not known" in view.means
    assert "refused" not in view.means


@pytest.mark.parametrize("text", UNEXPLAINED["prose"])
def test_prose_is_not_an_error(text: str) -> None:
    assert explain_text(text) == []
    assert unknown(text) is UNKNOWN_TEXT


@pytest.mark.parametrize("text", UNEXPLAINED["logs"])
def test_a_log_that_names_no_cause_is_not_explained_by_its_other_lines(text: str) -> None:
    assert explain_text(text) == []
    assert unknown(text) is ENGINE_FAILED


@pytest.mark.parametrize("text", UNEXPLAINED["service"])
def test_words_without_a_side_are_not_the_engines(text: str) -> None:
    assert not {match.explanation for match in explain_text(text)} & set(OF_ENGINE)


@pytest.mark.parametrize(
    "text",
    [
        "com.alibaba.datax.x: Code:[DBUtilErrorCode-07], Description:[x]. - 执行的SQL为: select 'timeout'",
        "com.alibaba.datax.x: Code:[DBUtilErrorCode-06], Description:[column not found]. - 执行的SQL为:select a",
    ],
)
def test_a_statement_in_a_message_and_the_description_of_a_code_are_no_cause(text: str) -> None:
    assert "text does not say why" in first(text).means.en


@pytest.mark.parametrize(
    "text",
    [
        "com.aliyun.teaopenapi.exceptions.ClientException: code: 403, You are not authorized to do this action.",
        "com.aliyun.sdk.gateway.pop.exception.PopClientException: (Code=Throttling.User, Message=x, RequestId=1)",
    ],
)
def test_what_an_sdk_of_the_api_says_in_java_is_not_the_engines(text: str) -> None:
    assert origin(text, explain_text(text)) == "API"
    assert first(text) not in OF_ENGINE


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("java.sql.SQLException: Connection reset\nCaused by: a.b.OddException: ORA-99999", "broken off"),
        ("java.sql.SQLException: something odd\nCaused by: a.b.OddException: deadlock", "lock of another"),
        ("java.sql.SQLException: internal error: value out of range", "outside the range"),
        ("java.lang.RuntimeException: load failed\nCaused by: a.b.QuotaExceededException: x", "faster than a quota"),
    ],
)
def test_words_of_the_innermost_cause_count_before_those_that_say_least(text: str, cause: str) -> None:
    assert cause in first(text).means.en


@pytest.mark.parametrize("message", ["路径不存在", "您缺少权限", "账号已欠费", "too many requests", "timeout"])
def test_words_that_the_service_uses_too_are_not_the_engines(message: str) -> None:
    assert explain(Rejected("ListFiles", message)) not in OF_ENGINE
    assert not {match.explanation for match in explain_text(message)} & set(OF_ENGINE)


def test_a_refused_connection_without_a_side_is_explained_for_both() -> None:
    view = ExplanationView.of("Connection refused", None, "en")

    assert view.side is None
    assert "task's log" in view.fix[0]
    assert "this server" in view.fix[1]


def test_the_side_is_told_in_the_language_of_the_answer() -> None:
    text = "java.sql.SQLException: Unknown database 'shop'"

    assert ExplanationView.of(text, None, "en").side == "the synchronization engine, its source or its destination"
    assert ExplanationView.of(text, None, "zh").side == "数据同步引擎、来源端或目标端"
