"""Servers as processes on a port of this machine, for clients that are processes too."""

import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from socket import create_connection, create_server

from anyio.from_thread import start_blocking_portal

from emulator.http.web import serve
from emulator.service import Emulator

COMMAND = str(Path(sys.executable).with_name("dataworks-di-mcp"))
HOST = "127.0.0.1"
ALL = ("--toolsets", "all")
"""The stories use tools of several toolsets."""

KEYS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    "DATAWORKS_DI_STATE_KEY": "a key that the servers of one client share",
}
"""What a server takes from its environment; the Inspector starts one for each request."""


@contextmanager
def reachable(emulator: Emulator) -> Generator[str]:
    """The address of an emulator of this process, which answers there during the block."""
    ready = Queue[str]()
    with start_blocking_portal() as portal:
        serving = portal.start_task_soon(serve, emulator, HOST, 0, ready.put)
        yield ready.get()
        serving.cancel()


def server_of(endpoint: str) -> list[str]:
    """The command of our server on an emulator."""
    return [COMMAND, "serve", *ALL, "--endpoint", endpoint, "--rate", "0"]


@contextmanager
def listening(command: Sequence[str], log: Path, **environment: str) -> Generator[int]:
    """A server that listens on the port it is given; it is ended with the block. What it says goes to ``log``."""
    port = free_port()
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, **environment},
        )
    try:
        wait_for(process, port, log)
        yield port
    finally:
        ended(process)


def free_port() -> int:
    """A port that nothing listens on."""
    with create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Try to connect until it works, or the server ends."""
    while True:
        try:
            create_connection((HOST, port)).close()
            return
        except OSError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the server has ended: {log.read_text('utf-8')}") from None


def ended(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end it if it doesn't."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
