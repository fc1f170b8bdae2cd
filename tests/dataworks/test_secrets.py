"""What of a connection may be shown, and what is taken out of the service's words."""

import json
import re

import pytest

from dataworks.json_size import DEEPEST
from dataworks.operations.v2020.data_sources import DataSource
from dataworks.redaction.folding import folded
from dataworks.secrets import HIDDEN, harmless, mark_places, masked, secret_values


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ({"database": "shop", "password": "p", "username": "u", "jdbcUrl": "jdbc:x"}, {"database": "shop"}),
        ({"project": "dw", "regionId": "cn-shanghai", "endpoint": "e", "accessKey": "k"}, None),
        ({"database": "jdbc:mysql://host/shop?password=p"}, {}),
        ({"database": "x" * 65, "schema": "", "tag": 1, "bucket": {"password": "p"}}, {}),
    ],
    ids=str,
)
def test_only_named_fields_with_plain_values_are_read(content: dict[str, object], shown: dict[str, str] | None) -> None:
    expected = {"project": "dw", "regionId": "cn-shanghai"} if shown is None else shown

    assert harmless(json.dumps(content)) == harmless(content) == expected


@pytest.mark.parametrize(
    "content", [None, "", "{", "[1]", 7, "[" * 100_000], ids=["none", "", "cut", "list", "7", "deep"]
)
def test_content_that_can_not_be_read_shows_nothing(content: object) -> None:
    assert harmless(content) == {}


def test_a_data_source_does_not_hold_its_secrets() -> None:
    source = DataSource.model_validate({"Id": 1, "Content": '{"password":"p-9f2","database":"shop"}'})

    assert "p-9f2" not in repr(source)
    assert source.details == {"database": "shop"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no route to jdbc:mysql://h:3306/d?user=u&password=p here", "no route to jdbc:***hidden*** here"),
        ("login failed, user=shop, password: 'p w'", "login failed, user=***hidden***, password: '***hidden***'"),
        ("Access denied for user 'shop'@'10.0.0.1'", "Access denied for user '***hidden***'@'10.0.0.1'"),
        (
            '{"accessKeySecret":"s3cr3t","accessId":"LTAI1"}',
            '{"accessKeySecret":"***hidden***","accessId":"***hidden***"}',
        ),
        ("fetch http://me:pw@host/x failed", "fetch http://***hidden***@host/x failed"),
        ("see https://help.example/token for more", "see https://help.example/token for more"),
        ("Invalid path: Business Flow/user/Data Integration", "Invalid path: Business Flow/user/Data Integration"),
        ("fileId:[100] is invalid.", "fileId:[100] is invalid."),
    ],
)
def test_secrets_are_taken_out_of_text_and_the_rest_stays(text: str, expected: str) -> None:
    assert masked(text) == expected


SECRETIVE: dict[str, tuple[object, object, list[str]]] = {
    "password": ({"a": [{"password": "p"}]}, {"a": [{"password": "***hidden***"}]}, ["/a/0/password"]),
    "any spelling": (
        {"Access-Key-Secret": "s", "odps.accessId": "i", "userName": "u", "sasl.jaas.config": "c"},
        {
            "Access-Key-Secret": "***hidden***",
            "odps.accessId": "***hidden***",
            "userName": "***hidden***",
            "sasl.jaas.config": "***hidden***",
        },
        ["/Access-Key-Secret", "/odps.accessId", "/userName", "/sasl.jaas.config"],
    ),
    "a number": ({"pwd": 123456}, {"pwd": "***hidden***"}, ["/pwd"]),
    "several": ({"token": ["x", "y"]}, {"token": ["***hidden***", "***hidden***"]}, ["/token/0", "/token/1"]),
    "a connection": (
        {"jdbcUrl": ["jdbc:mysql://u:pw@h/d?password=x"], "uri": "mongodb://u:pw@h/d"},
        {"jdbcUrl": ["jdbc:***hidden***"], "uri": "mongodb://***hidden***@h/d"},
        ["/jdbcUrl/0", "/uri"],
    ),
    "a script in a script": (
        {"extend": '{"password": "p"}'},
        {"extend": '{"password":"***hidden***"}'},
        ["/extend"],
    ),
    "a key with a slash": ({"a/b": {"secret": "s"}}, {"a/b": {"secret": "***hidden***"}}, ["/a~1b/secret"]),
}


@pytest.mark.parametrize(("script", "shown", "places"), SECRETIVE.values(), ids=SECRETIVE.keys())
def test_a_script_is_shown_with_a_mark_for_each_secret_that_is_found_again(
    script: object, shown: object, places: list[str]
) -> None:
    told = masked(json.dumps(script))

    assert json.loads(told) == shown
    assert masked(told) == told
    assert mark_places(told) == places
    assert mark_places(json.dumps(script)) == []


@pytest.mark.parametrize(
    "script",
    [
        '{ "where": "a = \'***\' and b=1",  "column": ["password", "token"], "n": 1.50 }',
        '{"password": "", "secret": null, "useSpecialSecret": true, "accessKey": "${key}"}',
        '{"primaryKey": ["id"], "keyColumns": "a", "clientTokens": 5, "endpoint": "http://h/x"}',
        "select 1 from orders",
    ],
)
def test_a_script_without_secrets_is_shown_byte_for_byte(script: str) -> None:
    assert masked(script) == script
    assert mark_places(script) == []


KEYS = (
    *("password", "passwd", "pwd", "passphrase", "secret", "secretKey", "token", "credential", "credentials"),
    *("privateKey", "jaasConfig", "accessId", "accessSecret", "accessKey", "accessKeyId", "accessKeySecret"),
    *("username", "user", "PASSWORD", "access-key-id", "secret_key", "pa\u017f\u017fword"),
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_each_key_of_secrets_is_found_however_it_is_spelled(key: str, ascii_only: bool) -> None:
    assert "p-9f2" not in masked(json.dumps({"steps": [{key: "p-9f2"}]}, ensure_ascii=ascii_only))


def test_a_key_of_secrets_is_found_where_it_is_written_with_escapes() -> None:
    assert "p-9f2" not in masked('{"p\\u0061ssword": "p-9f2"}')


@pytest.mark.parametrize("escape", ["%41", "\\u0041", "&#65;", "\u200b", "\uff41"])
def test_an_escape_is_decoded_once_however_often_it_is_there(escape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = list[str]()

    def noted(match: re.Match[str]) -> str:
        decoded.append(match[0])
        return "a"

    monkeypatch.setattr("dataworks.redaction.folding._decoded", noted)
    plain = folded(escape * 1000).plain

    assert len(decoded) <= 1
    assert plain in {"a", "a" * 1000}


@pytest.mark.parametrize("between", ["\u200b", "\u200b\u200c" * 500, "\\u200b"])
def test_a_key_is_found_between_any_number_of_invisible_characters(between: str) -> None:
    assert masked(f"pass{between}word{between}=p-9f2") == f"pass{between}word{between}={HIDDEN}"


@pytest.mark.parametrize("text", ["password=p-9f2 {", '{"password": "p-9f2"', "[" * 100_000 + "password=p-9f2"])
def test_what_can_not_be_read_as_a_script_is_cleaned_like_a_message(text: str) -> None:
    assert "p-9f2" not in masked(text)
    assert mark_places(text) == []


def test_a_script_that_nests_too_deeply_is_none() -> None:
    deep = '{"a":' * 900 + '{"password":"p-9f2"}' + "}" * 900

    assert "p-9f2" not in masked(deep)
    assert masked('"password=p-9f2"') == '"password=***hidden***"'


def nested(value: object, levels: int) -> str:
    text = json.dumps(value)
    for _ in range(levels):
        text = json.dumps({"code": text})
    return text


def test_a_script_in_too_many_others_is_hidden_as_a_whole() -> None:
    secretive, harmless_one = {"password": "p-9f2"}, {"a": 1}

    assert masked(nested(secretive, DEEPEST)) == masked(nested({"password": HIDDEN}, DEEPEST)).replace(" ", "")
    assert masked(nested(secretive, DEEPEST + 1)).count(HIDDEN) == 1
    assert "password" not in masked(nested(secretive, DEEPEST + 1))
    assert masked(nested(harmless_one, 9)) == nested(harmless_one, 9)
    assert mark_places(masked(nested(secretive, 9))) == mark_places(nested({"password": "***"}, 9)) == ["/code"]
    assert secret_values(nested(secretive, DEEPEST)) == {"p-9f2"}
    assert secret_values(nested(secretive, DEEPEST + 1)) == set()
