"""Explanations: every code that the emulator can raise has one, and it says no more than it knows."""

import pytest

from dataworks.errors import (
    DataWorksError,
    Denied,
    Refused,
    Rejected,
    Throttled,
    Unconfigured,
    Unreachable,
    Unreadable,
)
from dataworks.explain.codes import BAD_KEY, CLOCK, CODES, NO_PRIVILEGE, QUOTA, SLOW_DOWN
from dataworks.explain.lookup import ANSWER_LOST, NOT_SENT, UNEXPLAINED, explain
from dataworks.explain.symptoms import SYMPTOMS
from dataworks.operations.catalog import OPERATIONS
from emulator.failures import REFUSALS, Refusal, invalid, invalid_path, missing, unreadable

EXPLANATIONS = [*CODES.values(), *(explanation for _, explanation in SYMPTOMS), NOT_SENT, ANSWER_LOST, UNEXPLAINED]


def refused(code: str) -> Refused:
    return Refused("Op", "message", 400, service_code=code)


@pytest.mark.parametrize(
    "refusal", [*dict.fromkeys(REFUSALS), missing("ProjectId"), unreadable("FileId")], ids=lambda refusal: refusal.code
)
def test_every_code_of_the_emulator_is_explained(refusal: Refusal) -> None:
    assert explain(refused(refusal.code)) is not UNEXPLAINED


@pytest.mark.parametrize(
    "message",
    [
        invalid("fileId", 100).message,
        invalid("datasource", "mysql_nowhere").message,
        invalid("ResourceGroup", "group_1").message,
        invalid_path("Business Flow/nowhere").message,
        "XXX is invalid.",
    ],
)
def test_every_failure_text_of_the_emulator_is_explained(message: str) -> None:
    assert explain(Rejected("Op", message)) is not UNEXPLAINED


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
        (Unreadable("Op", "", 502), ANSWER_LOST),
        (Denied("Op", "", 403, service_code="HTTP 403"), UNEXPLAINED),
        (Throttled("Op", "", 400, service_code="9990040003"), SLOW_DOWN),
        (Rejected("Op", "something new"), UNEXPLAINED),
        (refused("Brand.New"), UNEXPLAINED),
    ],
    ids=repr,
)
def test_each_kind_of_error_has_its_explanation(error: DataWorksError, explanation: object) -> None:
    assert explain(error) is explanation


def test_a_missing_setting_is_explained_by_its_own_fix() -> None:
    assert explain(Unconfigured("region", "no region", fix="Set --region.")).fix == ("Set --region.",)


def test_whoever_can_mend_it_is_told_what_to_do_and_where_the_fact_comes_from() -> None:
    assert [entry.means for entry in EXPLANATIONS if not (entry.means and entry.fix and entry.source)] == []


def test_every_operation_that_an_explanation_names_exists() -> None:
    assert {entry.then for entry in EXPLANATIONS if entry.then} <= OPERATIONS.keys()
