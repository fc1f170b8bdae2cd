"""What it costs a call that it could be watched, where nobody watches: in a loop of its own, beside a whole call."""

import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from bench.ratios import Ratio
from bench.spending import Spent
from dataworks.observing import CURRENT, Current, flow

TARGET = 0.01
LOOPS = 20_000
CHECKS = 4
"""Places of a call that ask whether there is an observer."""

UNWATCHED = SimpleNamespace(observer=None)


async def _plain(_: Any) -> None:
    return


_seen = flow(_plain)


async def _unhooked() -> float:
    started = time.process_time()
    for _ in range(LOOPS):
        await _plain(UNWATCHED)
    return (time.process_time() - started) / LOOPS


async def _hooked() -> float:
    started = time.process_time()
    for _ in range(LOOPS):
        CURRENT.set(Current("local", "get_di_sync_task", "1"))
        for _ in range(CHECKS):
            if UNWATCHED.observer is not None:
                raise RuntimeError
        await _seen(UNWATCHED)
    return (time.process_time() - started) / LOOPS


async def hook_ratio(calls: Sequence[Spent], at_once: int) -> Ratio:
    """Return the share of a call's CPU time that is spent on looking whether somebody watches."""
    extra = [max(await _hooked() - await _unhooked(), 0.0) for _ in calls]
    spent = [call.cpu / at_once for call in calls if call.cpu]
    pairs = [(one * 1000, other * 1000) for one, other in zip(extra, spent, strict=False)]
    return Ratio("telemetry that is off", "ms", TARGET, pairs)
