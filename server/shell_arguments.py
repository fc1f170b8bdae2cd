"""The arguments of a tool as words of a command line."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

NAMED = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)", re.DOTALL)

FORMS = """NAME=VALUE, a JSON object, @FILE, or - for stdin, such as project_id=10000 or '{"project_id": "10000"}'"""


def arguments_of(words: Sequence[str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that these words name together: ``NAME=VALUE``, a JSON object, ``@FILE``, ``-`` for stdin.

    ``schema`` is the input schema of the tool: a value of a list is split at its commas.

    Raises:
        ValueError: a word is none of these, or what it names is no JSON object; the text says which.
    """
    found: dict[str, Any] = {}
    for word in words:
        named = NAMED.fullmatch(word)
        found |= {named["name"]: _value(named["value"], named["name"], schema)} if named else _object(word)
    return found


def _value(text: str, name: str, schema: Mapping[str, Any]) -> object:
    """The value of an argument: the text, from a file if it begins with ``@``; types are read from it later."""
    if text.startswith("@"):
        return _content(text).decode("utf-8-sig", "replace")
    is_list = schema["properties"].get(name, {}).get("type") == "array" and not text.startswith("[")
    return text.split(",") if is_list else text


def _object(word: str) -> dict[str, Any]:
    source = {"-": "stdin"}.get(word, word if word.startswith("@") else "the arguments")
    try:
        decoded: object = json.loads(_content(word))
    except RecursionError:
        raise ValueError(f"{source}: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"{source}: not valid JSON: {error}; give {FORMS}") from None
    if not isinstance(decoded, dict):
        raise ValueError(f"{source}: must be a JSON object; give {FORMS}")
    return cast("dict[str, Any]", decoded)


def _content(word: str) -> bytes:
    """Return what a word stands for; JSON in bytes may be in any encoding of Unicode, with a byte order mark or not."""
    if word == "-":
        return sys.stdin.buffer.read()
    if not word.startswith("@"):
        return word.encode(errors="surrogatepass")
    try:
        return Path(word[1:]).read_bytes()
    except OSError as error:
        raise SystemExit(f"dataworks-di-mcp: can't read {word[1:]}: {error.strerror}") from None
