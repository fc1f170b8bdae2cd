"""A pytest plugin: what hangs fails. No test has another limit of time, and no machine is slow enough for this one."""

import signal
from collections.abc import Generator
from types import FrameType

import pytest

BOUND = 900.0
"""Seconds that setting a test up, the test itself, or taking it down may last."""


def _over(_signal: int, _frame: FrameType | None) -> None:
    pytest.fail(f"it hangs: not done after {BOUND:.0f} s")


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart() -> Generator[None, object, object]:
    """Let an alarm end what runs."""
    signal.signal(signal.SIGALRM, _over)
    return (yield)


def bounded() -> Generator[None, object, object]:
    """End what hangs."""
    signal.setitimer(signal.ITIMER_REAL, BOUND, BOUND)  # again and again: what ends may hang in its turn
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


pytest_runtest_setup = pytest.hookimpl(wrapper=True)(bounded)
pytest_runtest_call = pytest.hookimpl(wrapper=True)(bounded)
pytest_runtest_teardown = pytest.hookimpl(wrapper=True)(bounded)
