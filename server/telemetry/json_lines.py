"""Log lines as JSON: one object a line, in ASCII, valid for any text."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

from dataworks.observing import CURRENT, Line
from server.log_limits import LONGEST_ASCII, LineHandler
from tools.rendering import clean

LONGEST_FACT = 200
"""Characters of each fact beside message and exception, which have what is left of the line."""


class JsonHandler(LineHandler):
    """Writes records as JSON, and leaves out lines as its base class does."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.setFormatter(logging.Formatter())

    def format(self, record: logging.LogRecord) -> str:
        """Return the JSON of a record, without secrets."""
        before, self.left_out = self.left_out, 0
        facts = dict(_facts(record, self.formatter or logging.Formatter()))
        return fitting({**facts, "left_out": before} if before else facts)


def _facts(record: logging.LogRecord, formatter: logging.Formatter) -> Iterator[tuple[str, Any]]:
    moment = datetime.fromtimestamp(record.created, UTC)
    yield "time", moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    yield "level", record.levelname.lower()
    yield "logger", record.name
    yield "message", clean(_message(record))
    current = CURRENT.get()
    if current is not None:
        yield from zip(("caller", "tool", "mcp_request_id"), map(_fact, current), strict=True)
    if isinstance(record.msg, Line) and isinstance(record.args, tuple):
        yield from ((name, _fact(value)) for name, value in zip(record.msg.fields, record.args, strict=True) if name)
    if record.exc_info:
        yield "exception", clean(formatter.formatException(record.exc_info))


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # its values do not fit its form, or have no text; the line must not be lost
        return str(record.msg)


def _fact(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    return value if isinstance(value, int) else clean(str(value))[:LONGEST_FACT]


def fitting(facts: dict[str, Any]) -> str:
    """Return an object as one line of at most ``LONGEST_ASCII`` characters: its longest texts are cut."""
    line = json.dumps(facts)
    while len(line) > LONGEST_ASCII:
        longest = max((name for name in facts if isinstance(facts[name], str)), key=lambda name: len(facts[name]))
        text = facts[longest].removesuffix("...")
        facts[longest] = f"{text[: len(text) // 2]}..."
        line = json.dumps(facts)
    return line
