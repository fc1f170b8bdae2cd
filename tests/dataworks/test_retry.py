"""The decision whether to send again, as a table."""

import pytest

from dataworks.errors import DataWorksError, Denied, Refused, Rejected, Throttled, Unconfigured, Unreachable, Unreadable
from dataworks.retry import RETRIES, RetryRule, next_delay

THROTTLED = Throttled("Op", "slow down", 429, service_code="Throttling.User")
NONCE_USED = Refused("Op", "used", 400, service_code="SignatureNonceUsed")


def delay(error: DataWorksError, *, repeatable: bool, attempt: int = 1, rule: RetryRule = RETRIES) -> float | None:
    return next_delay(error, repeatable=repeatable, attempt=attempt, rule=rule, jitter=lambda: 1.0)


@pytest.mark.parametrize(
    ("error", "read", "write"),
    [
        pytest.param(THROTTLED, True, True, id="throttled"),
        pytest.param(Throttled("Op", "", 429, service_code="x", quota_used_up=True), False, False, id="quota used up"),
        pytest.param(Unreachable("Op", "no connection", sent=False), True, True, id="never sent"),
        pytest.param(Unreachable("Op", "no answer", sent=True), True, False, id="answer lost"),
        pytest.param(Unreadable("Op", "cut", 200), True, False, id="answer cut"),
        pytest.param(Unreadable("Op", "HTML", 502), True, False, id="HTML 502"),
        pytest.param(Refused("Op", "", 500, service_code="InternalError.System"), True, False, id="500"),
        pytest.param(Refused("Op", "", 503, service_code="ServiceUnavailable"), True, False, id="503"),
        pytest.param(NONCE_USED, True, False, id="nonce used"),
        pytest.param(Refused("Op", "", 400, service_code="Invalid.DI.Parameter"), False, False, id="400"),
        pytest.param(Denied("Op", "", 403, service_code="Forbidden.Access"), False, False, id="403"),
        pytest.param(Denied("Op", "", 500, service_code="Forbidden.Not.Server"), False, False, id="wrong region, 500"),
        pytest.param(Rejected("Op", "fail", 200), False, False, id="200 but fail"),
        pytest.param(Unconfigured("credentials", "none"), False, False, id="no credentials"),
    ],
)
def test_what_is_sent_again(error: DataWorksError, read: bool, write: bool) -> None:
    assert (delay(error, repeatable=True) is not None) is read
    assert (delay(error, repeatable=False) is not None) is write


@pytest.mark.parametrize(("attempt", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, None)])
def test_waits_double_until_the_attempts_are_used_up(attempt: int, longest: float | None) -> None:
    assert delay(THROTTLED, repeatable=True, attempt=attempt) == longest


def test_a_wait_of_our_own_has_an_upper_bound() -> None:
    assert delay(THROTTLED, repeatable=True, attempt=20, rule=RetryRule(attempts=50)) == 8.0


@pytest.mark.parametrize(("hint", "wait"), [(0.3, 0.3), (30.0, 30.0), (30.1, None), (86400.0, None)])
def test_the_service_is_taken_at_its_word_up_to_a_limit(hint: float, wait: float | None) -> None:
    error = Throttled("Op", "slow down", 429, service_code="Throttling", retry_after=hint)

    assert delay(error, repeatable=False) == wait


def test_jitter_spreads_a_wait_over_its_whole_length() -> None:
    drawn = iter((0.0, 0.5, 1.0))

    def wait() -> float | None:
        return next_delay(THROTTLED, repeatable=True, attempt=3, rule=RETRIES, jitter=lambda: next(drawn))

    assert [wait(), wait(), wait()] == [0.0, 1.0, 2.0]
