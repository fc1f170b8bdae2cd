"""The cost of work: seconds by the clock, and seconds of CPU time in all processes that take part in it."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

THIS = os.getpid()


class Spent(NamedTuple):
    """Seconds by the clock, and of CPU time; ``None`` if the system does not count it."""

    seconds: float
    cpu: float | None


@dataclass(frozen=True)
class Spending:
    """Counts time from now on, for these processes.

    The clock shows what a user waits for. On a busy machine that depends on other work, CPU time hardly does.
    """

    processes: Sequence[int]
    moment: float
    cpu: float | None

    @classmethod
    def of(cls, *processes: int) -> Self:
        """Start counting."""
        return cls(processes, time.perf_counter(), cpu_seconds(*processes))

    def spent(self) -> Spent:
        """Return the cost since the start."""
        seconds, cpu = time.perf_counter() - self.moment, cpu_seconds(*self.processes)
        return Spent(seconds, None if cpu is None or self.cpu is None else cpu - self.cpu)


def cpu_seconds(*processes: int) -> float | None:
    """Return the CPU time of processes so far; of processes other than this one, it is known on Linux only."""
    try:
        return sum(time.process_time() if process == THIS else _others(process) for process in processes)
    except OSError:
        return None


def _others(process: int) -> float:
    threads = [each / "schedstat" for each in Path(f"/proc/{process}/task").iterdir()]
    return sum(int(each.read_text("ascii").split()[0]) for each in threads) / 1e9
