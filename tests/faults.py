"""The faults that tests inject most, by the effect that a client sees."""

from emulator.faults.fault_rules import Fault

__all__ = ["Fault", "cut", "doubled", "dropped_after", "dropped_before", "not_json", "refused", "rejected"]


def refused(status: int, code: str, message: str = "") -> Fault:
    """Any status and code, such as 429 and ``Throttling.User``."""
    return Fault(kind="refuse", status=status, code=code, message=message)


def rejected(message: str = "") -> Fault:
    """HTTP 200, and ``Status: fail`` with this message."""
    return Fault(kind="reject", message=message)


def not_json() -> Fault:
    """The work is done, and the answer is an HTML page."""
    return Fault(kind="not-json")


def cut() -> Fault:
    """The work is done, and only half of the answer is sent."""
    return Fault(kind="cut")


def doubled() -> Fault:
    """The request arrives twice: the work is done, and the answer is the refusal of the second copy."""
    return Fault(kind="double")


def dropped_before() -> Fault:
    """The connection is dropped, and nothing was done."""
    return Fault(kind="drop-before")


def dropped_after() -> Fault:
    """The connection is dropped, and the work was done."""
    return Fault(kind="drop-after")
