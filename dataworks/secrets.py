"""What must not get out: the fields of a data source's connection that may, and text with its secrets taken out."""

import json
import re
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
