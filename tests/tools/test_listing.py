"""What clients see of each tool is in ``tools/listing.json``: the difference of a change there is its review."""

import json
from typing import Any

from tests.sessions import Time, assistant, emulated
from tools.calls.served import tool_definition
from tools.declarations import generated_listing
from tools.toolsets import LISTING


async def listed() -> dict[str, dict[str, Any]]:
    time = Time()
    async with assistant(emulated(time), time) as client:
        tools = (await client.list_tools()).tools
    return {tool.name: tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools}


def test_the_listing_is_what_the_tools_declare() -> None:
    assert LISTING.read_text("utf-8") == generated_listing(), "run make listing, and read the difference"


async def test_two_lists_are_the_same_to_the_byte() -> None:
    first = json.dumps(await listed())
    tool_definition.cache_clear()

    assert json.dumps(await listed()) == first
