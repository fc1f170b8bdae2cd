"""Programs in their own processes, and their memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_LIMIT = 20.0
"""Seconds until a program must listen."""

OURS = Path(sys.executable).with_name("dataworks-di-mcp")
KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}
"""The access key of the emulator."""


@dataclass(frozen=True)
class Listening:
    """A program that listens on a port of this machine."""

    process_id: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def listening(command: Sequence[str], **environment: str) -> Generator[Listening]:
    """Run a program that takes its port as its last argument, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [*command, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    try:
        _wait_for(port)
        yield Listening(process.pid, port)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def emulator() -> Generator[Listening]:
    """Run an emulator with a large source (``worlds.py``)."""
    with listening([sys.executable, "-m", "bench.worlds"]) as running:
        yield running


@contextmanager
def serving(endpoint: str) -> Generator[Listening]:
    """Run our server over HTTP, with this endpoint and without a rate limit."""
    command = [str(OURS), "serve", "--endpoint", endpoint, "--rate", "0", "--transport", "http", "--port"]
    with listening(command, **KEYS) as running:
        yield running


def resident(process_id: int) -> float:
    """Return the resident set of a process in MB."""
    return _megabytes(process_id, "VmRSS")


def peak(process_id: int) -> float:
    """Return the largest resident set since ``forget_peak``, in MB; the current one if the system does not count it."""
    return _megabytes(process_id, "VmHWM")


def forget_peak(process_id: int) -> None:
    """Make the current resident set the largest one, if the system can do so."""
    counter = Path(f"/proc/{process_id}/clear_refs")
    if counter.exists():
        counter.write_text("5", "ascii")


def _megabytes(process_id: int, name: str) -> float:
    """Return a figure from /proc; without /proc, the resident set from ps."""
    status = Path(f"/proc/{process_id}/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1]) / 1024
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(process_id)], capture_output=True, check=True)  # noqa: S607
    return int(shown.stdout) / 1024


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_LIMIT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return
