"""What the server promises, whatever it is sent."""

import json
import logging
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import jsonschema

KEPT = frozenset("\n\t")

DEFECTS = frozenset({"InternalError", "InternalError.System"})
"""Codes that say that this server, or its emulator, met something it was not written for."""

ALARMS = ("Traceback (most recent call last)", "failed inside", "not foreseen", "never retrieved", "never awaited")
"""What the log of a process must not say."""

Result = dict[str, Any]


class Broken(AssertionError):
    """A promise was not kept."""


class Judge:
    """Holds results against the output schemas that clients see, by tool."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self._validators = {
            tool: jsonschema.Draft202012Validator(schema) for tool, schema in schemas.items() if schema is not None
        }

    def check(self, tool: str, result: Result) -> None:
        """Every promise about a result, as it is on the wire.

        Raises:
            Broken: one was not kept.
        """
        facts = result.get("structuredContent")
        if not isinstance(facts, dict) or not result.get("content"):
            raise Broken(f"{tool} answers without text or without structured content: {_shown(result)}")
        if bool(result.get("isError")) is not ("error" in facts):
            raise Broken(f"{tool} marks a failure that is none, or none that is one: {_shown(result)}")
        if facts.get("error", {}).get("code") in DEFECTS:
            raise Broken(f"{tool} failed inside: {_shown(facts)}")
        for finding in self._validators[tool].iter_errors(facts):
            raise Broken(f"{tool} answers what its output schema refuses at {finding.json_path}: {_shown(facts)}")
        _check_text(tool, result)


@contextmanager
def quiet_log() -> Generator[None]:
    """Nothing in the block may log an error or an exception.

    Raises:
        Broken: something did.
    """
    alarms = _Alarms()
    logging.getLogger().addHandler(alarms)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(alarms)
    if alarms.heard:
        raise Broken(f"the log says: {alarms.heard[0]}")


def alarms_in(log: str) -> Iterator[str]:
    """Lines of a log that tell of an exception."""
    yield from (line for line in log.splitlines() if any(alarm in line for alarm in ALARMS))


def json_line(line: bytes) -> Any:
    """A line of the protocol.

    Raises:
        Broken: it is none.
    """
    try:
        message = json.loads(line.decode(), parse_constant=_no_constant)
    except ValueError:
        raise Broken(f"stdout carries what is not JSON: {line[:200]!r}") from None
    ours: Iterable[str] = message if isinstance(message, dict) and message.get("jsonrpc") == "2.0" else ()
    if "method" not in ours and len({"result", "error"} & {*ours}) != 1:
        raise Broken(f"stdout carries what is not JSON-RPC: {line[:200]!r}")
    return message


class _Alarms(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.heard.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


def _check_text(tool: str, result: Result) -> None:
    text = "".join(block.get("text", "") for block in result["content"]) + json.dumps(
        result["structuredContent"], ensure_ascii=False, allow_nan=False
    )
    if text.isascii() and text.replace("\n", "").isprintable():
        return
    unsafe = {each for each in set(text) - KEPT if unicodedata.category(each) in {"Cc", "Cs"}}
    if unsafe:
        raise Broken(f"{tool} answers with {unsafe}")


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _shown(value: object) -> str:
    return repr(value)[:600]
