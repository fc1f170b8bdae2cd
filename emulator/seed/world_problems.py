"""What is wrong in a world file, in the words of somebody who writes one."""

import json
import re
from collections.abc import Sequence
from difflib import get_close_matches

from pydantic_core import ErrorDetails

from emulator.seed.toml_text import key_text

WORDS = {
    "missing": "it is missing",
    "string_type": "write a text in quotes",
    "int_type": "write a number without quotes",
    "int_from_float": "write a number without a point",
    "float_type": "write a number without quotes",
    "bool_type": "write true or false",
    "dict_type": 'write a table, such as { name = "..." }',
    "model_type": 'write a table, such as { name = "..." }',
    "list_type": "write a list in brackets, or [[...]] above each",
    "too_short": "write at least one",
    "string_too_short": "write at least one character",
}
"""By the types of errors of Pydantic."""

EXAMPLES = {
    "arn": "acs:ram::1000000000000001:role/reader",
    "oidc_provider": "acs:ram::1000000000000001:oidc-provider/company",
}
"""Of texts with a pattern."""

KINDS = {dict: "an object", list: "a list", str: "a text"}
SHAPES = {
    "name": str,
    "recurrence": str,
    "script": dict,
    "script.runtime": dict,
    "script.parameters": list,
    "trigger": dict,
    "trigger.cron": str,
    "runtimeResource": dict,
    "inputs": dict,
    "outputs": dict,
}
"""What the emulator reads of the spec of a node."""

DIGITS = r"^[1-9][0-9]{0,18}$"
"""The pattern of a number that is a key or a text."""

BARE = re.compile(r"Invalid (?:initial character for a key part|statement)|Expected '(?:=|\]+)'")


def problem(error: ErrorDetails, settings: Sequence[str]) -> str:
    """Return the place of an error, and what to write there."""
    parts = error["loc"][:-1] if error["loc"][-1] == "[key]" else error["loc"]
    place = ".".join(key_text(part) if isinstance(part, str) else f"[{part + 1}]" for part in parts)
    return f"{place.replace('.[', '[')}: {_reason(error, settings)}"


def checked_spec(text: str) -> str:
    """Return the text of a node's spec, which is a JSON object.

    Raises:
        ValueError: a part of it can't be what a FlowSpec has there.
    """
    for path, kind in SHAPES.items():
        outer, _, inner = path.rpartition(".")
        whole = json.loads(text)
        found = (whole.get(outer, {}) if outer else whole).get(inner)
        if found is not None and not isinstance(found, kind):
            raise ValueError(f"{path} is not {KINDS[kind]}")
    return text


def _reason(error: ErrorDetails, settings: Sequence[str]) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            close = get_close_matches(str(error["loc"][-1]), settings, 1)
            return "there is no such setting" + (f"; did you mean {close[0]}?" if close else "")
        case "literal_error":
            return f"write {context['expected']}, in place of {error['input']!r}"
        case "string_pattern_mismatch" if context.get("pattern") == DIGITS:
            return "write a number, such as 10002"
        case "string_pattern_mismatch":
            return f"write one such as {EXAMPLES[str(error['loc'][-1])]}, in place of {error['input']!r}"
        case kind:
            return WORDS.get(kind) or error["msg"].removeprefix("Value error, ")


def toml_problem(error: Exception, text: str) -> str:
    """Return what is wrong in a text that is not TOML; names with other letters need quotes."""
    said = str(error)
    line = re.search(r"at line (\d+)", said)
    written = text.splitlines()[int(line[1]) - 1] if line else ""
    hint = BARE.search(said) is not None and not written.isascii()
    return (
        f'{said}; names with other characters than letters, digits, - and _ need quotes, such as "订单"'
        if hint
        else said
    )
