"""Answers as compact text: all facts of the structured answer, for clients that show only text.

Text from the service is untrusted: its control characters are replaced, and text that could look like another line of
the answer is put in quotes.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

KEPT_CONTROLS = frozenset("\n\t")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, which in a result would end a stdio server."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(REPLACEMENT if _is_unsafe(character) else character for character in text)


def cleaned(value: object) -> object:
    """A JSON value with all its strings cleaned, including keys."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): cleaned(child) for key, child in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [cleaned(child) for child in cast("Sequence[object]", value)]
    return value


def rendered(answer: Mapping[str, object]) -> str:
    """A structured answer as lines of ``name: value``; each row of a list is one line."""
    return "\n".join(_lines(answer, ""))


def _is_unsafe(character: str) -> bool:
    return character not in KEPT_CONTROLS and unicodedata.category(character) in {"Cc", "Cs"}


def _lines(values: Mapping[str, object], prefix: str) -> Iterator[str]:
    for name, value in values.items():
        children = _children(value)
        if isinstance(value, Mapping):
            yield from _lines(cast("Mapping[str, object]", value), f"{prefix}{name}.")
        elif any(isinstance(child, Mapping) for child in children):
            yield f"{prefix}{name}:"
            yield from (f"- {_row(child)}" for child in children)
        else:
            yield f"{prefix}{name}: {inline(value)}"


def _row(value: object) -> str:
    if not isinstance(value, Mapping):
        return inline(value)
    return ", ".join(f"{name}={inline(child)}" for name, child in cast("Mapping[str, object]", value).items())


def inline(value: object) -> str:
    """A value on one line; text that could look like another line of the answer is put in quotes."""
    if isinstance(value, str):
        plain = value.isprintable() and value == value.strip() != ""
        return value if plain else quoted(value)
    children = _children(value)
    if children and all(isinstance(child, str) for child in children):
        return f"[{', '.join(map(inline, children))}]"
    return quoted(value)


def _children(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


quoted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as JSON text: a name from the service can't look like a part of the sentence around it."""
