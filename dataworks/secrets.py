"""Removes secrets: from a data source's connection, from texts, and from scripts."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

HARMLESS = ("database", "project", "schema", "bucket", "regionId", "tag")
"""The only fields of a data source's ``Content`` that are read; none is a host, user, password or key."""

PLAIN = re.compile(r"[\w.-]{1,64}")
"""The pattern of a harmless value; any other value of such a field is left out."""

HIDDEN = "***"

SCHEMES = ("jdbc", "mysql", "mongodb", "redis", "postgresql")

SECRETS = (
    (re.compile(rf"\b({'|'.join(SCHEMES)}):\S+", re.I), rf"\1:{HIDDEN}"),
    (re.compile(r"//[^\s/@]+@"), f"//{HIDDEN}@"),
    (
        re.compile(
            r"\b(user(?:name)?|pass(?:word|wd)?|pwd|secret|token|access[-_ ]?key(?:[-_ ]?(?:id|secret))?|accessId)\b"
            r"(\W{0,3}[=:]\W{0,2}|\s+')[^\s,;&'\"}]+",
            re.I,
        ),
        rf"\1\2{HIDDEN}",
    ),
)
"""Connection strings, users in URLs, and names of secrets with their values."""


def harmless(content: object) -> dict[str, str]:
    """Return the fields of a data source's ``Content`` that may be shown."""
    try:
        decoded: Any = json.loads(content) if isinstance(content, str) else content
    except (ValueError, RecursionError):
        return {}
    fields = cast("dict[str, object]", decoded) if isinstance(decoded, dict) else {}
    return {
        name: value
        for name in HARMLESS
        if isinstance(value := fields.get(name), str) and PLAIN.fullmatch(value) is not None
    }


def redacted(text: str) -> str:
    """Return the text without connection strings and secrets."""
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text


CONFIDENTIAL = re.compile(
    r"(?:password|passwd|pwd|passphrase|secret|secret[-._\s]?key|token|credentials?|private[-._\s]?key"
    r"|jaas[-._\s]?config|access[-._\s]?(?:key[-._\s]?)?(?:id|secret)|access[-._\s]?key|user[-._\s]?name)\Z|\Auser\Z",
    re.I,
)
"""The keys of a script whose values are secrets."""

LONGEST_NAME = 64
"""Characters at the end of a key that are compared with these."""

CONNECTIONS = (
    (re.compile(r"\bjdbc:[^\s\"']+", re.I), f"jdbc:{HIDDEN}"),
    (re.compile(r"(?<=\w://)[^\s/@]+@"), f"{HIDDEN}@"),
)
"""Connection strings, and users in URLs, in any other value of a script."""

HINTS = (
    *("user", "pass", "pwd", "secret", "token", "credential", "private", "jaas", "access", "//"),
    *(f"{scheme}:" for scheme in SCHEMES),
)
"""Each secret has one of these in its key or its text."""

VARIABLE = re.compile(r"\$\{\w+\}")
"""A variable of the scheduler, which is not a secret itself."""


def masked(script: str) -> str:
    """Return the script with a mark in place of its secrets; one without secrets is returned unchanged."""
    if not _may_have_secrets(script):
        return script
    decoded = _decoded(script)
    try:
        return redacted(script) if decoded is None else _masked_script(script, decoded)
    except RecursionError:
        return redacted(script)


def _may_have_secrets(text: str) -> bool:
    """Whether the search for secrets is needed: there is a hint, or characters that could spell one differently."""
    lower = text.lower()
    return not text.isascii() or "\\" in text or any(hint in lower for hint in HINTS)


def _masked_script(script: str, decoded: object) -> str:
    cleaned = _masked(decoded, hide=False)
    return script if cleaned == decoded else json.dumps(cleaned, ensure_ascii=False, separators=(",", ":"))


def mark_places(script: str) -> list[str]:
    """Return the places, as JSON pointers, where a script has the mark in place of a secret."""
    decoded = _decoded(script) if HIDDEN in script else None
    try:
        return list(_mark_places(decoded, "", hide=False))
    except RecursionError:
        return []


def _masked(value: object, *, hide: bool) -> object:
    """Return a masked value of a script; ``hide``: its key is one of secrets."""
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {name: _masked(child, hide=_is_confidential(name)) for name, child in fields.items()}
    if isinstance(value, list):
        return [_masked(child, hide=hide) for child in cast("list[object]", value)]
    if hide and _is_secret(value):
        return HIDDEN
    return _text_masked(value) if isinstance(value, str) else value


def _text_masked(text: str) -> str:
    if ":" not in text:  # most texts: neither a script nor a connection string
        return text
    decoded = _decoded(text)
    if decoded is not None:
        return _masked_script(text, decoded)
    for pattern, replacement in CONNECTIONS:
        text = pattern.sub(replacement, text)
    return text


def _mark_places(value: object, place: str, *, hide: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for name, child in cast("dict[str, object]", value).items():
            step = name.replace("~", "~0").replace("/", "~1")
            yield from _mark_places(child, f"{place}/{step}", hide=_is_confidential(name))
    elif isinstance(value, list):
        for number, child in enumerate(cast("list[object]", value)):
            yield from _mark_places(child, f"{place}/{number}", hide=hide)
    elif isinstance(value, str) and _has_mark(value, hide=hide):
        yield place


def _has_mark(text: str, *, hide: bool) -> bool:
    shown = (f"jdbc:{HIDDEN}", f"://{HIDDEN}@")
    return (hide and text == HIDDEN) or any(mark in text for mark in shown) or bool(mark_places(text))


def _is_confidential(name: str) -> bool:
    return _ends_confidentially(name[-LONGEST_NAME:])


@lru_cache(maxsize=1024)
def _ends_confidentially(name: str) -> bool:
    return CONFIDENTIAL.search(name) is not None


def _is_secret(value: object) -> bool:
    """Return whether a value is a secret: not empty, not a boolean, not a variable."""
    if isinstance(value, str):
        return value not in {"", "true", "false"} and VARIABLE.fullmatch(value) is None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _decoded(text: str) -> object | None:
    """Return the object or list in a text, which may be a value in a script; ``None`` if there is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None
