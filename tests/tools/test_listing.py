"""What clients see of each tool is in ``tools/listing.json``: the difference of a change there is its review.

It has only words that every known client takes.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sessions import Time, assistant, emulated
from tools.calls.served import tool_definition
from tools.declarations import generated
from tools.toolsets import listed_tools


async def listed() -> dict[str, dict[str, Any]]:
    time = Time()
    async with assistant(emulated(time), time) as client:
        tools = (await client.list_tools()).tools
    return {tool.name: tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools}


def test_the_listing_is_what_the_tools_declare() -> None:
    assert {path: path.read_text("utf-8") for path in generated()} == generated(), "run make listing, and read it"


async def test_two_lists_are_the_same_to_the_byte() -> None:
    first = json.dumps(await listed())
    tool_definition.cache_clear()

    assert json.dumps(await listed()) == first


WORDS = frozenset(
    "type properties required additionalProperties description enum items default anyOf "
    "minimum maximum minLength maxLength minItems maxItems".split()
)
"""The words of JSON schema that every known client takes in input schemas."""

SCRIPT = [{"type": "object"}, {"type": "string"}]
"""The one union: a script is an object, or a text that holds one."""


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and all schemas inside of it."""
    yield schema
    further = schema.get("additionalProperties")
    for inner in (*schema.get("properties", {}).values(), schema.get("items"), further):
        if isinstance(inner, dict):
            yield from parts(inner)


@pytest.mark.parametrize("may_ask", [True, False], ids=["with consent", "without"])
@pytest.mark.parametrize("name", listed_tools())
def test_an_input_schema_has_only_words_that_every_known_client_takes(name: str, may_ask: bool) -> None:
    schema = tool_definition(name, may_ask).input_schema
    found = list(parts(schema))

    assert {word for part in found for word in part} <= WORDS
    assert all(part["anyOf"] == SCRIPT and "type" not in part for part in found if "anyOf" in part)
    assert all(isinstance(part.get("type"), str) for part in found if "anyOf" not in part)
    assert all(isinstance(part["enum"], list) and part["type"] == "string" for part in found if "enum" in part)
    assert schema["type"] == "object"
