"""The text form of a fault, as in the option ``--fault``: ``CreateDISyncTask=drop-after x2``."""

import re
from typing import Any

from pydantic import ValidationError

from emulator.faults.fault_rules import ANY, KINDS, FaultRule, error_text

FORMS = (
    f"OPERATION=KIND [xTIMES] [after REQUESTS], where OPERATION is an operation or {ANY}, and KIND is "
    f"STATUS:CODE[:message] or one of {', '.join(sorted(KINDS.keys() - {'refuse'}))}, some with :VALUE; "
    "xall: every time"
)

VALUES = {
    "throttle": "retry_after",
    "reject": "message",
    "fail": "message",
    "delay": "seconds",
    "slow": "seconds",
    "clock-skew": "seconds",
}
"""The parameter that the text after a kind's colon sets."""

_FAULT = re.compile(
    r"(?P<operation>[\w*]+)=(?P<kind>.+?)(?:\s+x(?P<times>[1-9]\d{0,5}|all))?(?:\s+after\s+(?P<after>\d{1,6}))?",
    re.DOTALL,
)
_STATUS = re.compile(r"(?P<status>[45]\d\d):(?P<code>[\w.]+)(?::(?P<message>.*))?", re.DOTALL)


def parse_fault(text: str) -> FaultRule:
    """Read a fault from its text form. Without ``x`` it applies once.

    Raises:
        ValueError: the text has none of the forms, or names no operation of the API; the message lists the forms.
    """
    match = _FAULT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a fault. Write {FORMS}.")
    times = None if match["times"] == "all" else int(match["times"] or 1)
    timing: dict[str, Any] = {"times": times} | ({"after": int(match["after"])} if match["after"] else {})
    try:
        return FaultRule(operation=match["operation"], **timing, **_effect(match["kind"].strip()))
    except ValidationError as error:
        raise ValueError(f"{text!r}: {error_text(error.errors()[0])}. Write {FORMS}.") from None


def _effect(text: str) -> dict[str, Any]:
    status = _STATUS.fullmatch(text)
    if status is not None:
        return {"kind": "refuse", "status": int(status["status"]), "code": status["code"], **_message(status)}
    kind, colon, value = text.partition(":")
    kind = kind.replace("_", "-")
    parameter = VALUES.get(kind)
    if kind not in KINDS or (colon and parameter is None):
        raise ValueError(f"{text!r} is not a kind of fault. Write {FORMS}.")
    return {"kind": kind} | ({parameter: _read(parameter, value)} if colon and parameter else {})


def _message(status: re.Match[str]) -> dict[str, str]:
    return {"message": status["message"]} if status["message"] else {}


def _read(parameter: str, value: str) -> str | float:
    if parameter == "message":
        return value
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a number of seconds. Write {FORMS}.") from None
