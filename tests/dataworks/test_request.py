"""A request as it is sent: what travels where, and which headers are signed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dataworks.operation import Operation
from dataworks.operations.v2020.sync_tasks import GenerateDISyncTaskConfigForCreating
from dataworks.request import FORM, LONGEST_TARGET, Request, build
from dataworks.signing import Credentials, authorization, body_hash, encoded
from tests.dataworks.clients import CREATE, READ

NOW = datetime(2026, 11, 20, 9, 8, 7, tzinfo=UTC)
KEY = Credentials("the-id", "the-secret")
TEMPORARY = Credentials("the-id", "the-secret", "the-token")


def request(operation: Operation[Any], endpoint: str = "https://dataworks.test", key: Credentials = KEY) -> Request:
    return build(operation, endpoint, key, NOW, "nonce-1")


def target(request: Request) -> str:
    return request.url.removeprefix("https://dataworks.test")


def query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))


def form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def script(length: int, character: str = "a") -> str:
    return f'{{"a":"{character * length}"}}'


def generation(text: str, token: str | None = None) -> GenerateDISyncTaskConfigForCreating:
    return GenerateDISyncTaskConfigForCreating(
        project_id="10000", task_type="DI_REALTIME", task_param=text, client_token=token
    )


def signed_again(request: Request, parameters: Mapping[str, str], key: Credentials) -> str:
    """The authorization over exactly those headers that it says are signed."""
    names = request.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    headers = {name: request.headers[name] for name in names}
    return authorization(request.method, encoded(parameters), headers, body_hash(request.body), key)


def test_a_read_travels_in_the_query_with_an_empty_body() -> None:
    sent = request(READ)

    assert (sent.method, sent.body) == ("POST", b"")
    assert query(sent) == {"ProjectId": "10000", "TaskType": "DI_REALTIME", "FileId": "100"}
    assert "content-type" not in sent.headers


def test_a_script_travels_in_the_form() -> None:
    sent = request(CREATE)

    assert form(sent) == {"TaskContent": CREATE.task_content}
    assert sent.headers["content-type"] == FORM
    assert "private" not in query(sent).get("TaskContent", "")


def test_the_headers_name_operation_version_time_and_nonce() -> None:
    headers = request(READ).headers

    assert headers["x-acs-action"] == "GetDISyncTask"
    assert headers["x-acs-version"] == "2020-05-18"
    assert headers["x-acs-date"] == "2026-11-20T09:08:07Z"
    assert headers["x-acs-signature-nonce"] == "nonce-1"
    assert headers["x-acs-content-sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("key", [KEY, TEMPORARY])
def test_every_header_of_the_service_and_the_body_are_signed(key: Credentials) -> None:
    sent = request(CREATE, key=key)
    signed = sent.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")

    assert sent.headers["authorization"] == signed_again(sent, query(sent), key)
    assert {name for name in sent.headers if name.startswith("x-acs-")} | {"host", "content-type"} == set(signed)


def test_a_temporary_key_adds_two_headers() -> None:
    added = request(READ, key=TEMPORARY).headers.keys() - request(READ).headers.keys()

    assert added == {"x-acs-accesskey-id", "x-acs-security-token"}


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://dataworks.cn-shanghai.aliyuncs.com", "dataworks.cn-shanghai.aliyuncs.com"),
        ("http://127.0.0.1:18080", "127.0.0.1:18080"),
        ("http://[::1]:18080", "[::1]:18080"),
    ],
)
def test_the_signed_host_has_the_port_that_the_address_names(endpoint: str, host: str) -> None:
    sent = request(READ, endpoint)

    assert sent.headers["host"] == host
    assert sent.url.startswith(f"{endpoint}/?")


def test_neither_secret_nor_token_nor_key_is_in_the_address() -> None:
    sent = request(CREATE, key=TEMPORARY)

    assert "the-" not in sent.url
    assert b"the-" not in sent.body
    assert "the-secret" not in str(sent.headers)


@pytest.mark.parametrize("text", ["a b", "a+b", "a/b?c&d=e#f", "a~b*c'd", "100%", "订单🚀", "\u00a0", '"{}"'])
def test_any_text_arrives_as_it_was_sent(text: str) -> None:
    sent = request(CREATE.model_copy(update={"task_name": text, "task_content": text}))

    assert (query(sent)["TaskName"], form(sent)["TaskContent"]) == (text, text)


def test_a_target_of_exactly_the_longest_length_stays_in_the_query() -> None:
    room = LONGEST_TARGET - len(target(request(generation(script(0)))))
    fits, exceeds = request(generation(script(room))), request(generation(script(room + 1)))

    assert (len(target(fits)), fits.body) == (LONGEST_TARGET, b"")
    assert form(exceeds) == {"TaskParam": script(room + 1)}
    assert exceeds.headers["authorization"] == signed_again(exceeds, query(exceeds), KEY)


def test_only_as_many_parameters_move_as_must_the_longest_first() -> None:
    sent = request(generation(script(200_000, "表"), token="t" * 100))

    assert form(sent).keys() == {"TaskParam"}
    assert query(sent)["ClientToken"] == "t" * 100


def test_parameters_that_are_too_long_together_move_one_by_one() -> None:
    sent = request(generation(script(5000), token="表" * 450))

    assert form(sent).keys() == {"TaskParam"}
    assert query(sent).keys() == {"ProjectId", "TaskType", "ClientToken"}
