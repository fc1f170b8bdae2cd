"""Decides whether to send a request again, and when.

After throttling or a failed connection any request is retried; one that may have arrived (time-out, broken answer,
5xx, used nonce) only if it is safe to send it twice. A used-up quota is not retried, since a short wait does not help.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dataworks.errors import (
    DataWorksError,
    Denied,
    OutOfTime,
    Refused,
    Rejected,
    ServiceError,
    Throttled,
    TooLong,
    Unreachable,
    Unreadable,
)


@dataclass(frozen=True)
class RetryRule:
    """The number of attempts, and the waits between them in seconds.

    Attributes:
        attempts: number of attempts, including the first.
        first: upper bound of the first wait; it doubles with each attempt.
        longest: upper bound of a wait that we choose.
        longest_hint: upper bound of a wait that the service requests; a longer one ends the attempts.
        after_loss: whether a request that may have arrived is sent again without a look, if that is safe.
    """

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    longest_hint: float = 30.0
    after_loss: bool = True


NONCE_USED = "SignatureNonceUsed"

NO_SUCH_JOB = "500130"
"""The code of a job or an alarm rule that does not exist; it is no internal error."""

RETRIES = RetryRule()
"""The rule of the client by default."""

ONCE = RetryRule(attempts=1)
"""The rule for reads that a call does not need: they are worth no wait."""


def next_delay(
    error: DataWorksError, *, repeatable: bool, attempt: int, rule: RetryRule, jitter: Callable[[], float]
) -> float | None:
    """Return the seconds to wait before the next attempt, or ``None`` for no further attempt.

    ``attempt`` is the number of attempts so far; ``jitter`` returns a number from 0 to 1 (full jitter).
    """
    if attempt >= rule.attempts or not _worth_repeating(error, repeatable=repeatable and rule.after_loss):
        return None
    hint = error.retry_after if isinstance(error, Throttled) else None
    if hint is not None:
        return hint if hint <= rule.longest_hint else None
    return jitter() * min(rule.longest, rule.first * 2.0 ** (attempt - 1))


def may_have_effect(error: DataWorksError) -> bool:
    """Return whether a request may have taken effect although it failed."""
    if isinstance(error, Unreachable):
        return error.sent
    # A wrong region answers 500 Forbidden.Not.Server, a busy service may answer 503: neither has done anything.
    refused = isinstance(error, Throttled) or error.code.startswith("Forbidden") or error.code == NO_SUCH_JOB
    broken = isinstance(error, ServiceError) and error.http_status >= 500 and not refused
    # Something on the way repeated the request: this is the answer to its second copy.
    return broken or isinstance(error, Unreadable) or error.code == NONCE_USED


def not_there(error: DataWorksError) -> bool:
    """Whether the service refuses this object, not the caller: another object may be requested instead."""
    answered = isinstance(error, Rejected | Refused) and not isinstance(error, Throttled | Denied)
    return answered and not may_have_effect(error)


def _worth_repeating(error: DataWorksError, *, repeatable: bool) -> bool:
    if isinstance(error, Throttled):
        return not error.quota_used_up
    if isinstance(error, OutOfTime | TooLong):
        return False
    if isinstance(error, Unreachable) and not error.sent:
        return True
    return repeatable and may_have_effect(error)
