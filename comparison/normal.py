"""The normal form of values: without what differs between two services that behave alike."""

import re
from collections.abc import Mapping
from typing import Any

SMALLEST_ID = 10_000
"""Numbers from here on are ids, times and sizes, and not compared."""

SHORTEST = 3
"""Characters of a placeholder's value below which the same text elsewhere is a coincidence."""

NUMBER = "<number>"

PATTERNS = (
    (re.compile(r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"), "<id>"),
    (re.compile(r"(?<![\w.-])[\w.-]{1,100}\.(?:aliyuncs\.com|aliyun\.com)\b|\b127\.0\.0\.1(?::\d+)?\b"), "<host>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{12,}\b"), "<id>"),
    (re.compile(r"(?<![\w.])\d{5,}(?![\w.])"), NUMBER),
)


class Normal:
    """Brings values of one service into their normal form.

    ``values``: the placeholders of this service, which are put back in place of their values; ids are only numbers,
    since things of different kinds may have the same.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._names: dict[str, str] = {}
        for name, value in values.items():
            if len(value) >= SHORTEST and not value.startswith(("{", "[")):
                self._names.setdefault(value, NUMBER if value.isdigit() else f"${{{name}}}")
        found = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in found)) if found else None

    def __call__(self, value: Any) -> Any:
        """Return the normal form of a value."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            named = self._names.get(str(value))
            return named or (value if abs(value) < SMALLEST_ID else NUMBER)
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Return the normal form of a text."""
        known = self._pattern.sub(lambda found: self._names[found[0]], text) if self._pattern else text
        for pattern, mark in PATTERNS:
            known = pattern.sub(mark, known)
        return known
