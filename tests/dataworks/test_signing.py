"""Our signature beside the official SDK's: on requests it once sent, on requests it sends now, and on our own."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from alibabacloud_tea_openapi.utils import Utils
from darabonba.request import DaraRequest

from dataworks.operation import Operation
from dataworks.operations.v2020.files import ListFiles
from dataworks.request import build
from dataworks.signing import ALGORITHM, Credentials, authorization, body_hash, canonical_request, encoded
from tests.dataworks.clients import CREATE, READ
from tests.dataworks.sdk import CASES, KEY_ID, ODD, SECRET, TOKEN, captured

GOLDEN: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("signatures.json").read_text("utf-8"))
"""Requests that the official SDK (10.1.1, tea-openapi 0.4.6) sent to a loopback server, by the name of their case."""

KEY = Credentials(KEY_ID, SECRET)
NOW = datetime(2026, 11, 20, 9, 8, 7, tzinfo=UTC)


@pytest.mark.parametrize("case", GOLDEN)
def test_a_recorded_request_of_the_sdk_has_our_signature(case: str) -> None:
    sent = GOLDEN[case]

    ours = authorization(sent["method"], encoded(sent["query"]), sent["headers"], body_hash(sent["body"].encode()), KEY)

    assert ours == sent["authorization"]


@pytest.mark.parametrize("case", CASES)
def test_a_request_that_the_sdk_sends_now_has_our_signature(case: str) -> None:
    sent = captured(case)

    ours = authorization(sent.method, encoded(sent.query), sent.signed_headers, body_hash(sent.body.encode()), KEY)

    assert ours == sent.headers["authorization"]


@pytest.mark.parametrize("case", CASES)
def test_the_sdk_still_sends_what_was_recorded(case: str) -> None:
    sent, recorded = captured(case), GOLDEN[case]

    assert (sent.method, sent.query, sent.body) == (recorded["method"], recorded["query"], recorded["body"])
    assert sent.signed_headers.keys() == recorded["headers"].keys()


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(READ, id="read"),
        pytest.param(CREATE.model_copy(update={"task_name": ODD, "client_token": ""}), id="create"),
        pytest.param(ListFiles(project_id="10000", keyword=ODD), id="form alone"),
    ],
)
def test_the_sdk_signs_our_request_as_we_do(operation: Operation[Any], token: str | None) -> None:
    sent = build(operation, "https://dataworks.test:8443", Credentials(KEY_ID, SECRET, token), NOW, "nonce")
    theirs = DaraRequest()
    theirs.method, theirs.pathname = sent.method, "/"
    theirs.query = dict(parse_qsl(urlsplit(sent.url).query, keep_blank_values=True))
    theirs.headers = {name: sent.headers[name] for name in sent.headers if name not in {"authorization", "accept"}}

    expected = Utils.get_authorization(theirs, ALGORITHM, body_hash(sent.body), KEY_ID, SECRET)

    assert sent.headers["authorization"] == expected


def test_the_canonical_request_is_sorted_and_quoted() -> None:
    canonical = canonical_request(
        "POST", encoded({"b": "x y~*/", "B": "", "a": "é"}), {"x-b": " 2 ", "host": "h"}, "hash"
    )

    assert canonical == "POST\n/\nB=&a=%C3%A9&b=x%20y~%2A%2F\nhost:h\nx-b:2\n\nhost;x-b\nhash"


@pytest.mark.parametrize("text", ["".join(map(chr, range(300))), "订单🚀", '{"a": "100%25"}'])
def test_any_text_is_quoted_as_the_library_does_it(text: str) -> None:
    assert encoded({"a": text}) == f"a={quote(text, safe='~')}"


@pytest.mark.parametrize("changed", ["secret", "query", "header", "body", "method"])
def test_whatever_is_changed_changes_the_signature(changed: str) -> None:
    def signed(change: str) -> str:
        return authorization(
            "GET" if change == "method" else "POST",
            "a=2" if change == "query" else "a=1",
            {"host": "g" if change == "header" else "h"},
            body_hash(b"x" if change == "body" else b""),
            Credentials("id", "other" if change == "secret" else "secret"),
        )

    assert signed(changed) != signed("nothing")


def test_credentials_show_nothing_of_themselves() -> None:
    assert "the-" not in repr(Credentials("the-id", "the-secret", "the-token"))
