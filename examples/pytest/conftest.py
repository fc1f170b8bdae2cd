"""Fixtures for tests of programs that call DataWorks: an emulator for the run, and a fresh world for each test.

Copy this file into your own tests. It needs dataworks-di-mcp and pytest.
"""

import json
import re
import subprocess
import urllib.request
from collections.abc import Generator
from pathlib import Path

import pytest

WORLD = Path(__file__).parent.parent / "world.toml"
"""Your workspaces, data sources and tables."""


class Emulator:
    """The emulator while it runs; access key and secret are both ``emulator``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.endpoint = url.removeprefix("http://")

    def control(self, method: str, path: str, body: object = None) -> object:
        """Send a request to its control endpoint, and return the answer."""
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_emulator/{path}", content, method=method)  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)


@pytest.fixture(scope="session")
def running_emulator() -> Generator[Emulator]:
    """An emulator with your world, on a free port."""
    command = ["dataworks-di-mcp", "emulate", "--port", "0", "--world", str(WORLD)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stderr is not None
        line = process.stderr.readline()
        address = re.search(r"http://[^;]+", line)
        assert address, line + process.stderr.read()
        yield Emulator(address[0])
        process.terminate()


@pytest.fixture
def emulator(running_emulator: Emulator) -> Emulator:
    """The emulator, as it was at the start."""
    running_emulator.control("DELETE", "world")
    return running_emulator
