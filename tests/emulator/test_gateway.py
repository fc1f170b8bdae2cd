"""The checks of the gateway: actions, versions, methods, signatures; and the format of error answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from dataworks.operation import NEW, VERSION
from dataworks.signing import Credentials, encoded
from emulator.exchange import Request, decoded_pairs
from emulator.gateway.known_actions import known_actions
from emulator.service import Emulator
from tests.emulator.calls import NOON, Answer, Clock, Sender, call, emulator, reply

GROUPS = "ListResourceGroups"


def refused(service: Emulator, request: Request) -> tuple[int, str]:
    answer = reply(service, request)
    return answer.status, json.loads(answer.body)["Code"]


def signed(sender: Sender | None = None, query: Mapping[str, str] | None = None, at: float = NOON) -> Request:
    return (sender or Sender()).request(GROUPS, query or {}, {}, at=at)


def test_a_signed_request_is_answered() -> None:
    assert reply(emulator(), signed(query={"Keyword": "a b+c&中~*"})).status == 200


def test_more_keys_may_be_given() -> None:
    service = Emulator(emulator().world, keys=[Credentials("ada", "s3cret")])

    assert reply(service, signed(Sender("ada", "s3cret"))).status == 200
    assert refused(service, signed()) == (404, "InvalidAccessKeyId.NotFound")


def test_an_unknown_key_is_not_found() -> None:
    assert refused(emulator(), signed(Sender("nobody"))) == (404, "InvalidAccessKeyId.NotFound")


def test_a_wrong_secret_does_not_match_and_is_not_shown() -> None:
    answer = reply(emulator(), signed(Sender(secret="wr0ng")))

    assert (answer.status, json.loads(answer.body)["Code"]) == (400, "SignatureDoesNotMatch")
    assert b"wr0ng" not in answer.body


@pytest.mark.parametrize("late", [901, -901])
def test_a_clock_that_is_a_quarter_of_an_hour_off_has_expired(late: float) -> None:
    assert refused(emulator(), signed(at=NOON - late)) == (400, "InvalidTimeStamp.Expired")


def test_a_clock_that_is_ten_minutes_off_is_accepted() -> None:
    assert reply(emulator(), signed(at=NOON - 600)).status == 200


@pytest.mark.parametrize("text", ["yesterday", "2026-11-20", "9999-99-99T99:99:99Z"])
def test_a_date_must_be_a_date(text: str) -> None:
    assert refused(emulator(), signed(Sender(headers={"x-acs-date": text}))) == (400, "InvalidTimeStamp.Format")


def test_a_nonce_is_used_once() -> None:
    service, request = emulator(), signed()

    assert reply(service, request).status == 200
    assert refused(service, request) == (400, "SignatureNonceUsed")


def test_a_nonce_is_not_used_up_by_a_wrong_signature() -> None:
    service = emulator()
    nonce = {"x-acs-signature-nonce": "n"}

    assert refused(service, signed(Sender(secret="wrong", headers=nonce))) == (400, "SignatureDoesNotMatch")
    assert reply(service, signed(Sender(headers=nonce))).status == 200


def test_nonces_are_forgotten_when_they_can_no_longer_be_replayed() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    nonce = {"x-acs-signature-nonce": "n"}
    reply(service, signed(Sender(headers=nonce)))

    clock.now = NOON + 1801

    assert reply(service, signed(Sender(headers=nonce), at=clock.now)).status == 200


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"authorization": ""}, (400, "MissingAccessKeyId")),
        ({"authorization": "Basic abc"}, (400, "IncompleteSignature")),
        (
            {"authorization": "ACS3-HMAC-SHA256 Credential=emulator,SignedHeaders=host,Signature=ab"},
            (400, "IncompleteSignature"),
        ),
        ({"x-acs-date": ""}, (400, "Missingx-acs-date")),
        ({"x-acs-signature-nonce": ""}, (400, "Missingx-acs-signature-nonce")),
        ({"x-acs-content-sha256": "0" * 64}, (400, "SignatureDoesNotMatch")),
        ({"host": "elsewhere.test"}, (400, "SignatureDoesNotMatch")),
        ({"host": "naïve.test"}, (400, "SignatureDoesNotMatch")),
    ],
    ids=str,
)
def test_what_is_changed_on_the_way_is_noticed(changed: dict[str, str], expected: tuple[int, str]) -> None:
    assert refused(emulator(), signed(Sender(after_signing=changed))) == expected


def test_a_header_that_is_signed_and_gone_is_an_incomplete_signature() -> None:
    request = signed(Sender(headers={"user-agent": "me"}))
    without = {name: value for name, value in request.headers.items() if name != "user-agent"}

    assert refused(emulator(), replace(request, headers=without)) == (400, "IncompleteSignature")


def test_a_changed_parameter_or_body_is_noticed() -> None:
    request = signed(query={"Keyword": "a"})

    assert refused(emulator(), replace(request, query=(("Keyword", "b"),))) == (400, "SignatureDoesNotMatch")
    assert refused(emulator(), replace(request, body=b"Keyword=b")) == (400, "SignatureDoesNotMatch")


@pytest.mark.parametrize("key", ["Keyword=%ff%fe", "Keyword=%00", "&&&===", "Keyword=%ED%A0%80"])
def test_a_query_that_is_no_text_is_refused_in_order(key: str) -> None:
    request = signed()
    read = Request.read("POST", "/", key.encode(), request.headers.items(), b"\xff\xfe")

    assert refused(emulator(), read) == (400, "SignatureDoesNotMatch")


def test_an_action_that_the_api_does_not_have_is_not_found() -> None:
    assert call(emulator(), "MakeCoffee").code == "InvalidAction.NotFound"
    assert call(emulator(), "").status == 404


def test_an_action_that_is_not_emulated_yet_is_named() -> None:
    answer = call(emulator(), "GetDIAlarmRule")

    assert (answer.status, answer.code) == (404, "InvalidAction.NotFound")
    assert answer.payload["Message"] == "GetDIAlarmRule belongs to the API, but the emulator does not emulate it yet."


def test_the_emulator_knows_all_operations_of_the_facts(facts: dict[str, object]) -> None:
    assert set(facts) == known_actions(VERSION)


def test_another_version_does_not_exist() -> None:
    assert refused(emulator(), signed(Sender(headers={"x-acs-version": "2023-05-18"}))) == (400, "InvalidVersion")


def test_an_operation_that_a_version_lacks_is_not_found() -> None:
    of_the_new_version = Sender(headers={"x-acs-version": NEW}).request("GetDataSourceMeta", {}, {})

    assert refused(emulator(), of_the_new_version) == (404, "InvalidAction.NotFound")
    assert refused(emulator(), Sender().request("CreateNode", {}, {})) == (404, "InvalidAction.NotFound")


def test_other_methods_and_paths_are_refused() -> None:
    assert refused(emulator(), replace(signed(), method="DELETE")) == (400, "UnsupportedHTTPMethod")
    assert refused(emulator(), replace(signed(), path="/api")) == (404, "InvalidAction.NotFound")


LEGACY = {
    "Action": GROUPS,
    "Version": "2020-05-18",
    "Format": "JSON",
    "AccessKeyId": "emulator",
    "Timestamp": "2026-11-20T12:00:00Z",
    "SignatureNonce": "n",
    "SignatureMethod": "HMAC-SHA1",
    "SignatureVersion": "1.0",
    "Signature": "bm90IGl0",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (400, "SignatureDoesNotMatch")),
        ({"Timestamp": ""}, (400, "MissingTimestamp")),
        ({"Timestamp": "2026-11-20T11:00:00Z"}, (400, "InvalidTimeStamp.Expired")),
        ({"AccessKeyId": "nobody"}, (404, "InvalidAccessKeyId.NotFound")),
        ({"SignatureMethod": "HMAC-MD5"}, (400, "IncompleteSignature")),
        ({"Version": "2015-01-01"}, (400, "InvalidVersion")),
        ({"Action": "MakeCoffee"}, (404, "InvalidAction.NotFound")),
    ],
    ids=str,
)
def test_a_legacy_request_is_judged_by_its_parameters(changed: dict[str, str], expected: tuple[int, str]) -> None:
    """Valid signatures are tested with the official SDK."""
    query = tuple({**LEGACY, **changed}.items())

    assert refused(emulator(), Request("POST", "/", {"host": "localhost"}, query, b"")) == expected


def test_a_get_request_is_answered_too() -> None:
    assert reply(emulator(), Sender().request(GROUPS, {"ResourceGroupType": "4"}, {}, method="GET")).status == 200


def test_a_refusal_has_the_documented_envelope() -> None:
    answer = reply(emulator(), signed(Sender("nobody")))

    assert answer.content_type == "application/json;charset=utf-8"
    assert json.loads(answer.body) == {
        "RequestId": "00000000-0000-4000-8000-000000000001",
        "HostId": "localhost",
        "Code": "InvalidAccessKeyId.NotFound",
        "Message": "Specified access key is not found.",
        "Recommend": "https://api.aliyun.com/troubleshoot?q=InvalidAccessKeyId.NotFound"
        "&product=dataworks-public&requestId=00000000-0000-4000-8000-000000000001",
    }


@pytest.mark.parametrize(
    ("parameters", "code", "message"),
    [
        ({}, "MissingProjectId", "ProjectId is mandatory for this action."),
        ({"ProjectId": ""}, "MissingProjectId", "ProjectId is mandatory for this action."),
        (
            {"ProjectId": "abc", "TaskType": "DI_REALTIME", "FileId": "1"},
            "InvalidProjectId",
            "Specified parameter ProjectId is not valid.",
        ),
        (
            {"ProjectId": "1", "TaskType": "DI_OFFLINE", "FileId": "1"},
            "InvalidTaskType",
            "Specified parameter TaskType is not valid.",
        ),
    ],
    ids=str,
)
def test_a_parameter_that_is_missing_or_wrong_is_named(parameters: dict[str, str], code: str, message: str) -> None:
    answer = call(emulator(), "GetDISyncTask", **parameters)

    assert (answer.status, answer.code, answer.payload["Message"]) == (400, code, message)


def test_parameters_travel_in_query_or_form_alike() -> None:
    asked = {"ProjectId": "10000", "FileTypes": "23"}

    by_query, by_form = call(emulator(), "ListFiles", **asked), call(emulator(), "ListFiles", asked)

    assert by_query == by_form
    assert by_form.data["TotalCount"] == 1


@pytest.mark.parametrize("spell", [urlencode, encoded])
@pytest.mark.parametrize(
    "text", ['{"a": ["b,c"]}', "%22", "%2522", "a=b&c+d e", "订单🚀", "".join(map(chr, range(256)))]
)
def test_a_parameter_is_read_as_it_was_meant(spell: Callable[[dict[str, str]], str], text: str) -> None:
    assert decoded_pairs(spell({"a": text, "b": ""}).encode()) == (("a", text), ("b", ""))


def test_unknown_and_empty_parameters_are_ignored() -> None:
    answer = call(emulator(), GROUPS, RegionId="cn-shanghai", Format="JSON", ResourceGroupType="", Keyword="")

    assert [group["Name"] for group in answer.data] == ["schedule_exclusive", "schedule_shared"]


def test_every_call_is_remembered_up_to_a_thousand() -> None:
    service = emulator()

    call(service, GROUPS, Keyword="x")
    call(service, "MakeCoffee")
    remembered = [(each.action, dict(each.parameters), each.status) for each in service.calls]
    for _ in range(1001):
        call(service, "MakeCoffee")

    assert remembered == [(GROUPS, {"Keyword": "x"}, 200), ("MakeCoffee", {}, 404)]
    assert len(service.calls) == 1000


def test_a_bug_of_the_emulator_is_an_internal_error(caplog: pytest.LogCaptureFixture) -> None:
    service = emulator()
    service.world.resource_groups = {"x": None}  # type: ignore[dict-item]  # a world that is broken

    answer = call(service, GROUPS)

    assert (answer.status, answer.code) == (500, "InternalError.System")
    assert "unexpected error" in caplog.text


def xml(service: Emulator, request: Request) -> tuple[int, str, str]:
    answer = reply(service, request)
    return answer.status, answer.content_type, answer.body.decode()


def test_format_xml_answers_as_the_sample_shows() -> None:
    query = {"ProjectId": "10000", "FileTypes": "23", "Format": "XML", "PageSize": "1"}

    status, content_type, body = xml(emulator(), Sender().request("ListFiles", query, {}))

    assert (status, content_type) == (200, "application/xml")
    assert body.startswith(
        "<ListFilesResponse><Success>true</Success><RequestId>00000000-0000-4000-8000-000000000001</RequestId>"
        "<HttpStatusCode>200</HttpStatusCode>"
    )
    assert "<Files><FileId>1000000</FileId><FileName>u_pk_to_odps</FileName>" in body
    assert body.endswith("</Files></Data></ListFilesResponse>")


def test_a_refusal_in_xml_has_the_type_that_the_sdk_reads() -> None:
    request = signed(Sender("nobody", headers={"accept": "application/xml"}))

    status, content_type, body = xml(emulator(), request)

    assert (status, content_type) == (404, "text/xml;charset=utf-8")
    assert body.startswith("<Error><RequestId>")
    assert "<Code>InvalidAccessKeyId.NotFound</Code>" in body
    assert "q=InvalidAccessKeyId.NotFound&amp;product=" in body


def test_xml_leaves_out_what_it_cannot_spell() -> None:
    query = {"ProjectId": "10000", "TaskType": "DI_OFFLINE", "FileId": "1000000", "Format": "xml"}
    request = Sender().request("UpdateDISyncTask", {**query, "TaskParam": '{"ResourceGroup":"a\\u0000<b"}'}, {})

    _, _, body = xml(emulator(), request)

    assert "<Message>ResourceGroup:[a&lt;b] is invalid.</Message>" in body


def test_request_ids_are_counted() -> None:
    service = emulator()

    answers: list[Answer] = [call(service, GROUPS) for _ in range(2)]

    assert [answer.payload["RequestId"][-2:] for answer in answers] == ["01", "02"]
