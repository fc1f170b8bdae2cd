"""Where captures of the service once contradicted the gateway: a test for each, named after it."""

import json
from contextlib import nullcontext

import httpx2
import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import Denied, Refused, Throttled
from dataworks.explain.codes import (
    BAD_SIGNATURE,
    BAD_TOKEN,
    CODES,
    NO_ACCESS,
    NO_PRIVILEGE,
    NO_WORKSPACE,
    QUOTA,
    SLOW_DOWN,
    WRONG_SERVICE,
)
from dataworks.explain.explanation import Explanation
from dataworks.explain.lookup import explain, explain_text
from dataworks.explain.request_errors import BAD_VALUE, REQUEST_TOO_LONG
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.retry import may_have_effect, not_there
from dataworks.signing import Credentials
from emulator.exchange import Request
from emulator.faults.fault_rules import Fault, Faults
from emulator.gateway.request_line import LONGEST_LINE, PAGE
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from tests.dataworks.clients import CREATE, prepared
from tests.emulator.calls import Sender, call, emulator, reply
from tests.emulator.legacy import legacy
from tests.emulator.serving import emulator_of_today
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


def long_request(length: int, place: str) -> Request:
    """Return a request whose path and query have this many bytes, or one of the same length in its body."""
    filler = "x" * (length - len("/?Filler="))
    query, form = ({"Filler": filler}, {}) if place == "query" else ({}, {"Filler": filler})
    return Sender().request("ListResourceGroups", query, form)


def test_contradiction_9_a_longer_line_is_refused_by_the_web_server() -> None:
    service = emulator()
    answer = reply(service, long_request(LONGEST_LINE + 1, "query"))

    assert (answer.status, answer.content_type) == (414, "text/html")
    assert answer.body.startswith(b"<html>")
    assert service.counts.total() == 0
    assert reply(service, long_request(LONGEST_LINE, "query")).status == 200
    assert reply(service, long_request(1_000_000, "form")).status == 200


@pytest.mark.parametrize("status", [413, 414, 431])
async def test_contradiction_9_the_client_says_that_nothing_was_done(status: int) -> None:
    api, service, _ = prepared(httpx2.Response(status, content=PAGE))

    with pytest.raises(Refused) as raised:
        await api.call(CREATE)

    assert (raised.value.code, raised.value.http_status) == (f"HTTP {status}", status)
    assert "nothing was done" in raised.value.message
    assert not may_have_effect(raised.value)
    assert explain(raised.value) is REQUEST_TOO_LONG
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "pasted",
    [
        "HTTP 414",
        "HTTP/1.1 414 Request-URI Too Large",
        "darabonba.exceptions.UnretryableException: Failed to parse the value as json format, "
        'Value: "<html><head><title>414 Request-URI Too Large</title></head>',
        "HTTP Status: 414 Error:SDK.UnknownServerError ServerResponseBody: <html><title>414 Request-URI Too Large",
        "414 URI Too Long",
    ],
)
def test_contradiction_9_what_other_clients_say_of_it_is_explained(pasted: str) -> None:
    assert explain_text(pasted)[0].explanation is REQUEST_TOO_LONG


@pytest.mark.parametrize(("form", "root"), [({}, "<ListResourceGroupsResponse>"), ({"Format": "JSON"}, '{"Success"')])
def test_contradiction_14_without_format_the_older_signature_gets_xml(form: dict[str, str], root: str) -> None:
    request, _ = legacy("ListResourceGroups", {"Format": "", **form})

    assert reply(emulator(), request).body.decode().startswith(root)


def test_contradiction_14_its_refusals_are_xml_too() -> None:
    request, _ = legacy("ListResourceGroups", {"Format": ""}, secret="wr0ng")
    answer = reply(emulator(), request)

    assert (answer.status, answer.content_type) == (400, "text/xml;charset=utf-8")
    assert b"<Code>SignatureDoesNotMatch</Code>" in answer.body


TEMPORARY = Credentials("STS.one", "secret", "token/one==")
ANOTHER = Credentials("STS.two", "secret", "token/two==")
PLAIN = Credentials("emulator", "emulator")


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize(
    ("key", "token", "code"),
    [
        (TEMPORARY, "token/one==", None),
        (TEMPORARY, "", "MissingSecurityToken"),
        (TEMPORARY, "token/two==", "InvalidSecurityToken.MismatchWithAccessKey"),
        (TEMPORARY, "nonsense", "InvalidSecurityToken.Malformed"),
        (PLAIN, "", None),
        (PLAIN, "token/one==", "InvalidSecurityToken.MismatchWithAccessKey"),
        (PLAIN, "nonsense", "InvalidSecurityToken.Malformed"),
    ],
)
def test_contradiction_14_a_security_token_is_checked(
    key: Credentials, token: str, code: str | None, *, older: bool
) -> None:
    service = Emulator(emulator().world, keys=(PLAIN, TEMPORARY, ANOTHER))
    if older:
        request, _ = legacy(
            "ListResourceGroups", {"SecurityToken": token}, key=key.access_key_id, secret=key.access_key_secret
        )
    else:
        headers = {"x-acs-security-token": token} if token else {}
        request = Sender(key.access_key_id, key.access_key_secret, headers).request("ListResourceGroups", {}, {})
    answer = json.loads(reply(service, request).body)

    assert answer.get("Code") == code
    if code:
        assert explain(refusal(answer["Message"], code)) is BAD_TOKEN
        assert explain_text(answer["Message"])[0].explanation is BAD_TOKEN


async def test_contradiction_14_our_client_sends_the_token_and_says_that_a_wrong_one_is_wrong() -> None:
    service = Emulator(emulator_of_today().world, keys=(TEMPORARY,))
    for token, refused in ((TEMPORARY.security_token, False), ("nonsense", True)):
        credentials = Credentials(TEMPORARY.access_key_id, TEMPORARY.access_key_secret, token)
        async with DataWorks("http://127.0.0.1", static(credentials), EmulatorTransport(service)) as api:
            with pytest.raises(Denied, match=r"InvalidSecurityToken\.Malformed") if refused else nullcontext():
                await api.call(ListResourceGroups())


@pytest.mark.parametrize(
    ("status", "code", "message", "meaning"),
    [
        (400, "Invalid.Tenant.UserNotInProject", "The user is not in the project.", NO_PRIVILEGE),
        (400, "Invalid.Tenant.ProjectNotExists", "The project does not exist.", NO_WORKSPACE),
        (403, "Forbidden.Access", "Access is forbidden.", NO_ACCESS),
        (403, "Forbidden.DI.NoPrivilege", "No access.", NO_PRIVILEGE),
    ],
)
async def test_contradiction_16_every_form_of_it_is_a_lack_of_permission(
    status: int, code: str, message: str, meaning: Explanation
) -> None:
    api, _, _ = prepared(httpx2.Response(status, json={"Code": code, "Message": message, "RequestId": "r"}))

    with pytest.raises(Denied) as raised:
        await api.call(CREATE)

    assert explain(raised.value) is meaning
    assert explain_text(f"{code}: {message}")[0].explanation is meaning
    assert not not_there(raised.value)
