"""Removes secrets: from a data source's connection, from texts, and from scripts.

There is one reader of keys (``dataworks/redaction/keys.py``) for texts and scripts alike. A script is read as JSON, so
each of its texts is read as what it is, also a script in it; any other text is read from its start to its end
(``dataworks/redaction/texts.py``).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

from dataworks.json_size import DEEPEST
from dataworks.redaction.folding import folded
from dataworks.redaction.keys import OF_ALL, kind_of
from dataworks.redaction.texts import Effort, is_clean, is_harmless_name, spans
from dataworks.redaction.values import HIDDEN, end_of_likely, is_empty

__all__ = [
    "HARMLESS",
    "HIDDEN",
    "MARK",
    "harmless",
    "is_clean_text",
    "mark_places",
    "masked",
    "masked_value",
    "secret_values",
]

HARMLESS = ("database", "project", "schema", "bucket", "regionId", "tag", "envType")
"""The only fields of a data source's ``Content`` that are read; none is a host, user, password or key."""

MARK = "***"
"""What ``HIDDEN``, and every mark of others, has in it."""

PLAIN = re.compile(r"[\w.-]{1,64}")
"""The pattern of a harmless value; any other value of such a field is left out."""

NAMED = frozenset({"name", "key", "k", "param", "parameter", "property", "paramname", "paramkey", "keyname", "header"})
VALUED = frozenset({"value", "val", "v", "values", "content", "data", "paramvalue", "default", "defaultvalue"})
"""Fields of an object that hold a key and its value, in lower case."""


NAME = re.compile(r"[\w.]*")
LONGEST_NAME = 40

PORT_OR_PATH = re.compile(r"[/.-]|\d{1,5}\Z")
"""What follows ``-p`` where that is no password."""

NO_NAME = re.compile(r"(?![a-zA-Z]+(?:_[a-zA-Z]+)*+_?\d{0,3}\Z)(?=\D*\d|\w*[^\w\s.-])\S{6,}")
"""What is no name of a column, which can be next to a column of passwords."""

REQUEST_ID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
"""What each answer has, and each time another one, so that remembering it would not help."""

LENGTH_OF_REQUEST_ID = 36

LONGEST_REMEMBERED = 4_000
"""Characters of a text of which is remembered whether it has secrets."""

SHORTEST = 4
"""Characters of a secret below which the same value elsewhere is a coincidence."""


def harmless(content: object) -> dict[str, str]:
    """Return the fields of a data source's ``Content`` that may be shown."""
    try:
        decoded: object = json.loads(content) if isinstance(content, str) else content
    except (ValueError, RecursionError):
        return {}
    fields = cast("dict[str, object]", decoded) if isinstance(decoded, dict) else {}
    return {
        name: value
        for name in HARMLESS
        if isinstance(value := fields.get(name), str) and PLAIN.fullmatch(value) is not None
    }


def masked(text: str) -> str:
    """Return a text or script with ``HIDDEN`` in place of its secrets; one without secrets is returned unchanged."""
    return _masked_at(text, 0, Effort())


def _masked_at(text: str, level: int, effort: Effort) -> str:
    """The same of a text that is in so many others, with what is left of the effort for all of them."""
    fold = folded(text)
    if _looks_like_script(text) and is_clean(text, fold):
        return text
    if level > DEEPEST and _looks_like_script(text):
        return HIDDEN
    script = _decoded(text)
    if script is not None:
        try:
            return _masked_script(text, script[0], level, effort, repeated=script[1])
        except RecursionError:
            pass  # it nests too deeply, so it is read as any other text
    found = spans(text, fold, effort)
    return _replaced(text, found) if found else text


def masked_value(value: object, key: str = "") -> object:
    """Return a JSON value without its secrets; ``key`` is the key that it belongs to, if any."""
    kind = kind_of(key) if key else ""
    return value if not kind and _is_clean(value) else _masked(value, kind, 0, Effort())


def _is_clean(value: object) -> bool:
    """Whether a JSON value certainly has no secrets: none of its texts and keys can be a part of one."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        return all(is_clean_text(name) and _is_clean(child) for name, child in fields.items())
    if isinstance(value, list | tuple):
        return all(map(_is_clean, cast("list[object]", value)))
    return not isinstance(value, str) or is_clean_text(value)


def is_clean_text(text: str) -> bool:
    """Return whether a text certainly has no secret, nor a key of one."""
    if len(text) == LENGTH_OF_REQUEST_ID and REQUEST_ID.fullmatch(text) is not None:
        return True
    return _was_clean(text) if len(text) <= LONGEST_REMEMBERED else is_clean(text, folded(text))


@lru_cache(maxsize=2048)
def _was_clean(text: str) -> bool:
    """The same, remembered: answers have the same names, states and scripts again and again."""
    return is_clean(text, folded(text))


def secret_values(text: str) -> frozenset[object]:
    """Return the values of a script that are hidden for what is around them; those that are too short are left out."""
    decoded = _decoded(text)
    found = () if decoded is None else _secret_values(decoded[0], "", 0)
    return frozenset(value for value in found if len(str(value)) >= SHORTEST)


def _secret_values(value: object, kind: str, level: int) -> Iterator[object]:
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        named = _named(fields)
        for name, child in fields.items():
            yield from _secret_values(child, _kind(name, kind, named), level)
    elif isinstance(value, list):
        items = cast("list[object]", value)
        for child, child_kind in zip(items, _kinds(items, kind), strict=True):
            yield from _secret_values(child, child_kind, level)
    elif _is_secret(value, kind):
        yield value
    elif isinstance(value, str) and level < DEEPEST and (inner := _decoded(value)) is not None:
        yield from _secret_values(inner[0], "", level + 1)


def _replaced(text: str, found: list[tuple[int, int]]) -> str:
    ends = (0, *(end for _, end in found))
    starts = (*(start for start, _ in found), len(text))
    return HIDDEN.join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _masked_script(text: str, value: object, level: int, effort: Effort, *, repeated: bool) -> str:
    """The script; a key that is repeated in an object is shown once, since one value could hide another."""
    cleaned = _masked(value, "", level, effort)
    return text if cleaned == value and not repeated else json.dumps(cleaned, ensure_ascii=False, separators=(",", ":"))


def _masked(value: object, kind: str, level: int, effort: Effort) -> object:
    """Return a masked value; ``kind``: what its key is one of; ``level``: how many texts it is in."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        named = _named(fields)
        return {
            _masked_text(name, level, effort): _masked(child, _kind(name, kind, named), level, effort)
            for name, child in fields.items()
        }
    if isinstance(value, list | tuple):
        items = cast("Sequence[object]", value)
        kinds = _kinds(items, kind)
        return [_masked(child, child_kind, level, effort) for child, child_kind in zip(items, kinds, strict=True)]
    if _is_secret(value, kind):
        return HIDDEN
    return _masked_text(value, level, effort) if isinstance(value, str) else value


def _named(fields: Mapping[str, object]) -> str:
    """What the key is one of that an object has as a value, next to its own value."""
    names = (name for key, name in fields.items() if key.lower() in NAMED and isinstance(name, str))
    return next((kind for kind in map(kind_of, names) if kind), "")


def _kind(name: str, inherited: str, named: str) -> str:
    if inherited in OF_ALL:
        return inherited
    return kind_of(name) or (named if name.lower() in VALUED else "")


def _kinds(items: Sequence[object], inherited: str) -> list[str]:
    """What the key is one of that each item of a list belongs to: that of the list, or the item before."""
    pair = len(items) == 2
    return [
        inherited or (_kind_behind(key, item, pair=pair) if isinstance(key, str) and isinstance(item, str) else "")
        for key, item in zip(("", *items), items, strict=False)
    ]


def _kind_behind(key: str, value: str, *, pair: bool) -> str:
    """The same for what follows a text in a list: the value of an option, or of a key in a pair of both."""
    if key == "-p":
        return "" if PORT_OR_PATH.match(value) else "secret"
    if not (key.startswith("-") or pair) or len(key) > LONGEST_NAME or kind_of(key) != "secret":
        return ""
    if key.startswith("-"):
        return "" if value.startswith("-") or "=" in key else "secret"
    return "secret" if NAME.fullmatch(key) and NO_NAME.fullmatch(value) else ""


def _masked_text(text: str, level: int, effort: Effort) -> str:
    if _is_clean_name(text):
        return text
    if (known := effort.known.get(text)) is not None:
        return known
    shown = HIDDEN if effort.is_over() else _masked_at(text, level + 1, effort)
    if len(text) < LONGEST_NAME and effort.left > 0 and not _looks_like_script(text):
        effort.known[text] = shown
    return shown


def _is_clean_name(text: str) -> bool:
    """Whether a text is one word without secrets, as most texts of a script are."""
    return len(text) < LONGEST_NAME and text.isascii() and NAME.fullmatch(text) is not None and is_harmless_name(text)


def _is_secret(value: object, kind: str) -> bool:
    """Return whether a value is a secret: not empty, not a boolean, not a variable."""
    if kind in ("likely", "code"):
        text = str(value) if isinstance(value, str | int) else ""
        return end_of_likely(text, 0, kind) > 0 and not isinstance(value, bool)
    if isinstance(value, str):
        return kind != "" and not is_empty(value)
    return kind == "secret" and isinstance(value, int | float) and not isinstance(value, bool)


def mark_places(script: str) -> list[str]:
    """Return the places, as JSON pointers, where a script has the mark in place of a secret.

    The place is empty if the text is no script.
    """
    return _mark_places_in(script, 0)


def _mark_places_in(script: str, level: int) -> list[str]:
    if MARK not in script:
        return []
    if level > DEEPEST:
        return [""]
    decoded = _decoded(script)
    try:
        return list(_mark_places(script if decoded is None else decoded[0], "", "", level))
    except RecursionError:
        return [""] if HIDDEN in script else []


def _mark_places(value: object, place: str, kind: str, level: int) -> Iterator[str]:
    if isinstance(value, dict):
        for name, child in cast("dict[str, object]", value).items():
            step = f"{place}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from [step] if HIDDEN in name else _mark_places(child, step, _kind(name, kind, ""), level)
    elif isinstance(value, list):
        for number, child in enumerate(cast("list[object]", value)):
            yield from _mark_places(child, f"{place}/{number}", kind, level)
    elif isinstance(value, str) and (HIDDEN in value or (kind and set(value) == {"*"}) or _inner_places(value, level)):
        yield place


def _inner_places(text: str, level: int) -> list[str]:
    return _mark_places_in(text, level + 1) if _looks_like_script(text) else []


def _looks_like_script(text: str) -> bool:
    """Whether a text begins like a JSON object or list."""
    return text.lstrip().startswith(("{", "["))


def _decoded(text: str) -> tuple[object, bool] | None:
    """Return the object or list in a text, and whether a key is repeated in an object; ``None`` if there is none."""
    if not _looks_like_script(text):
        return None
    repeated = list[str]()

    def fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        repeated.extend(["repeated"] if len(found) < len(pairs) else [])
        return found

    try:
        return json.loads(text, object_pairs_hook=fields), bool(repeated)
    except (ValueError, RecursionError):
        return None
