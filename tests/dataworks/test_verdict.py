"""What counts as a success: every sample answer of the official pages, and every spelling seen elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from dataworks.answers import Answer
from dataworks.errors import DataWorksError, Denied, Forbidden, Refused, Rejected, ServiceError, Throttled, Unreadable
from dataworks.operation import Operation
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.sync_tasks import (
    GenerateDISyncTaskConfigForCreating,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from dataworks.verdict import verdict
from tests.dataworks.clients import CREATE, READ

ANSWERS = Path(__file__).parent / "answers"
"""The sample answers of the official pages, as they stand there."""

GENERATE = GenerateDISyncTaskConfigForCreating(project_id="10000", task_type="DI_REALTIME", task_param="{}")
QUERY = QueryDISyncTaskConfigProcessResult(project_id="10000", task_type="DI_REALTIME", async_process_id="10")
UPDATE = UpdateDISyncTask(project_id="10000", task_type="DI_OFFLINE", file_id="1000000")
FILES = ListFiles(project_id="10000")
GROUPS = ListResourceGroups()


def judged(operation: Operation[Any], payload: object, status: int = 200, **headers: str) -> Answer:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer: Answer = verdict(operation, status, sent, body)
    return answer


def failed(operation: Operation[Any], payload: object, status: int = 200, **headers: str) -> ServiceError:
    with pytest.raises(DataWorksError) as raised:
        judged(operation, payload, status, **headers)
    assert isinstance(raised.value, ServiceError)
    assert raised.value.operation == operation.action()
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    return raised.value


def sample(operation: Operation[Any]) -> bytes:
    return (ANSWERS / f"{operation.action()}.json").read_bytes()


@pytest.mark.parametrize(
    ("operation", "facts"),
    [
        pytest.param(GENERATE, {"process_id": "10", "status": "true"}, id="generate"),
        pytest.param(QUERY, {"message": "fileId:[100] is invalid.", "status": "success"}, id="query"),
        pytest.param(
            CREATE, {"file_id": "1000001", "message": "Invalid path: Business Flow/xxxx/Data Integration"}, id="create"
        ),
        pytest.param(
            UPDATE, {"status": "success", "message": "ResourceGroup:[S_res_group_XXX] is invalid."}, id="update"
        ),
        pytest.param(READ, {"status": "success", "alarm_list": None}, id="get"),
    ],
)
def test_every_official_sample_is_a_success_although_its_message_is_filled(
    operation: Operation[Any], facts: dict[str, Any]
) -> None:
    answer = judged(operation, sample(operation)).model_dump()

    assert {name: answer[name] for name in facts} == facts
    assert answer["request_id"].startswith("0bc1411515937635973")


def test_the_official_sample_of_a_solution_is_read_whole() -> None:
    detail = judged(READ, sample(READ)).model_dump()["solution_detail"]

    assert (detail["id"], detail["project_id"], detail["status"]) == ("100", "10000", "0")
    assert json.loads(detail["process_extra"]) == {"processType": "new", "tableNum": 300}


@pytest.mark.parametrize("status", [True, "true", "True", "success", "Success", "SUCCESS", 1, "1", "succeed"], ids=repr)
@pytest.mark.parametrize("success", [True, "true", "True", "success", None], ids=repr)
def test_success_in_any_spelling(status: object, success: object) -> None:
    payload = {"Success": success, "Data": {"Status": status, "Message": "XXX is invalid.", "FileId": 1}}

    assert judged(CREATE, payload).model_dump()["file_id"] == "1"


@pytest.mark.parametrize("operation", [CREATE, READ, UPDATE, QUERY, GENERATE])
@pytest.mark.parametrize("status", [False, "false", "False", "fail", "Fail", "FAIL", "failed", 0, "0"], ids=repr)
def test_failure_in_any_spelling_whatever_success_says(operation: Operation[Any], status: object) -> None:
    payload = {
        "Success": True,
        "RequestId": "r-1",
        "Data": {"Status": status, "Message": "because", "FileId": 1, "ProcessId": 1},
    }

    error = failed(operation, payload)

    assert isinstance(error, Rejected)
    assert (error.code, error.message, error.http_status, error.request_id) == ("Rejected", "because", 200, "r-1")


@pytest.mark.parametrize("success", [False, "false", "False", "fail"], ids=repr)
def test_success_false_is_a_failure_without_a_status_too(success: object) -> None:
    assert isinstance(failed(READ, {"Success": success, "Message": "no"}), Rejected)
    assert failed(READ, {"Success": success, "Data": {"Message": "inner"}}).message == "inner"
    assert failed(READ, {"Success": success}).message == "The service gave no reason."


def test_a_write_of_unknown_status_is_a_failure_and_a_read_is_not() -> None:
    payload = {"Success": True, "Data": {"Status": "pending", "FileId": 1, "Message": "wait"}}

    assert isinstance(failed(CREATE, payload), Rejected)
    assert judged(READ, payload).model_dump()["status"] == "pending"


def test_a_query_without_a_script_is_a_success_without_a_script() -> None:
    assert judged(QUERY, {"Success": True, "Data": {"Status": "success"}}).model_dump()["task_content"] is None


def test_ids_are_text_and_lose_no_digit() -> None:
    payload = {"Success": True, "Data": {"Status": "success", "FileId": 8604388726201130001}}

    assert judged(CREATE, payload).model_dump()["file_id"] == "8604388726201130001"


def test_lists_are_read_as_items_and_unknown_fields_are_ignored() -> None:
    group = {"Id": 1, "Identifier": "S_1", "ResourceGroupType": 4, "Mode": "SHARE", "New": {"x": 1}}

    answer = judged(GROUPS, {"Success": True, "HttpStatusCode": 200, "Data": [group]}).model_dump()

    assert [(row["id"], row["resource_group_type"]) for row in answer["items"]] == [("1", "4")]


def test_a_page_of_files_with_the_empty_error_fields_of_its_family_is_a_success() -> None:
    data = {
        "TotalCount": 1,
        "PageNumber": 1,
        "PageSize": 10,
        "Files": [{"FileId": 7, "FileName": "a", "FileType": 900}],
    }
    payload = {"Success": True, "HttpStatusCode": 200, "ErrorCode": "", "ErrorMessage": "", "Data": data}

    assert judged(FILES, payload).model_dump()["files"][0]["file_id"] == "7"
    assert judged(FILES, {**payload, "ErrorCode": "0"}).model_dump()["total_count"] == 1


REFUSALS: dict[str, tuple[int, dict[str, Any], type[Refused]]] = {
    "product": (400, {"Code": "Invalid.DI.Parameter", "Message": "m"}, Refused),
    "envelope on HTTP 200": (200, {"Code": "Param.Invalid", "Message": "m"}, Refused),
    "lower-case keys": (400, {"code": "NoSuchVersion", "message": "m"}, Refused),
    "DataStudio": (200, {"ErrorCode": "Forbidden.NoTenant", "ErrorMessage": "m", "Success": False}, Refused),
    "DataStudio with Data": (200, {"ErrorCode": "1", "ErrorMessage": "m", "Success": "false", "Data": None}, Refused),
    "inside": (500, {"Code": "InternalError.System", "Message": "m"}, Refused),
    "a number as code": (400, {"Code": 40001, "Message": "m"}, Refused),
    "no access": (403, {"Code": "Forbidden.Access", "Message": "m"}, Forbidden),
    "no member": (400, {"Code": "Invalid.Tenant.UserNotInProject", "Message": "m"}, Forbidden),
    "inactive key": (403, {"Code": "InvalidAccessKeyId.Inactive", "Message": "m"}, Denied),
    "nobody": (401, {"Code": "X", "Message": "m"}, Denied),
    "unknown key": (404, {"Code": "InvalidAccessKeyId.NotFound", "Message": "m"}, Denied),
    "wrong clock": (400, {"Code": "InvalidTimeStamp.Expired", "Message": "m"}, Denied),
    "nonce used": (400, {"Code": "SignatureNonceUsed", "Message": "m"}, Denied),
    "expired token": (400, {"Code": "InvalidSecurityToken.Expired", "Message": "m"}, Denied),
    "throttled": (429, {"Code": "Throttling.User", "Message": "m"}, Throttled),
    "throttled by code": (400, {"Code": "Throttling", "Message": "m"}, Throttled),
    "throttled by status": (429, {"Code": "Odd", "Message": "m"}, Throttled),
    "throttled in digits": (400, {"Code": "9990040003", "Message": "m"}, Throttled),
    "throttled by number": (400, {"Code": 9990020002, "Message": "m"}, Throttled),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_keeps_the_words_of_the_service(case: str) -> None:
    status, payload, kind = REFUSALS[case]

    error = failed(READ, {**payload, "RequestId": "r-2", "Recommend": "https://api.example/q"}, status)

    assert type(error) is kind
    assert isinstance(error, Refused)
    assert error.code in {str(payload.get(name)) for name in ("Code", "code", "ErrorCode")}
    assert (error.message, error.http_status, error.request_id) == ("m", status, "r-2")
    assert error.recommend == "https://api.example/q"


def test_throttling_is_recognised_by_its_message_too() -> None:
    assert isinstance(failed(READ, {"Code": "1", "Message": "Throttling.Resource"}, 400), Throttled)


def test_a_refusal_without_code_and_reason_has_its_status() -> None:
    error = failed(READ, {"odd": 1}, 404)

    assert (error.code, error.message) == ("HTTP 404", "The service gave no reason.")


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        ("Throttling.Resource", True),
        ("Throttling.Api.Risk", True),
        ("Throttling.Api", False),
        ("Throttling.System", False),
    ],
)
def test_a_used_up_quota_is_told_from_a_moment_of_haste(code: str, gone: bool) -> None:
    error = failed(READ, {"Code": code, "Message": "m"}, 429)

    assert isinstance(error, Throttled)
    assert error.quota_used_up is gone


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"x_acs_retry_after": "1500"}, 1.5),
        ({"retry_after": "7"}, 7.0),
        ({"x_acs_retry_after": "250", "retry_after": "7"}, 0.25),
        ({"x_acs_retry_after": "0", "retry_after": "7"}, 7.0),
        ({"retry_after": "Fri, 20 Nov 2026 09:08:07 GMT"}, None),
        ({"retry_after": "-1"}, None),
        ({"retry_after": "²"}, None),
        ({"retry_after": "9" * 5000}, None),
    ],
    ids=str,
)
def test_the_wait_that_the_service_asks_for_is_read_in_its_unit(headers: dict[str, str], seconds: float | None) -> None:
    error = failed(READ, {"Code": "Throttling.User", "Message": "m"}, 429, **headers)

    assert isinstance(error, Throttled)
    assert error.retry_after == seconds


def test_a_wrong_signature_is_told_without_what_was_signed() -> None:
    message = "Specified signature does not match our calculation. server string to sign is:POST&%2F&secret-script"

    error = failed(CREATE, {"Code": "SignatureDoesNotMatch", "Message": message}, 400)

    assert isinstance(error, Denied)
    assert "secret-script" not in f"{error}{error!r}{error.args}"


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><h1>502 Bad Gateway</h1></html>", id="HTML"),
        pytest.param((ANSWERS / f"{GENERATE.action()}.xml").read_bytes(), id="XML"),
        pytest.param(sample(CREATE)[:60], id="cut"),
        pytest.param(b'{"Success":true,"Data":{"Status":"success"}', id="cut by one"),
        pytest.param(b"[1]", id="list"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"Data":' + b'{"a":' * 100_000, id="deep and cut"),
        pytest.param(b'{"FileId":' + b"9" * 5000 + b"}", id="endless number"),
    ],
)
def test_what_is_no_json_object_is_unreadable_and_not_repeated(body: bytes, status: int) -> None:
    error = failed(CREATE, body, status)

    assert isinstance(error, Unreadable)
    assert error.message == f"the answer is not JSON (HTTP {status}, {len(body)} bytes)"


@pytest.mark.parametrize(
    ("operation", "payload", "place"),
    [
        pytest.param(CREATE, {"Success": True, "Data": {"Status": "success"}}, "FileId", id="no FileId"),
        pytest.param(CREATE, {"Data": {"Status": "success", "FileId": None}}, "FileId", id="null FileId"),
        pytest.param(GENERATE, {"Success": True, "Data": {"Status": True}}, "ProcessId", id="no ProcessId"),
        pytest.param(FILES, {"Success": True, "Data": {"Files": [{}]}}, "Files.0.FileId", id="a row without id"),
        pytest.param(FILES, {"Success": True, "Data": {"Files": "none"}}, "Files", id="rows that are text"),
        pytest.param(GROUPS, {"Success": True, "Data": {"a": 1}}, "Items", id="no list"),
        pytest.param(GROUPS, {"Success": True}, "Items", id="no list at all"),
        pytest.param(UPDATE, {}, "Data", id="nothing"),
        pytest.param(UPDATE, {"Success": True, "Data": None}, "Data", id="null"),
        pytest.param(UPDATE, {"Success": True, "Data": "done"}, "Data", id="text"),
        pytest.param(READ, {"Success": True, "Data": [1]}, "Data", id="list"),
        pytest.param(FILES, {"RequestId": "r"}, "Data", id="no page"),
    ],
)
def test_an_answer_that_lacks_what_it_promises_names_the_place_and_no_value(
    operation: Operation[Any], payload: dict[str, Any], place: str
) -> None:
    error = failed(operation, {**payload, "RequestId": "r-3"})

    assert isinstance(error, Unreadable)
    assert (error.message, error.request_id) == (f"the answer lacks or garbles {place}", "r-3")
