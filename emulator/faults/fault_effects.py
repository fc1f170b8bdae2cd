"""How a fault strikes: around the work, or instead of it."""

from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from math import ceil

from emulator.exchange import Dropped, Headers, Reply
from emulator.failures import (
    THROTTLED,
    TIMESTAMP_EXPIRED,
    TOKEN_EXPIRED,
    UNAVAILABLE,
    Refusal,
    RequestRefused,
    WorkFailed,
)
from emulator.faults.fault_rules import Mishap
from emulator.gateway.admission import FRESH
from emulator.world.lifecycle import AfterSeconds, Failing, Speed, Stuck

Work = Callable[[Speed | None], Reply]
"""Carrying the request out, up to its answer; a speed is that of what it starts."""

PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

UNSAID = "XXX is invalid."
"""A failure that nobody gave words to; the samples show this one."""


def strike(mishap: Mishap, work: Work, now: float) -> Reply | Dropped:
    """The answer to a request that a mishap strikes, ``now`` being the service's time in epoch seconds.

    Raises:
        RequestRefused: the mishap is an error answer.
        WorkFailed: it is a failure in HTTP 200.
    """
    match mishap.kind:
        case "refuse":
            raise RequestRefused(_refusal(mishap, UNAVAILABLE, mishap.status))
        case "throttle":
            raise RequestRefused(_refusal(mishap, THROTTLED, THROTTLED.status)._replace(headers=_hint(mishap)))
        case "expired-token":
            raise RequestRefused(TOKEN_EXPIRED)
        case "clock-skew":
            return _skewed(mishap.seconds, work, now)
        case "reject":
            raise WorkFailed(mishap.message or UNSAID)
        case "not-json":
            work(None)
            return Reply(200, "text/html", PAGE)
        case "cut":
            whole = work(None)
            return replace(whole, body=whole.body[: len(whole.body) // 2])
        case "drop-before":
            return Dropped()
        case "drop-after":
            work(None)
            return Dropped()
        case "delay":
            return work(None)  # the edges wait, see Reply.delay
        case "slow":
            return work(AfterSeconds(mishap.seconds))
        case "stuck":
            return work(Stuck())
        case "fail":
            return work(Failing(mishap.message or UNSAID))


def _refusal(mishap: Mishap, usual: Refusal, status: int) -> Refusal:
    code = mishap.code or usual.code
    message = usual.message if code == usual.code else f"{code} on demand."
    return Refusal(status, code, mishap.message or message)


def _hint(mishap: Mishap) -> Headers:
    if not mishap.retry_after:
        return ()
    unit = 1000 if mishap.header == "x-acs-retry-after" else 1
    return ((mishap.header, str(ceil(mishap.retry_after * unit))),)


def _skewed(seconds: float, work: Work, now: float) -> Reply:
    date = (("date", formatdate(now + seconds, usegmt=True)),)
    if abs(seconds) > FRESH:
        raise RequestRefused(TIMESTAMP_EXPIRED._replace(headers=date))
    return replace(work(None), headers=date)
