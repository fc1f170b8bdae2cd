"""The vocabulary of parameters: what is accepted, in which spelling, and what is refused with which words."""

import json
from typing import Annotated, Any, cast

import pytest
from pydantic import TypeAdapter, ValidationError

from dataworks.fields import DECODED, Name, PageSize, ProjectId, Script, ScriptOrEmpty, ScriptText


def read(kind: Any, value: object) -> object:
    return cast("object", TypeAdapter(kind).validate_python(value, strict=True))


def complaint(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as raised:
        read(kind, value)
    (finding,) = raised.value.errors()
    return finding["msg"]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param("10000", "10000", id="text"),
        (10000, "10000"),
        (2**53 - 1, "9007199254740991"),
        ("8604388726201130001", "8604388726201130001"),
        ("9223372036854775807", "9223372036854775807"),
        ("0", "0"),
    ],
)
def test_an_id_is_text_of_digits(given: object, text: str) -> None:
    assert read(ProjectId, given) == text


@pytest.mark.parametrize("given", ["", "abc", "10 ", "10\n", "-1", -7, "1e3", 1.0, "١٢", "1" * 20, True, None, ["1"]])
def test_anything_else_is_no_id(given: object) -> None:
    assert complaint(ProjectId, given)


@pytest.mark.parametrize("given", [2**53, 2**63, -(2**53)])
def test_a_number_that_a_client_may_have_rounded_is_refused(given: int) -> None:
    assert "send the id as a string" in complaint(ProjectId, given)


@pytest.mark.parametrize("given", ["010000", "00", "0000000000000010000"])
def test_an_id_has_no_second_spelling_that_a_rule_would_miss(given: str) -> None:
    assert "without leading zeros" in complaint(ProjectId, given)


@pytest.mark.parametrize("given", ["9223372036854775808", "9" * 19])
def test_an_id_that_is_no_64_bit_number_is_refused_with_the_largest(given: str) -> None:
    assert "at most 9223372036854775807" in complaint(ProjectId, given)


@pytest.mark.parametrize("name", ["orders", "订单 同步", "a/b+c~d*e f", "🚀", "\u00a0"])
def test_a_name_is_any_text(name: str) -> None:
    assert read(Name, name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [("a\x00b", "U+0000"), ("a\nb", "U+000A"), ("a\x7f", "U+007F"), ("a\u2028b", "U+2028"), ("\x9b0m", "U+009B")],
)
def test_a_control_character_in_a_name_is_named_with_its_place(name: str, code: str) -> None:
    assert code in complaint(Name, name)


def test_a_name_is_not_empty_and_has_no_half_characters() -> None:
    assert complaint(Name, "")
    assert complaint(Name, "a\ud800b")


@pytest.mark.parametrize(
    "text", ['{"a":1}', ' {"a" : 1.50,\n "a":2, "ü": "\\u00fc\\/"} ', '{"n":12345678901234567890}', '{"s":"\\ud800"}']
)
def test_a_script_given_as_text_stays_as_it_is_byte_for_byte(text: str) -> None:
    assert read(Script, text) == text


def test_a_script_given_as_an_object_becomes_compact_text() -> None:
    assert read(Script, {"名": ["ü", None, True, 1.5], "b": {}}) == '{"名":["ü",null,true,1.5],"b":{}}'


@pytest.mark.parametrize("given", ['{"a": 1}', {"a": 1}, ScriptText.of({"a": 1})])
def test_a_script_is_read_once_however_often_it_is_passed_on(given: object) -> None:
    once = read(Script, given)

    assert read(Script, once) is once
    assert read(ScriptOrEmpty, once) is once


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"a": }', "line 1, column 7"),
        ('{"a": NaN}', "NaN is not a number"),
        ({"a": float("nan")}, "not finite"),
        ({"a": float("inf")}, "not finite"),
        ("[1]", "such as {...}"),
        ('"text"', "must be a JSON object"),
        ("", "not valid JSON"),
        ('{"a":' + "[" * 100_000, "not usable JSON"),
        ('{"a":' + "9" * 5000 + "}", "number too long"),
        ({"a": "\ud800"}, "half of a character"),
        ('{"a":"\udfff"}', "half of a character"),
    ],
)
def test_a_script_that_cannot_be_used_is_refused_with_the_reason(given: object, said: str) -> None:
    assert said in complaint(Script, given)


@pytest.mark.parametrize("given", [5, True, None, ["{}"], b"{}"])
def test_a_script_is_text_or_an_object(given: object) -> None:
    assert complaint(Script, given)


def test_only_where_a_script_may_stay_as_it_is_can_it_be_empty() -> None:
    assert read(ScriptOrEmpty, "") == ""
    assert complaint(Script, "")
    assert complaint(ScriptOrEmpty, "{")


@pytest.mark.parametrize(("given", "value"), [('["a","b"]', ["a", "b"]), ([], []), (' ["a"]', ["a"])])
def test_a_list_may_come_as_json_text(given: object, value: list[str]) -> None:
    assert read(Annotated[list[str], DECODED], given) == value


@pytest.mark.parametrize("given", ["a,b", "[", '{"a":1}', "[" * 100_000])
def test_text_that_is_no_json_list_is_no_list(given: str) -> None:
    assert complaint(Annotated[list[str], DECODED], given)


@pytest.mark.parametrize("given", [0, 101, "10", True, 1.5])
def test_a_page_size_is_a_whole_number_from_1_to_100(given: object) -> None:
    assert complaint(PageSize, given)


def test_clients_see_a_script_as_an_object_or_a_string() -> None:
    assert json.dumps(TypeAdapter(Script).json_schema()) == '{"anyOf": [{"type": "object"}, {"type": "string"}]}'
