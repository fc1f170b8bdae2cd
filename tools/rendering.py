"""Answers as compact text: all facts of the structured answer, for clients that show only text.

Text from the service is untrusted. All that leaves this server passes here: secrets are removed, characters that can't
be seen are written as ``\\u`` and their number, and text that could look like another part of the answer is put in
quotes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U00013438\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U000ffffd\U00100000-\U0010fffd]|\r(?!\n)"
)
"""Characters that change how text looks, or can't be seen: controls, format characters, separators of lines, fillers,
selectors of variants, halves of characters, and characters without a meaning for everybody. Not newline and tab."""

LONGEST_REMEMBERED = 4_000
"""Characters of a text of which is remembered whether it is shown as it is."""

SPECIAL = re.compile(r"[,=\[\]:\uff0c\uff1d\uff3b\uff3d\uff1a\ufe50\ufe55\ufe66\ufe13\u2236\ua789]")
"""Characters that separate the parts of an answer, and those that look like them."""

NUMBER = (int, float)

MARKS = ('"', "-", "#", "`", "\\")
"""What begins another kind of line, or text in quotes."""

TIME = re.compile(r"\d[\d:. +TZ-]*")
"""A time needs no quotes."""

MOST_CHARACTERS = 4 * 1024 * 1024
"""Characters of the longest answer or plan; no client shows more."""

SENTENCES = frozenset(
    {
        "what",
        "task",
        "tasks",
        "as_wished",
        "runs_on",
        "changes",
        "interrupted",
        "replaced",
        "lost",
        "stays",
        "takes",
        "next",
        "means",
        "why",
        "cautions",
        "note",
        "recommended",
        "not_checked",
        "command",
        "service",
        "credentials",
    }
)
"""Fields with sentences of this server, in which names are in quotes already."""


def clean(text: str) -> str:
    """The text without secrets and invisible characters, of any number of lines."""
    return visible(_masked(text))


def visible(text: str) -> str:
    """The text with each invisible character written as JSON writes it, so a script keeps its meaning."""
    if text.isascii() and text.isprintable():
        return text
    return INVISIBLE.sub(lambda match: _escape(match[0]), text)


def cleaned(value: object) -> object:
    """The facts of a view, whose names are ours, or any other value, without secrets and invisible characters."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value).items()
        return {visible(name): _cleaned(child) for name, child in fields}
    return _cleaned(value)


def characters(value: object) -> int:
    """How many characters the texts in a JSON value have, without its keys."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(characters, cast("Mapping[str, object]", value).values()))
    return sum(map(characters, cast("Sequence[object]", value))) if isinstance(value, list | tuple) else 0


def rendered(answer: Mapping[str, object]) -> str:
    """A structured answer as lines of ``name: value``; each row of a list is one line, and an empty list none."""
    return as_lines(cast("Mapping[str, object]", cleaned(answer)))


def as_lines(facts: Mapping[str, object]) -> str:
    """The same for facts that are cleaned already."""
    return "\n".join(_lines(facts, ""))


def _masked(text: str) -> str:
    from dataworks.secrets import masked

    return masked(text)


def _cleaned(value: object) -> object:
    if _is_clean(value):
        return value
    from dataworks.secrets import masked_value  # loaded with the first answer: a server starts without it

    return _visible(masked_value(value))


def _is_clean(value: object) -> bool:
    """Whether a JSON value certainly has nothing to remove, as most parts of answers have not."""
    if isinstance(value, str):
        return _was_clean(value) if len(value) <= LONGEST_REMEMBERED else _is_clean_text(value)
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return all(map(_is_clean, fields)) and all(map(_is_clean, fields.values()))
    if isinstance(value, list):
        return all(map(_is_clean, cast("list[object]", value)))
    return value is None or isinstance(value, NUMBER)


@lru_cache(maxsize=2048)
def _was_clean(text: str) -> bool:
    """The same of a text, remembered: answers have the same names, states and scripts again and again."""
    return _is_clean_text(text)


def _is_clean_text(text: str) -> bool:
    from dataworks.secrets import is_clean_text

    return visible(text) == text and is_clean_text(text)


def _visible(value: object) -> object:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): _visible(child) for key, child in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_visible(child) for child in cast("Sequence[object]", value)]
    return value


@lru_cache(maxsize=256)
def _escape(letter: str) -> str:
    """The JSON escape of a character; a return to the start of the line is a new line."""
    return "\n" if letter == "\r" else json.dumps(letter)[1:-1] if letter != "\x7f" else "\\u007f"


def _lines(values: Mapping[str, object], prefix: str) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, str):
            yield f"{prefix}{_name(name)}: {_field(name, value)}"
            continue
        children = _children(value)
        if value == []:
            continue
        if isinstance(value, Mapping):
            yield from _lines(cast("Mapping[str, object]", value), f"{prefix}{_name(name)}.")
        elif name == "tasks" or any(isinstance(child, Mapping) for child in children):
            yield f"{prefix}{_name(name)}:"
            yield from (f"- {_row(child, sentence=name in SENTENCES)}" for child in children)
        else:
            yield f"{prefix}{_name(name)}: {_field(name, value)}"


def _row(value: object, *, sentence: bool = False) -> str:
    if not isinstance(value, Mapping):
        return inline(value, sentence=sentence)
    fields = cast("Mapping[str, object]", value).items()
    return ", ".join(f"{_name(name)}={_field(name, child)}" for name, child in fields if child != [])


def _name(name: str) -> str:
    """The name of a field, which the service can have chosen."""
    return name if name.isidentifier() else inline(name)


def _field(name: str, value: object) -> str:
    return inline(value, sentence=name in SENTENCES)


def inline(value: object, *, sentence: bool = False) -> str:
    """A value on one line; text that could look like another part of the answer is put in quotes.

    ``sentence``: it is one of this server, so only another line would.
    """
    if isinstance(value, str):
        plain = value.isprintable() and value == value.strip() != ""
        return value if plain and (sentence or _is_plain(value)) else quoted(value)
    children = _children(value)
    if children and all(isinstance(child, str) for child in children):
        return f"[{', '.join(inline(child, sentence=sentence) for child in children)}]"
    return quoted(value)


def _is_plain(text: str) -> bool:
    return TIME.fullmatch(text) is not None or not (SPECIAL.search(text) or text.startswith(MARKS))


def _children(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def quoted(value: object) -> str:
    """A value as JSON text: a name from the service can't look like a part of the sentence around it."""
    return visible(ENCODE(value))


ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
