"""The check of a large script and of a typical one, compared with ``json.loads`` of the same text."""

import gc
import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from bench.ratios import Pair, Ratio
from dataworks.scripts.check import check
from dataworks.scripts.realtime_script import realtime_script

TABLES = 10_000
TYPICAL = Path(__file__).parents[1] / "examples" / "scripts" / "batch_mysql_to_maxcompute.json"
LARGE_TARGET, TYPICAL_TARGET, MEMORY_TARGET = 40, 40, 2
AT_ONCE = 200
"""Typical scripts before the other kind of work."""

Work = Callable[[str], object]


def measured_scripts(pairs: int) -> list[Ratio]:
    """Check a script, and parse it with ``json.loads``, in turn; count CPU time, for no other process takes part."""
    names = [f"db{number % 7}.table_{number:05}" for number in range(TABLES)]
    large, typical = realtime_script({"source": names}, "kafka", "sink", "S_res_group_1"), TYPICAL.read_text("utf-8")
    return [
        Ratio(f"check: {TABLES:,} tables", "ms CPU", LARGE_TARGET, _times(large, pairs, 1)),
        Ratio("check: a typical script", "ms CPU", TYPICAL_TARGET, _times(typical, pairs, AT_ONCE)),
        Ratio(f"check: {TABLES:,} tables, memory", "MB", MEMORY_TARGET, [_memory(large) for _ in range(pairs)]),
    ]


def _times(script: str, pairs: int, calls: int) -> list[Pair]:
    _checked(script)
    gc.collect()
    return [(_milliseconds(_checked, script, calls), _milliseconds(json.loads, script, calls)) for _ in range(pairs)]


def _milliseconds(work: Work, script: str, calls: int) -> float:
    began = time.process_time()
    for _ in range(calls):
        work(script)
    return (time.process_time() - began) * 1000 / calls


def _memory(script: str) -> Pair:
    return _megabytes(_checked, script), _megabytes(json.loads, script)


def _megabytes(work: Work, script: str) -> float:
    tracemalloc.start()
    try:
        work(script)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _checked(script: str) -> None:
    if check(script).findings:
        raise RuntimeError("the script should be fine")
