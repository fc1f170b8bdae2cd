"""The check of scripts: time and memory for ten thousand tables, time for a typical script; with limits."""

import time
import tracemalloc
from pathlib import Path
from statistics import median

from bench.limits import Limit
from dataworks.scripts.check import check
from dataworks.scripts.realtime_script import realtime_script

TABLES = 10_000
TYPICAL = Path(__file__).parents[1] / "examples" / "scripts" / "batch_mysql_to_maxcompute.json"


def measured_scripts() -> list[Limit]:
    """Check a large script and a typical one."""
    names = [f"db{number % 7}.table_{number:05}" for number in range(TABLES)]
    large, typical = realtime_script({"source": names}, "kafka", "sink", "S_res_group_1"), TYPICAL.read_text("utf-8")
    return [
        Limit(f"check: {TABLES:,} tables", "s", 0.5, _seconds(large, 5)),
        Limit(f"check: {TABLES:,} tables, memory at most", "MB", 60, _megabytes(large)),
        Limit("check: a typical script", "ms", 2, _seconds(typical, 200) * 1000),
    ]


def _seconds(script: str, rounds: int) -> float:
    return median(_once(script) for _ in range(rounds))


def _once(script: str) -> float:
    began = time.perf_counter()
    if check(script).findings:
        raise RuntimeError("the script should have no findings")
    return time.perf_counter() - began


def _megabytes(script: str) -> float:
    tracemalloc.start()
    try:
        check(script)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
