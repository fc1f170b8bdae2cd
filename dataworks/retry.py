"""Whether to send a request again, and when: a decision, not a loop.

Throttling and failed connections are retried for everything; what may have arrived (time-outs, broken answers, 5xx)
only when sending twice is harmless. A used-up quota is never retried: waiting a little does not bring it back.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dataworks.errors import DataWorksError, OutOfTime, ServiceError, Throttled, Unreachable, Unreadable


@dataclass(frozen=True)
class RetryRule:
    """How often and how long; all times in seconds.

    Attributes:
        attempts: sends in all, the first one included.
        first: upper bound of the first wait; it doubles from attempt to attempt.
        longest: upper bound of any wait of our own.
        longest_hint: upper bound of a wait that the service asked for; a longer one ends the attempts.
    """

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    longest_hint: float = 30.0


RETRIES = RetryRule()
"""What the client does unless told otherwise."""


def next_delay(
    error: DataWorksError, *, repeatable: bool, attempt: int, rule: RetryRule, jitter: Callable[[], float]
) -> float | None:
    """Seconds to wait before the next attempt, or ``None`` to give up.

    ``attempt`` counts the sends so far; ``jitter`` draws from 0 to 1 (full jitter).
    """
    if attempt >= rule.attempts or not _worth_repeating(error, repeatable=repeatable):
        return None
    hint = error.retry_after if isinstance(error, Throttled) else None
    if hint is not None:
        return hint if hint <= rule.longest_hint else None
    return jitter() * min(rule.longest, rule.first * 2.0 ** (attempt - 1))


def lost(error: DataWorksError) -> bool:
    """Whether what was sent may have taken effect, although it failed."""
    if isinstance(error, Unreachable):
        return error.sent
    # A wrong region answers 500 Forbidden.Not.Server, a busy service may answer 503: nothing was done there.
    turned_away = isinstance(error, Throttled) or error.code.startswith("Forbidden")
    broken = isinstance(error, ServiceError) and error.http_status >= 500 and not turned_away
    return broken or isinstance(error, Unreadable)


def _worth_repeating(error: DataWorksError, *, repeatable: bool) -> bool:
    if isinstance(error, Throttled):
        return not error.quota_used_up
    if isinstance(error, OutOfTime):
        return False
    if isinstance(error, Unreachable) and not error.sent:
        return True
    return repeatable and (lost(error) or error.code == "SignatureNonceUsed")
