"""The promises of the server for any input."""

import json
import logging
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import jsonschema

ALLOWED = frozenset("\n\t")

DEFECTS = frozenset({"InternalError", "InternalError.System"})
"""The codes of unexpected errors in the server or the emulator."""

ALARMS = ("Traceback (most recent call last)", "failed inside", "unexpected error", "never retrieved", "never awaited")
"""Texts that the log of a process must not contain."""

Result = dict[str, Any]


class PromiseBroken(AssertionError):
    """A promise was not kept."""


class ResultChecker:
    """Checks results against the output schemas that clients see, by tool."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self._validators = {
            tool: jsonschema.Draft202012Validator(schema) for tool, schema in schemas.items() if schema is not None
        }

    def check(self, tool: str, result: Result) -> None:
        """Check every promise about a result as on the wire.

        Raises:
            PromiseBroken: a promise was not kept.
        """
        facts = result.get("structuredContent")
        if not isinstance(facts, dict) or not result.get("content"):
            raise PromiseBroken(f"{tool} answers without text or without structured content: {_shown(result)}")
        if bool(result.get("isError")) is not ("error" in facts):
            raise PromiseBroken(f"{tool} marks a failure that is none, or none that is one: {_shown(result)}")
        if facts.get("error", {}).get("code") in DEFECTS:
            raise PromiseBroken(f"{tool} failed inside: {_shown(facts)}")
        for finding in self._validators[tool].iter_errors(facts):
            raise PromiseBroken(
                f"{tool} answers what its output schema refuses at {finding.json_path}: {_shown(facts)}"
            )
        _check_text(tool, result)


@contextmanager
def quiet_log() -> Generator[None]:
    """Check that the block logs no error and no exception.

    Raises:
        PromiseBroken: the block logged one.
    """
    alarms = _Alarms()
    logging.getLogger().addHandler(alarms)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(alarms)
    if alarms.records:
        raise PromiseBroken(f"the log says: {alarms.records[0]}")


def alarms_in(log: str) -> Iterator[str]:
    """Yield the lines of a log that report an exception."""
    yield from (line for line in log.splitlines() if any(alarm in line for alarm in ALARMS))


def json_line(line: bytes) -> Any:
    """Return the message in a line of the protocol.

    Raises:
        PromiseBroken: the line is not JSON-RPC.
    """
    try:
        message = json.loads(line.decode(), parse_constant=_no_constant)
    except ValueError:
        raise PromiseBroken(f"stdout carries what is not JSON: {line[:200]!r}") from None
    ours: Iterable[str] = message if isinstance(message, dict) and message.get("jsonrpc") == "2.0" else ()
    if "method" not in ours and len({"result", "error"} & {*ours}) != 1:
        raise PromiseBroken(f"stdout carries what is not JSON-RPC: {line[:200]!r}")
    return message


class _Alarms(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.records.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


def _check_text(tool: str, result: Result) -> None:
    text = "".join(block.get("text", "") for block in result["content"]) + json.dumps(
        result["structuredContent"], ensure_ascii=False, allow_nan=False
    )
    if text.isascii() and text.replace("\n", "").isprintable():
        return
    unsafe = {each for each in set(text) - ALLOWED if unicodedata.category(each) in {"Cc", "Cs"}}
    if unsafe:
        raise PromiseBroken(f"{tool} answers with {unsafe}")


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _shown(value: object) -> str:
    return repr(value)[:600]
