"""What must not get out: the fields of a data source's connection that may, and texts and scripts without secrets."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

HARMLESS = ("database", "project", "schema", "bucket", "regionId", "tag")
"""The only fields of a data source's ``Content`` that are read; hosts, users, passwords and keys are not among them."""

PLAIN = re.compile(r"[\w.-]{1,64}")
"""What a harmless value looks like; anything else in such a field is left out, too."""

HIDDEN = "***"

SECRETS = (
    (re.compile(r"\b(jdbc|mysql|mongodb|redis|postgresql):\S+", re.I), rf"\1:{HIDDEN}"),
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
    """What of a data source's ``Content`` may be shown; denied by default."""
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
    """The text without what looks like a connection string or a secret."""
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
"""Characters at the end of a key that tell whether it is one of those."""

CONNECTIONS = (
    (re.compile(r"\bjdbc:[^\s\"']+", re.I), f"jdbc:{HIDDEN}"),
    (re.compile(r"(?<=\w://)[^\s/@]+@"), f"{HIDDEN}@"),
)
"""Connection strings, and users in URLs, in any other value of a script."""

VARIABLE = re.compile(r"\$\{\w+\}")
"""What stands for a value that the scheduler has is none itself."""


def disclosed(script: str) -> str:
    """The script with a mark in place of its secrets; one without any stays as it is, byte for byte."""
    decoded = _decoded(script)
    try:
        return redacted(script) if decoded is None else _disclosed(script, decoded)
    except RecursionError:
        return redacted(script)


def _disclosed(script: str, decoded: object) -> str:
    cleaned = _masked(decoded, hide=False)
    return script if cleaned == decoded else json.dumps(cleaned, ensure_ascii=False, separators=(",", ":"))


def marks(script: str) -> list[str]:
    """The places, as JSON pointers, where a script has the mark in place of a secret."""
    decoded = _decoded(script) if HIDDEN in script else None
    try:
        return list(_marks(decoded, "", hide=False))
    except RecursionError:
        return []


def _masked(value: object, *, hide: bool) -> object:
    """A value of a script; ``hide``: it stands at a key of secrets."""
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {name: _masked(child, hide=_is_confidential(name)) for name, child in fields.items()}
    if isinstance(value, list):
        return [_masked(child, hide=hide) for child in cast("list[object]", value)]
    if hide and _tells(value):
        return HIDDEN
    return _text_masked(value) if isinstance(value, str) else value


def _text_masked(text: str) -> str:
    if ":" not in text:  # as most: neither a script nor a connection
        return text
    decoded = _decoded(text)
    if decoded is not None:
        return _disclosed(text, decoded)
    for pattern, replacement in CONNECTIONS:
        text = pattern.sub(replacement, text)
    return text


def _marks(value: object, place: str, *, hide: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for name, child in cast("dict[str, object]", value).items():
            step = name.replace("~", "~0").replace("/", "~1")
            yield from _marks(child, f"{place}/{step}", hide=_is_confidential(name))
    elif isinstance(value, list):
        for number, child in enumerate(cast("list[object]", value)):
            yield from _marks(child, f"{place}/{number}", hide=hide)
    elif isinstance(value, str) and _has_mark(value, hide=hide):
        yield place


def _has_mark(text: str, *, hide: bool) -> bool:
    shown = (f"jdbc:{HIDDEN}", f"://{HIDDEN}@")
    return (hide and text == HIDDEN) or any(mark in text for mark in shown) or bool(marks(text))


def _is_confidential(name: str) -> bool:
    return _ends_confidential(name[-LONGEST_NAME:])


@lru_cache(maxsize=1024)
def _ends_confidential(name: str) -> bool:
    return CONFIDENTIAL.search(name) is not None


def _tells(value: object) -> bool:
    """Whether a value is one: not empty, not a switch, not a variable."""
    if isinstance(value, str):
        return value not in {"", "true", "false"} and VARIABLE.fullmatch(value) is None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _decoded(text: str) -> object | None:
    """The object or the list in a text, which may stand inside a script; ``None`` if there is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None
