"""The log as JSON: one object a line, whatever is in it, with what it is about, and without secrets."""

import json
import logging
import os
import re
import signal
import sys
from collections.abc import Generator
from io import StringIO
from typing import Any

import pytest

from dataworks.observing import CURRENT, Current
from server.log_limits import LONGEST_ASCII
from server.log_lines import handler_for
from server.telemetry.json_lines import fitting
from server.telemetry.options import LEVELS
from tests.server.pictures.results import PREVIEWED
from tests.server.processes import ALL, KEYS, called, greeted, line_with, ran, started

SECRET = "Tr0ub4dor&3"
API_ID = r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"


def record(message: str, *values: object, name: str = "tools", **more: Any) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "", 0, message, values, None)
    made.__dict__.update(more)
    return made


def logged(*records: logging.LogRecord) -> list[dict[str, Any]]:
    """What is written of these records; each line is one object."""
    stream = StringIO()
    handler = handler_for(stream, "json")
    for each in records:
        handler.handle(each)
    lines = stream.getvalue().split("\n")
    assert lines.pop() == ""
    assert all(line.isascii() and line.isprintable() and len(line) <= LONGEST_ASCII for line in lines)
    return [json.loads(line) for line in lines]


TEXTS = [
    "a\nb\r\n\x00\x1b[31m",
    "\ud800 and \udfff",
    '"}{\\',
    "\u2028\u2029\x85",
    "密" * 3_000,
    "x" * 100_000,
    "\U0001f600" * 9_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_line_is_one_object_whatever_its_text_is(text: str) -> None:
    (line,) = logged(record("%s", text))

    assert line["message"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert (line["level"], line["logger"]) == ("warning", "tools")


@pytest.mark.parametrize("name", ["message", "exception", "code", "caller"])
def test_the_longest_text_is_cut_whichever_it_is(name: str) -> None:
    wide = "\N{MATHEMATICAL BOLD CAPITAL A}" * 200
    facts = {"message": "m", "duration": 1.5, "request_id": wide, "operation": wide, name: wide}

    assert len(fitting(facts)) <= LONGEST_ASCII


def test_a_record_whose_values_do_not_fit_is_not_lost() -> None:
    (line,) = logged(record("%d of %s", "x"))

    assert line["message"] == "%d of %s"


@pytest.mark.parametrize("name", ["tools", "uvicorn.error", "httpx2", "mcp.server"])
@pytest.mark.parametrize(
    ("message", "values"),
    [("%s", (f"password={SECRET}",)), ("%s", (ValueError(f"password={SECRET}"),)), (f"password={SECRET}", ())],
)
def test_no_secret_is_in_a_line(name: str, message: str, values: tuple[object, ...]) -> None:
    (line,) = logged(record(message, *values, name=name))

    assert SECRET not in json.dumps(line)


def test_an_exception_is_in_its_line_without_secrets() -> None:
    try:
        raise ValueError(f"password={SECRET}")
    except ValueError:
        (line,) = logged(record("failed", exc_info=sys.exc_info()))

    assert line["exception"].startswith("Traceback")
    assert SECRET not in line["exception"]


def test_a_line_of_a_call_has_its_caller_its_tool_and_the_id_of_its_request() -> None:
    before = CURRENT.set(Current("anna", "list_files", "7"))
    (line,) = logged(record("anything", name="uvicorn.error"))
    CURRENT.reset(before)

    assert (line["caller"], line["tool"], line["mcp_request_id"]) == ("anna", "list_files", "7")
    assert "caller" not in logged(record("anything"))[0]


@pytest.fixture
def pipe() -> Generator[tuple[logging.Handler, int]]:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        yield handler_for(stream, "json"), reading
    os.close(reading)


def test_what_a_slow_reader_misses_is_counted_in_a_line_that_is_json(pipe: tuple[logging.Handler, int]) -> None:
    handler, reading = pipe
    for _ in range(3_000):
        handler.handle(record("%s", "x" * 3_000))
    written = os.read(reading, 1_000_000).decode().splitlines()
    handler.handle(record("the next one"))

    assert all(json.loads(line)["message"] for line in written)
    assert json.loads(os.read(reading, 1_000_000))["left_out"] == 3_000 - len(written)


def test_lines_of_libraries_stay_limited() -> None:
    lines = logged(*[record("again", name="uvicorn.error", created=1_790_000_000.0) for _ in range(1_000)])

    assert len(lines) < 100


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_call_from_the_shell_writes_nothing_but_json_to_stderr() -> None:
    done = ran("call", "preview_realtime_task", "--emulator", "--log-format", "json", json.dumps(PREVIEWED))
    lines = objects(done.stderr)
    requests = [line for line in lines if line["logger"] == "dataworks"]

    assert done.returncode == 0
    assert any(line["message"].startswith("[1/") for line in lines)
    assert {(line["caller"], line["tool"]) for line in requests} == {("local", "preview_realtime_task")}
    assert all(re.fullmatch(API_ID, line["request_id"]) and line["status"] == 200 for line in requests)


def test_what_ends_a_start_is_json_too() -> None:
    done = ran("serve", "--emulator", "--log-format", "json", "--policy", "/nonexistent.toml")
    (line,) = objects(done.stderr)

    assert done.returncode == 1
    assert (line["level"], "/nonexistent.toml" in line["message"]) == ("error", True)


@pytest.mark.parametrize(("level", "wanted"), [*zip(LEVELS, [True, True, False, False], strict=True)])
def test_a_level_leaves_out_what_is_below_it(level: str, wanted: bool) -> None:
    done = ran("call", "list_projects", "--emulator", "--log-level", level, DATAWORKS_DI_LOG_FORMAT="json")

    assert any(line["logger"] == "dataworks" for line in objects(done.stderr)) == wanted


def test_a_server_over_stdio_names_the_request_of_the_client() -> None:
    with started("serve", "--emulator", *ALL, "--log-format", "json") as process:
        greeted(process)
        called(process, 41, "list_projects", {})
        line = json.loads(line_with(process.stderr, "ListProjects"))

    assert (line["tool"], line["mcp_request_id"], line["operation"]) == ("list_projects", "41", "ListProjects")


def test_the_emulator_has_a_line_for_each_request_with_the_id_that_the_client_got() -> None:
    with started("emulate", "--port", "0", "--log-format", "json", "--fault", "ListFiles=drop-after") as process:
        begun = json.loads(line_with(process.stderr, "http://"))["message"]
        url = re.findall(r"http://[\d.:]+", begun)[0].rstrip(":")
        client = ran("call", "list_projects", "--endpoint", url, "--log-format", "json", **KEYS)
        line = json.loads(line_with(process.stderr, "ListProjects"))
        ran("call", "list_files", "project_id=10000", "--endpoint", url, **KEYS)
        dropped = json.loads(line_with(process.stderr, "ListFiles"))
        process.send_signal(signal.SIGTERM)

    (seen,) = [line for line in objects(client.stderr) if line["logger"] == "dataworks"]
    assert (line["method"], line["operation"], line["status"]) == ("POST", "ListProjects", 200)
    assert line["request_id"] == seen["request_id"]
    assert line["duration_ms"] >= 0
    assert dropped["status"] == "dropped"
    assert begun.endswith("access key and secret are both emulator"), "who reads the log alone can call it too"


def test_the_emulator_writes_the_same_as_text() -> None:
    with started("emulate", "--port", "0") as process:
        url = line_with(process.stderr, "http://").split()[4].rstrip(";")
        ran(
            "call",
            "list_projects",
            "--endpoint",
            url,
            ALIBABA_CLOUD_ACCESS_KEY_ID="x",
            ALIBABA_CLOUD_ACCESS_KEY_SECRET="x",
        )

        assert re.search(
            rf"INFO emulator POST ListProjects [\d.]+ ms 40\d {API_ID}$", line_with(process.stderr, "POST").strip()
        )


class Mute:
    """A value that has no text."""

    def __str__(self) -> str:
        raise RuntimeError(SECRET)

    __repr__ = __str__


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("message", "values"),
    [("%d", (f"password={SECRET}",)), ("%(other)s", ({"password": SECRET},)), ("%s", (Mute(),)), ("%s %s", (SECRET,))],
)
def test_a_record_of_a_library_that_does_not_fit_is_a_line_without_its_values(
    form: str, message: str, values: tuple[Any, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    stream = StringIO()
    handler_for(stream, form).handle(record(message, *values, name="uvicorn.error"))

    assert "uvicorn.error" in stream.getvalue()
    assert len(stream.getvalue().splitlines()) == 1
    assert SECRET not in stream.getvalue() + "".join(capsys.readouterr())


def test_a_text_of_a_library_can_not_look_like_a_line_of_its_own() -> None:
    stream = StringIO()
    forged = "2026-11-27 09:29:52,610 INFO dataworks forged"
    handler_for(stream).handle(record("a\r\n%s", forged, name="uvicorn.error"))

    first, second = stream.getvalue().splitlines()
    assert first.endswith("a\\r")
    assert second == f"    {forged}"
