"""What of a connection may be shown, and what is taken out of the service's words."""

import json

import pytest

from dataworks.operations.data_sources import DataSource
from dataworks.secrets import harmless, redacted


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
        ("no route to jdbc:mysql://h:3306/d?user=u&password=p here", "no route to jdbc:*** here"),
        ("login failed, user=shop, password: 'p w'", "login failed, user=***, password: '*** w'"),
        ("Access denied for user 'shop'@'10.0.0.1'", "Access denied for user '***'@'10.0.0.1'"),
        ('{"accessKeySecret":"s3cr3t","accessId":"LTAI1"}', '{"accessKeySecret":"***","accessId":"***"}'),
        ("fetch http://me:pw@host/x failed", "fetch http://***@host/x failed"),
        ("see https://help.example/token for more", "see https://help.example/token for more"),
        ("Invalid path: Business Flow/user/Data Integration", "Invalid path: Business Flow/user/Data Integration"),
        ("fileId:[100] is invalid.", "fileId:[100] is invalid."),
    ],
)
def test_secrets_are_taken_out_of_text_and_the_rest_stays(text: str, expected: str) -> None:
    assert redacted(text) == expected
