"""Time from spawn to the answer to ``initialize`` on stdio, and the memory of the process.

Messages are written to pipes without a client library, which would be measured as well.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from bench.processes import resident
from bench.ratios import Pair, Ratio, time_ratio
from bench.spending import Spent, cpu_seconds

HERE = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("dataworks-di-mcp"))

COMMANDS: Mapping[str, Sequence[str]] = {
    "bare": (sys.executable, str(HERE / "bare.py")),
    "serve": (PROGRAM, "serve"),
    "serve --emulator": (PROGRAM, "serve", "--emulator"),
}

CLIENT = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "0"}}
START_TARGET, MEMORY_TARGET = 1.15, 1.15


class Start(NamedTuple):
    """One start: what was spent until ``initialize`` was answered, and MB resident after ``tools/list``."""

    spent: Spent
    megabytes: float


def measured_starts(pairs: int) -> list[Ratio]:
    """Start each program once per round, in turn; an additional first round fills the caches."""
    starts: dict[str, list[Start]] = {name: [] for name in COMMANDS}
    for number in range(pairs + 1):
        for name in list(COMMANDS)[:: -1 if number % 2 else 1]:
            start = _start(COMMANDS[name])
            if number:
                starts[name].append(start)
    bare = starts.pop("bare")
    return [
        *(
            time_ratio(f"{name}: spawn to initialize", START_TARGET, _spent(ours), _spent(bare))
            for name, ours in starts.items()
        ),
        *(Ratio(f"{name}: resident memory", "MB", MEMORY_TARGET, _sizes(ours, bare)) for name, ours in starts.items()),
    ]


def _start(command: Sequence[str]) -> Start:
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        _send(process.stdin, id=1, method="initialize", params=CLIENT)
        _read_result(process.stdout)
        spent = Spent(time.perf_counter() - began, cpu_seconds(process.pid))
        _send(process.stdin, method="notifications/initialized")
        _send(process.stdin, id=2, method="tools/list", params={})
        _read_result(process.stdout)
        megabytes = resident(process.pid)
        process.stdin.close()
        process.wait(timeout=10)
    return Start(spent, megabytes)


def _send(pipe: IO[bytes], **message: Any) -> None:
    pipe.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
    pipe.flush()


def _read_result(pipe: IO[bytes]) -> None:
    """Read until there is a result; an error is a failed measurement."""
    while line := pipe.readline():
        message = json.loads(line)
        if "result" in message:
            return
        if "error" in message:
            raise RuntimeError(message["error"])
    raise RuntimeError("the program ended without an answer")


def _spent(starts: Sequence[Start]) -> list[Spent]:
    return [start.spent for start in starts]


def _sizes(ours: Sequence[Start], bare: Sequence[Start]) -> list[Pair]:
    return [(one.megabytes, other.megabytes) for one, other in zip(ours, bare, strict=True)]
