"""The arguments of a call as some clients send them: an empty list or text for none, or an object as JSON text.

Both are read before the library refuses them, over every transport.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import from_json

from dataworks.json_size import is_crowded

if TYPE_CHECKING:
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext


async def with_read_arguments(ctx: "ServerRequestContext[Any, Any]", call_next: "CallNext") -> "HandlerResult":
    """Pass a request on; the arguments of a tool call as an object."""
    params: Mapping[str, Any] | None = ctx.params
    if ctx.method != "tools/call" or params is None or isinstance(params.get("arguments", {}), dict):
        return await call_next(ctx)
    return await call_next(replace(ctx, params={**params, "arguments": as_object(params["arguments"])}))


def as_object(given: object) -> object:
    """The object that is meant; what can't be meant as one is returned unchanged."""
    if given in ([], ""):
        return {}
    if not isinstance(given, str) or is_crowded(given):
        return given
    try:
        value: object = from_json(given, allow_inf_nan=False)  # as strict as the library is with whole messages
    except ValueError:
        return given
    return cast("object", value) if isinstance(value, dict) else given
