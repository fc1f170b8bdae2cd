"""The verdict: the one function that decides whether an answer is a success.

HTTP 200 with ``Success: true`` is not enough: in this API ``Data.Status`` decides, and the reason of a failure is in
``Data.Message``, a field that the official samples of successes fill in as well.
"""

import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar, cast

from pydantic import ValidationError

from dataworks.answers import Answer, cut_code, is_failure, is_success, payload_of, problems_of
from dataworks.errors import Denied, Forbidden, Refused, Rejected, Throttled, Unreadable
from dataworks.json_size import is_crowded
from dataworks.language import Text
from dataworks.operation import Effect, Operation
from dataworks.quoting import cut
from dataworks.secrets import masked

A = TypeVar("A", bound=Answer)

QUOTA_CODES = frozenset({"Throttling.Resource", "Throttling.Api.Risk"})
"""The quota of the edition or the day is used up; a short wait does not help."""

THROTTLING_NUMBERS = frozenset({"9990040003", "9990020002"})
"""Numeric codes of throttling, according to Alibaba's Terraform provider."""

IDENTITY_CODES = (
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "SignatureNonceUsed",
    "InvalidSecurityToken",
    "MissingSecurityToken",
    "InvalidTimeStamp",
)
"""Codes of a gateway that did not accept the request; they don't depend on the operation."""

TOO_LARGE = frozenset({413, 414, 431})
"""Statuses of a web server that did not pass a request on, since its body, line or head is too long."""

MEMBERSHIP_CODES = frozenset({"Invalid.Tenant.UserNotInProject", "Invalid.Tenant.ProjectNotExists"})
"""The workspace is not one of the caller's, with HTTP 400; other spellings have 403."""

PAGE_FIELDS = frozenset({"page_number", "page_size"})
"""Fields of a request and of its answer; some answers lack the first."""

LONGEST_MESSAGE = 20_000
"""Characters of a message that are read; secrets are looked for in them, which takes time."""

REQUEST_TOO_LONG = Text(
    "the request is longer than the service accepts (HTTP {}); nothing was done",
    "请求超过服务接受的长度（HTTP {}）；没有执行任何操作",
)
NOT_JSON = Text("the answer is not JSON (HTTP {}, {} bytes)", "应答不是 JSON（HTTP {}，{} 字节）")
COMPRESSED = Text(
    "the answer is compressed, which was not asked for (HTTP {}, {} bytes)",
    "应答经过压缩，而请求并未要求压缩（HTTP {}，{} 字节）",
)
GARBLED = Text("the answer lacks or garbles {}", "应答中缺少以下字段，或其值无法识别：{}")
TOO_DEEP = Text("the answer nests too deeply", "应答嵌套过深")
WRONG_SIGNATURE = Text("The signature does not match what the service calculated.", "签名与服务端计算的结果不一致。")
NO_REASON = Text("The service gave no reason.", "服务未说明原因。")

RETRY_HEADERS = (("x-acs-retry-after", 0.001), ("retry-after", 1.0))
"""Headers with the time to wait, and their unit in seconds."""


def verdict(operation: Operation[A], http_status: int, headers: Mapping[str, str], body: bytes) -> A:
    """Read the answer to an operation.

    Raises:
        Refused: the gateway or the product refused the request; Throttled and Denied are special cases.
        Rejected: HTTP 200, but ``Data.Status`` or ``Success`` means failure.
        Unreadable: the answer does not follow the API.
    """
    payload = None if is_crowded(body) else payload_of(body)  # one with so many values is none of the service
    if payload is None and http_status in TOO_LARGE:
        raise Refused(operation.action(), REQUEST_TOO_LONG.said(http_status), http_status, None, f"HTTP {http_status}")
    if payload is None:
        raise _unreadable(operation, http_status, _not_json(headers).said(http_status, len(body)))
    data = operation.answer.data_in(payload)
    code = _code(payload, answered=data is not None and (data is not payload or is_success(payload.get("Success"))))
    if http_status >= 400 or code:
        _refuse(operation, http_status, headers, payload, code or f"HTTP {http_status}")
    if is_failure(payload.get("Success")) or not _worked(operation, data):
        raise Rejected(operation.action(), _reason(payload), http_status, _request_id(payload))
    try:
        return _paged(operation, cast("A", operation.answer.read(payload)))
    except ValidationError as error:
        problem = GARBLED.said(problems_of(error))
    except RecursionError:
        problem = TOO_DEEP.said()
    raise _unreadable(operation, http_status, problem, payload)


def _paged(operation: Operation[A], answer: A) -> A:
    """Fill in which page was requested, where the answer does not say it."""
    if operation.paging is None:
        return answer
    lacking = (PAGE_FIELDS & type(answer).model_fields.keys()) - answer.model_fields_set
    found = {name: asked for name in lacking if (asked := getattr(operation, name)) is not None}
    return answer.model_copy(update=found) if found else answer


def _code(payload: Mapping[str, Any], *, answered: bool) -> str:
    code = payload.get("Code") or payload.get("code") or payload.get("ErrorCode")
    failed = not answered or is_failure(payload.get("Success"))
    return masked(cut_code(code)) if code and failed and str(code) not in {"200", "0"} else ""


def _worked(operation: Operation[A], data: object) -> bool:
    status = cast("Mapping[str, object]", data).get("Status") if isinstance(data, Mapping) else None
    states = operation.states
    if states is not None and states.task_type in (None, getattr(operation, "task_type", None)):
        return not states.known or str(status).upper() in states.known
    if operation.effect is Effect.READ or status is None:
        return not is_failure(status)
    return is_success(status)


def _refuse(
    operation: Operation[A], http_status: int, headers: Mapping[str, str], payload: Mapping[str, Any], code: str
) -> NoReturn:
    message = _reason(payload)
    if code.startswith("SignatureDoesNotMatch"):  # the service's own text repeats the request's parameters
        message = WRONG_SIGNATURE.said()
    facts = (operation.action(), message, http_status, _request_id(payload), code, payload.get("Recommend"))
    if is_throttling(http_status, code, message):
        raise Throttled(*facts, retry_after=retry_after(headers), quota_used_up=code in QUOTA_CODES)
    if http_status == 401 or code.startswith(IDENTITY_CODES):
        raise Denied(*facts)
    if http_status == 403 or code in MEMBERSHIP_CODES:
        raise Forbidden(*facts)
    raise Refused(*facts)


def is_throttling(http_status: int, code: str, message: str) -> bool:
    """Return whether a refusal means that there were too many calls."""
    return http_status == 429 or "Throttling" in f"{code} {message}" or code in THROTTLING_NUMBERS


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait that an answer names, if it does."""
    for name, unit in RETRY_HEADERS:
        value = headers.get(name, "")
        if re.fullmatch(r"0*[1-9][0-9]{0,8}", value, re.ASCII):
            return int(value) * unit
    return None


def _not_json(headers: Mapping[str, str]) -> Text:
    compressed = headers.get("content-encoding", "identity") != "identity"
    return COMPRESSED if compressed else NOT_JSON


def _reason(payload: Mapping[str, Any]) -> str:
    data = payload.get("Data")
    inner = cast("Mapping[str, object]", data).get("Message") if isinstance(data, Mapping) else None
    found = payload.get("Message") or payload.get("message") or payload.get("ErrorMessage") or inner
    return masked(cut(str(found), LONGEST_MESSAGE)) if found else NO_REASON.said()


def _request_id(payload: Mapping[str, Any]) -> str | None:
    found = payload.get("RequestId") or payload.get("requestId")
    return cut_code(found) if found else None


def _unreadable(
    operation: Operation[A], http_status: int, message: str, payload: Mapping[str, Any] | None = None
) -> Unreadable:
    return Unreadable(operation.action(), message, http_status, _request_id(payload or {}))
