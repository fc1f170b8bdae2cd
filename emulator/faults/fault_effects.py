"""What a fault does to a request: it replaces the work, or changes the answer."""

from collections.abc import Callable
from email.utils import formatdate
from math import ceil

from emulator.exchange import Dropped, Headers, Reply
from emulator.failures import (
    NONCE_USED,
    THROTTLED,
    TIMESTAMP_EXPIRED,
    TOKEN_EXPIRED,
    UNAVAILABLE,
    Refusal,
    RequestRefused,
    WorkFailed,
)
from emulator.faults.fault_rules import Fault
from emulator.gateway.admission import CLOCK_TOLERANCE
from emulator.world.lifecycle import AfterSeconds, Failing, Speed, Stuck

Work = Callable[[Speed | None], Reply]
"""Carries the request out and returns its answer; the speed is that of the processes that the request starts."""

HTML_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

DEFAULT_MESSAGE = "XXX is invalid."
"""The message of a failure without ``message``; taken from the official samples."""


def apply_fault(fault: Fault, work: Work, now: float) -> Reply | Dropped:
    """Return the answer to a request under a fault; ``now`` is the service's time in epoch seconds.

    Raises:
        RequestRefused: the fault is an error answer.
        WorkFailed: the fault is a failure of the work.
    """
    match fault.kind:
        case "refuse":
            raise RequestRefused(_refusal(fault, UNAVAILABLE, fault.status))
        case "throttle":
            raise RequestRefused(_refusal(fault, THROTTLED, THROTTLED.status)._replace(headers=_retry_after(fault)))
        case "expired-token":
            raise RequestRefused(TOKEN_EXPIRED)
        case "clock-skew":
            return _skewed(fault.seconds, work, now)
        case "reject":
            raise WorkFailed(fault.message or DEFAULT_MESSAGE)
        case "not-json":
            work(None)
            return Reply(200, "text/html", HTML_PAGE)
        case "cut":
            whole = work(None)
            return whole._replace(body=whole.body[: len(whole.body) // 2])
        case "drop-before":
            return Dropped()
        case "drop-after":
            work(None)
            return Dropped()
        case "double":
            work(None)
            raise RequestRefused(NONCE_USED)
        case "delay":
            return work(None)  # the transports wait, see Reply.delay
        case "slow":
            return work(AfterSeconds(fault.seconds))
        case "stuck":
            return work(Stuck())
        case "fail":
            return work(Failing(fault.message or DEFAULT_MESSAGE))


def _refusal(fault: Fault, default: Refusal, status: int) -> Refusal:
    code = fault.code or default.code
    message = default.message if code == default.code else f"{code} on demand."
    return Refusal(status, code, fault.message or message)


def _retry_after(fault: Fault) -> Headers:
    if not fault.retry_after:
        return ()
    unit = 1000 if fault.header == "x-acs-retry-after" else 1
    return ((fault.header, str(ceil(fault.retry_after * unit))),)


def _skewed(seconds: float, work: Work, now: float) -> Reply:
    date = (("date", formatdate(now + seconds, usegmt=True)),)
    if abs(seconds) > CLOCK_TOLERANCE:
        raise RequestRefused(TIMESTAMP_EXPIRED._replace(headers=date))
    return work(None)._replace(headers=date)
