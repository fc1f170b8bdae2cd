"""Lines of the log have no secrets, wherever in a record they are."""

import logging
import os
import sys
from collections.abc import Generator
from typing import Any

import pytest

from server.log_lines import LineFormatter, handler_for

SECRET = "Tr0ub4dor&3"


def _line(name: str, message: str, *values: object, **more: Any) -> str:
    record = logging.LogRecord(name, logging.INFO, "", 0, message, values, None)
    record.__dict__.update(more)
    return LineFormatter("%(name)s %(message)s").format(record)


@pytest.mark.parametrize("name", ["dataworks", "server.auth", "tools", "uvicorn.error"])
@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("%s", (f"password={SECRET}",)),
        ("%s=%s", ("password", SECRET)),
        ("password=%s", (SECRET,)),
        (f"password={SECRET}", ()),
        ("%s", ({"password": SECRET},)),
        ("%(text)s", ({"text": f"password={SECRET}"},)),
        ("%s", (ValueError(f"password={SECRET}"),)),
        ("%s %s", (3, f"mysql://root:{SECRET}@db:3306/shop")),
    ],
)
def test_a_line_shows_no_secret_that_a_record_has(name: str, message: str, values: tuple[object, ...]) -> None:
    assert SECRET not in _line(name, message, *values)


def test_a_line_shows_no_secret_of_an_exception() -> None:
    try:
        raise ValueError(f"password={SECRET}")
    except ValueError:
        line = _line("dataworks", "%s", "failed", exc_info=sys.exc_info())

    assert "ValueError" in line
    assert SECRET not in line


def test_a_line_about_a_request_is_not_changed() -> None:
    request_id = "6F1C8E5A-0000-4000-8000-000000000051"

    line = _line("dataworks", "%s %s %.0f ms %s %s %s", "local get_file", "GetFile", 3.2, 200, "ok", request_id)

    assert line == f"dataworks local get_file GetFile 3 ms 200 ok {request_id}"


@pytest.fixture
def pipe() -> Generator[tuple[logging.Handler, int]]:
    """A handler that writes to a pipe, and the end to read from."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        yield handler_for(stream), reading
    os.close(reading)


@pytest.mark.parametrize("text", ["x", "x" * 10_000, "密" * 10_000, "\U0001f600" * 10_000])
def test_a_reader_who_is_behind_keeps_nobody_waiting(text: str, pipe: tuple[logging.Handler, int]) -> None:
    handler, reading = pipe
    for _ in range(3_000):
        handler.handle(logging.LogRecord("dataworks", logging.INFO, "", 0, "%s", (text,), None))
    written = os.read(reading, 1_000_000).decode()
    handler.handle(logging.LogRecord("dataworks", logging.INFO, "", 0, "%s", ("the next one",), None))
    following = os.read(reading, 1_000_000).decode()

    left_out = 3_000 - written.count("\n")
    assert left_out > 0
    assert written.endswith("\n")
    assert following.endswith(f"the next one ({left_out} lines before this one were left out)\n")
