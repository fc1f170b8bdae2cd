"""Reads parameters without checking them, for operations that accept nonsense and fail later."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from dataworks.operation import Operation
from emulator.failures import RequestRefused, missing, unreadable

Given = Mapping[str, Any]
"""The parameters of a request by their names in the API: text, numbers and booleans, and what JSON texts hold."""

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "Id": ("DIJobId", "DIAlarmRuleId"),
    "DIJobId": ("Id", "JobId"),
    "JobId": ("DIJobId", "Id"),
    "Name": ("JobName",),
}
"""Names under which a parameter is accepted too, unless the operation has a parameter of that name."""


def given(operation: type[Operation[Any]], parameters: Mapping[str, str], needed: Iterable[str]) -> dict[str, Any]:
    """Read the parameters that an operation has; ``needed`` are the required ones.

    Unknown ones are ignored, and an empty one is treated as not sent.

    Raises:
        RequestRefused: a parameter is missing, or a number, boolean or JSON text is none.
    """
    sent = {name: text for name, text in parameters.items() if text != ""}
    found: dict[str, Any] = {}
    for name, read in _readers(operation).items():
        others = (other for other in OTHER_NAMES.get(name, ()) if other not in _readers(operation))
        text = next((sent[each] for each in (name, *others) if each in sent), None)
        if text is not None:
            found[name] = _value(name, text, read)
    lacking = next((name for name in needed if name not in found), None)
    if lacking is not None:
        raise RequestRefused(missing(lacking))
    return found


def _value(name: str, text: str, read: Callable[[str], Any]) -> Any:
    try:
        value = read(text)
    except (ValueError, RecursionError):
        raise RequestRefused(unreadable(name)) from None
    if name in PAGING and value < 1:
        raise RequestRefused(unreadable(name))
    return value


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


LARGEST = 2**63
"""Numbers of this size and above do not fit the service's integers."""

PAGING = frozenset({"PageNumber", "PageSize"})
"""The parameters that count from 1."""


def _json(text: str) -> Any:
    """Read JSON text whose numbers are finite and fit the service's; Python reads others too."""
    return json.loads(text, parse_constant=_finite, parse_float=_finite, parse_int=_integer)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) >= LARGEST:
        raise ValueError(text)
    return number


READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _finite,
    "boolean": _boolean,
    "array": _json,
    "object": _json,
    "string": str,
}
"""How the text of a parameter is read, by the type in the schema of its field."""


@cache
def _readers(operation: type[Operation[Any]]) -> Mapping[str, Callable[[str], Any]]:
    properties = operation.model_json_schema()["properties"]
    return {name: READERS[_kind(schema)] for name, schema in properties.items()}


def _kind(schema: Mapping[str, Any]) -> str:
    """Return the type in a schema; ids are text of digits there, and numbers in the API."""
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    if str(options[0].get("pattern", "")).startswith("^[0-9]"):
        return "integer"
    return "object" if "$ref" in options[0] else str(options[0]["type"])
