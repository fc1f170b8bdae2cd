"""One call of a tool, as an assistant makes it."""

from typing import Any

from jsonschema import Draft202012Validator

from tests.sessions import Time, assistant, emulated, facts_of, sent


async def called(tool: str, arguments: dict[str, Any]) -> tuple[Any, list[str]]:
    """The result of a call, and the operations that it sent."""
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(tool, arguments)
        schema = next(each.output_schema for each in (await client.list_tools()).tools if each.name == tool)
    assert schema is not None
    Draft202012Validator(schema).validate(facts_of(result))
    return result, sent(emulator)
