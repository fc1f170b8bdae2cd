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
from bench.ratios import Ratio

HERE = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("dataworks-di-mcp"))

COMMANDS: Mapping[str, Sequence[str]] = {
    "bare": (sys.executable, str(HERE / "bare.py")),
    "serve": (PROGRAM, "serve"),
    "serve --emulator": (PROGRAM, "serve", "--emulator"),
}

CLIENT = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "0"}}
START_TARGET, MEMORY_TARGET = 1.25, 1.3


class Start(NamedTuple):
    """One start: milliseconds until ``initialize`` was answered, MB resident after ``tools/list``."""

    milliseconds: float
    megabytes: float


def measured_starts(rounds: int) -> list[Ratio]:
    """Start each program once per round, in turn; an additional first round fills the caches."""
    samples: dict[str, list[Start]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, command in COMMANDS.items():
            start = _start(command)
            if number:
                samples[name].append(start)
    bare = samples.pop("bare")
    times = [
        Ratio(f"{name}: spawn to initialize", "ms", START_TARGET, _times(starts), _times(bare))
        for name, starts in samples.items()
    ]
    sizes = [
        Ratio(f"{name}: resident memory", "MB", MEMORY_TARGET, _sizes(starts), _sizes(bare))
        for name, starts in samples.items()
    ]
    return [*times, *sizes]


def _start(command: Sequence[str]) -> Start:
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        _send(process.stdin, id=1, method="initialize", params=CLIENT)
        _read_result(process.stdout)
        milliseconds = (time.perf_counter() - began) * 1000
        _send(process.stdin, method="notifications/initialized")
        _send(process.stdin, id=2, method="tools/list", params={})
        _read_result(process.stdout)
        megabytes = resident(process.pid)
        process.stdin.close()
        process.wait(timeout=10)
    return Start(milliseconds, megabytes)


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


def _times(starts: Sequence[Start]) -> list[float]:
    return [start.milliseconds for start in starts]


def _sizes(starts: Sequence[Start]) -> list[float]:
    return [start.megabytes for start in starts]
