"""Where captures of the service once contradicted the gateway: a test for each, named after it."""

import json

import pytest

from dataworks.errors import Refused, Throttled
from dataworks.explain.codes import BAD_SIGNATURE, BAD_VALUE, CODES, NO_WORKSPACE, QUOTA, SLOW_DOWN, WRONG_SERVICE
from dataworks.explain.explanation import Explanation
from dataworks.explain.lookup import explain, explain_text
from emulator.faults.fault_rules import Fault, Faults
from emulator.service import Emulator
from tests.emulator.calls import Sender, call, emulator, reply
from tests.emulator.legacy import legacy
from tests.operations import OPERATIONS

NOT_MATCHED = "Specified signature is not matched with our calculation. server string to sign is:"


def refusal(message: str, code: str, status: int = 400) -> Refused:
    return Refused("ListFiles", message, status, None, code)


def test_contradiction_5_a_wrong_signature_is_answered_with_the_text_to_sign() -> None:
    acs3 = reply(emulator(), Sender(secret="wr0ng").request("ListResourceGroups", {}, {}))
    request, to_sign = legacy("ListResourceGroups", {"Keyword": "a b"}, secret="wr0ng")
    older = json.loads(reply(emulator(), request).body)

    assert (acs3.status, json.loads(acs3.body)["Code"]) == (400, "SignatureDoesNotMatch")
    assert json.loads(acs3.body)["Message"].startswith(f"{NOT_MATCHED}ACS3-HMAC-SHA256\n")
    assert (older["Code"], older["Message"]) == ("SignatureDoesNotMatch", NOT_MATCHED + to_sign)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("SignatureDoesNotMatch", f"{NOT_MATCHED}POST&%2F&x"),
        ("SignatureDoesNotMatch", "Specified signature does not match our calculation."),
        ("InvalidAccessKeySecret", "The AccessKeySecret is incorrect."),
    ],
)
def test_contradiction_5_every_spelling_of_a_wrong_signature_is_explained(code: str, message: str) -> None:
    assert explain(refusal(message, code)) is BAD_SIGNATURE
    assert explain_text(f"{code}: {message}")[0].explanation is BAD_SIGNATURE


def test_contradiction_6_a_wrong_parameter_is_in_the_code() -> None:
    answer = call(emulator(), "GetDISyncTask", ProjectId="10000", TaskType="none", FileId="1")

    assert (answer.status, answer.code) == (400, "InvalidTaskType")
    assert answer.payload["Message"] == "Specified parameter TaskType is not valid."


PARAMETERS = sorted({str(field.alias) for each in OPERATIONS.values() for field in each.model_fields.values()})
OTHERWISE = {"ProjectId": NO_WORKSPACE, "Owner": CODES["InvalidOwner"]}
"""Parameters whose codes say more."""


@pytest.mark.parametrize("name", PARAMETERS)
def test_contradiction_6_a_wrong_parameter_of_any_name_is_explained_as_one(name: str) -> None:
    expected = OTHERWISE.get(name, BAD_VALUE)
    message = f"Specified parameter {name} is not valid."

    assert explain(refusal(message, f"Invalid{name}")) is expected
    assert explain(refusal(f"The s{message[1:]}", "InvalidParameter")) is BAD_VALUE
    assert expected in [match.explanation for match in explain_text(message)] or name in OTHERWISE


def test_contradiction_7_another_version_is_not_valid() -> None:
    request = Sender(headers={"x-acs-version": "2015-01-01"}).request("ListFiles", {}, {})
    answer = json.loads(reply(emulator(), request).body)

    assert (answer["Code"], answer["Message"]) == ("InvalidVersion", "Specified parameter Version is not valid.")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidVersion", "Specified parameter Version is not valid."),
        ("NoSuchVersion", "Specified version does not exist."),
    ],
)
def test_contradiction_7_both_spellings_of_another_version_are_explained(code: str, message: str) -> None:
    assert explain(refusal(message, code)) is WRONG_SERVICE
    assert explain_text(f"{code}: {message}")[0].explanation is WRONG_SERVICE


def throttled(**limits: int) -> tuple[str, str]:
    service = Emulator(emulator().world, faults=Faults.model_validate({"limits": limits}))
    answers = [call(service, "ListResourceGroups") for _ in range(2)]
    return answers[1].code, answers[1].payload["Message"]


def test_contradiction_8_throttling_has_the_documented_texts() -> None:
    service = emulator()
    service.fail("*", Fault(kind="throttle"))

    assert call(service, "ListFiles").payload["Message"] == "Your request is too frequent. Try again later."
    assert throttled(per_second=1) == ("Throttling.User", "Your request is too frequent. Try again later.")
    assert throttled(per_day=1) == (
        "Throttling.Api.Risk",
        "The request for this resource has exceeded your daily available limit.",
    )


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ("Your request is too frequent. Try again later.", SLOW_DOWN),
        ("Request was denied due to user flow control.", SLOW_DOWN),
        ("The request for this resource has exceeded your daily available limit.", QUOTA),
        ("Request was denied due to api risk control.", QUOTA),
    ],
)
def test_contradiction_8_both_texts_of_throttling_are_explained(message: str, meaning: Explanation) -> None:
    assert [match.explanation for match in explain_text(message)] == [meaning]
    assert explain(Throttled("ListFiles", message, 429, None, "Odd", quota_used_up=meaning is QUOTA)) is meaning
